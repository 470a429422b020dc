#include "services/accounts/throttle.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "services/errors/errors.h"

namespace klik::services {
namespace {

absl::Duration DelayOf(const absl::Status& status) {
  google::rpc::RetryInfo retry;
  const google::rpc::Status rpc_status = ToRpcStatus(status);
  for (const auto& detail : rpc_status.details()) detail.UnpackTo(&retry);
  return absl::Nanoseconds(google::protobuf::util::TimeUtil::DurationToNanoseconds(retry.retry_delay()));
}

class ThrottleTest : public ::testing::Test {
 protected:
  // A failed attempt, when it may be made.
  absl::Status Fail(const std::string& name, const std::string& network = "home") {
    const auto ticket = throttle_.Begin(name, /*known=*/true, network, now_);
    if (!ticket.ok()) return ticket.status();
    Store(throttle_.Failed(*ticket));
    return absl::OkStatus();
  }

  // Fails, after waiting as long as told.
  absl::Duration WaitAndFail(const std::string& name, const std::string& network = "home") {
    absl::Duration waited;
    for (absl::Status failed = Fail(name, network); !failed.ok(); failed = Fail(name, network)) {
      EXPECT_EQ(failed.code(), absl::StatusCode::kResourceExhausted);
      const absl::Duration delay = DelayOf(failed);
      EXPECT_GT(delay, absl::ZeroDuration());
      waited += delay;
      now_ += delay;
    }
    return waited;
  }

  void Store(const std::vector<RecordWrite>& writes) {
    for (const RecordWrite& write : writes) {
      if (write.value.has_value()) {
        stored_[write.key] = *write.value;
      } else {
        stored_.erase(write.key);
      }
    }
  }

