#include "services/workers/worker_threads.h"

#include <utility>

namespace klik::services {

WorkerThreads::WorkerThreads(std::size_t threads, std::size_t most_waiting) : most_waiting_(most_waiting) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

WorkerThreads::~WorkerThreads() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerThreads::Submit(absl::AnyInvocable<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= most_waiting_) return false;
    waiting_.push_back(std::move(task));
  }
  changed_.notify_one();
  return true;
}

void WorkerThreads::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    {
      absl::AnyInvocable<void()> task = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      task();
      // What it holds goes before the next one is taken.
    }
    lock.lock();
  }
}

}  // namespace klik::services
