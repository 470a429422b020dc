// Nearest change: what would have to change for a pair that is not eligible, what that costs, and how the pair would
// score then. RULES.md section 5 is the definition.
//
// Only answers that name who is left out ask for it. Pure; any thread.
#ifndef KLIK_ENGINE_MATCH_NEAREST_CHANGE_H_
#define KLIK_ENGINE_MATCH_NEAREST_CHANGE_H_

#include <optional>
#include <span>
#include <vector>

#include "engine/match/pair.h"
#include "engine/rules/gates.h"
#include "engine/rules/pair_context.h"
#include "engine/score/terms.h"

namespace klik::engine {

// Of one pair in one setting.
struct PairChange {
  std::vector<Bar> lifted;  // In order of code and side. Also time_overlap when only the ride leaves too little time.
  int cost = 0;
  PairScore score;  // What the pair would score then.
};

// What it costs to lift bars that do not depend on how the two meet; nullopt when one of them has no change.
std::optional<int> CostOfLifting(const ChangeCosts& costs, std::span<const Bar> bars);

// What it costs to make the meeting possible, which has these bars; nullopt when nothing does.
std::optional<int> CostOfMeeting(const PairContext& pair, const Meeting& meeting, std::span<const Bar> bars);

// `bars`: all of the pair, each of which has a change. `lasting`: the terms that do not depend on the meeting.
PairChange ChangeOf(const PairContext& pair, const Meeting& meeting, const std::vector<Bar>& bars,
                    const SideValues& lasting);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_NEAREST_CHANGE_H_
