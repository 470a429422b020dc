// The order in which a search looks at rows so that it can stop early and still miss nobody.
//
// All blocks within reach are bounded; of all their rows the few with the best bounds are kept. What these lack of time
// in common is taken off, from what stands beside each other in their blocks, and then they are visited, best first.
// Each visit says what a candidate must reach by now to be among the best. Mostly nobody else can by then; else the
// blocks are gone through once more for those who still may. With too few found, that is everybody who is not surely
// barred.
//
// Pure functions; any thread.
#ifndef KLIK_ENGINE_MATCH_BEST_FIRST_H_
#define KLIK_ENGINE_MATCH_BEST_FIRST_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "engine/index/slot_bounds.h"
#include "engine/index/snapshot.h"
#include "engine/match/matching_day.h"
#include "engine/rules/pair_context.h"

namespace klik::engine {

// Where a candidate may stand at best: by its bound, and before everybody with whom something has to be asked first.
// Whoever is not surely barred is above kNobody.
using Standing = std::uint32_t;
inline constexpr Standing kNobody = 0;
inline constexpr Standing kSettledStanding = Standing{1} << 16U;
constexpr Standing StandingOf(ScoreBound settled, ScoreBound unsettled) {
  return settled > 0 ? kSettledStanding | settled : unsettled;
}
// What it takes to stand beside or before a candidate with this score.
Standing StandingBeside(bool ask_first, std::int64_t score);

struct BestFirstQuestion {
  const Row& subject;
  const std::vector<Kind>& kinds;  // All linkable with the subject.
  int max_distance_metres = 0;     // 0: no bound.
  const MatchingDay& day;
  const Moment& moment;
  std::size_t wanted = 1;  // How many are sought, for a start.
  InstructionSet instructions = BestInstructionSet();
};

// `visit` answers with kNobody, or with StandingBeside the worst of those that are good enough. It may be given the
// subject itself.
void VisitBestFirst(const Snapshot& snapshot, const BestFirstQuestion& question,
                    absl::FunctionRef<Standing(const Row&)> visit);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_BEST_FIRST_H_
