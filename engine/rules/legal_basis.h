// Whether somebody's data may be used on a ground that is on record: RULES.md section 2, consent.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_RULES_LEGAL_BASIS_H_
#define KLIK_ENGINE_RULES_LEGAL_BASIS_H_

#include <algorithm>

#include "absl/time/civil_time.h"
#include "engine/model/person.h"

namespace klik::engine {

inline bool HoldsOn(const LegalBasis& basis, absl::CivilDay day) {
  return !basis.withdrawn && (!basis.since || *basis.since <= day) && (!basis.until || day <= *basis.until);
}

// Whether any of the person's, for this purpose, holds on the day.
inline bool HasBasisOn(const Person& person, Purpose purpose, absl::CivilDay day) {
  return std::any_of(person.legal_bases.begin(), person.legal_bases.end(),
                     [&](const LegalBasis& basis) { return basis.purpose == purpose && HoldsOn(basis, day); });
}

}  // namespace klik::engine

#endif  // KLIK_ENGINE_RULES_LEGAL_BASIS_H_
