#include "services/registry/draft.h"

#include <utility>

#include "services/errors/errors.h"
#include "services/registry/departures.h"
#include "services/registry/ended_evaluations.h"
#include "storage/record/keys.h"

namespace klik::services {
namespace {

std::size_t SizeOf(const RecordWrite& write) { return write.key.size() + write.value.value_or("").size(); }

std::size_t SizeOf(const std::vector<RecordWrite>& writes) {
  std::size_t bytes = 0;
  for (const RecordWrite& write : writes) bytes += SizeOf(write);
  return bytes;
}

absl::Status CheckSize(const std::vector<RecordWrite>& writes) {
  bool fits = writes.size() <= kMaxMutationKeys && SizeOf(writes) <= kMaxMutationBytes;
  for (const RecordWrite& write : writes) {
    fits = fits && write.value.value_or("").size() <= storage::kMaxValueBytes;
    fits = fits && write.subjects.size() <= storage::kMaxSubjects;
  }
  if (fits) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "CHANGE_TOO_LARGE", "more than can be stored in one go");
}

absl::Status TooLate() {
  return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
               "the deadline passed before the call was taken up; nothing has changed");
}

// The store's own text may speak of files of the server, which is no business of a client.
absl::Status CannotRead() {
  return Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE", "the store cannot be read; nothing has changed");
}

absl::StatusOr<std::string> ResponseOf(const KeptAnswer& kept, const RequestId& request) {
  if (kept.call_digest == CallDigest(request)) return kept.response;
  return Error(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED", "this request id was used for another call");
}

// Nothing follows from what touches no match: most changes, and all of a first import, are told at once.
bool MayFollow(const engine::Snapshot& view, const std::vector<engine::Change>& changes) {
  for (const engine::Change& change : changes) {
    const engine::EntityId id = engine::IdOf(change);
    if (id.kind == engine::Kind::kMatch || !view.MatchesOf(id).empty() || !view.ReferralsOf(id).empty()) return true;
  }
  return false;
}

}  // namespace

Draft::Draft(const storage::Store& store, std::shared_ptr<const engine::Snapshot> base, absl::Time now,
             AuditAppender audit, const Consequences& consequences)
    : store_(store),
      now_(now),
      base_revision_(base->revision()),
      builder_(std::move(base)),
      audit_(std::move(audit)),
      consequences_(consequences) {}

void Draft::Add(Mutation mutation) {
  Outcome outcome = Settle(mutation);
  if (mutation.audit.has_value()) Record(*std::move(mutation.audit), outcome);
  outcomes_.push_back(std::move(outcome));
}

// What went on record together with its changes has no event left.
Draft::Outcome Draft::Settle(Mutation& mutation) {
  if (mutation.deadline <= now_) return {std::move(mutation.done), TooLate(), Basis::kSettled};
  std::string request_key;
  std::optional<KeptAnswer> expired;
  if (mutation.request_id.has_value()) {
    request_key = storage::RequestKey(mutation.request_id->caller, mutation.request_id->id);
    if (std::optional<Outcome> answered = FindAnswer(mutation, request_key, expired)) return *std::move(answered);
  }
  absl::StatusOr<std::string> response = TakeUp(mutation, request_key, expired);
  return {std::move(mutation.done), std::move(response), Basis::kDecided};
}

void Draft::Record(AuditEvent event, Outcome& outcome) {
  outcome.on_record = true;
  absl::StatusOr<storage::SealedEvent> sealed = audit_.Seal(std::move(event));
  if (!sealed.ok()) {
    outcome.response = sealed.status();
    return;
  }
  Write(audit_.Append(*std::move(sealed), outcome.response.status().code(), now_));
}

std::optional<Draft::Outcome> Draft::FindAnswer(Mutation& mutation, const std::string& request_key,
                                                std::optional<KeptAnswer>& expired) const {
  if (const auto kept = kept_.find(request_key); kept != kept_.end()) {
    return Outcome{std::move(mutation.done), ResponseOf(kept->second, *mutation.request_id), Basis::kDecided};
  }
  absl::StatusOr<std::optional<KeptAnswer>> stored = ReadAnswer(store_, request_key);
  if (!stored.ok()) return Outcome{std::move(mutation.done), CannotRead(), Basis::kSettled};
  if (!stored->has_value()) return std::nullopt;
  if ((*stored)->IsExpired(now_)) {
    expired = *std::move(stored);
    return std::nullopt;
  }
  return Outcome{std::move(mutation.done), ResponseOf(**stored, *mutation.request_id), Basis::kSettled};
}

