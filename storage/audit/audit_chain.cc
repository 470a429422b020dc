#include "storage/audit/audit_chain.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "klik/store/v1/audit.pb.h"
#include "storage/hash.h"
#include "storage/record/envelope.h"
#include "storage/record/keys.h"

namespace klik::storage {
namespace {

namespace records = ::klik::store::v1;

constexpr absl::string_view kPrefix = "audit/";
constexpr std::size_t kNumberDigits = 16;

// The store and the hash keep a time to the nanosecond since 1970.
std::int64_t NanosOf(absl::Time time) { return absl::ToUnixNanos(time); }

std::string HashOf(const AuditHead& before, absl::Time time, std::string_view body) {
  Hash hash;
  hash.Add(before.hash);
  hash.AddNumber(before.entry + 1);
  hash.AddNumber(static_cast<std::uint64_t>(NanosOf(time)));
  hash.Add(body);
  return hash.Finish();
}

absl::Status DoesNotEndThere(std::uint64_t entry) {
  return absl::DataLossError(absl::StrCat("the audit trail does not end with entry ", entry));
}

}  // namespace

std::string AuditKey(std::uint64_t entry) { return absl::StrCat(kPrefix, absl::Hex(entry, absl::kZeroPad16)); }

std::optional<std::uint64_t> ParseAuditKey(std::string_view key) {
  const absl::string_view text(key.data(), key.size());
  std::uint64_t entry = 0;
  if (!absl::StartsWith(text, kPrefix) || text.size() != kPrefix.size() + kNumberDigits) return std::nullopt;
  if (!absl::SimpleHexAtoi(text.substr(kPrefix.size()), &entry) || AuditKey(entry) != key) return std::nullopt;
  return entry;
}

KeyRange AuditRange(std::uint64_t first, std::uint64_t end) { return {AuditKey(first), AuditKey(end)}; }

KeyRange WholeAuditRange() { return KeyRange::WithPrefix({kPrefix.data(), kPrefix.size()}); }

std::string AuditHeadKey() { return MetaKey("audit"); }

AuditLink ExtendChain(AuditHead& head, absl::Time now, std::string body) {
  // As it will be read back.
  const absl::Time time = absl::FromUnixNanos(NanosOf(std::max(now, head.time)));
  AuditLink link{time, HashOf(head, time, body), std::move(body)};
  head = {head.entry + 1, link.hash, time};
  return link;
}

bool Follows(const AuditHead& head, const AuditLink& link) {
  return link.time >= head.time && link.hash == HashOf(head, link.time, link.body);
}

std::string EncodeAuditLink(std::string_view key, const AuditLink& link) {
  records::AuditEntry out;
  out.set_time(NanosOf(link.time));
  out.set_hash(link.hash);
  out.set_body(link.body);
  return WrapRecord(key, out);
}

absl::StatusOr<AuditLink> DecodeAuditLink(std::string_view key, std::string_view bytes) {
  records::AuditEntry in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  return AuditLink{absl::FromUnixNanos(in.time()), std::move(*in.mutable_hash()), std::move(*in.mutable_body())};
}

std::string EncodeAuditHead(const AuditHead& head) {
  records::AuditHead out;
  out.set_entry(head.entry);
  out.set_hash(head.hash);
  out.set_time(NanosOf(head.time));
  return WrapRecord(AuditHeadKey(), out);
}

absl::StatusOr<AuditHead> DecodeAuditHead(std::string_view bytes) {
  records::AuditHead in;
  if (absl::Status unwrapped = UnwrapRecord(AuditHeadKey(), bytes, in); !unwrapped.ok()) return unwrapped;
  return AuditHead{in.entry(), std::move(*in.mutable_hash()), absl::FromUnixNanos(in.time())};
}

absl::StatusOr<AuditHead> ReadAuditHead(const Store& store) {
  AuditHead head;
  const absl::StatusOr<std::string> bytes = store.Get(AuditHeadKey());
  if (bytes.ok()) {
    absl::StatusOr<AuditHead> stored = DecodeAuditHead(*bytes);
    if (!stored.ok()) return stored.status();
    head = *std::move(stored);
  } else if (!absl::IsNotFound(bytes.status())) {
    return bytes.status();
  }
  if (head.entry > 0) {
    const std::string key = AuditKey(head.entry);
    const absl::StatusOr<std::string> last = store.Get(key);
    if (absl::IsNotFound(last.status())) return DoesNotEndThere(head.entry);
    if (!last.ok()) return last.status();
    const absl::StatusOr<AuditLink> link = DecodeAuditLink(key, *last);
    if (!link.ok()) return link.status();
    if (link->hash != head.hash || link->time != head.time) return DoesNotEndThere(head.entry);
  }
  const absl::StatusOr<std::string> after = store.Get(AuditKey(head.entry + 1));
  if (after.ok()) return DoesNotEndThere(head.entry);
  if (!absl::IsNotFound(after.status())) return after.status();
  return head;
}

}  // namespace klik::storage
