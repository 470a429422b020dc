#include "engine/index/snapshot_builder.h"

#include <algorithm>
#include <cstdlib>

namespace klik::engine {
namespace {

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

// The decider has made sure; a violation means that this process computed something it must not keep.
void Require(bool invariant) {
  if (!invariant) std::abort();
}

// What refers to a resource, by the resource.
using IdsByParty = CowMap<EntityId, std::vector<std::string>>;

void Link(IdsByParty& index, const EntityId& party, const std::string& id) {
  const auto* before = index.Find(party);
  std::vector<std::string> ids = before == nullptr ? std::vector<std::string>() : *before;
  if (std::find(ids.begin(), ids.end(), id) != ids.end()) return;
  ids.push_back(id);
  index.Put(party, std::move(ids));
}

void Unlink(IdsByParty& index, const EntityId& party, const std::string& id) {
  const auto* before = index.Find(party);
  if (before == nullptr) return;
  std::vector<std::string> ids = *before;
  std::erase(ids, id);
  if (ids.empty()) {
    index.Erase(party);
  } else {
    index.Put(party, std::move(ids));
  }
}

}  // namespace

EntityId IdOf(const Change& change) {
  return std::visit(Overloaded{[](const Erased& erased) { return erased.id; },
                               [](const auto& resource) { return resource->meta.id; }},
                    change);
}

void SnapshotBuilder::Apply(const Change& change) {
  const EntityId id = IdOf(change);
  if (std::holds_alternative<Erased>(change)) return Erase(id);
  const auto& meta = *std::visit(Overloaded{[](const Erased&) -> const Metadata* { return nullptr; },
                                            [](const auto& resource) { return &resource->meta; }},
                                 change);
  SetExternal(next_.FindMetadata(id), &meta);
  std::visit(
      Overloaded{[](const Erased&) {},
                 [&](const std::shared_ptr<const Resident>& value) { PutRow(id, MakeRow(value)); },
                 [&](const std::shared_ptr<const Volunteer>& value) { PutRow(id, MakeRow(value, next_.LoadOf(id))); },
                 [&](const std::shared_ptr<const Activity>& value) {
                   Require(!value->organisation || next_.organisations_.Find(value->organisation->id) != nullptr);
                   PutRow(id, MakeRow(value, next_.LoadOf(id)));
                 },
                 [&](const std::shared_ptr<const Organisation>& value) { next_.organisations_.Put(id.id, value); },
                 [&](const std::shared_ptr<const Match>& value) { PutMatch(value); },
                 [&](const std::shared_ptr<const Exclusion>& value) { PutExclusion(value); },
                 [&](const std::shared_ptr<const Referral>& value) { PutReferral(value); }},
      change);
}

std::shared_ptr<const Snapshot> SnapshotBuilder::Build(Revision revision) {
  next_.revision_ = revision;
  return std::make_shared<Snapshot>(next_);
}

void SnapshotBuilder::PutRow(const EntityId& id, std::shared_ptr<const Row> row) {
  SpatialTable& spatial = next_.spatial_[Snapshot::SpatialAt(id.kind)];
  if (const Row* before = next_.FindRow(id)) spatial.Erase(*before);
  spatial.Insert(*row);
  next_.RowsOf(id.kind).Put(id.id, std::move(row));
}

void SnapshotBuilder::EraseRow(const EntityId& id) {
  next_.spatial_[Snapshot::SpatialAt(id.kind)].Erase(*next_.FindRow(id));
  next_.RowsOf(id.kind).Erase(id.id);
}

void SnapshotBuilder::PutMatch(const std::shared_ptr<const Match>& match) {
  const std::string& id = match->meta.id.id;
  const auto before = next_.FindMatch(id);
  if (before != nullptr) {
    for (const EntityId& party : PartiesOf(*before)) Unlink(next_.matches_of_, party, id);
  }
  next_.matches_.Put(id, match);
  for (const EntityId& party : PartiesOf(*match)) {
    Require(next_.FindRow(party) != nullptr);
    Link(next_.matches_of_, party, id);
  }
  if (before != nullptr) {
    for (const EntityId& party : PartiesOf(*before)) RefreshLoad(party);
  }
  for (const EntityId& party : PartiesOf(*match)) RefreshLoad(party);
}

void SnapshotBuilder::PutExclusion(std::shared_ptr<const Exclusion> exclusion) {
  const std::string& id = exclusion->meta.id.id;
  if (const auto before = next_.FindExclusion(id)) {
    for (const EntityId& party : PartiesOf(*before)) Unlink(next_.exclusions_of_, party, id);
  }
  for (const EntityId& party : PartiesOf(*exclusion)) {
    Require(next_.FindRow(party) != nullptr);
    Link(next_.exclusions_of_, party, id);
  }
  next_.exclusions_.Put(id, std::move(exclusion));
}

void SnapshotBuilder::PutReferral(std::shared_ptr<const Referral> referral) {
  const std::string& id = referral->meta.id.id;
  const auto before = next_.FindReferral(id);
  if (before != nullptr && before->resident.has_value()) Unlink(next_.referrals_of_, *before->resident, id);
  if (referral->resident.has_value()) {
    Require(next_.FindRow(*referral->resident) != nullptr);
    Link(next_.referrals_of_, *referral->resident, id);
  }
  next_.referrals_.Put(id, std::move(referral));
}

void SnapshotBuilder::Erase(const EntityId& id) {
  const Metadata* meta = next_.FindMetadata(id);
  Require(meta != nullptr);
  Require(next_.MatchesOf(id).empty() && next_.ExclusionsOf(id).empty() && next_.ReferralsOf(id).empty());
  SetExternal(meta, nullptr);
  switch (id.kind) {
    case Kind::kResident:
    case Kind::kVolunteer:
    case Kind::kActivity:
      EraseRow(id);
      break;
    case Kind::kOrganisation:
      next_.organisations_.Erase(id.id);
      break;
    case Kind::kMatch: {
      const auto match = next_.FindMatch(id.id);
      next_.matches_.Erase(id.id);
      for (const EntityId& party : PartiesOf(*match)) {
        Unlink(next_.matches_of_, party, id.id);
        RefreshLoad(party);
      }
      break;
    }
    case Kind::kExclusion: {
      const auto exclusion = next_.FindExclusion(id.id);
      next_.exclusions_.Erase(id.id);
      for (const EntityId& party : PartiesOf(*exclusion)) Unlink(next_.exclusions_of_, party, id.id);
      break;
    }
    case Kind::kReferral: {
      const auto referral = next_.FindReferral(id.id);
      next_.referrals_.Erase(id.id);
      if (referral->resident.has_value()) Unlink(next_.referrals_of_, *referral->resident, id.id);
      break;
    }
  }
}

void SnapshotBuilder::RefreshLoad(const EntityId& entity) {
  if (entity.kind == Kind::kVolunteer) {
    if (auto value = next_.FindVolunteer(entity.id)) {
      PutRow(entity, MakeRow(std::move(value), next_.LoadOf(entity)));
    }
  } else if (entity.kind == Kind::kActivity) {
    if (auto value = next_.FindActivity(entity.id)) {
      PutRow(entity, MakeRow(std::move(value), next_.LoadOf(entity)));
    }
  }
}

void SnapshotBuilder::SetExternal(const Metadata* before, const Metadata* after) {
  if (before != nullptr && !before->external_id.id.empty()) {
    next_.externals_.Erase(Snapshot::ExternalKey(before->external_id));
  }
  if (after == nullptr || after->external_id.id.empty()) return;
  const Snapshot::ExternalKey key(after->external_id);
  Require(next_.externals_.Find(key) == nullptr);
  next_.externals_.Put(key, after);
}

}  // namespace klik::engine
