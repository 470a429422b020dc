// A few threads for what takes long, and a short queue before them, so that it neither holds up the others nor piles
// up: circles that compute for a second would keep half of gRPC's threads, a flood of passwords all of the memory.
//
// Any thread may submit. What is submitted runs in order of coming, as many at once as there are threads. Ends with
// what had been submitted done.
#ifndef KLIK_SERVICES_WORKERS_WORKER_THREADS_H_
#define KLIK_SERVICES_WORKERS_WORKER_THREADS_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"

namespace klik::services {

class WorkerThreads {
 public:
  // At most `most_waiting` wait beside those that run.
  WorkerThreads(std::size_t threads, std::size_t most_waiting);
  ~WorkerThreads();
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;

  // Whether there was room. What there is no room for is not run.
  bool Submit(absl::AnyInvocable<void()> task);

 private:
  void Run();

  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<absl::AnyInvocable<void()>> waiting_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_WORKERS_WORKER_THREADS_H_
