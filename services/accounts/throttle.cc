#include "services/accounts/throttle.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/accounts/secrets.h"
#include "services/errors/errors.h"
#include "services/registry/registry.h"

namespace klik::services {
namespace {

constexpr std::size_t kV4PrefixBytes = 3;
constexpr std::size_t kV6PrefixBytes = 8;
constexpr std::size_t kV4MappedBytes = 12;  // ::ffff: before the four of IPv4.
constexpr std::string_view kV4Mapped("\0\0\0\0\0\0\0\0\0\0\xFF\xFF", kV4MappedBytes);
// How often what is over is looked for.
constexpr absl::Duration kLookInterval = absl::Minutes(10);

std::string V4Network(const unsigned char* bytes) {
  std::string text = "ipv4:";
  for (std::size_t i = 0; i < kV4PrefixBytes; ++i) absl::StrAppend(&text, int{bytes[i]}, ".");
  return text + "0/24";
}

std::string V6Network(const std::array<unsigned char, 16>& bytes) {
  const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (all.substr(0, kV4MappedBytes) == kV4Mapped) return V4Network(bytes.data() + kV4MappedBytes);
  std::string text = "ipv6:";
  for (std::size_t i = 0; i < kV6PrefixBytes; ++i) absl::StrAppend(&text, absl::Hex(bytes[i], absl::kZeroPad2));
  return text + "/64";
}

constexpr std::string_view kName = "name ";

std::string NetworkSubject(std::string_view network) { return absl::StrCat("network ", std::string(network)); }
// A digest: what somebody types into the field of the name is sometimes the password.
std::string NameSubject(std::string_view user_name) { return std::string(kName) + DigestOfSecret("user", user_name); }

// When the next attempt may be made. `failures` are within the window, in order.
absl::Time NextAttempt(const std::vector<absl::Time>& failures, std::size_t free, bool bounded) {
  if (failures.size() <= free) return absl::InfinitePast();
  absl::Duration delay = absl::Seconds(1);
  for (std::size_t i = free + 1; i < failures.size() && delay < kMaxThrottleDelay; ++i) delay *= 2;
  absl::Time next = failures.back() + std::min(delay, kMaxThrottleDelay);
  if (bounded && failures.size() >= kMaxFailuresPerWindow) next = std::max(next, failures.front() + kThrottleWindow);
  return next;
}

void DropOld(std::vector<absl::Time>& failures, absl::Time now) {
  std::erase_if(failures, [&](absl::Time failure) { return failure + kThrottleWindow <= now; });
}

}  // namespace

std::string NetworkOf(std::string_view peer) {
  const std::string plain = absl::StrReplaceAll(std::string(peer), {{"%5B", "["}, {"%5D", "]"}});
  const std::size_t start = plain.find(':');
  const std::size_t end = plain.rfind(':');
  if (start == std::string::npos || end <= start) return plain;
  std::string host = plain.substr(start + 1, end - start - 1);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  // Without the interface of a link-local address.
  host = host.substr(0, host.find('%'));
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET, host.c_str(), bytes.data()) == 1) return V4Network(bytes.data());
  if (inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1) return V6Network(bytes);
  return plain.substr(0, start);
}

Throttle::Throttle(std::vector<storage::ThrottleRecord> stored) {
  for (storage::ThrottleRecord& record : stored) {
    // Whether a name is known shows at its next attempt.
    const bool is_name = record.subject.starts_with(kName);
    entries_.try_emplace(std::move(record.subject),
                         Entry{std::move(record.name), std::move(record.failure_times), /*kept=*/is_name});
  }
}

