#include "services/registry/kept_answers.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/record/codec.h"
#include "storage/record/keys.h"

namespace klik::services {
namespace {

// The time keys of answers older than their lifetime, the oldest first, at most kMaxForgottenAnswers.
std::vector<std::string> ExpiredTimeKeys(const storage::Store& store, absl::Time now) {
  std::vector<std::string> keys;
  // The snapshot is gone before the commit: the memory store copies its table while one is open.
  const auto snapshot = store.OpenSnapshot();
  if (!snapshot.ok()) return keys;
  const auto collect = [&](std::string_view key, std::string_view) -> absl::Status {
    if (keys.size() == kMaxForgottenAnswers) return absl::CancelledError("enough");
    keys.emplace_back(key);
    return absl::OkStatus();
  };
  // Whatever ended the visit, what was found may go. A store that cannot be read tells the commit itself.
  (*snapshot)->Scan(storage::RequestTimesBefore(now - kRequestIdLifetime), collect).IgnoreError();
  return keys;
}

}  // namespace

std::string CallDigest(const RequestId& request) { return absl::StrCat(request.method, "\n", request.digest); }

absl::StatusOr<std::optional<KeptAnswer>> ReadAnswer(const storage::Store& store, const std::string& request_key) {
  const absl::StatusOr<std::string> bytes = store.Get(request_key);
  if (absl::IsNotFound(bytes.status())) return std::nullopt;
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<storage::RequestResult> result = storage::DecodeRequestResult(request_key, *bytes);
  if (!result.ok()) return result.status();
  return KeptAnswer{std::move(result->request_digest), std::move(result->response), result->create_time};
}

std::vector<RecordWrite> KeepAnswer(const std::string& request_key, const KeptAnswer& answer,
                                    const std::optional<KeptAnswer>& expired, storage::Subjects subjects) {
  std::vector<RecordWrite> writes;
  if (expired.has_value()) {
    writes.push_back({storage::RequestTimeKey(expired->create_time, request_key), std::nullopt, {}});
  }
  storage::RequestResult result;
  result.request_digest = answer.call_digest;
  result.response = answer.response;
  result.create_time = answer.create_time;
  writes.push_back({request_key, storage::EncodeRequestResult(request_key, result), std::move(subjects)});
  writes.push_back({storage::RequestTimeKey(answer.create_time, request_key), "", {}});
  return writes;
}

void Forgetter::ForgetExpired(const storage::Store& store, absl::Time now, storage::Batch& batch) {
  if (now < next_look_) return;
  const std::vector<std::string> time_keys = ExpiredTimeKeys(store, now);
  next_look_ = time_keys.size() == kMaxForgottenAnswers ? now : now + kForgetInterval;
  for (const std::string& time_key : time_keys) {
    const std::optional<std::string> request_key = storage::RequestKeyOf(time_key);
    if (request_key.has_value() && !batch.writes().contains(*request_key)) batch.Delete(*request_key);
    batch.Delete(time_key);
  }
}

}  // namespace klik::services
