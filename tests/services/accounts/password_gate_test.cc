#include "services/accounts/password_gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <future>

namespace klik::services {
namespace {

TEST(PasswordGateTest, TwoAtOnceSixteenWaitingAndNoMore) {
  std::atomic<std::size_t> running = 0;
  std::atomic<std::size_t> most = 0;
  std::atomic<std::size_t> done = 0;
  std::promise<void> open;
  const std::shared_future<void> opened = open.get_future().share();
  std::promise<void> both_busy;
  {
    PasswordGate gate;
    const auto task = [&] {
      const std::size_t now = ++running;
      for (std::size_t before = most; before < now && !most.compare_exchange_weak(before, now);) continue;
      if (now == kPasswordsAtOnce && done == 0) both_busy.set_value();
      opened.wait();
      --running;
      ++done;
    };
    for (std::size_t i = 0; i < kPasswordsAtOnce; ++i) ASSERT_TRUE(gate.Submit(task));
    both_busy.get_future().wait();
    const auto waits = [&] {
      opened.wait();
      const std::size_t now = ++running;
      for (std::size_t before = most; before < now && !most.compare_exchange_weak(before, now);) continue;
      --running;
      ++done;
    };
    for (std::size_t i = 0; i < kMaxPasswordsWaiting; ++i) ASSERT_TRUE(gate.Submit(waits)) << i;
    EXPECT_FALSE(gate.Submit(waits));
    open.set_value();
  }
  // Whoever was let in was served before it ended.
  EXPECT_EQ(done, kPasswordsAtOnce + kMaxPasswordsWaiting);
  EXPECT_EQ(most, kPasswordsAtOnce);
}

}  // namespace
}  // namespace klik::services
