#include "services/rpc/matching_days.h"

namespace klik::services {

std::shared_ptr<const engine::MatchingDay> MatchingDays::Of(const engine::Moment& moment) const {
  const absl::MutexLock lock(&mutex_);
  if (latest_ == nullptr || latest_->today() != moment.today) {
    latest_ = std::make_shared<const engine::MatchingDay>(policy_, moment);
  }
  return latest_;
}

}  // namespace klik::services
