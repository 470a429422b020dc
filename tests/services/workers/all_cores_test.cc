// Each task runs once, and all have run when the call returns.
#include "services/workers/all_cores.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace klik::services {
namespace {

TEST(AllCoresTest, EveryTaskRunsOnceAndIsDoneOnReturn) {
  for (const std::size_t count : {0U, 1U, 2U, 1'000U}) {
    std::vector<std::atomic<int>> runs(count);
    RunOnAllCores(count, [&](std::size_t i) { ++runs[i]; });
    for (const std::atomic<int>& run : runs) EXPECT_EQ(run, 1);
  }
}

}  // namespace
}  // namespace klik::services
