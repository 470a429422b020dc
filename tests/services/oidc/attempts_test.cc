#include "services/oidc/attempts.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace klik::services {
namespace {

struct Begun : NewAttempt {
  std::string secret;
};

Begun Begin(Attempts& attempts, const std::string& network, absl::Time now) {
  std::string secret = NewSecret();
  return {attempts.Start(secret, network, now), std::move(secret)};
}

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(AttemptsTest, EverySecretIsAnother) {
  Attempts attempts;
  std::set<std::string> seen;
  for (int i = 0; i < 50; ++i) {
    const Begun made = Begin(attempts, "net", kNow);
    for (const std::string& text : {made.state, made.nonce, made.challenge}) {
      EXPECT_EQ(text.size(), 43U);
      EXPECT_TRUE(seen.insert(text).second);
    }
  }
}

TEST(AttemptsTest, AWrongSecretUsesTheAttemptUp) {
  Attempts attempts;
  const Begun made = Begin(attempts, "net", kNow);
  EXPECT_FALSE(attempts.Take(made.state, "", kNow).has_value());
  EXPECT_FALSE(attempts.Take(made.state, made.secret, kNow).has_value());
}

TEST(AttemptsTest, OneNetworkCannotEndTheAttemptsOfAnother) {
  Attempts attempts;
  const Begun mine = Begin(attempts, "mine", kNow);
  std::vector<Begun> flood;
  for (std::size_t i = 0; i <= kMaxAttemptsOfNetwork; ++i) flood.push_back(Begin(attempts, "flood", kNow));
  // Its own oldest went, and no other.
  EXPECT_FALSE(attempts.Take(flood[0].state, flood[0].secret, kNow).has_value());
  EXPECT_TRUE(attempts.Take(flood[1].state, flood[1].secret, kNow).has_value());
  EXPECT_TRUE(attempts.Take(flood.back().state, flood.back().secret, kNow).has_value());
  EXPECT_TRUE(attempts.Take(mine.state, mine.secret, kNow).has_value());
}

TEST(AttemptsTest, ThereAreNoMoreThanSoManyAndTheOldestGoesFirst) {
  Attempts attempts;
  std::vector<Begun> all;
  for (std::size_t i = 0; i < kMaxAttempts + 2; ++i) {
    all.push_back(Begin(attempts, std::to_string(i / 100), kNow));
  }
  EXPECT_FALSE(attempts.Take(all[0].state, all[0].secret, kNow).has_value());
  EXPECT_FALSE(attempts.Take(all[1].state, all[1].secret, kNow).has_value());
  EXPECT_TRUE(attempts.Take(all[2].state, all[2].secret, kNow).has_value());
}

TEST(AttemptsTest, WhatIsTooOldTakesNoRoom) {
  Attempts attempts;
  const Begun old = Begin(attempts, "net", kNow);
  const absl::Time later = kNow + kAttemptLifetime;
  std::vector<Begun> next;
  for (std::size_t i = 0; i < kMaxAttemptsOfNetwork; ++i) next.push_back(Begin(attempts, "net", later));
  EXPECT_TRUE(attempts.Take(next[0].state, next[0].secret, later).has_value());
  EXPECT_FALSE(attempts.Take(old.state, old.secret, kNow).has_value());
}

}  // namespace
}  // namespace klik::services
