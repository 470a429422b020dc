// May they, whose records do they reach, and how much of them do they see. Decided from the caller and the method
// alone, before anybody looks whether a record exists; what lies outside a caller's reach is as if it were not there.
//
// Any thread.
#ifndef KLIK_SERVICES_ACCESS_DECIDE_H_
#define KLIK_SERVICES_ACCESS_DECIDE_H_

#include "absl/status/statusor.h"
#include "klik/v1/access.pb.h"
#include "services/access/owner.h"
#include "services/access/principal.h"

namespace klik::services {

// The widest grant of the method that the caller has. PERMISSION_DENIED, reason NOT_GRANTED, when there is none.
absl::StatusOr<klik::v1::Access::Grant> FindGrant(const Principal& principal, const klik::v1::Access& access);

// Whether nothing in a record of `owner` says that it belongs to another municipality than the caller.
bool IsWithinMunicipality(const Principal& principal, const Owner& owner);

// Whether a record of `owner` exists for the caller under `grant`. What belongs to no municipality is reached by whose
// system brought it in.
bool Reaches(const Principal& principal, const klik::v1::Access::Grant& grant, const Owner& owner);

// The highest class that the caller sees of a record in an answer of the method. A coordinator's case is what her own
// system brought in; of the rest of her municipality she sees P0 and P1 unless she `stated_reason`. P4 only where the
// method gives a secret.
klik::v1::DataClass HighestClass(const Principal& principal, const klik::v1::Access& access,
                                 const klik::v1::Access::Grant& grant, const Owner& owner, bool stated_reason);

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_DECIDE_H_
