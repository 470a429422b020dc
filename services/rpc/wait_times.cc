#include "services/rpc/wait_times.h"

#include "services/registry/clock.h"

namespace klik::services {

std::shared_ptr<const ExpectedWaits> WaitTimes::Of(const engine::Snapshot& snapshot, absl::Time now) {
  const absl::CivilDay today = MomentAt(now).today;
  const absl::MutexLock lock(&mutex_);
  if (latest_ == nullptr || revision_ != snapshot.revision() || today_ != today) {
    latest_ = std::make_shared<const ExpectedWaits>(ExpectedWaits::Read(snapshot, now));
    revision_ = snapshot.revision();
    today_ = today;
  }
  return latest_;
}

}  // namespace klik::services
