#include "services/access/decide.h"

#include <algorithm>

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

bool IsOfOrganisation(const Principal& principal, const Owner& owner) {
  return !principal.organisation.empty() && principal.organisation == owner.organisation;
}

bool BroughtInAParty(const Principal& principal, const Owner& owner) {
  const auto& all = owner.party_systems;
  return !principal.system.empty() && std::find(all.begin(), all.end(), principal.system) != all.end();
}

// Somebody else of the same organisation goes on with what one has begun.
bool IsSavers(const Principal& principal, const Owner& owner) {
  return owner.organisation.empty() ? IsOwn(principal, owner) : IsOfOrganisation(principal, owner);
}

}  // namespace

bool IsWithinMunicipality(const Principal& principal, const Owner& owner) {
  const auto& all = owner.municipalities;
  return principal.municipality.empty() || all.empty() ||
         std::find(all.begin(), all.end(), principal.municipality) != all.end();
}

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
  if (owner.is_draft && !IsSavers(principal, owner)) return false;
  switch (grant.records()) {
    case Access::ALL:
      return true;
    case Access::MUNICIPALITY:
      return IsWithinMunicipality(principal, owner) &&
             (!owner.municipalities.empty() || IsOwn(principal, owner) || principal.municipality.empty());
    case Access::ORGANISATION:
      return IsOfOrganisation(principal, owner);
    case Access::OWN:
      return IsOwn(principal, owner) || BroughtInAParty(principal, owner);
    default:
      return false;
  }
}

klik::v1::DataClass HighestClass(const Principal& principal, const Access& access, const Access::Grant& grant,
                                 const Owner& owner, bool stated_reason) {
  if (access.gives_secret()) return klik::v1::P4;
  if (grant.records() == Access::SELF) return klik::v1::P2;
  switch (grant.role()) {
    case Access::COORDINATOR:
      return stated_reason || owner.sent_to_staff || IsOwn(principal, owner) ? klik::v1::P3 : klik::v1::P1;
    case Access::REFERRER:
      return IsOwn(principal, owner) || IsOfOrganisation(principal, owner) ? klik::v1::P3 : klik::v1::P0;
    case Access::PARTNER:
      return IsOwn(principal, owner) ? klik::v1::P3 : klik::v1::P1;
    case Access::ADMINISTRATOR:
      // The names of those who have an account, of nobody else.
      return access.purpose() == Access::ADMINISTRATION ? klik::v1::P2 : klik::v1::P0;
    case Access::PRIVACY_OFFICER:
      return access.purpose() == Access::DATA_PROTECTION ? klik::v1::P3 : klik::v1::P0;
    default:
      return klik::v1::P0;
  }
}

}  // namespace klik::services
