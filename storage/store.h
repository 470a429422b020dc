// The store: what is kept, and what anybody may rely on whichever backend keeps it.
// tests/storage/store_contract_test.cc is this contract as a suite; every backend runs it.
//
// Order. Commits happen one after another, whoever calls; each one that happens gets the next revision: 1, 2, 3, ...
//
// Durability. When Commit returns OK, the whole batch, its revision and its line in the change log are on disk together
// and survive kill -9 and power loss. (The memory backend keeps them as long as the process lives.)
//
// Threads. Any thread may call anything at any time. A commit waits for the one before it; nothing else waits for
// commits. A snapshot sees every commit that had returned OK when it was opened, never part of one, and never changes;
// it may see one that is durable but has not returned yet. Visitors run on the calling thread, may read from the same
// snapshot, and must not keep the views they are given.
//
// The change log keeps which keys each revision wrote or deleted, never values: erasing somebody leaves no copy behind.
// Nothing trims it yet, so it grows by the keys of every commit.
//
// The store gives no meaning to keys. Answers kept by request id are ordinary records: whoever makes calls safe to
// retry puts the answer into the same batch as the change.
//
// Errors, besides those a method names: FAILED_PRECONDITION after Close; UNAVAILABLE when the disk cannot be read;
// DATA_LOSS when what is stored is damaged. See IsOutcomeUnknown for commits.
#ifndef KLIK_STORAGE_STORE_H_
#define KLIK_STORAGE_STORE_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/model/entity.h"
#include "storage/batch.h"

namespace klik::storage {

// The keys from `first` up to, but not including, `end`, in byte order.
struct KeyRange {
  std::string first;
  std::string end;  // Empty: no bound.

  static KeyRange All() { return {}; }
  static KeyRange WithPrefix(std::string_view prefix);
};

// An error ends the visit, and is what the visiting call returns.
using RecordVisitor = absl::FunctionRef<absl::Status(std::string_view key, std::string_view value)>;
using ChangeVisitor = absl::FunctionRef<absl::Status(engine::Revision revision, std::string_view key)>;

// The store as it was at one moment. Destroy it when done: it holds on to what has been deleted or replaced since, and
// on to the directory after Close.
class Snapshot {
 public:
  virtual ~Snapshot() = default;

  virtual engine::Revision revision() const = 0;

  // NOT_FOUND when nothing is stored there.
  virtual absl::StatusOr<std::string> Get(std::string_view key) const = 0;

  // In order of key.
  virtual absl::Status Scan(const KeyRange& range, RecordVisitor visit) const = 0;

  // Every key written or deleted in the revisions after `after` up to this one: in order of revision, then of key, and
  // once for each revision. Whether it is still there, Get tells. OUT_OF_RANGE when the log cannot tell, because
  // `after` is in the future or (once the log is trimmed) too long ago: then read everything instead.
  virtual absl::Status ChangedSince(engine::Revision after, ChangeVisitor visit) const = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // INVALID_ARGUMENT: CheckBatch. ABORTED: a precondition does not hold. RESOURCE_EXHAUSTED: the disk is too full to
  // begin. Nothing has changed after any of these.
  virtual absl::StatusOr<engine::Revision> Commit(const Batch& batch) = 0;

  // NOT_FOUND when nothing is stored there.
  virtual absl::StatusOr<std::string> Get(std::string_view key) const = 0;

  virtual absl::StatusOr<std::unique_ptr<const Snapshot>> OpenSnapshot() const = 0;

  // Waits until the revision is above `after` and returns it. DEADLINE_EXCEEDED when it still is not at `deadline`, on
  // the system clock. Close wakes all who wait.
  virtual absl::StatusOr<engine::Revision> WaitForChange(engine::Revision after, absl::Time deadline) const = 0;

  // Takes what was overwritten or deleted out of the files, all of it that no snapshot holds on to. Takes long; commits
  // and reads go on meanwhile. An error means that some may still be there.
  virtual absl::Status Purge() = 0;

  // Waits for the commit under way, then refuses everything. What was committed is safe already, so nothing here can
  // fail. A directory is free for the next to open once the last snapshot is gone too.
  virtual void Close() = 0;
};

// Whether a failed Commit may have happened all the same. From then on the store refuses every commit with the same
// code: only opening it anew tells what is on disk. What reads show of that batch until then is not defined. Any other
// error of Commit means that nothing changed.
inline bool IsOutcomeUnknown(const absl::Status& status) { return absl::IsUnknown(status) || absl::IsDataLoss(status); }

}  // namespace klik::storage

#endif  // KLIK_STORAGE_STORE_H_
