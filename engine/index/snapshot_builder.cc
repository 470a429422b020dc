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
                 [&](const std::shared_ptr<const Volunteer>& value) { PutRow(id, MakeRow(value, LoadOf(id))); },
                 [&](const std::shared_ptr<const Activity>& value) {
                   Require(!value->organisation || next_.organisations_.Find(value->organisation->id) != nullptr);
                   PutRow(id, MakeRow(value, LoadOf(id)));
                 },
                 [&](const std::shared_ptr<const Organisation>& value) { next_.organisations_.Put(id.id, value); },
                 [&](const std::shared_ptr<const Match>& value) { PutMatch(value); }},
      change);
}

std::shared_ptr<const Snapshot> SnapshotBuilder::Build(Revision revision) {
  next_.revision_ = revision;
  return std::make_shared<Snapshot>(next_);
}

CowMap<std::string, std::shared_ptr<const Row>>& SnapshotBuilder::RowsOf(Kind kind) {
  switch (kind) {
    case Kind::kResident:
      return next_.residents_;
    case Kind::kVolunteer:
      return next_.volunteers_;
    case Kind::kActivity:
      return next_.activities_;
    case Kind::kOrganisation:
    case Kind::kMatch:
      break;
  }
  std::abort();  // The other kinds are never matched.
}

void SnapshotBuilder::PutRow(const EntityId& id, std::shared_ptr<const Row> row) {
  SpatialTable& spatial = next_.spatial_[Snapshot::SpatialAt(id.kind)];
  if (const Row* before = next_.FindRow(id)) spatial.Erase(*before);
  spatial.Insert(*row);
  RowsOf(id.kind).Put(id.id, std::move(row));
}

void SnapshotBuilder::EraseRow(const EntityId& id) {
  next_.spatial_[Snapshot::SpatialAt(id.kind)].Erase(*next_.FindRow(id));
  RowsOf(id.kind).Erase(id.id);
}

void SnapshotBuilder::PutMatch(std::shared_ptr<const Match> match) {
  const std::string& id = match->meta.id.id;
  const auto before = next_.FindMatch(id);
  if (before != nullptr) {
    for (const EntityId& party : PartiesOf(*before)) Unlink(party, id);
  }
  next_.matches_.Put(id, match);
  for (const EntityId& party : PartiesOf(*match)) {
    Require(next_.FindRow(party) != nullptr);
    Link(party, id);
  }
  if (before != nullptr) {
    for (const EntityId& party : PartiesOf(*before)) RefreshLoad(party);
  }
  for (const EntityId& party : PartiesOf(*match)) RefreshLoad(party);
}

void SnapshotBuilder::Erase(const EntityId& id) {
  const Metadata* meta = next_.FindMetadata(id);
  Require(meta != nullptr);
  Require(id.kind == Kind::kMatch || next_.MatchesOf(id).empty());
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
        Unlink(party, id.id);
        RefreshLoad(party);
      }
      break;
    }
  }
}

void SnapshotBuilder::Link(const EntityId& entity, const std::string& match_id) {
  std::vector<std::string> ids = next_.MatchesOf(entity);
  if (std::find(ids.begin(), ids.end(), match_id) != ids.end()) return;
  ids.push_back(match_id);
  next_.matches_of_.Put(entity, std::move(ids));
}

void SnapshotBuilder::Unlink(const EntityId& entity, const std::string& match_id) {
  std::vector<std::string> ids = next_.MatchesOf(entity);
  std::erase(ids, match_id);
  if (ids.empty()) {
    next_.matches_of_.Erase(entity);
  } else {
    next_.matches_of_.Put(entity, std::move(ids));
  }
}

Load SnapshotBuilder::LoadOf(const EntityId& entity) const {
  Load load;
  for (const std::string& id : next_.MatchesOf(entity)) {
    const auto match = next_.FindMatch(id);
    if (IsRunning(match->state)) ++load.running;
    if (IsOpen(match->state)) load.open_until.push_back(match->expire_time.value_or(absl::InfiniteFuture()));
  }
  std::sort(load.open_until.begin(), load.open_until.end());
  return load;
}

void SnapshotBuilder::RefreshLoad(const EntityId& entity) {
  if (entity.kind == Kind::kVolunteer) {
    if (auto value = next_.FindVolunteer(entity.id)) {
      PutRow(entity, MakeRow(std::move(value), LoadOf(entity)));
    }
  } else if (entity.kind == Kind::kActivity) {
    if (auto value = next_.FindActivity(entity.id)) {
      PutRow(entity, MakeRow(std::move(value), LoadOf(entity)));
    }
  }
}

void SnapshotBuilder::SetExternal(const Metadata* before, const Metadata* after) {
  if (before != nullptr && !before->external_id.id.empty()) next_.externals_.Erase(ExternalId(before->external_id));
  if (after == nullptr || after->external_id.id.empty()) return;
  Require(next_.externals_.Find(after->external_id) == nullptr);
  next_.externals_.Put(after->external_id, after->id);
}

}  // namespace klik::engine
