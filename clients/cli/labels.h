// The words for the API's enums in the language of the reader, Dutch and English side by side.
//
// Pure functions, for any thread. A value that this client does not know yet gets the label "?".
#ifndef KLIK_CLIENTS_CLI_LABELS_H_
#define KLIK_CLIENTS_CLI_LABELS_H_

#include <string>
#include <string_view>

#include "klik/v1/common.pb.h"
#include "klik/v1/matching_service.pb.h"
#include "klik/v1/work_service.pb.h"

namespace klik::cli {

enum class Language { kDutch, kEnglish };

// `nl` or `en`.
std::string LanguageCode(Language language);

inline std::string Pick(Language language, std::string_view dutch, std::string_view english) {
  return std::string(language == Language::kDutch ? dutch : english);
}

std::string Label(Language language, v1::CandidateKind kind);
std::string Label(Language language, v1::ContactForm form);
std::string Label(Language language, v1::TravelOption::Mode mode);
std::string Label(Language language, v1::TermScore::Term term);
std::string Label(Language language, v1::WorkItem::Kind kind);

// `di 10:00-11:30 (oneven weken)`.
std::string DescribeWindow(Language language, const v1::Availability::Window& window);

// `kandidaat: fiets, 12 min, 2,1 km`; `candidate` is the name of the side that is not the subject.
std::string DescribeTravel(Language language, const v1::Travel& travel, std::string_view candidate);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_LABELS_H_
