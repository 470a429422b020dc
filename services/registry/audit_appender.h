// The end of the audit trail: puts events on record, one after another.
//
// The sequencer's thread only. A copy is a trail to try: a draft appends to its own, and the sequencer takes it over
// once the draft is stored.
#ifndef KLIK_SERVICES_REGISTRY_AUDIT_APPENDER_H_
#define KLIK_SERVICES_REGISTRY_AUDIT_APPENDER_H_

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/index/snapshot_builder.h"
#include "services/access/audit_event.h"
#include "services/registry/change_record.h"
#include "storage/audit/audit_chain.h"
#include "storage/audit/audit_codec.h"
#include "storage/audit/sealer.h"

namespace klik::services {

class AuditAppender {
 public:
  // `sealer` must outlive it.
  AuditAppender(storage::AuditHead head, const storage::Sealer& sealer) : head_(std::move(head)), sealer_(&sealer) {}

  // Who has a record of their own from this commit on, if not already.
  void Expect(const storage::Subjects& subjects) const { sealer_->Expect(subjects); }

  // For the next entry, and only for that one. UNAVAILABLE, reason AUDIT_UNAVAILABLE, when the persons' parts cannot be
  // sealed: then what was to go on record must not happen.
  absl::StatusOr<storage::SealedEvent> Seal(AuditEvent event) const;

  // Never fails. The records of the entry and of the new end. OK leaves the outcome that the event came with.
  std::vector<RecordWrite> Append(storage::SealedEvent event, absl::StatusCode outcome, absl::Time now);

 private:
  storage::AuditHead head_;
  const storage::Sealer* sealer_;
};

// Adds to `subjects` the residents and volunteers that `changes` are about, each once.
void AddSubjects(const std::vector<engine::Change>& changes, std::vector<std::string>& subjects);

}  // namespace klik::services

#endif  // KLIK_SERVICES_REGISTRY_AUDIT_APPENDER_H_
