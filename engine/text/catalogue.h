// The text catalogue: every sentence that staff and residents read about a pair, in Dutch (B1) and English.
//
// Pure; any thread. Dutch is warm and never blames. No sentence tells one side the other's needs, health, budget or
// questionnaire: what the evidence says of the other party is what the two share or would do together.
#ifndef KLIK_ENGINE_TEXT_CATALOGUE_H_
#define KLIK_ENGINE_TEXT_CATALOGUE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/index/row.h"
#include "engine/match/search.h"

namespace klik::engine {

enum class Language : std::uint8_t { kDutch, kEnglish };

// The pair that a text is about.
struct PairText {
  const Row& subject;
  const Row& candidate;
  const Taxonomy& taxonomy;
  const Policy& policy;
  // The hours that the two have in common, the longest first; empty: nothing is said of them.
  absl::Span<const Window> meeting_windows = {};
};

// Takes a sentence, in pieces that last as long as the call.
using Hear = absl::FunctionRef<void(absl::Span<const absl::string_view> sentence)>;

// Why the term has its value, the strongest reason first. Nothing when there is nothing to say.
void TellEvidence(const PairText& pair, const PairResult& result, Term term, Language language, Hear hear);

// Why the pair is not eligible, one sentence.
std::string BarText(const PairText& pair, const Bar& bar, Language language);

// What to ask or to know before proposing, one sentence.
absl::string_view WarningText(const PairText& pair, const PairResult& result, WarningCode warning, Language language);

// What would lift the bar, a clause without a capital or full stop: `de VOG binnen is`.
std::string ChangeText(const PairText& pair, const Bar& lifted, Language language);

// The whole change, one sentence: `Wordt passend zodra de VOG binnen is (dan nummer 1).`
std::string NearestChangeText(const PairText& pair, const NearestChange& change, Language language);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_TEXT_CATALOGUE_H_
