// A draft: one commit in the making, with the snapshot it leads to and the answers it will give.
//
// The sequencer's thread only.
#ifndef KLIK_SERVICES_REGISTRY_DRAFT_H_
#define KLIK_SERVICES_REGISTRY_DRAFT_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/index/snapshot.h"
#include "engine/index/snapshot_builder.h"
#include "services/registry/audit_appender.h"
#include "services/registry/change_record.h"
#include "services/registry/kept_answers.h"
#include "services/registry/registry.h"
#include "storage/batch.h"
#include "storage/store.h"

namespace klik::services {

// From here on a draft takes no more; with the largest mutation, and answers to forget, it still fits one batch.
inline constexpr std::size_t kFullDraftBytes = storage::kMaxBatchBytes / 2;
inline constexpr std::size_t kFullDraftKeys = storage::kMaxBatchKeys / 2;
// Rounds of consequences; what would follow after these is left to the next change.
inline constexpr int kMaxConsequenceRounds = 100;
// What one mutation may write.
inline constexpr std::size_t kMaxMutationBytes = storage::kMaxBatchBytes / 4;
inline constexpr std::size_t kMaxMutationKeys = storage::kMaxBatchKeys / 4;

class Draft {
 public:
  // `audit` is the end of the trail so far. `consequences` may be empty, and must outlive the draft.
  Draft(const storage::Store& store, std::shared_ptr<const engine::Snapshot> base, absl::Time now, AuditAppender audit,
        const Consequences& consequences);

  // Decides against the base and what has been decided so far. An error changes nothing of the draft.
  void Add(Mutation mutation);

  bool IsFull() const;

  // Whether it leads to another snapshot: a read that goes on record does not.
  bool changes_snapshot() const { return changes_snapshot_; }
  // The end of the trail once the batch is stored.
  const AuditAppender& audit() const { return audit_; }

  // Empty when nothing that was added writes.
  storage::Batch& batch() { return batch_; }

  // Once the batch is stored.
  std::shared_ptr<const engine::Snapshot> Build(engine::Revision revision) { return builder_.Build(revision); }

  // Each of these calls every `done`, in the order of adding; the draft is then used up.
  //
  // All as decided; `revision` is what the callers will read.
  void AnswerAsDecided(engine::Revision revision);
  // Nothing was stored: whoever was to change something or to go on record gets `error`, whoever else got an error of
  // their own keeps it.
  void AnswerNotStored(const absl::Status& error);
  // Not known: everybody gets `error`, but for answers that never hung on this commit.
  void AnswerUnknown(const absl::Status& error);

 private:
  enum class Basis {
    kSettled,  // True whatever becomes of this commit: an answer of an earlier one, a deadline that has passed.
    kDecided,  // Decided against this draft.
  };
  struct Outcome {
    absl::AnyInvocable<void(absl::StatusOr<Answer>)> done;
    absl::StatusOr<std::string> response;
    Basis basis;
    bool on_record = false;  // In this draft: then nothing may be told that is not stored.
  };

  Outcome Settle(Mutation& mutation);
  // The answer under a request id, by this draft or an earlier commit; nullopt when the call must be decided. Leaves in
  // `expired` what is stored there and no longer counts.
  std::optional<Outcome> FindAnswer(Mutation& mutation, const std::string& request_key,
                                    std::optional<KeptAnswer>& expired) const;
  // The response, after the changes have become part of the draft.
  absl::StatusOr<std::string> TakeUp(Mutation& mutation, const std::string& request_key,
                                     const std::optional<KeptAnswer>& expired);
  // Adds to the changes what follows from them.
  void Follow(std::vector<engine::Change>& changes) const;
  // What is stored under a key, or will be with this draft.
  absl::StatusOr<std::optional<std::string>> Read(const std::string& key) const;
  void Write(std::vector<RecordWrite> writes);
  // Puts on record what has changed nothing.
  void Record(AuditEvent event, Outcome& outcome);

  const storage::Store& store_;
  const absl::Time now_;
  const engine::Revision base_revision_;
  engine::SnapshotBuilder builder_;
  bool changes_snapshot_ = false;
  AuditAppender audit_;
  const Consequences& consequences_;
  storage::Batch batch_;
  std::size_t bytes_ = 0;  // Of what was written, replaced writes too.
  std::size_t keys_ = 0;
  std::vector<Outcome> outcomes_;
  absl::flat_hash_map<std::string, KeptAnswer> kept_;  // By request key.
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_REGISTRY_DRAFT_H_
