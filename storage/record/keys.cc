#include "storage/record/keys.h"

#include <sodium/crypto_generichash.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace klik::storage {
namespace {

constexpr std::string_view kRequests = "requests/";
constexpr std::string_view kRequestTimes = "requests_by_time/";
constexpr std::string_view kMeta = "meta/";
constexpr std::string_view kOutcomes = "outcomes/";
constexpr std::string_view kRemoved = "removed/";
// In order of bytes.
constexpr std::string_view kIdCharacters = "0123456789abcdefghijklmnopqrstuvwxyz";
// Of a time in a key: 16 hexadecimal digits, so that byte order is time order.
constexpr std::size_t kTimeDigits = 16;
// 128 bits: two different requests do not meet in one key.
constexpr std::size_t kDigestBytes = 16;
constexpr std::size_t kDigestDigits = 2 * kDigestBytes;

std::string Join(std::string_view a, std::string_view b) {
  std::string joined(a);
  joined += b;
  return joined;
}

std::string TimeDigits(absl::Time time) {
  const std::int64_t micros = std::max<std::int64_t>(absl::ToUnixMicros(time), 0);
  return absl::StrCat(absl::Hex(micros, absl::kZeroPad16));
}

}  // namespace

std::string RecordKey(const engine::EntityId& id) { return engine::NameOf(id); }

std::optional<engine::EntityId> ParseRecordKey(std::string_view key) { return engine::ParseName(key); }

KeyRange RecordRange(engine::Kind kind) { return KeyRange::WithPrefix(Join(engine::CollectionOf(kind), "/")); }

std::string DepartureKey(std::string_view name) { return Join(kRemoved, name); }

std::optional<engine::EntityId> ParseDepartureKey(std::string_view key) {
  if (!key.starts_with(kRemoved)) return std::nullopt;
  return engine::ParseName(key.substr(kRemoved.size()));
}

std::vector<KeyRange> RecordPieces(engine::Kind kind) {
  KeyRange rest = RecordRange(kind);
  const std::string prefix = rest.first;
  std::vector<KeyRange> pieces;
  for (const char begin : kIdCharacters.substr(1)) {
    pieces.push_back({rest.first, prefix + begin});
    rest.first = pieces.back().end;
  }
  pieces.push_back(std::move(rest));
  return pieces;
}

std::string RequestKey(std::string_view caller, std::string_view request_id) {
  // The length keeps caller and id apart: ("ab", "c") is not ("a", "bc").
  const std::string whole = absl::StrCat(caller.size(), ":") + Join(caller, request_id);
  std::array<char, kDigestBytes> digest{};
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(),
                     reinterpret_cast<const unsigned char*>(whole.data()), whole.size(), nullptr, 0);
  return Join(kRequests, absl::BytesToHexString(absl::string_view(digest.data(), digest.size())));
}

std::string RequestTimeKey(absl::Time create_time, std::string_view request_key) {
  return Join(kRequestTimes, TimeDigits(create_time)) + Join("/", request_key.substr(kRequests.size()));
}

KeyRange RequestTimesBefore(absl::Time time) {
  return {std::string(kRequestTimes), Join(kRequestTimes, TimeDigits(time))};
}

std::optional<std::string> RequestKeyOf(std::string_view request_time_key) {
  const std::size_t digest_at = kRequestTimes.size() + kTimeDigits + 1;
  if (request_time_key.size() != digest_at + kDigestDigits) return std::nullopt;
  if (request_time_key.substr(0, kRequestTimes.size()) != kRequestTimes) return std::nullopt;
  return Join(kRequests, request_time_key.substr(digest_at));
}

std::string MetaKey(std::string_view name) { return Join(kMeta, name); }

std::string OutcomeKey(const OutcomeIds& ids) { return Join(kOutcomes, absl::StrCat(ids.resident, "/", ids.outcome)); }

std::optional<OutcomeIds> ParseOutcomeKey(std::string_view key) {
  if (!key.starts_with(kOutcomes)) return std::nullopt;
  key.remove_prefix(kOutcomes.size());
  const std::size_t slash = key.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  OutcomeIds ids{std::string(key.substr(0, slash)), std::string(key.substr(slash + 1))};
  // Ids of one form, whatever they are of.
  const auto is_id = [](const std::string& id) { return engine::ParseName("residents/" + id).has_value(); };
  if (!is_id(ids.resident) || !is_id(ids.outcome)) return std::nullopt;
  return ids;
}

KeyRange OutcomesOf(std::string_view resident) { return KeyRange::WithPrefix(Join(kOutcomes, Join(resident, "/"))); }

KeyRange AllOutcomes() { return KeyRange::WithPrefix(kOutcomes); }

std::string OutcomeSubject(std::string_view person) { return Join(person, "/outcomes"); }

}  // namespace klik::storage
