// A store whose commits fail now and then, as disks make them fail: for everything that must survive that.
//
// It stands before another store and passes on whatever it does not break. What it breaks:
//   - refused: RESOURCE_EXHAUSTED, and nothing has changed;
//   - unknown: UNKNOWN, the inner store has committed or has not, and every later commit is UNKNOWN too.
// Which commits, and whether an unknown one happened, follows from the seed alone. Reads always work and show what the
// inner store has: after an unknown outcome a real store may show less.
//
// As after a restart: destroy it and put a new one before the same inner store. Close closes only this one.
//
// Any thread may call anything, as with any store.
#ifndef KLIK_TESTS_TESTING_FAULTY_STORE_H_
#define KLIK_TESTS_TESTING_FAULTY_STORE_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <random>

#include "storage/store.h"

namespace klik::testing {

struct FaultPlan {
  std::uint64_t seed = 0;
  // Of a thousand commits.
  int refused_per_mille = 0;
  int unknown_per_mille = 0;
};

enum class CommitFault { kRefused, kUnknownButDone, kUnknownAndNotDone };

class FaultyStore final : public storage::Store {
 public:
  // `inner` must outlive it.
  FaultyStore(storage::Store& inner, FaultPlan plan);

  // The next commit fails this way, whatever the plan says.
  void FailNextCommit(CommitFault fault);

  absl::StatusOr<engine::Revision> Commit(const storage::Batch& batch) override;
  absl::StatusOr<std::string> Get(std::string_view key) const override;
  absl::StatusOr<std::unique_ptr<const storage::Snapshot>> OpenSnapshot() const override;
  absl::StatusOr<engine::Revision> WaitForChange(engine::Revision after, absl::Time deadline) const override;
  absl::Status Purge() override;
  void Close() override;

 private:
  // nullopt: this commit works. The caller holds the mutex.
  std::optional<CommitFault> NextFault();
  // OK, or that it is closed.
  absl::Status open() const;

  storage::Store& inner_;
  const FaultPlan plan_;

  mutable std::mutex mutex_;  // Guards what follows.
  std::mt19937_64 random_;
  std::optional<CommitFault> forced_;
  bool outcome_unknown_ = false;
  bool closed_ = false;
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_FAULTY_STORE_H_
