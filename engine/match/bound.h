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
#include "engine/match/matching_day.h"
#include "engine/model/policy.h"
#include "engine/rules/pair_context.h"
#include "engine/taxonomy/taxonomy.h"

namespace klik::engine {

// The tables of one kind of candidate, and the most that anybody of it can reach but for travel.
struct KindBound {
  BoundTables tables;
  SideUnits best_in_person;
  SideUnits best_remotely;
  bool subject_may_go = false;
  bool remote = false;

  // Of everybody in a block; 0 when nobody is in reach.
  ScoreBound Of(const BlockSummary& block) const;
};

class QuestionBound {
 public:
  // All must outlive it.
  QuestionBound(const Row& subject, const MatchingDay& day, const Moment& moment, const Taxonomy& taxonomy);
  QuestionBound(const QuestionBound&) = delete;
  QuestionBound& operator=(const QuestionBound&) = delete;

  // False: everybody of this kind is barred for the subject, which must be linkable with it. The tables refer to this
  // question. 0 metres: no bound.
  bool SetKind(Kind candidate, int max_distance_metres, KindBound& bound) const;

  // What is to be taken off the bound of a score because the two have less time in common than enough: not even when
  // nobody travels. nullopt: too little to meet at all.
  std::optional<int> MissingTime(const Member& candidate) const;

 private:
  void SetTravel(Kind candidate, BoundTables& tables) const;
  void SetWays(Kind candidate, BoundTables& tables) const;
  void SetBars(Kind candidate, BoundTables& tables) const;
  void SetPersonTerms(Kind candidate, BoundTables& tables) const;
  void SetWishes(BoundTables& tables) const;
  void SetCommitment(Kind candidate, BoundTables& tables) const;
  void SetActivityTerms(Kind candidate, BoundTables& tables) const;
  void SetNeedFit(Kind candidate, BoundTables& tables) const;
  void SetFreshness(Kind candidate, BoundTables& tables) const;
  void SetBest(KindBound& bound) const;
  Units UnitsOf(Term term, int value) const { return bound_policy_.UnitsOf(term, value); }
  Units GenerationUnits(Intergenerational wish, bool gap) const;

  const Row& subject_;
  const Policy& policy_;
  const BoundPolicy& bound_policy_;
  const Moment& moment_;
  Packed packed_;
  InterestTables interests_;
  SideUnits most_interests_;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_BOUND_H_
