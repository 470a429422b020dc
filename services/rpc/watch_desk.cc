#include "services/rpc/watch_desk.h"

#include <cstdlib>

#include "services/errors/errors.h"

namespace klik::services {

absl::StatusOr<WatchDesk::Place> WatchDesk::Enter(const std::string& account) {
  const std::lock_guard lock(mutex_);
  const auto found = of_account_.find(account);
  const bool is_full = watchers_ >= options_.most;
  const bool has_enough = !account.empty() && found != of_account_.end() && found->second >= options_.most_of_account;
  if (is_full || has_enough) {
    return RetryLater("TOO_MANY_WATCHERS", has_enough ? "the account watches as often as it may" : "too many watch",
                      kWatchRetryDelay);
  }
  ++watchers_;
  ++of_account_[account];
  return Place(*this, account);
}

void WatchDesk::Leave(const std::string& account) {
  const std::lock_guard lock(mutex_);
  --watchers_;
  if (--of_account_[account] == 0) of_account_.erase(account);
}

// There is room: no more can wait than have a place.
void WatchDesk::Submit(absl::AnyInvocable<void()> task) {
  if (!aside_.Submit(std::move(task))) std::abort();
}

}  // namespace klik::services
