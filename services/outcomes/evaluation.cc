#include "services/outcomes/evaluation.h"

#include <algorithm>

#include "engine/rules/legal_basis.h"

namespace klik::services {
namespace {

template <typename Holds>
bool HasBasis(const engine::Resident& resident, Holds holds) {
  return resident.state != engine::ProfileState::kWithdrawn &&
         std::any_of(resident.legal_bases.begin(), resident.legal_bases.end(), [&](const engine::LegalBasis& basis) {
           return basis.purpose == engine::Purpose::kEvaluation && holds(basis);
         });
}

}  // namespace

bool TakesPartInEvaluation(const engine::Resident& resident) {
  return HasBasis(resident, [](const engine::LegalBasis& basis) { return !basis.withdrawn; });
}

bool MayEvaluateOn(const engine::Resident& resident, absl::CivilDay day) {
  return HasBasis(resident, [day](const engine::LegalBasis& basis) { return engine::HoldsOn(basis, day); });
}

}  // namespace klik::services
