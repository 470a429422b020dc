#include "tests/testing/faulty_store.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

namespace klik::testing {
namespace {

// Whoever waits for a change looks this often whether the store was closed meanwhile.
constexpr absl::Duration kClosePollInterval = absl::Milliseconds(20);

absl::Status OutcomeUnknown() { return absl::UnknownError("fault: the commit may or may not have happened"); }

}  // namespace

FaultyStore::FaultyStore(storage::Store& inner, FaultPlan plan) : inner_(inner), plan_(plan), random_(plan.seed) {}

void FaultyStore::FailNextCommit(CommitFault fault) {
  std::lock_guard lock(mutex_);
  forced_ = fault;
}

std::optional<CommitFault> FaultyStore::NextFault() {
  // Always two numbers a commit, so that one fault more or less does not shift all that follow.
  const int draw = static_cast<int>(random_() % 1000);
  const bool done = random_() % 2 == 0;
  if (forced_.has_value()) return std::exchange(forced_, std::nullopt);
  if (draw < plan_.refused_per_mille) return CommitFault::kRefused;
  if (draw >= plan_.refused_per_mille + plan_.unknown_per_mille) return std::nullopt;
  return done ? CommitFault::kUnknownButDone : CommitFault::kUnknownAndNotDone;
}

absl::Status FaultyStore::open() const {
  std::lock_guard lock(mutex_);
  return closed_ ? absl::FailedPreconditionError("the store is closed") : absl::OkStatus();
}

absl::StatusOr<engine::Revision> FaultyStore::Commit(const storage::Batch& batch) {
  // A batch that breaks a rule fails for that reason; a fault would hide it.
  if (absl::Status checked = storage::CheckBatch(batch); !checked.ok()) return checked;
  std::lock_guard lock(mutex_);
  if (closed_) return absl::FailedPreconditionError("the store is closed");
  if (outcome_unknown_) return OutcomeUnknown();
  const std::optional<CommitFault> fault = NextFault();
  if (fault == CommitFault::kRefused) return absl::ResourceExhaustedError("fault: the disk is full");
  if (fault == CommitFault::kUnknownAndNotDone) {
    outcome_unknown_ = true;
    return OutcomeUnknown();
  }
  absl::StatusOr<engine::Revision> committed = inner_.Commit(batch);
  // A commit that the inner store refuses, and says so, is not in doubt.
  if (!committed.ok() || fault != CommitFault::kUnknownButDone) return committed;
  outcome_unknown_ = true;
  return OutcomeUnknown();
}

absl::StatusOr<std::string> FaultyStore::Get(std::string_view key) const {
  if (absl::Status status = open(); !status.ok()) return status;
  return inner_.Get(key);
}

absl::StatusOr<std::unique_ptr<const storage::Snapshot>> FaultyStore::OpenSnapshot() const {
  if (absl::Status status = open(); !status.ok()) return status;
  return inner_.OpenSnapshot();
}

absl::StatusOr<engine::Revision> FaultyStore::WaitForChange(engine::Revision after, absl::Time deadline) const {
  while (true) {
    if (absl::Status status = open(); !status.ok()) return status;
    const absl::Time poll_until = std::min(deadline, absl::Now() + kClosePollInterval);
    absl::StatusOr<engine::Revision> changed = inner_.WaitForChange(after, poll_until);
    if (!absl::IsDeadlineExceeded(changed.status()) || poll_until == deadline) return changed;
  }
}

absl::Status FaultyStore::Purge() {
  if (absl::Status status = open(); !status.ok()) return status;
  return inner_.Purge();
}

void FaultyStore::Close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
}

}  // namespace klik::testing
