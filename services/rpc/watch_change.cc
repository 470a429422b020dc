#include "services/rpc/watch_change.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "services/access/audience.h"
#include "services/access/owner.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/match_answer.h"
#include "services/rpc/referral_answer.h"

namespace klik::services {
namespace {

using klik::v1::Access;

Access::Scope ScopeOf(engine::Kind kind) {
  switch (kind) {
    case engine::Kind::kResident:
    case engine::Kind::kVolunteer:
      return Access::PROFILE_READ;
    case engine::Kind::kActivity:
    case engine::Kind::kOrganisation:
      return Access::CATALOGUE_READ;
    case engine::Kind::kMatch:
      return Access::MATCH_READ;
    case engine::Kind::kReferral:
      return Access::REFERRAL_WRITE;
    case engine::Kind::kExclusion:
      break;
  }
  std::abort();
}

// nullptr when the caller is not to know of it.
template <typename Kind>
std::shared_ptr<const typename Kind::Value> Find(const Caller& caller, const engine::EntityId& id) {
  std::shared_ptr<const typename Kind::Value> found = Kind::Find(*caller.snapshot(), id.id);
  if (found == nullptr || !caller.reach().Includes(OwnerOf(*caller.snapshot(), *found))) return nullptr;
  if constexpr (IsPerson(Kind::kKind)) {
    const bool is_partner = caller.reach().grant().role() == Access::PARTNER;
    if (HasWithdrawn(*found) || (is_partner && KeepsFromPartners(*found))) return nullptr;
  }
  // One that was not sent is there for who saved it.
  if constexpr (Kind::kKind == engine::Kind::kReferral) {
    if (found->state == engine::ReferralState::kDraft && found->meta.system != caller.system()) return nullptr;
  }
  return found;
}

template <typename Kind>
bool FillWith(const Caller& caller, const engine::EntityId& id, typename Kind::Api* (v1::RecordChange::*content)(),
              v1::RecordChange& out) {
  const auto found = Find<Kind>(caller, id);
  if (found == nullptr) return false;
  out.set_name(engine::NameOf(id));
  if constexpr (Kind::kKind == engine::Kind::kMatch) {
    *(out.*content)() = TellMatch(*found, *caller.snapshot());
  } else if constexpr (Kind::kKind == engine::Kind::kReferral) {
    *(out.*content)() = TellReferral(*found, *caller.snapshot());
  } else {
    *(out.*content)() = Kind::ToApi(*found, caller.snapshot()->taxonomy());
  }
  return true;
}

}  // namespace

bool IsToldOf(const Caller& caller, engine::Kind kind) {
  if (std::find(kWatchedKinds.begin(), kWatchedKinds.end(), kind) == kWatchedKinds.end()) return false;
  return caller.reach().grant().role() != Access::PARTNER || caller.principal().scopes.Has(ScopeOf(kind));
}

bool FillChange(const Caller& caller, const engine::EntityId& id, v1::RecordChange& out) {
  switch (id.kind) {
    case engine::Kind::kResident:
      return FillWith<ResidentKind>(caller, id, &v1::RecordChange::mutable_resident, out);
    case engine::Kind::kVolunteer:
      return FillWith<VolunteerKind>(caller, id, &v1::RecordChange::mutable_volunteer, out);
    case engine::Kind::kActivity:
      return FillWith<ActivityKind>(caller, id, &v1::RecordChange::mutable_activity, out);
    case engine::Kind::kOrganisation:
      return FillWith<OrganisationKind>(caller, id, &v1::RecordChange::mutable_organisation, out);
    case engine::Kind::kMatch:
      return FillWith<MatchKind>(caller, id, &v1::RecordChange::mutable_match, out);
    case engine::Kind::kReferral:
      return FillWith<ReferralKind>(caller, id, &v1::RecordChange::mutable_referral, out);
    case engine::Kind::kExclusion:
      return false;
  }
  std::abort();
}

bool CouldKnow(const Caller& caller, engine::Kind kind, const storage::Departure& departure) {
  Owner owner;
  owner.system = departure.system;
  owner.municipalities.assign(departure.municipalities.begin(), departure.municipalities.end());
  owner.party_systems.assign(departure.party_systems.begin(), departure.party_systems.end());
  return IsToldOf(caller, kind) && caller.reach().Includes(owner);
}

}  // namespace klik::services
