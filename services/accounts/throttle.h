// The throttle: guessing is answered with waiting, and nobody is locked out for good.
//
// Every attempt counts as a failure from when it begins until it has passed, so that many at once gain nothing. After
// each failure at one name the next attempt waits 1, 2, 4, ... 60 s, and only twenty failures fit in an hour. A network
// (/24 of IPv4, /64 of IPv6) waits likewise, once it has failed ten times, since a whole office may share one. What
// waits is refused with RetryInfo before anything is computed: nobody's thread is held.
//
// Names count whether or not there is such an account, so that the answer does not tell. Failures are forgotten after
// an hour; they are stored, and a restart forgets none.
//
// Any thread.
#ifndef KLIK_SERVICES_ACCOUNTS_THROTTLE_H_
#define KLIK_SERVICES_ACCOUNTS_THROTTLE_H_

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/registry/change_record.h"
#include "storage/record/account_records.h"

namespace klik::services {

inline constexpr absl::Duration kThrottleWindow = absl::Hours(1);
inline constexpr absl::Duration kMaxThrottleDelay = absl::Seconds(60);
inline constexpr std::size_t kMaxFailuresPerWindow = 20;
inline constexpr std::size_t kFreeNetworkFailures = 10;
// Names that nobody has, and networks; of accounts there is always room.
inline constexpr std::size_t kMaxThrottled = 10'000;

// The part of a peer's address that one party holds: `ipv4:192.0.2.0/24`. gRPC writes a peer as `ipv4:192.0.2.7:4711`
// or `ipv6:[2001:db8::1]:4711`, with or without %5B and %5D for the brackets; anything else is one network of its own.
std::string NetworkOf(std::string_view peer);

class Throttle {
 public:
  struct Ticket {
    std::string name;
    std::string network;
    absl::Time time;
  };

  explicit Throttle(std::vector<storage::ThrottleRecord> stored = {});

  // RESOURCE_EXHAUSTED, reason SIGN_IN_THROTTLED, with RetryInfo: not now. `known`: there is such an account.
  absl::StatusOr<Ticket> Begin(std::string_view user_name, bool known, std::string_view network, absl::Time now);

  // It was not tried after all.
  void Cancel(const Ticket& ticket);

  // What is to be written down.
  std::vector<RecordWrite> Failed(const Ticket& ticket);
  std::vector<RecordWrite> Passed(const Ticket& ticket);

 private:
  struct Entry {
    std::string name;  // Of the record.
    std::vector<absl::Time> failures;
    bool kept = false;  // Never dropped to make room.
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  Entry& EntryOf(const std::string& subject, bool kept, absl::Time now);
  // Drops what is over, and when there is no room the oldest tenth.
  void MakeRoom(absl::Time now);
  void Drop(Entries::iterator entry);
  void Forget(const std::string& subject, absl::Time failure);
  std::vector<RecordWrite> WritesOf(const Ticket& ticket);

  std::mutex mutex_;
  Entries entries_;                   // By subject.
  std::vector<std::string> dropped_;  // Records to be deleted along with the next writes.
  absl::Time next_look_ = absl::InfinitePast();
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCOUNTS_THROTTLE_H_
