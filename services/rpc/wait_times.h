// The waits to be expected, kept as long as nothing changes: to work them out takes a look at every referral.
//
// Any thread.
#ifndef KLIK_SERVICES_RPC_WAIT_TIMES_H_
#define KLIK_SERVICES_RPC_WAIT_TIMES_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/index/snapshot.h"
#include "services/casework/expected_wait.h"

namespace klik::services {

class WaitTimes {
 public:
  // Of a published snapshot: two of one revision are the same.
  std::shared_ptr<const ExpectedWaits> Of(const engine::Snapshot& snapshot, absl::Time now);

 private:
  absl::Mutex mutex_;
  engine::Revision revision_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::CivilDay today_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const ExpectedWaits> latest_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_WAIT_TIMES_H_
