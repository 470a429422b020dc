// Aside: a thread of its own for answers that take long, so that they do not hold up the others.
//
// gRPC has as many threads for calls as half the processor's cores, two at least: a search for circles that computes
// for a second on one of them would keep half of all callers waiting.
//
// Any thread may submit. What is submitted runs in order, one at a time. Ends with what had been submitted done.
#ifndef KLIK_SERVICES_RPC_ASIDE_H_
#define KLIK_SERVICES_RPC_ASIDE_H_

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "absl/functional/any_invocable.h"

namespace klik::services {

class Aside {
 public:
  Aside();
  ~Aside();
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;

  // Whether there was room: at most kMaxAside wait. What there is no room for is not run.
  bool Submit(absl::AnyInvocable<void()> task);

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<absl::AnyInvocable<void()>> waiting_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_ASIDE_H_
