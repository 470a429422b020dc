// What TellEvidence tells, as a list.
#ifndef KLIK_TESTS_ENGINE_TEXT_EVIDENCE_TEXTS_H_
#define KLIK_TESTS_ENGINE_TEXT_EVIDENCE_TEXTS_H_

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/text/catalogue.h"

namespace klik::engine {

inline std::vector<std::string> EvidenceTexts(const PairText& pair, const PairResult& result, Term term,
                                              Language language) {
  std::vector<std::string> texts;
  TellEvidence(pair, result, term, language,
               [&](absl::Span<const absl::string_view> sentence) { texts.push_back(absl::StrJoin(sentence, "")); });
  return texts;
}

}  // namespace klik::engine

#endif  // KLIK_TESTS_ENGINE_TEXT_EVIDENCE_TEXTS_H_
