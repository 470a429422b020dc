// The gate before argon2id: two at a time, a short queue, and nobody beyond it. A flood of sign-ins costs two threads
// and 128 MiB, however large it is.
//
// Any thread may submit. What is submitted runs on the gate's threads, in order of coming. Ends with what had been
// submitted done.
#ifndef KLIK_SERVICES_ACCOUNTS_PASSWORD_GATE_H_
#define KLIK_SERVICES_ACCOUNTS_PASSWORD_GATE_H_

#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace klik::services {

inline constexpr std::size_t kPasswordsAtOnce = 2;
inline constexpr std::size_t kMaxPasswordsWaiting = 16;
// When somebody who found the queue full should come back.
inline constexpr absl::Duration kPasswordRetryDelay = absl::Seconds(1);

class PasswordGate {
 public:
  PasswordGate();
  ~PasswordGate();
  PasswordGate(const PasswordGate&) = delete;
  PasswordGate& operator=(const PasswordGate&) = delete;

  // Whether there was room. What there is no room for is not run.
  bool Submit(absl::AnyInvocable<void()> task);

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<absl::AnyInvocable<void()>> waiting_;
  bool ending_ = false;
  std::array<std::thread, kPasswordsAtOnce> threads_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCOUNTS_PASSWORD_GATE_H_
