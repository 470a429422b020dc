// Outcomes for a reader, and as somebody types them.
//
// Pure, for any thread.
#ifndef KLIK_CLIENTS_CLI_OUTCOMES_H_
#define KLIK_CLIENTS_CLI_OUTCOMES_H_

#include <map>
#include <string>
#include <string_view>

#include "clients/cli/labels.h"
#include "clients/cli/render.h"
#include "klik/v1/outcome_service.pb.h"

namespace klik::cli {

// `de-jong-gierveld-11`, `de-jong-gierveld-6` and `ucla-3`.
const std::map<std::string, v1::Outcome::Instrument>& Instruments();

// Reads `1=yes,2=more-or-less,...` into the outcome; false when it is not of that form.
bool ReadAnswers(std::string_view text, v1::Outcome& outcome);

// A table with a row for each, in the order of the answer.
std::string RenderOutcomes(const google::protobuf::RepeatedPtrField<v1::Outcome>& outcomes, Language language,
                           const Paint& paint);

// How many in each class, and how those who are followed changed.
std::string RenderSummary(const v1::SummariseOutcomesResponse& summary, Language language, const Paint& paint);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_OUTCOMES_H_
