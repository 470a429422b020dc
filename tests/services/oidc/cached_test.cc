#include "services/oidc/cached.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>
#include <vector>

namespace klik::services {
namespace {

class CachedTest : public ::testing::Test {
 protected:
  // What is answered with, or -1. It suits when it is at least `least`.
  int Get(int least = 0) {
    const auto got = cached_.Get(
        now_, [least](const int& value) { return value >= least; },
        [this]() -> absl::StatusOr<int> {
          ++fetches_;
          for (int i = 0; i < pauses_; ++i) std::this_thread::yield();
          if (next_ < 0) return absl::UnavailableError("down");
          return next_;
        });
    EXPECT_TRUE(got.ok() || got.status().code() == absl::StatusCode::kUnavailable);
    return got.ok() ? **got : -1;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  int next_ = 1;
  int fetches_ = 0;
  int pauses_ = 0;  // In a fetch, for others to come in between.
  Cached<int> cached_;
};

TEST_F(CachedTest, IsFetchedOnceAnHour) {
  EXPECT_EQ(Get(), 1);
  next_ = 2;
  now_ += kFreshFor - absl::Seconds(1);
  EXPECT_EQ(Get(), 1);
  EXPECT_EQ(fetches_, 1);
  now_ += absl::Seconds(1);
  EXPECT_EQ(Get(), 2);
  EXPECT_EQ(fetches_, 2);
}

TEST_F(CachedTest, WhatDoesNotSuitIsFetchedAnewOnceAMinute) {
  EXPECT_EQ(Get(), 1);
  now_ += kPauseBeforeMore - absl::Seconds(1);
  EXPECT_EQ(Get(2), 1);
  EXPECT_EQ(fetches_, 1);
  now_ += absl::Seconds(1);
  EXPECT_EQ(Get(2), 1);
  EXPECT_EQ(Get(2), 1);
  EXPECT_EQ(fetches_, 2);
  next_ = 2;
  now_ += kPauseBeforeMore;
  EXPECT_EQ(Get(2), 2);
  EXPECT_EQ(fetches_, 3);
}

TEST_F(CachedTest, WithNothingItTriesAgainSoon) {
  next_ = -1;
  EXPECT_EQ(Get(), -1);
  EXPECT_EQ(Get(), -1);
  EXPECT_EQ(fetches_, 1);
  now_ += kPauseBeforeRetry;
  next_ = 1;
  EXPECT_EQ(Get(), 1);
}

TEST_F(CachedTest, TheOldOneGoesOnForADay) {
  EXPECT_EQ(Get(), 1);
  next_ = -1;
  now_ += kFreshFor;
  EXPECT_EQ(Get(), 1);
  EXPECT_EQ(fetches_, 2);
  now_ += kGoodFor - kFreshFor - absl::Seconds(1);
  EXPECT_EQ(Get(), 1);
  now_ += absl::Seconds(1);
  EXPECT_EQ(Get(), -1);
  now_ += kPauseBeforeRetry;
  next_ = 2;
  EXPECT_EQ(Get(), 2);
}

TEST_F(CachedTest, OneThatFailsForAnUnknownKeyKeepsWhatThereIs) {
  EXPECT_EQ(Get(), 1);
  next_ = -1;
  now_ += kPauseBeforeMore;
  EXPECT_EQ(Get(2), 1);
  EXPECT_EQ(fetches_, 2);
  EXPECT_EQ(Get(), 1);
}

TEST_F(CachedTest, OfManyAtOnceOneFetches) {
  pauses_ = 1000;
  std::vector<std::thread> threads;
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, gone] {
      gone.wait();
      EXPECT_EQ(Get(), 1);
    });
  }
  go.set_value();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(fetches_, 1);
}

}  // namespace
}  // namespace klik::services
