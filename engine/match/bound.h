// What a question makes of a block's columns: who is surely barred, and at most how well the others can score.
//
// A bound is never below what match/evaluate.h finds. It holds for every way in which two may come to meet: each side's
// quickest mode, whether or not there is time enough that way, all the time they share without what travel takes off,
// and of the bars only those that nothing in the meeting can lift. So rules may add bars or shorten the common time and
// the bounds stay good; a rule that adds to a score or drops a bar named here has to be told to it. Tests hold every
// eligible pair of many worlds against its bound.
//
// One question on one thread.
#ifndef KLIK_ENGINE_MATCH_BOUND_H_
#define KLIK_ENGINE_MATCH_BOUND_H_

#include <array>
#include <cstdint>
#include <optional>

#include "engine/index/row_block.h"
#include "engine/index/slot_bounds.h"
#include "engine/model/policy.h"
#include "engine/rules/pair_context.h"
#include "engine/taxonomy/taxonomy.h"

namespace klik::engine {

// The tables of one kind of candidate, and the most that anybody of it can reach but for travel.
struct KindBound {
  BoundTables tables;
  std::int32_t best_in_person = 0;
  std::int32_t best_remotely = 0;
  bool subject_may_go = false;
  bool remote = false;

  // Of everybody in a block; negative when nobody is in reach.
  std::int32_t Of(const RowBlock& block) const;
};

class QuestionBound {
 public:
  QuestionBound(const Row& subject, const Policy& policy, const Moment& moment, const Taxonomy& taxonomy);

  // nullopt: everybody of this kind is barred for the subject, which must be linkable with it. 0 metres: no bound.
  std::optional<KindBound> ForKind(Kind candidate, int max_distance_metres) const;

  // What a candidate's interests add to its totals.
  std::int32_t Interests(const RowBlock& block, int slot) const;
  // What is to be taken off the totals because the two have less time in common than enough: not even when nobody
  // travels. nullopt: too little to meet at all.
  std::optional<std::int32_t> MissingTime(const Row& candidate) const;

 private:
  void SetTravel(Kind candidate, BoundTables& tables) const;
  void SetWays(Kind candidate, BoundTables& tables) const;
  void SetBars(Kind candidate, BoundTables& tables) const;
  void SetPersonTerms(BoundTables& tables) const;
  void SetCommitment(const Commitment& own, BoundTables& tables) const;
  void SetActivityTerms(Kind candidate, BoundTables& tables) const;
  void SetNeedFit(Kind candidate, BoundTables& tables) const;
  void SetFreshness(Kind candidate, BoundTables& tables) const;
  std::int32_t InterestTotals(const InterestTables::Points& points) const;
  // Of a term's value, 0 to kTermScale.
  std::int32_t Units(Term term, int value) const;

  const Row& subject_;
  const Policy& policy_;
  const Moment& moment_;
  Packed packed_;
  Table<std::int32_t, std::size_t{kModeSets} * kDistanceSteps> going_;  // TRAVEL by modes and distance.
  InterestTables interests_;
  std::int32_t most_interests_ = 0;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_BOUND_H_
