// One pair, judged: its bars, or how it would meet and how well it scores. RULES.md is the definition.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_MATCH_EVALUATE_H_
#define KLIK_ENGINE_MATCH_EVALUATE_H_

#include <vector>

#include "engine/match/pair.h"
#include "engine/rules/pair_context.h"

namespace klik::engine {

// Whether the kinds can be linked at all.
bool CanLink(Kind subject, Kind candidate);

// The pair as the rules speak of it. The kinds must be linkable and the rows different.
PairContext MakePairContext(const Row& subject, const Row& candidate, const Policy& policy, const Moment& moment,
                            const Taxonomy& taxonomy);

// With kFirstOnly an ineligible pair has one bar, without facts, and nothing else is worth reading.
PairResult Evaluate(const PairContext& pair, BarList::Mode mode);

// In order of code.
std::vector<WarningCode> WarningsOf(const PairContext& pair, const PairResult& result);

// The longest first, at most `most`.
std::vector<Window> MeetingWindows(const PairContext& pair, const PairResult& result, std::size_t most);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_EVALUATE_H_
