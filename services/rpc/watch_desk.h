// Who watches for changes: how many may at once, and the thread on which their messages are made.
//
// Any thread. A watcher that waits costs no thread; one that has something to be told has its message made aside, in
// turn with the others.
#ifndef KLIK_SERVICES_RPC_WATCH_DESK_H_
#define KLIK_SERVICES_RPC_WATCH_DESK_H_

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/rpc/call_limits.h"
#include "services/workers/worker_threads.h"

namespace klik::services {

struct WatchOptions {
  absl::Duration heartbeat = kWatchHeartbeat;
  std::size_t most = kMaxWatchers;
  std::size_t most_of_account = kMaxWatchersOfAccount;
};

class WatchDesk {
 public:
  explicit WatchDesk(const WatchOptions& options) : options_(options), aside_(/*threads=*/1, options.most) {}

  // Is held for as long as somebody watches; the desk must outlive it.
  class Place {
   public:
    Place(WatchDesk& desk, std::string account) : desk_(&desk), account_(std::move(account)) {}
    Place(Place&& other) noexcept : desk_(std::exchange(other.desk_, nullptr)), account_(std::move(other.account_)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (desk_ != nullptr) desk_->Leave(account_);
    }

   private:
    WatchDesk* desk_;
    std::string account_;
  };

  // RESOURCE_EXHAUSTED, reason TOO_MANY_WATCHERS. Of `account` empty, nobody signs in and only the total counts.
  absl::StatusOr<Place> Enter(const std::string& account);

  absl::Duration heartbeat() const { return options_.heartbeat; }

  // For whoever has a place, one thing at a time.
  void Submit(absl::AnyInvocable<void()> task);

 private:
  void Leave(const std::string& account);

  const WatchOptions options_;
  std::mutex mutex_;
  std::size_t watchers_ = 0;
  absl::flat_hash_map<std::string, std::size_t> of_account_;
  WorkerThreads aside_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_WATCH_DESK_H_
