// A store that seals each value before another store keeps it, with the keys of whom the value is about.
//
// Keys and the change log stay as they are: they hold no personal data. Records about somebody who is erased are as if
// they had been deleted, in a copy of the data from before, too. A snapshot opened before somebody was erased loses
// them, so whoever erases waits for those (WaitForSnapshots).
//
// It must be the only one that writes to the inner store. Errors, besides the contract's: DATA_LOSS for a value that
// does not open.
#ifndef KLIK_STORAGE_SEALED_SEALED_STORE_H_
#define KLIK_STORAGE_SEALED_SEALED_STORE_H_

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/keyring/keyring.h"
#include "storage/sealed/guard.h"
#include "storage/sealed/seal.h"
#include "storage/store.h"

namespace klik::storage {

// Which snapshots are open, by the order of opening. Any thread.
class OpenSnapshots {
 public:
  std::uint64_t Add();
  void Remove(std::uint64_t number);
  // Until all that are open now are gone. DEADLINE_EXCEEDED: some are still there at `deadline`.
  absl::Status WaitForThose(absl::Time deadline) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable removed_;
  std::set<std::uint64_t> open_;
  std::uint64_t next_ = 1;
};

// What a look at every record found.
struct SealedCheck {
  std::size_t records = 0;
  std::size_t erased = 0;            // Of people who are gone; they read as deleted.
  std::vector<std::string> damaged;  // Keys of those that do not open, or are an older version put back.
};

class SealedStore final : public Store {
 public:
  // `inner` must outlive it. Reads the headers of what is in `guarded`, and does not open when they are not the records
  // that were written last: DATA_LOSS, with the names of those that can be told.
  static absl::StatusOr<std::unique_ptr<SealedStore>> Open(Store& inner, std::shared_ptr<Keyring> keyring,
                                                           std::vector<KeyRange> guarded = {KeyRange::All()});

  absl::StatusOr<engine::Revision> Commit(const Batch& batch) override;
  absl::StatusOr<std::string> Get(std::string_view key) const override;
  absl::StatusOr<std::unique_ptr<const Snapshot>> OpenSnapshot() const override;
  absl::StatusOr<engine::Revision> WaitForChange(engine::Revision after, absl::Time deadline) const override;
  absl::Status Purge() override;
  void Close() override;

  // Until the snapshots that are open now are gone.
  absl::Status WaitForSnapshots(absl::Time deadline) const { return open_snapshots_->WaitForThose(deadline); }

  // The keys of all that is sealed with `key`, alone or among others. Reads everything.
  absl::StatusOr<std::vector<std::string>> FindSealedWith(const KeyId& key) const;

  // Opens every record and compares its revision with the change log's. Reads everything, the sum of the guard apart.
  absl::StatusOr<SealedCheck> Verify() const;

 private:
  SealedStore(Store& inner, std::shared_ptr<Keyring> keyring, engine::Revision revision, Guard guard)
      : inner_(inner), keyring_(std::move(keyring)), revision_(revision), guard_(std::move(guard)) {}
  absl::Status CheckGuard(const Snapshot& snapshot);

  // The batch as the inner store gets it.
  absl::StatusOr<Batch> SealBatch(const Batch& batch, engine::Revision revision) const;
  // What is sealed twice is never the same, so the inner store cannot compare.
  absl::Status CheckPreconditions(const Batch& batch) const;

  Store& inner_;
  const std::shared_ptr<Keyring> keyring_;
  const std::shared_ptr<OpenSnapshots> open_snapshots_ = std::make_shared<OpenSnapshots>();
  std::mutex commit_mutex_;
  engine::Revision revision_;  // Of the last commit. Guarded by commit_mutex_, as is what follows.
  Guard guard_;
};

}  // namespace klik::storage

#endif  // KLIK_STORAGE_SEALED_SEALED_STORE_H_
