#include "engine/index/snapshot_loader.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <iterator>
#include <tuple>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace klik::engine {
namespace {

constexpr std::size_t kPlacedAtOnce = 256;
// External ids that one thread puts in their places in one go: so many leaves of the map.
constexpr std::size_t kExternalsAtOnce = 64 * 256;

// Whom a referral led to, if to anybody yet.
std::vector<EntityId> PartiesOf(const Referral& referral) {
  if (!referral.resident.has_value()) return {};
  return {*referral.resident};
}

// What refers to a resource, by the resource.
template <typename Resource>
CowMap<EntityId, std::vector<std::string>> IdsByParty(
    const CowMap<std::string, std::shared_ptr<const Resource>>& resources) {
  std::vector<std::pair<EntityId, const std::string*>> links;
  resources.ForEach([&](const std::string& id, const std::shared_ptr<const Resource>& resource) {
    for (const EntityId& party : PartiesOf(*resource)) links.emplace_back(party, &id);
  });
  std::stable_sort(links.begin(), links.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  CowMap<EntityId, std::vector<std::string>> ids_by_party;
  for (auto link = links.begin(); link != links.end();) {
    const EntityId& party = link->first;
    std::vector<std::string> ids;
    for (; link != links.end() && link->first == party; ++link) {
      if (ids.empty() || ids.back() != *link->second) ids.push_back(*link->second);
    }
    ids_by_party.Put(party, std::move(ids));
  }
  return ids_by_party;
}

}  // namespace

SnapshotLoader::SnapshotLoader(const Taxonomy& taxonomy, const std::vector<Change>& others) : next_(taxonomy) {
  std::vector<External> externals;
  for (const Change& change : others) {
    if (const auto* organisation = std::get_if<std::shared_ptr<const Organisation>>(&change)) {
      next_.organisations_.Put((*organisation)->meta.id.id, *organisation);
      AddExternal((*organisation)->meta, externals);
    } else if (const auto* match = std::get_if<std::shared_ptr<const Match>>(&change)) {
      next_.matches_.Put((*match)->meta.id.id, *match);
      AddExternal((*match)->meta, externals);
    } else if (const auto* exclusion = std::get_if<std::shared_ptr<const Exclusion>>(&change)) {
      next_.exclusions_.Put((*exclusion)->meta.id.id, *exclusion);
      AddExternal((*exclusion)->meta, externals);
    } else if (const auto* referral = std::get_if<std::shared_ptr<const Referral>>(&change)) {
      next_.referrals_.Put((*referral)->meta.id.id, *referral);
      AddExternal((*referral)->meta, externals);
    } else {
      std::abort();  // What has a row comes in parts.
    }
  }
  externals_.push_back(std::move(externals));
  next_.matches_of_ = IdsByParty(next_.matches_);
  next_.exclusions_of_ = IdsByParty(next_.exclusions_);
  next_.referrals_of_ = IdsByParty(next_.referrals_);
}

void SnapshotLoader::Part::Add(const Change& change) {
  std::shared_ptr<const Row> row;
  if (const auto* resident = std::get_if<std::shared_ptr<const Resident>>(&change)) {
    row = MakeRow(*resident);
  } else if (const auto* volunteer = std::get_if<std::shared_ptr<const Volunteer>>(&change)) {
    row = MakeRow(*volunteer, loader_->next_.LoadOf((*volunteer)->meta.id));
  } else if (const auto* activity = std::get_if<std::shared_ptr<const Activity>>(&change)) {
    row = MakeRow(*activity, loader_->next_.LoadOf((*activity)->meta.id));
  }
  if (row == nullptr || row->kind != kind_) std::abort();
  if (placed_.empty() || placed_.back().size() == kPlacedAtOnce) placed_.emplace_back().reserve(kPlacedAtOnce);
  placed_.back().push_back(SpatialTable::Place(*row));
  AddExternal(*row->meta, externals_);
  const std::string& id = row->meta->id.id;
  rows_.Put(id, std::move(row));
}

void SnapshotLoader::Add(Part part) {
  next_.RowsOf(part.kind_).Append(std::move(part.rows_));
  auto& placed = placed_[Snapshot::SpatialAt(part.kind_)];
  placed.insert(placed.end(), std::make_move_iterator(part.placed_.begin()),
                std::make_move_iterator(part.placed_.end()));
  externals_.push_back(std::move(part.externals_));
}

absl::StatusOr<std::shared_ptr<const Snapshot>> SnapshotLoader::Build(Revision revision, RunAll run_all) {
  std::array<std::vector<SpatialTable::InOrder>, 3> in_order;
  std::vector<External> externals;
  run_all(in_order.size() + 1, [&](std::size_t task) {
    if (task < in_order.size()) {
      in_order[task] = SpatialTable::Sort(placed_[task]);
    } else {
      externals = SortExternals();
    }
  });
  for (std::size_t i = 0; i < in_order.size(); ++i) next_.spatial_[i] = SpatialTable::Of(in_order[i], run_all);
  if (absl::Status put = PutExternals(externals, run_all); !put.ok()) return put;
  next_.revision_ = revision;
  return std::make_shared<const Snapshot>(std::move(next_));
}

void SnapshotLoader::AddExternal(const Metadata& meta, std::vector<External>& externals) {
  if (!meta.external_id.id.empty()) externals.emplace_back(Snapshot::ExternalKey(meta.external_id), &meta);
}

std::vector<SnapshotLoader::External> SnapshotLoader::SortExternals() const {
  std::vector<External> externals;
  std::size_t size = 0;
  for (const std::vector<External>& part : externals_) size += part.size();
  externals.reserve(size);
  for (const std::vector<External>& part : externals_) externals.insert(externals.end(), part.begin(), part.end());
  std::sort(externals.begin(), externals.end(), [](const External& a, const External& b) {
    if (a.first.hash != b.first.hash) return a.first.hash < b.first.hash;
    return std::tie(*a.first.id, a.second->id) < std::tie(*b.first.id, b.second->id);
  });
  return externals;
}

absl::Status SnapshotLoader::PutExternals(const std::vector<External>& externals, RunAll run_all) {
  const std::size_t parts = (externals.size() + kExternalsAtOnce - 1) / kExternalsAtOnce;
  std::vector<decltype(next_.externals_)> made(parts);
  std::vector<absl::Status> shared(parts);
  run_all(parts, [&](std::size_t part) {
    const std::size_t end = std::min(externals.size(), (part + 1) * kExternalsAtOnce);
    for (std::size_t i = part * kExternalsAtOnce; i < end; ++i) {
      const auto& [key, meta] = externals[i];
      if (i > 0 && externals[i - 1].first == key) {
        shared[part] = absl::DataLossError(
            absl::StrCat(NameOf(meta->id), " has the external id of ", NameOf(externals[i - 1].second->id)));
        return;
      }
      made[part].Put(key, meta);
    }
  });
  for (std::size_t part = 0; part < parts; ++part) {
    if (!shared[part].ok()) return shared[part];
    next_.externals_.Append(std::move(made[part]));
  }
  return absl::OkStatus();
}

}  // namespace klik::engine
