#include "storage/witness/witnessed_store.h"

#include <mutex>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/hash.h"
#include "storage/record/keys.h"

namespace klik::storage {
namespace {

// Heads of the history in the store, both of kHistoryHeadBytes: before its last commit, and after.
struct History {
  std::string before;
  std::string head;
};

// Of a store that has not been committed to since it has a witness.
std::string FirstHead() { return std::string(kHistoryHeadBytes, '\0'); }

std::string HeadAfter(const std::string& head, engine::Revision revision, const Batch::Writes& writes) {
  Hash hash;
  hash.Add(head);
  hash.AddNumber(revision);
  for (const auto& [key, value] : writes) {
    hash.AddText(key);
    hash.AddNumber(value.has_value() ? 1 : 0);
    hash.AddText(value.has_value() ? std::string_view(*value) : std::string_view());
  }
  return hash.Finish();
}

// nullopt: it has not been committed to with a witness.
absl::StatusOr<std::optional<History>> ReadHistory(const Snapshot& snapshot) {
  absl::StatusOr<std::string> bytes = snapshot.Get(HistoryKey());
  if (absl::IsNotFound(bytes.status())) return std::nullopt;
  if (!bytes.ok()) return bytes.status();
  if (bytes->size() != 2 * kHistoryHeadBytes) {
    return absl::DataLossError(absl::StrCat(HistoryKey(), ": the record is damaged"));
  }
  return History{bytes->substr(0, kHistoryHeadBytes), bytes->substr(kHistoryHeadBytes)};
}

// Whether a store at `revision` may follow on what the witness saw last.
absl::Status CheckAgainst(const std::optional<WitnessRecord>& witnessed, engine::Revision revision,
                          const std::optional<History>& history) {
  if (!witnessed.has_value()) {
    if (!history.has_value()) return absl::OkStatus();
    return absl::DataLossError(
        absl::StrCat("the witness is empty or another file, and the store had one up to revision ", revision));
  }
  const engine::Revision seen = witnessed->revision;
  if (revision < seen) {
    return absl::DataLossError(absl::StrCat("the store has revision ", revision, ", the witness has seen revision ",
                                            seen, ": ", MissingRevisions(revision + 1, seen)));
  }
  if (revision > seen + 1) {
    return absl::DataLossError(absl::StrCat("the store has revision ", revision,
                                            ", the witness has seen only revision ", seen,
                                            ": it is not this store's, or is an old copy"));
  }
  const History stored = history.value_or(History{FirstHead(), FirstHead()});
  const std::string& then = revision == seen ? stored.head : stored.before;
  if (then == witnessed->history_head) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the store has revision ", revision, ", but not the revision ", seen,
                                          " that the witness has seen: it has another history"));
}

absl::Status NotHere(std::string_view key) {
  return absl::NotFoundError(absl::StrCat("nothing is stored under ", std::string(key)));
}

// Without the record of the history, which is nobody else's.
class WitnessedSnapshot final : public Snapshot {
 public:
  explicit WitnessedSnapshot(std::unique_ptr<const Snapshot> inner) : inner_(std::move(inner)) {}

  engine::Revision revision() const override { return inner_->revision(); }

  absl::StatusOr<std::string> Get(std::string_view key) const override {
    return key == history_key_ ? NotHere(key) : inner_->Get(key);
  }

  absl::Status Scan(const KeyRange& range, RecordVisitor visit) const override {
    return inner_->Scan(range, [&](std::string_view key, std::string_view value) {
      return key == history_key_ ? absl::OkStatus() : visit(key, value);
    });
  }

  absl::Status ChangedSince(engine::Revision after, ChangeVisitor visit) const override {
    return inner_->ChangedSince(after, [&](engine::Revision revision, std::string_view key) {
      return key == history_key_ ? absl::OkStatus() : visit(revision, key);
    });
  }

 private:
  const std::unique_ptr<const Snapshot> inner_;
  const std::string history_key_ = HistoryKey();
};