absl::StatusOr<std::string> Draft::TakeUp(Mutation& mutation, const std::string& request_key,
                                          const std::optional<KeptAnswer>& expired) {
  absl::StatusOr<Decision> decision = mutation.decide(builder_.view(), now_);
  if (mutation.audit.has_value() && mutation.tell != nullptr) mutation.tell(*mutation.audit);
  if (!decision.ok()) return decision.status();
  if (decision->changes.empty() && decision->records.empty()) return std::move(decision->response);
  Follow(decision->changes);
  std::vector<RecordWrite> writes = std::move(decision->records);
  storage::Subjects subjects;
  for (const RecordWrite& write : writes) subjects.insert(subjects.end(), write.subjects.begin(), write.subjects.end());
  for (const engine::Change& change : decision->changes) {
    writes.push_back(EncodeChange(change, builder_.view().taxonomy()));
    for (std::string& subject : SubjectsOf(change)) subjects.push_back(std::move(subject));
  }
  EndedEvaluations ended;
  if (!FindEndedEvaluations(builder_.view(), decision->changes, store_, batch_, ended).ok()) return CannotRead();
  for (RecordWrite& write : ended.deletions) writes.push_back(std::move(write));
  auto departures = DeparturesOf(builder_.view(), decision->changes, [this](const auto& key) { return Read(key); });
  if (!departures.ok()) return CannotRead();
  for (RecordWrite& write : *departures) writes.push_back(std::move(write));
  std::optional<KeptAnswer> kept;
  if (mutation.request_id.has_value()) {
    kept = KeptAnswer{CallDigest(*mutation.request_id), decision->response, now_};
    for (RecordWrite& write : KeepAnswer(request_key, *kept, expired, subjects)) writes.push_back(std::move(write));
  }
  if (absl::Status fits = CheckSize(writes); !fits.ok()) return fits;
  std::optional<storage::SealedEvent> sealed;
  if (mutation.audit.has_value()) {
    AddSubjects(decision->changes, mutation.audit->subjects);
    for (std::string& subject : decision->subjects) mutation.audit->subjects.push_back(std::move(subject));
    audit_.Expect(subjects);
    absl::StatusOr<storage::SealedEvent> event = audit_.Seal(*mutation.audit);
    if (!event.ok()) return event.status();
    sealed = *std::move(event);
  }
  // Nothing fails from here on.
  for (const engine::Change& change : decision->changes) builder_.Apply(change);
  changes_snapshot_ = changes_snapshot_ || !decision->changes.empty();
  Write(std::move(writes));
  for (std::string& subject : ended.subjects) batch_.Forget(std::move(subject));
  if (sealed.has_value()) {
    Write(audit_.Append(*std::move(sealed), absl::StatusCode::kOk, now_));
    mutation.audit.reset();
  }
  if (kept.has_value()) kept_.emplace(request_key, *std::move(kept));
  return std::move(decision->response);
}

// On a copy: whether all of it can be stored is not known yet.
void Draft::Follow(std::vector<engine::Change>& changes) const {
  if (consequences_ == nullptr || !MayFollow(builder_.view(), changes)) return;
  engine::SnapshotBuilder trial = builder_;
  std::vector<engine::Change> latest = changes;
  for (int round = 0; round < kMaxConsequenceRounds && !latest.empty(); ++round) {
    const engine::Snapshot before = trial.view();
    for (const engine::Change& change : latest) trial.Apply(change);
    latest = consequences_(before, trial.view(), latest, now_);
    changes.insert(changes.end(), latest.begin(), latest.end());
  }
}

absl::StatusOr<std::optional<std::string>> Draft::Read(const std::string& key) const {
  if (const auto written = batch_.writes().find(key); written != batch_.writes().end()) return written->second;
  absl::StatusOr<std::string> stored = store_.Get(key);
  if (absl::IsNotFound(stored.status())) return std::nullopt;
  if (!stored.ok()) return stored.status();
  return *std::move(stored);
}

void Draft::Write(std::vector<RecordWrite> writes) {
  bytes_ += SizeOf(writes);
  keys_ += writes.size();
  for (RecordWrite& write : writes) {
    if (write.value.has_value()) {
      batch_.Put(std::move(write.key), *std::move(write.value), std::move(write.subjects));
    } else {
      batch_.Delete(std::move(write.key));
    }
  }
}

bool Draft::IsFull() const {
  return outcomes_.size() >= kMaxBatchMutations || bytes_ >= kFullDraftBytes || keys_ >= kFullDraftKeys;
}

void Draft::AnswerAsDecided(engine::Revision revision) {
  for (Outcome& outcome : outcomes_) {
    if (outcome.response.ok()) {
      outcome.done(Answer{*std::move(outcome.response), revision});
    } else {
      outcome.done(std::move(outcome.response).status());
    }
  }
}

void Draft::AnswerNotStored(const absl::Status& error) {
  for (Outcome& outcome : outcomes_) {
    const bool was_to_change = outcome.basis == Basis::kDecided && outcome.response.ok();
    if (was_to_change || outcome.on_record) outcome.response = error;
  }
  AnswerAsDecided(base_revision_);
}

void Draft::AnswerUnknown(const absl::Status& error) {
  for (Outcome& outcome : outcomes_) {
    if (outcome.basis == Basis::kDecided || outcome.on_record) outcome.response = error;
  }
  AnswerAsDecided(base_revision_);
}

}  // namespace klik::services
