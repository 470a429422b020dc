#include "services/accounts/password_gate.h"

#include <utility>

namespace klik::services {

PasswordGate::PasswordGate() {
  for (std::thread& thread : threads_) thread = std::thread([this] { Run(); });
}

PasswordGate::~PasswordGate() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool PasswordGate::Submit(absl::AnyInvocable<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMaxPasswordsWaiting) return false;
    waiting_.push_back(std::move(task));
  }
  changed_.notify_one();
  return true;
}

void PasswordGate::Run() {
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
