#include "storage/revision_signal.h"

namespace klik::storage {

void RevisionSignal::Publish(engine::Revision revision) {
  {
    std::lock_guard lock(mutex_);
    revision_ = revision;
  }
  changed_.notify_all();
}

void RevisionSignal::Close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

absl::StatusOr<engine::Revision> RevisionSignal::Wait(engine::Revision after, absl::Time deadline) const {
  std::unique_lock lock(mutex_);
  const auto awake = [&] { return closed_ || revision_ > after; };
  // The library's clock cannot hold a time without end.
  if (deadline == absl::InfiniteFuture()) {
    changed_.wait(lock, awake);
  } else {
    changed_.wait_until(lock, absl::ToChronoTime(deadline), awake);
  }
  if (closed_) return absl::FailedPreconditionError("the store is closed");
  if (revision_ <= after) return absl::DeadlineExceededError("no change before the deadline");
  return revision_;
}

}  // namespace klik::storage
