#include "services/registry/loader.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/index/snapshot_builder.h"
#include "services/registry/change_record.h"
#include "storage/record/keys.h"

namespace klik::services {
namespace {

// What is referred to comes before what refers to it.
constexpr engine::Kind kLoadOrder[] = {engine::Kind::kOrganisation, engine::Kind::kActivity, engine::Kind::kResident,
                                       engine::Kind::kVolunteer,    engine::Kind::kMatch,    engine::Kind::kExclusion};

template <typename Parties>
std::optional<engine::EntityId> FindMissingOf(const Parties& parties, const engine::Snapshot& loaded) {
  for (const engine::EntityId& party : parties) {
    if (loaded.FindRow(party) == nullptr) return party;
  }
  return std::nullopt;
}

// What `change` refers to and is not there; nullopt when all of it is.
std::optional<engine::EntityId> FindMissing(const engine::Change& change, const engine::Snapshot& loaded) {
  if (const auto* match = std::get_if<std::shared_ptr<const engine::Match>>(&change)) {
    return FindMissingOf(engine::PartiesOf(**match), loaded);
  }
  if (const auto* exclusion = std::get_if<std::shared_ptr<const engine::Exclusion>>(&change)) {
    return FindMissingOf(engine::PartiesOf(**exclusion), loaded);
  }
  if (const auto* activity = std::get_if<std::shared_ptr<const engine::Activity>>(&change)) {
    const std::optional<engine::EntityId>& organisation = (*activity)->organisation;
    if (organisation.has_value() && loaded.FindOrganisation(organisation->id) == nullptr) return organisation;
  }
  return std::nullopt;
}

struct ExternalIdVisitor {
  const engine::ExternalId* operator()(const engine::Erased&) const { return nullptr; }
  template <typename Resource>
  const engine::ExternalId* operator()(const std::shared_ptr<const Resource>& resource) const {
    return &resource->meta.external_id;
  }
};

// The builder takes these for granted and would abort, naming nothing.
absl::Status CheckFits(std::string_view key, const engine::Change& change, const engine::Snapshot& loaded) {
  if (const std::optional<engine::EntityId> missing = FindMissing(change, loaded)) {
    return absl::DataLossError(
        absl::StrCat(std::string(key), " refers to ", engine::NameOf(*missing), ", which is not there"));
  }
  const engine::ExternalId* external_id = std::visit(ExternalIdVisitor{}, change);
  if (external_id == nullptr || external_id->id.empty()) return absl::OkStatus();
  const std::optional<engine::EntityId> other = loaded.FindExternal(*external_id);
  if (!other.has_value()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(std::string(key), " has the external id of ", engine::NameOf(*other)));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const engine::Snapshot>> LoadSnapshot(const storage::Store& store,
                                                                     const engine::Taxonomy& taxonomy) {
  const auto stored = store.OpenSnapshot();
  if (!stored.ok()) return stored.status();
  engine::SnapshotBuilder builder(std::make_shared<const engine::Snapshot>(taxonomy));
  for (const engine::Kind kind : kLoadOrder) {
    const auto load = [&](std::string_view key, std::string_view value) -> absl::Status {
      const absl::StatusOr<engine::Change> change = DecodeChange(kind, key, value, taxonomy);
      if (!change.ok()) return change.status();
      if (absl::Status fits = CheckFits(key, *change, builder.view()); !fits.ok()) return fits;
      builder.Apply(*change);
      return absl::OkStatus();
    };
    if (absl::Status scanned = (*stored)->Scan(storage::RecordRange(kind), load); !scanned.ok()) return scanned;
  }
  return builder.Build((*stored)->revision());
}

}  // namespace klik::services
