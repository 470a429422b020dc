#include "services/access/owner.h"

#include <algorithm>

#include "services/access/audience.h"

namespace klik::services {
namespace {

void AddOnce(const std::string& value, absl::InlinedVector<std::string, 2>& all) {
  if (!value.empty() && std::find(all.begin(), all.end(), value) == all.end()) all.push_back(value);
}

void AddMunicipality(const std::string& municipality, Owner& owner) { AddOnce(municipality, owner.municipalities); }

// An activity that somebody goes to says nothing of whose the going is.
void AddPerson(const engine::Snapshot& view, const engine::EntityId& id, Owner& owner) {
  const engine::Row* const row = view.FindRow(id);
  if (row != nullptr && row->person != nullptr) AddMunicipality(row->person->municipality, owner);
}

Owner Of(const engine::Metadata& meta) {
  Owner owner;
  owner.system = meta.system;
  return owner;
}

}  // namespace

Owner OwnerOf(const engine::Snapshot&, const engine::Person& person) {
  Owner owner = Of(person.meta);
  owner.withdrawn = HasWithdrawn(person);
  AddMunicipality(person.municipality, owner);
  return owner;
}

Owner OwnerOf(const engine::Snapshot&, const engine::Activity& activity) {
  Owner owner = Of(activity.meta);
  if (activity.organisation.has_value()) owner.organisation = engine::NameOf(*activity.organisation);
  AddMunicipality(activity.municipality, owner);
  return owner;
}

Owner OwnerOf(const engine::Snapshot&, const engine::Organisation& organisation) {
  Owner owner = Of(organisation.meta);
  owner.organisation = engine::NameOf(organisation.meta.id);
  return owner;
}

Owner OwnerOf(const engine::Snapshot& view, const engine::Match& match) {
  Owner owner = Of(match.meta);
  AddPerson(view, match.resident, owner);
  AddPerson(view, match.other, owner);
  for (const engine::EntityId& party : engine::PartiesOf(match)) {
    const engine::Row* const row = view.FindRow(party);
    if (row != nullptr && row->person != nullptr) AddOnce(row->person->meta.system, owner.party_systems);
  }
  return owner;
}

Owner OwnerOf(const engine::Snapshot& view, const engine::Exclusion& exclusion) {
  Owner owner = Of(exclusion.meta);
  AddPerson(view, exclusion.first, owner);
  AddPerson(view, exclusion.second, owner);
  owner.withdrawn = HasWithdrawn(view, exclusion.first) || HasWithdrawn(view, exclusion.second);
  return owner;
}

Owner OwnerOf(const engine::Snapshot&, const engine::Referral& referral) {
  Owner owner = Of(referral.meta);
  owner.organisation = referral.referrer;
  owner.is_draft = referral.state == engine::ReferralState::kDraft;
  owner.sent_to_staff = !owner.is_draft;
  AddMunicipality(referral.municipality, owner);
  return owner;
}

Owner OwnerOf(const engine::Snapshot& view, const engine::EntityId& id) {
  const auto of = [&](const auto& found) { return found == nullptr ? Owner() : OwnerOf(view, *found); };
  switch (id.kind) {
    case engine::Kind::kMatch:
      return of(view.FindMatch(id.id));
    case engine::Kind::kExclusion:
      return of(view.FindExclusion(id.id));
    case engine::Kind::kReferral:
      return of(view.FindReferral(id.id));
    case engine::Kind::kOrganisation:
      return of(view.FindOrganisation(id.id));
    default:
      break;
  }
  const engine::Row* const row = view.FindRow(id);
  if (row == nullptr) return {};
  return row->person != nullptr ? OwnerOf(view, *row->person) : OwnerOf(view, *row->activity);
}

}  // namespace klik::services
