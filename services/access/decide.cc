#include "services/access/decide.h"

#include "services/errors/errors.h"

namespace klik::services {
namespace {

using klik::v1::Access;

// From none to all; the numbers of the enum are in another order.
int WidthOf(Access::Records records) {
  switch (records) {
    case Access::ALL:
      return 5;
    case Access::MUNICIPALITY:
      return 4;
    case Access::ORGANISATION:
      return 3;
    case Access::OWN:
      return 2;
    case Access::SELF:
      return 1;
    default:
      return 0;
  }
}

bool Holds(const Principal& principal, const Access::Grant& grant) {
  if (!principal.roles.Has(grant.role())) return false;
  return grant.role() != Access::PARTNER || principal.scopes.Has(grant.scope());
}

bool IsOwn(const Principal& principal, const Owner& owner) {
  return !principal.system.empty() && principal.system == owner.system;
}

}  // namespace

absl::StatusOr<Access::Grant> FindGrant(const Principal& principal, const Access& access) {
  const Access::Grant* widest = nullptr;
  for (const Access::Grant& grant : access.grants()) {
    if (!Holds(principal, grant)) continue;
    if (widest == nullptr || WidthOf(grant.records()) > WidthOf(widest->records())) widest = &grant;
  }
  if (widest == nullptr) {
    return Error(absl::StatusCode::kPermissionDenied, "NOT_GRANTED", "the caller's roles do not include this call");
  }
  return *widest;
}

bool Reaches(const Principal& principal, const Access::Grant& grant, const Owner& owner) {
  switch (grant.records()) {
    case Access::ALL:
      return true;
    case Access::MUNICIPALITY:
      return principal.municipality.empty() || principal.municipality == owner.municipality;
    case Access::ORGANISATION:
      return !principal.organisation.empty() && principal.organisation == owner.organisation;
    case Access::OWN:
      return IsOwn(principal, owner);
    default:
      return false;
  }
}

klik::v1::DataClass HighestClass(const Principal& principal, const Access::Grant& grant, const Owner& owner,
                                 bool stated_reason) {
  switch (grant.role()) {
    case Access::COORDINATOR:
      return stated_reason || IsOwn(principal, owner) ? klik::v1::P3 : klik::v1::P1;
    case Access::REFERRER:
      return IsOwn(principal, owner) ? klik::v1::P3 : klik::v1::P0;
    case Access::PARTNER:
      return klik::v1::P1;
    case Access::ADMINISTRATOR:
      return klik::v1::P2;
    case Access::PRIVACY_OFFICER:
      return klik::v1::P3;
    default:
      return klik::v1::P0;
  }
}

}  // namespace klik::services
