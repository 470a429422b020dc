// Whether a resident takes part in evaluation. Who does not has no outcomes.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_OUTCOMES_EVALUATION_H_
#define KLIK_SERVICES_OUTCOMES_EVALUATION_H_

#include "absl/time/civil_time.h"
#include "engine/model/person.h"

namespace klik::services {

// Has not withdrawn, from it or altogether. A basis that has lapsed may be renewed, so it is enough to keep what there
// is, but not to look at it.
bool TakesPartInEvaluation(const engine::Resident& resident);

// Outcomes may be recorded, looked at and counted on this day.
bool MayEvaluateOn(const engine::Resident& resident, absl::CivilDay day);

}  // namespace klik::services

#endif  // KLIK_SERVICES_OUTCOMES_EVALUATION_H_
