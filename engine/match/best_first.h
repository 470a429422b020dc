// The order in which a search looks at rows so that it can stop early and still miss nobody.
//
// Blocks come in order of what anybody in them can reach at most; a few at a time are bounded slot by slot, and of
// those the rows with the best bounds are visited first. Each visit says what a candidate must reach by now to be among
// the best; whoever cannot is not visited. With too few found, that is everybody who is not surely barred.
//
// Pure functions; any thread.
#ifndef KLIK_ENGINE_MATCH_BEST_FIRST_H_
#define KLIK_ENGINE_MATCH_BEST_FIRST_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/index/slot_bounds.h"
#include "engine/index/snapshot.h"
#include "engine/model/policy.h"
#include "engine/rules/pair_context.h"

namespace klik::engine {

// Before anything is found.
inline constexpr std::int32_t kNothingNeeded = 0;
// What it takes to stand beside or before a candidate with this score.
std::int32_t NeededBeside(bool ask_first, std::int64_t score);

struct BestFirstQuestion {
  const Row& subject;
  const std::vector<Kind>& kinds;  // All linkable with the subject.
  int max_distance_metres = 0;     // 0: no bound.
  const Policy& policy;
  const Moment& moment;
  InstructionSet instructions = BestInstructionSet();
};

// `visit` answers with kNothingNeeded or with NeededBeside the worst of those that are good enough. It may be given the
// subject itself.
void VisitBestFirst(const Snapshot& snapshot, const BestFirstQuestion& question,
                    const std::function<std::int32_t(const Row&)>& visit);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_BEST_FIRST_H_
