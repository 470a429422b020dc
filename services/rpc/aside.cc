#include "services/rpc/aside.h"

#include <utility>

#include "services/rpc/call_limits.h"

namespace klik::services {

Aside::Aside() : thread_([this] { Run(); }) {}

Aside::~Aside() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

bool Aside::Submit(absl::AnyInvocable<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMaxAside) return false;
    waiting_.push_back(std::move(task));
  }
  changed_.notify_one();
  return true;
}

void Aside::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    absl::AnyInvocable<void()> task = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    task();
    lock.lock();
  }
}

}  // namespace klik::services
