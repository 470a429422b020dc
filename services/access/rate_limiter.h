// How many calls an account may make: a bucket of tokens each (RFC 2697's single rate), so that a client that has gone
// wild is slowed down and nobody else is.
//
// Any thread.
#ifndef KLIK_SERVICES_ACCESS_RATE_LIMITER_H_
#define KLIK_SERVICES_ACCESS_RATE_LIMITER_H_

#include <cstddef>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

namespace klik::services {

inline constexpr int kCallsPerSecond = 100;
inline constexpr int kMaxCallsAtOnce = 500;
// Accounts whose buckets are not full; above it those that are full again are forgotten.
inline constexpr std::size_t kMaxCountedAccounts = 10'000;

class RateLimiter {
 public:
  // RESOURCE_EXHAUSTED, reason RATE_LIMITED, with RetryInfo: not now. Time that goes back counts as standing still.
  absl::Status Take(const std::string& account, absl::Time now);

 private:
  struct Bucket {
    absl::Time full_at;  // When nothing will have been taken from it any more.
  };

  std::mutex mutex_;
  absl::flat_hash_map<std::string, Bucket> buckets_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_RATE_LIMITER_H_
