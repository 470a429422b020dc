#include "services/workers/all_cores.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace klik::services {

void RunOnAllCores(std::size_t count, absl::FunctionRef<void(std::size_t)> task) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) task(i);
  };
  const std::size_t threads = std::min<std::size_t>(count, std::max(1U, std::thread::hardware_concurrency()));
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
  work();
}

}  // namespace klik::services
