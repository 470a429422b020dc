#include "storage/memory/memory_store.h"

#include <functional>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/revision_signal.h"

namespace klik::storage {
namespace {

using Records = std::map<std::string, std::shared_ptr<const std::string>, std::less<>>;
using Keys = std::vector<std::string>;

// Shared by the store and its snapshots, which may outlive it.
struct State {
  std::mutex mutex;
  // Never changed while a snapshot shares it. Snapshots take and drop their share under the mutex, so that a count of
  // one means that nobody reads any more.
  std::shared_ptr<Records> records = std::make_shared<Records>();
  std::vector<std::shared_ptr<const Keys>> changes;  // Of revision 1, 2, ...
  bool closed = false;
};

absl::Status Closed() { return absl::FailedPreconditionError("the store is closed"); }

absl::StatusOr<std::string> Find(const Records& records, std::string_view key) {
  const auto found = records.find(key);
  if (found == records.end()) return absl::NotFoundError(absl::StrCat("nothing is stored under ", std::string(key)));
  return *found->second;
}

class MemorySnapshot final : public Snapshot {
 public:
  // The caller holds the mutex.
  explicit MemorySnapshot(std::shared_ptr<State> state)
      : state_(std::move(state)), records_(state_->records), revision_(state_->changes.size()) {}

  ~MemorySnapshot() override {
    std::lock_guard lock(state_->mutex);
    records_.reset();
  }

  engine::Revision revision() const override { return revision_; }

  absl::StatusOr<std::string> Get(std::string_view key) const override { return Find(*records_, key); }

  absl::Status Scan(const KeyRange& range, RecordVisitor visit) const override {
    for (auto it = records_->lower_bound(range.first); it != records_->end(); ++it) {
      if (!range.end.empty() && it->first >= range.end) break;
      if (absl::Status visited = visit(it->first, *it->second); !visited.ok()) return visited;
    }
    return absl::OkStatus();
  }

  absl::Status ChangedSince(engine::Revision after, ChangeVisitor visit) const override {
    if (after > revision_) return absl::OutOfRangeError(absl::StrCat("revision ", after, " is after ", revision_));
    for (engine::Revision revision = after + 1; revision <= revision_; ++revision) {
      for (const std::string& key : *KeysOf(revision)) {
        if (absl::Status visited = visit(revision, key); !visited.ok()) return visited;
      }
    }
    return absl::OkStatus();
  }

 private:
  std::shared_ptr<const Keys> KeysOf(engine::Revision revision) const {
    std::lock_guard lock(state_->mutex);
    return state_->changes[revision - 1];
  }

  const std::shared_ptr<State> state_;
  std::shared_ptr<const Records> records_;
  const engine::Revision revision_;
};

class MemoryStore final : public Store {
 public:
  absl::StatusOr<engine::Revision> Commit(const Batch& batch) override {
    if (absl::Status checked = CheckBatch(batch); !checked.ok()) return checked;
    std::lock_guard lock(state_->mutex);
    if (state_->closed) return Closed();
    if (absl::Status held = CheckPreconditions(batch); !held.ok()) return held;
    if (state_->records.use_count() > 1) state_->records = std::make_shared<Records>(*state_->records);
    Apply(batch);
    const engine::Revision revision = state_->changes.size();
    signal_.Publish(revision);
    return revision;
  }

  absl::StatusOr<std::string> Get(std::string_view key) const override {
    std::lock_guard lock(state_->mutex);
    if (state_->closed) return Closed();
    return Find(*state_->records, key);
  }

  absl::StatusOr<std::unique_ptr<const Snapshot>> OpenSnapshot() const override {
    std::lock_guard lock(state_->mutex);
    if (state_->closed) return Closed();
    return std::make_unique<const MemorySnapshot>(state_);
  }

  absl::StatusOr<engine::Revision> WaitForChange(engine::Revision after, absl::Time deadline) const override {
    return signal_.Wait(after, deadline);
  }

  // Has no files.
  absl::Status Purge() override {
    std::lock_guard lock(state_->mutex);
    return state_->closed ? Closed() : absl::OkStatus();
  }

  void Close() override {
    {
      std::lock_guard lock(state_->mutex);
      state_->closed = true;
    }
    signal_.Close();
  }

 private:
  // The caller holds the mutex.
  absl::Status CheckPreconditions(const Batch& batch) const {
    if (batch.required_revision().value_or(state_->changes.size()) != state_->changes.size()) {
      return absl::AbortedError("the store has changed since the required revision");
    }
    for (const Precondition& precondition : batch.preconditions()) {
      const auto found = state_->records->find(precondition.key);
      const bool holds =
          found == state_->records->end() ? !precondition.value.has_value() : precondition.value == *found->second;
      if (!holds) return absl::AbortedError(absl::StrCat(precondition.key, " is not as required"));
    }
    return absl::OkStatus();
  }

  // The caller holds the mutex, and nobody shares the records.
  void Apply(const Batch& batch) {
    auto keys = std::make_shared<Keys>();
    keys->reserve(batch.writes().size());
    for (const auto& [key, value] : batch.writes()) {
      keys->push_back(key);
      if (value.has_value()) {
        state_->records->insert_or_assign(key, std::make_shared<const std::string>(*value));
      } else {
        state_->records->erase(key);
      }
    }
    state_->changes.push_back(std::move(keys));
  }

  const std::shared_ptr<State> state_ = std::make_shared<State>();
  RevisionSignal signal_{0};
};

}  // namespace

std::unique_ptr<Store> NewMemoryStore() { return std::make_unique<MemoryStore>(); }

}  // namespace klik::storage
