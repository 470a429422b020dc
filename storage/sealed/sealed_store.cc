#include "storage/sealed/sealed_store.h"

#include <sodium.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace klik::storage {
namespace {

// Bytes of names in an error.
constexpr std::size_t kMaxNames = 500;

// May outlive the store.
class SealedSnapshot final : public Snapshot {
 public:
  SealedSnapshot(std::unique_ptr<const Snapshot> inner, std::shared_ptr<const Keyring> keyring,
                 std::shared_ptr<OpenSnapshots> open, std::uint64_t number)
      : inner_(std::move(inner)), keyring_(std::move(keyring)), open_(std::move(open)), number_(number) {}

  ~SealedSnapshot() override {
    inner_.reset();
    open_->Remove(number_);
  }

  engine::Revision revision() const override { return inner_->revision(); }

  absl::StatusOr<std::string> Get(std::string_view key) const override {
    const absl::StatusOr<std::string> sealed = inner_->Get(key);
    return sealed.ok() ? Unseal(*keyring_, key, *sealed) : sealed;
  }

  absl::Status Scan(const KeyRange& range, RecordVisitor visit) const override {
    return inner_->Scan(range, [&](std::string_view key, std::string_view sealed) -> absl::Status {
      if (key == kGuardKey) return absl::OkStatus();
      const absl::StatusOr<std::string> value = Unseal(*keyring_, key, sealed);
      if (absl::IsNotFound(value.status())) return absl::OkStatus();
      return value.ok() ? visit(key, *value) : value.status();
    });
  }

  absl::Status ChangedSince(engine::Revision after, ChangeVisitor visit) const override {
    return inner_->ChangedSince(after, [&](engine::Revision revision, std::string_view key) {
      return key == kGuardKey ? absl::OkStatus() : visit(revision, key);
    });
  }

 private:
  std::unique_ptr<const Snapshot> inner_;
  const std::shared_ptr<const Keyring> keyring_;
  const std::shared_ptr<OpenSnapshots> open_;
  const std::uint64_t number_;
};

std::vector<std::string> SubjectsOf(const Batch& batch) {
  std::vector<std::string> subjects;
  for (const auto& [key, value] : batch.writes()) {
    const Subjects& some = batch.subjects(key);
    subjects.insert(subjects.end(), some.begin(), some.end());
  }
  return subjects;
}

}  // namespace

std::uint64_t OpenSnapshots::Add() {
  std::lock_guard lock(mutex_);
  return *open_.insert(next_++).first;
}

void OpenSnapshots::Remove(std::uint64_t number) {
  {
    std::lock_guard lock(mutex_);
    open_.erase(number);
  }
  removed_.notify_all();
}

absl::Status OpenSnapshots::WaitForThose(absl::Time deadline) const {
  std::unique_lock lock(mutex_);
  const std::uint64_t bound = next_;
  const bool gone =
      removed_.wait_until(lock, absl::ToChronoTime(deadline), [&] { return open_.empty() || *open_.begin() >= bound; });
  return gone ? absl::OkStatus() : absl::DeadlineExceededError("a snapshot from before is still open");
}

absl::StatusOr<std::unique_ptr<SealedStore>> SealedStore::Open(Store& inner, std::shared_ptr<Keyring> keyring,
                                                               std::vector<KeyRange> guarded) {
  const auto snapshot = inner.OpenSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  unsigned char own[kKeyBytes];
  const KeyId own_id = *keyring->Find("");
  keyring->Combine(&own_id, 1, own);
  std::unique_ptr<SealedStore> store(
      new SealedStore(inner, std::move(keyring), (*snapshot)->revision(), Guard(std::move(guarded), own)));
  sodium_memzero(own, sizeof own);
  if (absl::Status checked = store->CheckGuard(**snapshot); !checked.ok()) return checked;
  return store;
}

absl::Status SealedStore::CheckGuard(const Snapshot& snapshot) {
  const std::string nothing = guard_.Sum();
  const auto take = [&](std::string_view key, std::string_view sealed) {
    if (key != kGuardKey) guard_.Take(key, sealed);
    return absl::OkStatus();
  };
  for (const KeyRange& range : guard_.ranges()) {
    if (absl::Status scanned = snapshot.Scan(range, take); !scanned.ok()) return scanned;
  }
  const absl::StatusOr<std::string> kept = snapshot.Get(kGuardKey);
  if (!kept.ok() && !absl::IsNotFound(kept.status())) return kept.status();
  const absl::StatusOr<std::string> sum = kept.ok() ? Unseal(*keyring_, kGuardKey, *kept) : nothing;
  if (sum.ok() && *sum == guard_.Sum()) return absl::OkStatus();
  std::string names;
  if (const absl::StatusOr<SealedCheck> check = Verify(); check.ok()) {
    for (const std::string& key : check->damaged) absl::StrAppend(&names, names.size() < kMaxNames ? " " + key : "");
  }
  return absl::DataLossError(absl::StrCat("records were put back, taken out or added by another program than Klik:",
                                          names.empty() ? " which ones cannot be told" : names));
}

