#include "services/registry/draft.h"

#include <utility>

#include "services/errors/errors.h"
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
  for (const RecordWrite& write : writes) fits = fits && write.value.value_or("").size() <= storage::kMaxValueBytes;
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

}  // namespace

Draft::Draft(const storage::Store& store, std::shared_ptr<const engine::Snapshot> base, absl::Time now)
    : store_(store), now_(now), base_revision_(base->revision()), builder_(std::move(base)) {}

void Draft::Add(Mutation mutation) {
  if (mutation.deadline <= now_) {
    outcomes_.push_back({std::move(mutation.done), TooLate(), Basis::kSettled});
    return;
  }
  std::string request_key;
  std::optional<KeptAnswer> expired;
  if (mutation.request_id.has_value()) {
    request_key = storage::RequestKey(mutation.request_id->caller, mutation.request_id->id);
    if (std::optional<Outcome> answered = FindAnswer(mutation, request_key, expired)) {
      outcomes_.push_back(*std::move(answered));
      return;
    }
  }
  absl::StatusOr<std::string> response = TakeUp(mutation, request_key, expired);
  outcomes_.push_back({std::move(mutation.done), std::move(response), Basis::kDecided});
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
  if (!decision.ok()) return decision.status();
  if (decision->changes.empty() && decision->records.empty()) return std::move(decision->response);
  std::vector<RecordWrite> writes = std::move(decision->records);
  for (const engine::Change& change : decision->changes) {
    writes.push_back(EncodeChange(change, builder_.view().taxonomy()));
  }
  std::optional<KeptAnswer> kept;
  if (mutation.request_id.has_value()) {
    kept = KeptAnswer{CallDigest(*mutation.request_id), decision->response, now_};
    for (RecordWrite& write : KeepAnswer(request_key, *kept, expired)) writes.push_back(std::move(write));
  }
  if (absl::Status fits = CheckSize(writes); !fits.ok()) return fits;
  // Nothing fails from here on.
  for (const engine::Change& change : decision->changes) builder_.Apply(change);
  Write(std::move(writes));
  if (kept.has_value()) kept_.emplace(request_key, *std::move(kept));
  return std::move(decision->response);
}

void Draft::Write(std::vector<RecordWrite> writes) {
  bytes_ += SizeOf(writes);
  keys_ += writes.size();
  for (RecordWrite& write : writes) {
    if (write.value.has_value()) {
      batch_.Put(std::move(write.key), *std::move(write.value));
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
    if (outcome.basis == Basis::kDecided && outcome.response.ok()) outcome.response = error;
  }
  AnswerAsDecided(base_revision_);
}

void Draft::AnswerUnknown(const absl::Status& error) {
  for (Outcome& outcome : outcomes_) {
    if (outcome.basis == Basis::kDecided) outcome.response = error;
  }
  AnswerAsDecided(base_revision_);
}

}  // namespace klik::services
