// Search: the best candidates for a subject, exactly, and why the others are left out.
//
// Pure functions over an immutable snapshot: any number of threads may call them at once. Same input, same answer, bit
// for bit. RULES.md is the definition.
#ifndef KLIK_ENGINE_MATCH_SEARCH_H_
#define KLIK_ENGINE_MATCH_SEARCH_H_

#include <optional>
#include <vector>

#include "engine/index/slot_bounds.h"
#include "engine/index/snapshot.h"
#include "engine/match/matching_day.h"
#include "engine/match/pair.h"
#include "engine/model/availability.h"
#include "engine/model/entity.h"
#include "engine/model/enums.h"
#include "engine/rules/pair_context.h"
#include "engine/taxonomy/topic.h"

namespace klik::engine {

struct Filter {
  std::vector<TopicIndex> topics;  // Empty: any.
  int max_distance_metres = 0;     // 0: no bound.
  // GM code: nobody of another municipality. Activities are for whoever can come. Empty: anybody.
  std::string municipality;
};

struct SearchQuery {
  EntityId subject;
  std::vector<Kind> kinds;  // Empty: all that can be linked with the subject, as RULES.md section 1 says.
  Filter filter;
  int limit = 20;
  // Passes over what cannot be among the best; the answer is the same, to the bit, whether or not and with whatever
  // instructions. For tests and measurements.
  bool prune = true;
  InstructionSet instructions = BestInstructionSet();
  bool include_excluded = false;
  int excluded_limit = 200;
  Moment moment;
};

struct RankedCandidate {
  EntityId id;
  int rank = 0;  // From 1.
  PairResult pair;
  std::vector<WarningCode> warnings;    // In order of code.
  std::vector<Window> meeting_windows;  // Common blocks of at least the policy's minimum, the longest first, then by
                                        // weekday and start; at most 10.
  const Row* row = nullptr;             // In the snapshot that was searched, and as long as that lives.
};

struct NearestChange {
  std::vector<Bar> lifted;  // What has to change, in order of code and side.
  int cost = 0;             // The sum of theirs.
  int rank = 0;             // From 1: where the candidate would stand then.
};

struct ExcludedCandidate {
  EntityId id;
  PairResult pair;
  std::optional<NearestChange> nearest_change;
  const Row* row = nullptr;  // As of a RankedCandidate.
};

struct SearchResult {
  std::vector<RankedCandidate> candidates;
  std::vector<ExcludedCandidate> excluded;
  // Of everybody in question; 0 unless the excluded were asked for: a search that only ranks does not look at all.
  int excluded_total = 0;
  // Pairs that were worked out: what pruning saves.
  int evaluated = 0;
};

// The subject must be a resident, volunteer or activity of the snapshot, and the day that of the query's moment.
SearchResult Search(const Snapshot& snapshot, const MatchingDay& day, const SearchQuery& query);

// One pair; exactly one of the two is set. The rank is the one among all candidates of the same kind. nullopt when one
// of the two is not in the snapshot or their kinds cannot be linked.
struct Explanation {
  std::optional<RankedCandidate> candidate;
  std::optional<ExcludedCandidate> excluded;
};
std::optional<Explanation> Explain(const Snapshot& snapshot, const MatchingDay& day, const EntityId& subject,
                                   const EntityId& candidate, const Moment& moment, const Filter& filter = {});

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_SEARCH_H_
