#include "services/registry/sequencer.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "services/errors/errors.h"

namespace klik::services {
namespace {

absl::Status ReadOnly() {
  return Error(absl::StatusCode::kUnavailable, "READ_ONLY",
               "nothing can be changed until the server has been restarted; nothing has changed");
}

absl::Status ShuttingDown() {
  return Error(absl::StatusCode::kUnavailable, "SHUTTING_DOWN", "the server is stopping; nothing has changed");
}

// Clients get the store's code where it tells them what to do, never its text, which may speak of files of the server.
absl::Status NotStored(const absl::Status& error) {
  if (absl::IsResourceExhausted(error)) {
    return Error(absl::StatusCode::kResourceExhausted, "STORE_FULL", "the disk is full; nothing has changed");
  }
  return Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE",
               "the change could not be stored; nothing has changed");
}

absl::Status Unknown() {
  return Error(absl::StatusCode::kUnavailable, "STORE_UNKNOWN",
               "it is not known whether the change was stored; once the server has been restarted, the same call with "
               "the same request id tells");
}

}  // namespace

Sequencer::Sequencer(storage::Store& store, std::shared_ptr<const engine::Snapshot> loaded, const Clock& clock,
                     storage::AuditHead audited, const storage::Sealer& sealer, Consequences consequences)
    : store_(store),
      clock_(clock),
      consequences_(std::move(consequences)),
      audit_log_(store, sealer),
      changes_(store),
      audit_(std::move(audited), sealer),
      revision_(loaded->revision()),
      snapshot_(std::move(loaded)),
      thread_([this] { Run(); }) {}

Sequencer::~Sequencer() {
  {
    std::lock_guard lock(queue_mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

std::shared_ptr<const engine::Snapshot> Sequencer::snapshot() const {
  std::lock_guard lock(snapshot_mutex_);
  return snapshot_;
}

void Sequencer::Submit(Mutation mutation) {
  if (absl::Status queued = Enqueue(mutation); !queued.ok()) mutation.done(std::move(queued));
}

absl::Status Sequencer::health() const {
  std::lock_guard lock(queue_mutex_);
  return health_;
}

absl::Status Sequencer::Enqueue(Mutation& mutation) {
  {
    std::lock_guard lock(queue_mutex_);
    if (!health_.ok()) return ReadOnly();
    if (stopping_) return ShuttingDown();
    if (queue_.size() >= kMaxQueuedMutations) return Overloaded(kOverloadRetryDelay);
    queue_.push_back(std::move(mutation));
  }
  arrived_.notify_one();
  return absl::OkStatus();
}

void Sequencer::Run() {
  for (std::deque<Mutation> taken = Take(); !taken.empty(); taken = Take()) {
    while (!taken.empty()) Advance(taken);
  }
}

std::deque<Mutation> Sequencer::Take() {
  std::deque<Mutation> taken;
  std::unique_lock lock(queue_mutex_);
  arrived_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  while (!queue_.empty() && taken.size() < kMaxBatchMutations) {
    taken.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return taken;
}

void Sequencer::Advance(std::deque<Mutation>& taken) {
  if (!health().ok()) {
    for (Mutation& mutation : std::exchange(taken, {})) mutation.done(ReadOnly());
    return;
  }
  const std::shared_ptr<const engine::Snapshot> base = snapshot();
  const absl::Time now = clock_.Now();
  Draft draft(store_, base, now, audit_, consequences_);
  while (!taken.empty() && !draft.IsFull()) {
    draft.Add(std::move(taken.front()));
    taken.pop_front();
  }
  if (draft.batch().writes().empty()) return draft.AnswerAsDecided(base->revision());
  forgetter_.ForgetExpired(store_, now, draft.batch());
  // Nobody else writes; should somebody have, the snapshot is not the truth any more.
  draft.batch().RequireRevision(revision_);
  const absl::StatusOr<engine::Revision> committed = store_.Commit(draft.batch());
  if (!committed.ok()) return Fail(draft, committed.status());
  revision_ = *committed;
  audit_ = draft.audit();
  if (!draft.changes_snapshot()) return draft.AnswerAsDecided(base->revision());
  Publish(draft.Build(*committed));
  changes_.Tell();
  draft.AnswerAsDecided(*committed);
}

void Sequencer::Fail(Draft& draft, const absl::Status& error) {
  const bool changed_elsewhere = absl::IsAborted(error);
  if (!storage::IsOutcomeUnknown(error) && !changed_elsewhere) return draft.AnswerNotStored(NotStored(error));
  {
    std::lock_guard lock(queue_mutex_);
    health_ = absl::UnavailableError(absl::StrCat("read only until restarted: ", std::string(error.message())));
  }
  if (changed_elsewhere) return draft.AnswerNotStored(ReadOnly());
  draft.AnswerUnknown(Unknown());
}

void Sequencer::Publish(std::shared_ptr<const engine::Snapshot> next) {
  // The one before goes after the lock: the last to hold it may have much to free.
  std::lock_guard lock(snapshot_mutex_);
  snapshot_.swap(next);
}

}  // namespace klik::services
