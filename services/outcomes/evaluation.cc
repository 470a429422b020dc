#include "services/outcomes/evaluation.h"

#include <algorithm>

#include "engine/rules/legal_basis.h"
#include "services/access/audience.h"

namespace klik::services {
bool TakesPartInEvaluation(const engine::Resident& resident) {
  return !HasWithdrawn(resident) &&
         std::any_of(resident.legal_bases.begin(), resident.legal_bases.end(), [](const engine::LegalBasis& basis) {
           return basis.purpose == engine::Purpose::kEvaluation && !basis.withdrawn;
         });
}

bool MayEvaluateOn(const engine::Resident& resident, absl::CivilDay day) {
  return !HasWithdrawn(resident) && engine::HasBasisOn(resident, engine::Purpose::kEvaluation, day);
}

}  // namespace klik::services
