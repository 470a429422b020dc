// Something fetched from the issuer and kept: for an hour as it is; after that it is fetched again, and when that fails
// the old one goes on for a day. One fetch at a time, and a pause after each, whatever came of it: neither a flood of
// callers nor an issuer that is down makes this server ask without end.
//
// Any thread; whoever asks while another fetches waits for what that one gets.
#ifndef KLIK_SERVICES_OIDC_CACHED_H_
#define KLIK_SERVICES_OIDC_CACHED_H_

#include <memory>
#include <mutex>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace klik::services {

inline constexpr absl::Duration kFreshFor = absl::Hours(1);
inline constexpr absl::Duration kGoodFor = absl::Hours(24);
// After a fetch, before the next because of what it did not have.
inline constexpr absl::Duration kPauseBeforeMore = absl::Minutes(1);
// The same because there is nothing, or only what is old.
inline constexpr absl::Duration kPauseBeforeRetry = absl::Seconds(5);

template <typename Value>
class Cached {
 public:
  using Shared = std::shared_ptr<const Value>;

  // `suits`: whether it has what is asked for; one that does not is answered with all the same. An error: there is
  // none, and why the last fetch failed.
  absl::StatusOr<Shared> Get(absl::Time now, absl::FunctionRef<bool(const Value&)> suits,
                             absl::FunctionRef<absl::StatusOr<Value>()> fetch) {
    const std::lock_guard lock(mutex_);
    const bool fresh = value_ != nullptr && now < fetched_ + kFreshFor;
    if (fresh && suits(*value_)) return value_;
    if (now >= tried_ + (fresh ? kPauseBeforeMore : kPauseBeforeRetry)) Refresh(now, fetch);
    if (value_ == nullptr || now >= fetched_ + kGoodFor) return failure_;
    return value_;
  }

 private:
  void Refresh(absl::Time now, absl::FunctionRef<absl::StatusOr<Value>()> fetch) {
    tried_ = now;
    absl::StatusOr<Value> fetched = fetch();
    failure_ = fetched.status();
    if (!fetched.ok()) return;
    value_ = std::make_shared<const Value>(*std::move(fetched));
    fetched_ = now;
  }

  std::mutex mutex_;  // Guards what follows; held while fetching.
  Shared value_;
  absl::Time fetched_ = absl::InfinitePast();
  absl::Time tried_ = absl::InfinitePast();
  absl::Status failure_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_OIDC_CACHED_H_
