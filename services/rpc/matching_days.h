// The matching day of today, kept as long as it is today: what a policy makes of a date is the same for all calls.
//
// Any thread.
#ifndef KLIK_SERVICES_RPC_MATCHING_DAYS_H_
#define KLIK_SERVICES_RPC_MATCHING_DAYS_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "engine/match/matching_day.h"
#include "engine/model/policy.h"
#include "engine/rules/pair_context.h"

namespace klik::services {

class MatchingDays {
 public:
  // `policy` must outlive it.
  explicit MatchingDays(const engine::Policy& policy) : policy_(policy) {}

  // Moments are all in the zone of the same clock.
  std::shared_ptr<const engine::MatchingDay> Of(const engine::Moment& moment) const;

 private:
  const engine::Policy& policy_;
  mutable absl::Mutex mutex_;
  mutable std::shared_ptr<const engine::MatchingDay> latest_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_MATCHING_DAYS_H_
