#include "services/workers/worker_threads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <future>
#include <thread>
#include <vector>

namespace klik::services {
namespace {

using ::testing::ElementsAre;

TEST(WorkerThreadsTest, OneRunsInOrderAndNotOnTheCallersThread) {
  std::vector<int> ran;
  std::thread::id where;
  {
    WorkerThreads worker(1, 16);
    for (const int number : {1, 2, 3}) {
      EXPECT_TRUE(worker.Submit([&ran, &where, number] {
        ran.push_back(number);
        where = std::this_thread::get_id();
      }));
    }
    // The end waits for what was submitted.
  }
  EXPECT_THAT(ran, ElementsAre(1, 2, 3));
  EXPECT_NE(where, std::this_thread::get_id());
}

TEST(WorkerThreadsTest, AsManyAtOnceAsThereAreThreadsAsManyWaitingAsThereIsRoomAndNoMore) {
  constexpr std::size_t kThreads = 2;
  constexpr std::size_t kWaiting = 16;
  std::atomic<std::size_t> running = 0;
  std::atomic<std::size_t> most = 0;
  std::atomic<std::size_t> done = 0;
  std::promise<void> open;
  const std::shared_future<void> opened = open.get_future().share();
  std::promise<void> all_busy;
  {
    WorkerThreads workers(kThreads, kWaiting);
    const auto task = [&] {
      const std::size_t now = ++running;
      for (std::size_t before = most; before < now && !most.compare_exchange_weak(before, now);) continue;
      if (now == kThreads && done == 0 && opened.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
        all_busy.set_value();
      }
      opened.wait();
      --running;
      ++done;
    };
    for (std::size_t i = 0; i < kThreads; ++i) ASSERT_TRUE(workers.Submit(task));
    all_busy.get_future().wait();
    for (std::size_t i = 0; i < kWaiting; ++i) ASSERT_TRUE(workers.Submit(task)) << i;
    EXPECT_FALSE(workers.Submit(task));
    open.set_value();
  }
  // Whoever was let in was served before it ended.
  EXPECT_EQ(done, kThreads + kWaiting);
  EXPECT_EQ(most, kThreads);
}

}  // namespace
}  // namespace klik::services
