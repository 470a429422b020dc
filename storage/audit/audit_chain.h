// The chain of the audit trail: each entry's hash covers the entry before it, so none can be changed, cut, moved or put
// in without all that follow.
//
//   audit/{number, 16 hexadecimal digits}   an entry; 1, 2, 3, ... without a gap
//   meta/audit                              the last one's number, hash and time
//
// Pure functions; any thread. Decoders' errors name the key.
#ifndef KLIK_STORAGE_AUDIT_AUDIT_CHAIN_H_
#define KLIK_STORAGE_AUDIT_AUDIT_CHAIN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/hash.h"
#include "storage/store.h"

namespace klik::storage {

inline constexpr std::size_t kAuditHashBytes = kHashBytes;

// How far the chain goes.
struct AuditHead {
  std::uint64_t entry = 0;  // 0: there is none yet.
  std::string hash = std::string(kAuditHashBytes, '\0');
  absl::Time time = absl::UnixEpoch();
};

// An entry as it is chained; what is in the body, audit_codec.h tells.
struct AuditLink {
  absl::Time time;
  std::string hash;
  std::string body;
};

std::string AuditKey(std::uint64_t entry);
// nullopt when it is not the key of an entry.
std::optional<std::uint64_t> ParseAuditKey(std::string_view key);
// The entries from `first` up to, but not including, `end`.
KeyRange AuditRange(std::uint64_t first, std::uint64_t end);
KeyRange WholeAuditRange();
std::string AuditHeadKey();

// The link after `head`, and takes `head` on to it. Its time is `now`, or the head's when the clock has been set back.
AuditLink ExtendChain(AuditHead& head, absl::Time now, std::string body);

// Whether `link` is the one after `head`.
bool Follows(const AuditHead& head, const AuditLink& link);

std::string EncodeAuditLink(std::string_view key, const AuditLink& link);
absl::StatusOr<AuditLink> DecodeAuditLink(std::string_view key, std::string_view bytes);

std::string EncodeAuditHead(const AuditHead& head);
absl::StatusOr<AuditHead> DecodeAuditHead(std::string_view bytes);

// Where to go on; DATA_LOSS when the last entry is not where the head says. Does not look at the others.
absl::StatusOr<AuditHead> ReadAuditHead(const Store& store);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_AUDIT_AUDIT_CHAIN_H_
