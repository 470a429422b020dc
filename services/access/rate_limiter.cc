#include "services/access/rate_limiter.h"

#include <algorithm>

#include "services/errors/errors.h"

namespace klik::services {
namespace {

constexpr absl::Duration kPerCall = absl::Microseconds(1'000'000 / kCallsPerSecond);
constexpr absl::Duration kWhenEmpty = absl::Microseconds(1'000'000 / kCallsPerSecond * kMaxCallsAtOnce);

}  // namespace

absl::Status RateLimiter::Take(const std::string& account, absl::Time now) {
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= kMaxCountedAccounts) {
    absl::erase_if(buckets_, [now](const auto& entry) { return entry.second.full_at <= now; });
  }
  Bucket& bucket = buckets_[account];
  const absl::Time full_at = std::max(bucket.full_at, now) + kPerCall;
  if (full_at - now > kWhenEmpty) {
    return RetryLater("RATE_LIMITED", "this account makes too many calls", full_at - now - kWhenEmpty);
  }
  bucket.full_at = full_at;
  return absl::OkStatus();
}

}  // namespace klik::services
