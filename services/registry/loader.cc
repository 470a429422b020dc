#include "services/registry/loader.h"

#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "engine/index/snapshot_builder.h"
#include "services/registry/change_record.h"
#include "storage/record/keys.h"

namespace klik::services {
namespace {

// What is referred to comes before what refers to it.
constexpr engine::Kind kLoadOrder[] = {engine::Kind::kOrganisation, engine::Kind::kActivity, engine::Kind::kResident,
                                       engine::Kind::kVolunteer,    engine::Kind::kMatch,    engine::Kind::kExclusion,
                                       engine::Kind::kReferral};

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
  if (const auto* referral = std::get_if<std::shared_ptr<const engine::Referral>>(&change)) {
    const std::optional<engine::EntityId>& resident = (*referral)->resident;
    if (resident.has_value() && loaded.FindRow(*resident) == nullptr) return resident;
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

// Whose external ids there are so far.
using Externals = absl::flat_hash_map<std::pair<std::string, std::string>, engine::EntityId>;

// The builder takes these for granted and would abort, naming nothing.
absl::Status CheckFits(std::string_view key, const engine::Change& change, const engine::Snapshot& loaded,
                       Externals& externals) {
  if (const std::optional<engine::EntityId> missing = FindMissing(change, loaded)) {
    return absl::DataLossError(
        absl::StrCat(std::string(key), " refers to ", engine::NameOf(*missing), ", which is not there"));
  }
  const engine::ExternalId* external_id = std::visit(ExternalIdVisitor{}, change);
  if (external_id == nullptr || external_id->id.empty()) return absl::OkStatus();
  const auto [other, is_free] = externals.try_emplace({external_id->system, external_id->id}, engine::IdOf(change));
  if (is_free) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(std::string(key), " has the external id of ", engine::NameOf(other->second)));
}

// Applies what is decoded on a thread of its own: to read and decode a record takes about as long as to apply it.
class Applier {
 public:
  struct Loaded {
    std::string key;
    engine::Change change;
  };

  explicit Applier(const engine::Taxonomy& taxonomy)
      : builder_(engine::SnapshotBuilder::ForLoading(taxonomy)), thread_([this] { Run(); }) {}
  ~Applier() { static_cast<void>(Finish()); }

  // In order. What went wrong with those before; then nothing more is applied.
  absl::Status Add(Loaded loaded) {
    filling_.push_back(std::move(loaded));
    return filling_.size() < kAtOnce ? absl::OkStatus() : HandOver();
  }

  // Once everything is added.
  absl::Status Finish() {
    if (thread_.joinable()) {
      static_cast<void>(HandOver());
      {
        const absl::MutexLock lock(&mutex_);
        finished_ = true;
      }
      thread_.join();
    }
    const absl::MutexLock lock(&mutex_);
    return status_;
  }
  std::shared_ptr<const engine::Snapshot> Build(engine::Revision revision) { return builder_.Build(revision); }

 private:
  static constexpr std::size_t kAtOnce = 1024;

  absl::Status HandOver() {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](Applier* self) { return self->waiting_.empty(); }, this));
    waiting_ = std::exchange(filling_, {});
    return status_;
  }

  void Run() {
    for (;;) {
      std::vector<Loaded> batch;
      {
        const absl::MutexLock lock(&mutex_);
        mutex_.Await(absl::Condition(
            +[](Applier* self) { return !self->waiting_.empty() || self->finished_; }, this));
        batch = std::exchange(waiting_, {});
        if (batch.empty()) return;
      }
      Apply(batch);
    }
  }

  void Apply(const std::vector<Loaded>& batch) {
    for (const auto& [key, change] : batch) {
      if (failed_) return;
      if (absl::Status fits = CheckFits(key, change, builder_.view(), externals_); !fits.ok()) {
        failed_ = true;
        const absl::MutexLock lock(&mutex_);
        status_ = std::move(fits);
        return;
      }
      builder_.Apply(change);
    }
  }

  // Of the thread, until it has ended.
  engine::SnapshotBuilder builder_;
  Externals externals_;
  bool failed_ = false;
  std::vector<Loaded> filling_;
  absl::Mutex mutex_;
  std::vector<Loaded> waiting_ ABSL_GUARDED_BY(mutex_);
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const engine::Snapshot>> LoadSnapshot(const storage::Store& store,
                                                                     const engine::Taxonomy& taxonomy) {
  const auto stored = store.OpenSnapshot();
  if (!stored.ok()) return stored.status();
  Applier applier(taxonomy);
  for (const engine::Kind kind : kLoadOrder) {
    const auto load = [&](std::string_view key, std::string_view value) -> absl::Status {
      absl::StatusOr<engine::Change> change = DecodeChange(kind, key, value, taxonomy);
      if (!change.ok()) return change.status();
      return applier.Add({std::string(key), *std::move(change)});
    };
    absl::Status scanned = (*stored)->Scan(storage::RecordRange(kind), load);
    if (!scanned.ok()) {
      // Of two things that are wrong, the one that comes first.
      const absl::Status applied = applier.Finish();
      return applied.ok() ? scanned : applied;
    }
  }
  if (absl::Status applied = applier.Finish(); !applied.ok()) return applied;
  return applier.Build((*stored)->revision());
}

}  // namespace klik::services