absl::StatusOr<engine::Revision> SealedStore::Commit(const Batch& batch) {
  if (absl::Status checked = CheckBatch(batch); !checked.ok()) return checked;
  std::lock_guard lock(commit_mutex_);
  if (batch.required_revision().value_or(revision_) != revision_) {
    return absl::AbortedError("the store has changed since the required revision");
  }
  if (absl::Status here = keyring_->Ensure(SubjectsOf(batch)); !here.ok()) return here;
  absl::StatusOr<Batch> sealed = SealBatch(batch, revision_ + 1);
  if (!sealed.ok()) return sealed.status();
  const std::optional<Guard::Step> step = guard_.Plan(sealed->writes());
  if (step.has_value()) {
    absl::StatusOr<std::string> sum = Seal(*keyring_, {{*keyring_->Find("")}, revision_ + 1}, kGuardKey, step->encoded);
    if (!sum.ok()) return absl::UnavailableError(sum.status().message());
    sealed->MakeRoomForOwnRecord();
    sealed->Put(std::string(kGuardKey), *std::move(sum));
  }
  const absl::StatusOr<engine::Revision> committed = inner_.Commit(*sealed);
  if (!committed.ok()) return committed;
  revision_ = *committed;
  if (step.has_value()) guard_.Carry(*step);
  // Whoever forgets deletes as well; so a key that cannot be taken away now, or was not when the power went, opens
  // nothing here, and goes with the person's own.
  for (const std::string& subject : batch.forgotten()) keyring_->Erase(subject).IgnoreError();
  return committed;
}

absl::StatusOr<Batch> SealedStore::SealBatch(const Batch& batch, engine::Revision revision) const {
  Batch sealed;
  sealed.MarkSealed();
  sealed.RequireRevision(revision - 1);
  if (absl::Status held = CheckPreconditions(batch); !held.ok()) return held;
  for (const auto& [key, value] : batch.writes()) {
    if (!value.has_value()) {
      sealed.Delete(key);
      continue;
    }
    SealHeader header{{}, revision};
    for (const std::string& subject : batch.subjects(key)) {
      // There since Ensure, unless it was erased this moment.
      const std::optional<KeyId> id = keyring_->Find(subject);
      if (!id.has_value()) return absl::UnavailableError(absl::StrCat(subject, " was erased meanwhile"));
      header.keys.push_back(*id);
    }
    if (header.keys.empty()) header.keys.push_back(*keyring_->Find(""));
    std::sort(header.keys.begin(), header.keys.end());
    absl::StatusOr<std::string> bytes = Seal(*keyring_, header, key, *value);
    if (!bytes.ok()) return absl::UnavailableError(bytes.status().message());
    sealed.Put(key, *std::move(bytes));
  }
  return sealed;
}

absl::Status SealedStore::CheckPreconditions(const Batch& batch) const {
  for (const Precondition& precondition : batch.preconditions()) {
    const absl::StatusOr<std::string> now = Get(precondition.key);
    // Nothing has changed, which DATA_LOSS would leave open.
    if (absl::IsDataLoss(now.status())) return absl::UnavailableError(now.status().message());
    if (!now.ok() && !absl::IsNotFound(now.status())) return now.status();
    const bool holds = now.ok() ? precondition.value == *now : !precondition.value.has_value();
    if (!holds) return absl::AbortedError(absl::StrCat(precondition.key, " is not as required"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> SealedStore::Get(std::string_view key) const {
  const absl::StatusOr<std::string> sealed = inner_.Get(key);
  return sealed.ok() ? Unseal(*keyring_, key, *sealed) : sealed;
}

absl::StatusOr<std::unique_ptr<const Snapshot>> SealedStore::OpenSnapshot() const {
  // Counted before it is open: none may be older than it is counted.
  const std::uint64_t number = open_snapshots_->Add();
  absl::StatusOr<std::unique_ptr<const Snapshot>> inner = inner_.OpenSnapshot();
  if (!inner.ok()) {
    open_snapshots_->Remove(number);
    return inner.status();
  }
  return std::make_unique<const SealedSnapshot>(*std::move(inner), keyring_, open_snapshots_, number);
}

absl::StatusOr<engine::Revision> SealedStore::WaitForChange(engine::Revision after, absl::Time deadline) const {
  return inner_.WaitForChange(after, deadline);
}

absl::Status SealedStore::Purge() { return inner_.Purge(); }

void SealedStore::Close() { inner_.Close(); }

absl::StatusOr<std::vector<std::string>> SealedStore::FindSealedWith(const KeyId& key) const {
  const auto snapshot = inner_.OpenSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  std::vector<std::string> keys;
  const auto look = [&](std::string_view record_key, std::string_view sealed) {
    if (IsSealedWith(key, sealed)) keys.emplace_back(record_key);
    return absl::OkStatus();
  };
  if (absl::Status scanned = (*snapshot)->Scan(KeyRange::All(), look); !scanned.ok()) return scanned;
  return keys;
}

absl::StatusOr<SealedCheck> SealedStore::Verify() const {
  const auto snapshot = inner_.OpenSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  absl::flat_hash_map<std::string, engine::Revision> written;
  const auto note = [&](engine::Revision revision, std::string_view key) {
    written[std::string(key)] = revision;
    return absl::OkStatus();
  };
  if (absl::Status read = (*snapshot)->ChangedSince(0, note); !read.ok()) return read;
  SealedCheck check;
  const auto look = [&](std::string_view key, std::string_view sealed) {
    if (key == kGuardKey) return absl::OkStatus();
    ++check.records;
    const absl::Status opened = Unseal(*keyring_, key, sealed).status();
    const std::optional<SealHeader> header = ReadSealHeader(sealed);
    const auto last = written.find(absl::string_view(key.data(), key.size()));
    const bool is_last = header.has_value() && last != written.end() && last->second == header->revision;
    if (absl::IsNotFound(opened)) {
      ++check.erased;
    } else if (!opened.ok() || !is_last) {
      check.damaged.emplace_back(key);
    }
    return absl::OkStatus();
  };
  if (absl::Status scanned = (*snapshot)->Scan(KeyRange::All(), look); !scanned.ok()) return scanned;
  return check;
}

}  // namespace klik::storage
