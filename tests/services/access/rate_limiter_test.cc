#include "services/access/rate_limiter.h"

#include <gtest/gtest.h>

#include <string>

namespace klik::services {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

int CallsThatPass(RateLimiter& limiter, const std::string& account, absl::Time now) {
  int passed = 0;
  while (passed < 10'000 && limiter.Take(account, now).ok()) ++passed;
  return passed;
}

TEST(RateLimiterTest, SomeAtOnceAndThenAsManyAsASecondAllows) {
  RateLimiter limiter;
  EXPECT_EQ(CallsThatPass(limiter, "accounts/a", kNow), kMaxCallsAtOnce);
  EXPECT_EQ(CallsThatPass(limiter, "accounts/a", kNow + absl::Seconds(1)), kCallsPerSecond);
  EXPECT_EQ(CallsThatPass(limiter, "accounts/a", kNow + absl::Hours(1)), kMaxCallsAtOnce);
}

TEST(RateLimiterTest, OneAccountDoesNotSlowAnotherDown) {
  RateLimiter limiter;
  CallsThatPass(limiter, "accounts/a", kNow);
  EXPECT_TRUE(limiter.Take("accounts/b", kNow).ok());
}

TEST(RateLimiterTest, TimeThatGoesBackGivesNothing) {
  RateLimiter limiter;
  CallsThatPass(limiter, "accounts/a", kNow);
  EXPECT_FALSE(limiter.Take("accounts/a", kNow - absl::Hours(1)).ok());
  EXPECT_TRUE(limiter.Take("accounts/a", kNow + absl::Seconds(1)).ok());
}

TEST(RateLimiterTest, ARefusalSaysWhenToComeBack) {
  RateLimiter limiter;
  CallsThatPass(limiter, "accounts/a", kNow);
  const absl::Status refused = limiter.Take("accounts/a", kNow);
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(refused.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
}

}  // namespace
}  // namespace klik::services
