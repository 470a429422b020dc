// One pair, judged: its bars, or how it would meet and how well it scores. RULES.md is the definition.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_MATCH_EVALUATE_H_
#define KLIK_ENGINE_MATCH_EVALUATE_H_

#include <optional>
#include <vector>

#include "engine/match/nearest_change.h"
#include "engine/match/pair.h"
#include "engine/rules/gates.h"
#include "engine/rules/pair_context.h"
#include "engine/score/terms.h"

namespace klik::engine {

// Whether the kinds can be linked at all.
bool CanLink(Kind subject, Kind candidate);

// The pair as the rules speak of it. The kinds must be linkable and the rows different.
PairContext MakePairContext(const Row& subject, const Row& candidate, const Policy& policy, const Moment& moment,
                            const Taxonomy& taxonomy, const Calendar& calendar);

// The meeting by which the pair comes out best: nothing to be asked first, then the best score, then the first.
struct ScoredMeeting {
  Meeting meeting;
  bool ask_first = false;
  PairScore score;
};
// `lasting`: the terms that do not depend on the meeting.
ScoredMeeting BestOf(const PairContext& pair, const Meetings& meetings, const SideValues& lasting);

// Every bar that holds, and how the two would meet and score all the same.
PairResult Evaluate(const PairContext& pair);

// The same with the nearest change; nullopt when the pair is eligible, or nothing makes it so.
struct EvaluatedPair {
  PairResult result;
  ScoredMeeting best;  // That of the result.
  std::optional<PairChange> change;
};
EvaluatedPair EvaluateWithChange(const PairContext& pair);

// How an eligible pair would meet; nullopt, without telling why, for any other. What a search that only ranks can
// afford.
std::optional<ScoredMeeting> MeetingIfEligible(const PairContext& pair);
// All there is to tell of that meeting. Blocks are looked at in full, whatever was enough when it was found.
PairResult ResultOfMeeting(const PairContext& pair, const ScoredMeeting& best);

// In order of code.
std::vector<WarningCode> WarningsOf(const PairContext& pair, const PairResult& result);

// The longest first, at most `most`.
std::vector<Window> MeetingWindows(const PairContext& pair, const PairResult& result, std::size_t most);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_EVALUATE_H_
