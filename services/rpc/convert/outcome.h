// Outcomes as the API has them, with their scores.
//
// Pure functions; any thread. What is wrong is reported at the field.
#ifndef KLIK_SERVICES_RPC_CONVERT_OUTCOME_H_
#define KLIK_SERVICES_RPC_CONVERT_OUTCOME_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "klik/v1/outcome_service.pb.h"
#include "services/outcomes/summary.h"
#include "services/rpc/convert/violations.h"
#include "storage/record/keys.h"
#include "storage/record/outcome_record.h"

namespace klik::services {

// `residents/{id}/outcomes/{id}`; nullopt when it is not of that form.
std::optional<storage::OutcomeIds> ParseOutcomeName(std::string_view name);

// An outcome never changes, so it has one all its life.
std::string EtagOf(const storage::OutcomeIds& ids);

// Instrument, day and answers. Whose they are is left to who knows whom there is.
storage::OutcomeRecord ReadOutcome(const v1::Outcome& message, absl::CivilDay today, const Field& field);

// Of one without an id: no name, no etag, and no time of recording.
v1::Outcome ToApi(const storage::OutcomeRecord& outcome);

void ToApi(const OutcomeSummary& summary, v1::SummariseOutcomesResponse& out);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_OUTCOME_H_