absl::StatusOr<Throttle::Ticket> Throttle::Begin(std::string_view user_name, bool known, std::string_view network,
                                                 absl::Time now) {
  Ticket ticket{NameSubject(user_name), NetworkSubject(network), now};
  const std::lock_guard lock(mutex_);
  MakeRoom(now);
  Entry& name = EntryOf(ticket.name, known, now);
  Entry& from = EntryOf(ticket.network, /*kept=*/false, now);
  const absl::Time next = std::max(NextAttempt(name.failures, 0, /*bounded=*/true),
                                   NextAttempt(from.failures, kFreeNetworkFailures, /*bounded=*/false));
  if (next > now) {
    return RetryLater("SIGN_IN_THROTTLED", "too many attempts; wait before the next one", next - now);
  }
  for (Entry* entry : {&name, &from}) {
    entry->failures.push_back(now);
    if (entry->failures.size() > kMaxFailuresPerWindow) entry->failures.erase(entry->failures.begin());
  }
  return ticket;
}

void Throttle::Cancel(const Ticket& ticket) {
  const std::lock_guard lock(mutex_);
  Forget(ticket.name, ticket.time);
  Forget(ticket.network, ticket.time);
}

std::vector<RecordWrite> Throttle::Failed(const Ticket& ticket) {
  const std::lock_guard lock(mutex_);
  return WritesOf(ticket);
}

std::vector<RecordWrite> Throttle::Passed(const Ticket& ticket) {
  const std::lock_guard lock(mutex_);
  if (const auto name = entries_.find(ticket.name); name != entries_.end()) name->second.failures.clear();
  Forget(ticket.network, ticket.time);
  return WritesOf(ticket);
}

Throttle::Entry& Throttle::EntryOf(const std::string& subject, bool kept, absl::Time now) {
  auto entry = entries_.find(subject);
  if (entry == entries_.end()) {
    entry =
        entries_.try_emplace(subject, Entry{absl::StrCat(std::string(storage::kThrottles), NewId()), {}, kept}).first;
  }
  entry->second.kept = kept;
  DropOld(entry->second.failures, now);
  return entry->second;
}

void Throttle::MakeRoom(absl::Time now) {
  if (now < next_look_ && entries_.size() < kMaxThrottled) return;
  next_look_ = now + kLookInterval;
  std::vector<Entries::iterator> rest;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const auto here = entry++;
    DropOld(here->second.failures, now);
    if (here->second.failures.empty()) {
      Drop(here);
    } else if (!here->second.kept) {
      rest.push_back(here);
    }
  }
  if (entries_.size() < kMaxThrottled) return;
  // Many at once, so that this is seldom done.
  std::sort(rest.begin(), rest.end(), [](Entries::iterator a, Entries::iterator b) {
    return a->second.failures.back() < b->second.failures.back();
  });
  rest.resize(std::min(rest.size(), kMaxThrottled / 10));
  for (const Entries::iterator entry : rest) Drop(entry);
}

void Throttle::Drop(Entries::iterator entry) {
  dropped_.push_back(std::move(entry->second.name));
  entries_.erase(entry);
}

void Throttle::Forget(const std::string& subject, absl::Time failure) {
  const auto entry = entries_.find(subject);
  if (entry == entries_.end()) return;
  std::vector<absl::Time>& failures = entry->second.failures;
  if (const auto found = std::find(failures.begin(), failures.end(), failure); found != failures.end()) {
    failures.erase(found);
  }
}

std::vector<RecordWrite> Throttle::WritesOf(const Ticket& ticket) {
  std::vector<RecordWrite> writes;
  for (const std::string* subject : {&ticket.name, &ticket.network}) {
    const auto entry = entries_.find(*subject);
    if (entry == entries_.end()) continue;
    RecordWrite& write = writes.emplace_back();
    write.key = entry->second.name;
    if (entry->second.failures.empty()) continue;  // The record goes.
    write.value = EncodeRecord(
        storage::ThrottleRecord{.name = write.key, .subject = *subject, .failure_times = entry->second.failures});
  }
  for (std::string& key : std::exchange(dropped_, {})) writes.emplace_back().key = std::move(key);
  return writes;
}

}  // namespace klik::services