class WitnessedStore final : public Store {
 public:
  WitnessedStore(std::unique_ptr<Store> inner, Witness witness, engine::Revision revision, std::string head)
      : inner_(std::move(inner)), witness_(std::move(witness)), revision_(revision), head_(std::move(head)) {}

  absl::StatusOr<engine::Revision> Commit(const Batch& batch) override {
    std::lock_guard lock(commit_mutex_);
    if (!unusable_.ok()) return unusable_;
    // Else the record of the history would pass for something to write.
    if (absl::Status checked = CheckBatch(batch); !checked.ok()) return checked;
    std::string head = HeadAfter(head_, revision_ + 1, batch.writes());
    Batch noted = batch;
    noted.MakeRoomForOwnRecord();
    noted.Put(HistoryKey(), head_ + head);
    const absl::StatusOr<engine::Revision> committed = inner_->Commit(noted);
    if (!committed.ok()) return committed.status();
    revision_ = *committed;
    head_ = std::move(head);
    if (absl::Status seen = witness_.Append({revision_, head_}); !seen.ok()) {
      return unusable_ = absl::UnknownError(absl::StrCat("the commit has no witness: ", std::string(seen.message())));
    }
    return revision_;
  }

  absl::StatusOr<std::string> Get(std::string_view key) const override {
    return key == HistoryKey() ? NotHere(key) : inner_->Get(key);
  }

  absl::StatusOr<std::unique_ptr<const Snapshot>> OpenSnapshot() const override {
    absl::StatusOr<std::unique_ptr<const Snapshot>> inner = inner_->OpenSnapshot();
    if (!inner.ok()) return inner;
    return std::make_unique<const WitnessedSnapshot>(*std::move(inner));
  }

  absl::StatusOr<engine::Revision> WaitForChange(engine::Revision after, absl::Time deadline) const override {
    return inner_->WaitForChange(after, deadline);
  }

  absl::Status Purge() override { return inner_->Purge(); }

  void Close() override {
    std::lock_guard lock(commit_mutex_);
    inner_->Close();
  }

 private:
  const std::unique_ptr<Store> inner_;

  std::mutex commit_mutex_;  // Guards what follows.
  Witness witness_;
  engine::Revision revision_;
  std::string head_;       // Of the history.
  absl::Status unusable_;  // Not OK after a commit without a witness.
};

}  // namespace

std::string HistoryKey() { return MetaKey("history"); }

std::string MissingRevisions(engine::Revision first, engine::Revision last) {
  if (first == last) return absl::StrCat("revision ", first, " is missing");
  return absl::StrCat("revisions ", first, " to ", last, " are missing");
}

absl::StatusOr<std::unique_ptr<Store>> OpenWitnessedStore(std::unique_ptr<Store> inner,
                                                          std::unique_ptr<WitnessMedium> medium, WitnessCheck check) {
  absl::StatusOr<Witness> witness = Witness::Open(std::move(medium));
  if (!witness.ok()) return witness.status();
  engine::Revision revision = 0;
  std::string head = FirstHead();
  {
    const auto snapshot = inner->OpenSnapshot();
    if (!snapshot.ok()) return snapshot.status();
    const auto history = ReadHistory(**snapshot);
    if (!history.ok()) return history.status();
    revision = (*snapshot)->revision();
    if (history->has_value()) head = (*history)->head;
    if (check == WitnessCheck::kMustAgree) {
      if (absl::Status agree = CheckAgainst(witness->last(), revision, *history); !agree.ok()) return agree;
    }
  }
  // What it has not seen yet is on the inner store's disk, and from here on somebody may rely on it.
  const bool seen =
      witness->last().has_value() && witness->last()->revision == revision && witness->last()->history_head == head;
  if (!seen) {
    if (absl::Status appended = witness->Append({revision, head}); !appended.ok()) return appended;
  }
  return std::make_unique<WitnessedStore>(std::move(inner), *std::move(witness), revision, std::move(head));
}

}  // namespace klik::storage
