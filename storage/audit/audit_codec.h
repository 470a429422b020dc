// What is in an audit entry, as bytes and back, with each person's part under that person's key.
//
// Pure functions but for what they ask of the sealer; any thread.
#ifndef KLIK_STORAGE_AUDIT_AUDIT_CODEC_H_
#define KLIK_STORAGE_AUDIT_AUDIT_CODEC_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/audit/audit_event.h"
#include "storage/audit/sealer.h"

namespace klik::storage {

// One person's part of an entry.
struct AuditPart {
  std::string tag;
  std::string sealed;
};

// An event whose persons are sealed, ready for its place in the chain.
struct SealedEvent {
  AuditEvent event;  // Without subjects and reason.
  std::vector<AuditPart> parts;
};

// For the entry of this number and no other. Errors are the sealer's.
absl::StatusOr<SealedEvent> SealEvent(AuditEvent event, std::uint64_t entry, const Sealer& sealer);

std::string EncodeAuditBody(const SealedEvent& event);
// Errors name the key of the entry.
absl::StatusOr<SealedEvent> DecodeAuditBody(std::uint64_t entry, std::string_view body);

// An entry as somebody may read it.
struct AuditEntry {
  std::uint64_t entry = 0;
  absl::Time time;
  AuditEvent event;                 // With the subjects that could be opened, and the reason if one could.
  std::size_t closed_subjects = 0;  // Those that were not asked for.
  std::size_t erased_subjects = 0;  // Those that nobody can open any more.
};

// The subject a tag belongs to; nullopt: not to be opened.
using SubjectOfTag = std::function<std::optional<std::string>(const std::string& tag)>;

// Opens the parts whose subject is known. DATA_LOSS when one does not open: it was put there from elsewhere.
absl::StatusOr<AuditEntry> OpenEvent(SealedEvent event, std::uint64_t entry, absl::Time time, const Sealer& sealer,
                                     const SubjectOfTag& subject_of);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_AUDIT_AUDIT_CODEC_H_
