// Whether somebody's data may be used on a ground that is on record: RULES.md section 2, consent.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_RULES_LEGAL_BASIS_H_
#define KLIK_ENGINE_RULES_LEGAL_BASIS_H_

#include "absl/time/civil_time.h"
#include "engine/model/person.h"

namespace klik::engine {

inline bool HoldsOn(const LegalBasis& basis, absl::CivilDay day) {
  return !basis.withdrawn && (!basis.since || *basis.since <= day) && (!basis.until || day <= *basis.until);
}

}  // namespace klik::engine

#endif  // KLIK_ENGINE_RULES_LEGAL_BASIS_H_
