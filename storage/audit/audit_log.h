// The audit trail, read: whether it is whole, and who looked.
//
// Any thread. Every call reads a snapshot of its own; a large trail takes seconds, so not on a thread that others need.
// There is no index of whose entries are where: it would be a second copy that could be made to disagree.
#ifndef KLIK_STORAGE_AUDIT_AUDIT_LOG_H_
#define KLIK_STORAGE_AUDIT_AUDIT_LOG_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/audit/audit_chain.h"
#include "storage/audit/audit_codec.h"
#include "storage/audit/sealer.h"
#include "storage/store.h"

namespace klik::storage {

// What is wrong with an entry.
enum class AuditFault {
  kMissing,     // It is not there.
  kDamaged,     // It is there and cannot be read.
  kNotChained,  // It does not follow the one before: edited, moved or put in.
  kBeyondEnd,   // The trail ended before it: put in.
  kNotTheEnd,   // It is the last, but not the one the trail is to end with.
  kNotAsNoted,  // It holds together, but is not what somebody noted of it: the trail was written anew.
};

struct AuditFinding {
  std::uint64_t entry = 0;  // The first bad one.
  AuditFault fault = AuditFault::kMissing;
};

// What somebody wrote down of an entry when the trail was in order.
struct AuditNote {
  std::uint64_t entry = 0;
  std::string hash;
};

struct AuditVerdict {
  AuditHead head;  // As far as it holds together. To be noted outside of Klik.
  std::optional<AuditFinding> finding;
};

// Recomputes the whole chain, without any key. A chain alone cannot show that it was cut and ended anew, or all of it
// written anew; `note` does. An error only when the store cannot be read.
absl::StatusOr<AuditVerdict> VerifyAudit(const Snapshot& snapshot, const std::optional<AuditNote>& note);

// Both empty: every entry.
struct AuditQuery {
  std::string subject;       // `residents/{id}`: whose data it was about.
  std::string account;       // Who did it.
  std::uint64_t before = 0;  // Entries before this one; 0: from the last.
  std::size_t limit = 0;
  // Whose parts are opened when the query does not name one; those of others stay closed.
  std::vector<std::string> readable;
};

struct AuditPage {
  std::vector<AuditEntry> entries;  // The latest first.
  bool more = false;
};

class AuditLog {
 public:
  // Both must outlive it.
  AuditLog(const Store& store, const Sealer& sealer) : store_(store), sealer_(sealer) {}

  absl::StatusOr<AuditVerdict> Verify(const std::optional<AuditNote>& note) const;

  // Of a subject whose key is gone, nothing.
  absl::StatusOr<AuditPage> List(const AuditQuery& query) const;

 private:
  const Store& store_;
  const Sealer& sealer_;
};

}  // namespace klik::storage

#endif  // KLIK_STORAGE_AUDIT_AUDIT_LOG_H_
