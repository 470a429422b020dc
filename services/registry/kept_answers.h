// The answers kept by request id: read back for a call sent again, kept in the commit that made them true, and in time
// forgotten.
//
// The sequencer's thread only.
#ifndef KLIK_SERVICES_REGISTRY_KEPT_ANSWERS_H_
#define KLIK_SERVICES_REGISTRY_KEPT_ANSWERS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/registry/change_record.h"
#include "services/registry/registry.h"
#include "storage/batch.h"
#include "storage/store.h"

namespace klik::services {

// Answers forgotten in one commit: more than a commit can add, so that old ones do not pile up.
inline constexpr std::size_t kMaxForgottenAnswers = 2 * kMaxBatchMutations;
// How often old answers are looked for.
inline constexpr absl::Duration kForgetInterval = absl::Minutes(1);

// Tells calls apart under one request id: another method, or another message.
std::string CallDigest(const RequestId& request);

// What is stored under a request id.
struct KeptAnswer {
  std::string call_digest;
  std::string response;
  absl::Time create_time;

  bool IsExpired(absl::Time now) const { return create_time + kRequestIdLifetime <= now; }
};

// nullopt when nothing is stored there. May be expired and not yet forgotten.
absl::StatusOr<std::optional<KeptAnswer>> ReadAnswer(const storage::Store& store, const std::string& request_key);

// Keeps an answer that tells of `subjects`. `expired`, what was there before, loses its place in the order of time.
std::vector<RecordWrite> KeepAnswer(const std::string& request_key, const KeptAnswer& answer,
                                    const std::optional<KeptAnswer>& expired, storage::Subjects subjects);

// Finds old answers along the way of other commits: a server that is not written to does not write by itself.
class Forgetter {
 public:
  // Adds the deletion of old answers to `batch`, but not of what the batch has put anew.
  void ForgetExpired(const storage::Store& store, absl::Time now, storage::Batch& batch);

 private:
  absl::Time next_look_ = absl::InfinitePast();
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_REGISTRY_KEPT_ANSWERS_H_
