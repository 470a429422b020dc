// The last revision committed, and a way to wait for the next.
//
// Any thread may call anything.
#ifndef KLIK_STORAGE_REVISION_SIGNAL_H_
#define KLIK_STORAGE_REVISION_SIGNAL_H_

#include <condition_variable>
#include <mutex>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/model/entity.h"

namespace klik::storage {

class RevisionSignal {
 public:
  explicit RevisionSignal(engine::Revision revision) : revision_(revision) {}

  void Publish(engine::Revision revision);

  // Everybody who waits, now or later, gets FAILED_PRECONDITION.
  void Close();

  // As Store::WaitForChange.
  absl::StatusOr<engine::Revision> Wait(engine::Revision after, absl::Time deadline) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  engine::Revision revision_;
  bool closed_ = false;
};

}  // namespace klik::storage

#endif  // KLIK_STORAGE_REVISION_SIGNAL_H_