  Throttle Restarted() const {
    std::vector<storage::ThrottleRecord> records;
    for (const auto& [key, value] : stored_) records.push_back(*storage::DecodeThrottle(key, value));
    return Throttle(std::move(records));
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  std::map<std::string, std::string> stored_;
  Throttle throttle_;
};

TEST_F(ThrottleTest, EachFailureDoublesTheWaitUpToAMinute) {
  std::vector<std::int64_t> seconds;
  for (int i = 0; i < 10; ++i) seconds.push_back(absl::ToInt64Seconds(WaitAndFail("els", absl::StrCat("net", i))));
  EXPECT_EQ(seconds, (std::vector<std::int64_t>{0, 1, 2, 4, 8, 16, 32, 60, 60, 60}));
}

TEST_F(ThrottleTest, OfTenThousandGuessesAnHourTwentyGetThrough) {
  // One every 360 ms, each from a network of its own.
  std::vector<absl::Time> through;
  constexpr int kGuesses = 30'000;
  for (int i = 0; i < kGuesses; ++i) {
    if (Fail("els", absl::StrCat("net", i % 5000)).ok()) through.push_back(now_);
    now_ += absl::Milliseconds(360);
  }
  for (std::size_t first = 0; first < through.size(); ++first) {
    std::size_t within = 0;
    while (first + within < through.size() && through[first + within] < through[first] + absl::Hours(1)) ++within;
    EXPECT_LE(within, 20U) << first;
  }
  // It is a delay: over three hours, each hour has its twenty.
  EXPECT_GE(through.size(), 55U);
}

TEST_F(ThrottleTest, ManyAtOnceAreOneAttempt) {
  int through = 0;
  for (int i = 0; i < 100; ++i) through += throttle_.Begin("els", true, absl::StrCat("net", i), now_).ok() ? 1 : 0;
  EXPECT_EQ(through, 1);
}

TEST_F(ThrottleTest, WhoGetsInStartsAnew) {
  for (int i = 0; i < 5; ++i) WaitAndFail("els");
  now_ += absl::Minutes(1);
  const auto ticket = throttle_.Begin("els", true, "home", now_);
  ASSERT_TRUE(ticket.ok());
  Store(throttle_.Passed(*ticket));
  EXPECT_EQ(Fail("els"), absl::OkStatus());
  EXPECT_FALSE(Fail("els").ok());
}

TEST_F(ThrottleTest, WhatWasNotTriedDoesNotCount) {
  const auto ticket = throttle_.Begin("els", true, "home", now_);
  ASSERT_TRUE(ticket.ok());
  EXPECT_FALSE(throttle_.Begin("els", true, "home", now_).ok());
  throttle_.Cancel(*ticket);
  EXPECT_TRUE(throttle_.Begin("els", true, "home", now_).ok());
}

TEST_F(ThrottleTest, OneNameDoesNotHoldUpAnother) {
  for (int i = 0; i < 5; ++i) WaitAndFail("els");
  EXPECT_FALSE(Fail("els").ok());
  EXPECT_EQ(Fail("truus"), absl::OkStatus());
}

TEST_F(ThrottleTest, ANetworkThatTriesManyNamesWaitsToo) {
  for (std::size_t i = 0; i <= kFreeNetworkFailures; ++i) {
    EXPECT_EQ(Fail(absl::StrCat("name", i), "office"), absl::OkStatus()) << i;
  }
  EXPECT_EQ(DelayOf(Fail("another", "office")), absl::Seconds(1));
  EXPECT_EQ(Fail("another", "elsewhere"), absl::OkStatus());
  // Who gets in there does not set the others free.
  now_ += absl::Seconds(1);
  const auto ticket = throttle_.Begin("truus", true, "office", now_);
  ASSERT_TRUE(ticket.ok());
  throttle_.Passed(*ticket);
  EXPECT_EQ(Fail("name20", "office"), absl::OkStatus());
  EXPECT_EQ(DelayOf(Fail("name21", "office")), absl::Seconds(2));
}

TEST_F(ThrottleTest, ANameThatNobodyHasWaitsTheSame) {
  for (const bool known : {true, false}) {
    const std::string name = known ? "known" : "unknown";
    ASSERT_TRUE(throttle_.Begin(name, known, "home", now_).ok());
    const auto again = throttle_.Begin(name, known, "home", now_);
    EXPECT_EQ(DelayOf(again.status()), absl::Seconds(1)) << name;
  }
}

TEST_F(ThrottleTest, ARestartForgetsNothing) {
  for (int i = 0; i < 8; ++i) WaitAndFail("els");
  Throttle restarted = Restarted();
  const auto before = throttle_.Begin("els", true, "home", now_);
  const auto after = restarted.Begin("els", true, "home", now_);
  EXPECT_EQ(before.status(), after.status());
  EXPECT_EQ(DelayOf(after.status()), absl::Seconds(60));
  // Nothing of it tells whose name was guessed at.
  for (const auto& [key, value] : stored_) {
    EXPECT_EQ(key.find("els"), std::string::npos);
    EXPECT_EQ(value.find("els"), std::string::npos);
  }
}

TEST_F(ThrottleTest, AnHourLaterAllIsForgotten) {
  for (int i = 0; i < 8; ++i) WaitAndFail("els");
  now_ += kThrottleWindow;
  EXPECT_EQ(Fail("truus"), absl::OkStatus());
  // With it goes what was stored; what is left is of the last attempt.
  EXPECT_EQ(stored_.size(), 2U);
  EXPECT_EQ(WaitAndFail("els", "elsewhere"), absl::ZeroDuration());
}

TEST_F(ThrottleTest, AFloodOfNamesDoesNotPushAnAccountOut) {
  for (int i = 0; i < 8; ++i) WaitAndFail("els");
  for (std::size_t i = 0; i < kMaxThrottled + 100; ++i) {
    const auto ticket = throttle_.Begin(absl::StrCat("nobody", i), false, absl::StrCat("net", i), now_);
    ASSERT_TRUE(ticket.ok());
    Store(throttle_.Failed(*ticket));
  }
  EXPECT_FALSE(Fail("els").ok());
  EXPECT_LE(stored_.size(), kMaxThrottled + 10);
}

TEST(NetworkTest, IsWhatOnePartyHolds) {
  EXPECT_EQ(NetworkOf("ipv4:192.0.2.7:4711"), "ipv4:192.0.2.0/24");
  EXPECT_EQ(NetworkOf("ipv4:192.0.2.250:1"), "ipv4:192.0.2.0/24");
  EXPECT_EQ(NetworkOf("ipv4:192.0.3.7:4711"), "ipv4:192.0.3.0/24");
  EXPECT_EQ(NetworkOf("ipv6:[2001:db8:1:2::1]:4711"), "ipv6:20010db800010002/64");
  EXPECT_EQ(NetworkOf("ipv6:%5B2001:db8:1:2:ffff::9%5D:4711"), "ipv6:20010db800010002/64");
  EXPECT_EQ(NetworkOf("ipv6:[::ffff:192.0.2.7]:4711"), "ipv4:192.0.2.0/24");
  EXPECT_EQ(NetworkOf("ipv6:[fe80::1%25eth0]:1"), NetworkOf("ipv6:[fe80::2]:1"));
  EXPECT_EQ(NetworkOf("unix:/run/x:"), "unix");
  EXPECT_EQ(NetworkOf(""), "");
}

}  // namespace
}  // namespace klik::services
