// The registry: the only writer of Klik, and the keeper of the present snapshot.
//
// One thread of its own, the sequencer, takes queued mutations in order, decides each one against the present snapshot
// and what the batch has decided so far, commits the batch to the store, synced, then publishes the next snapshot, then
// answers: whoever has an answer reads their own write. A definite error of the store changes nothing. After an unknown
// outcome the registry is read only and unhealthy until the process restarts and reloads the truth.
//
// Any thread may call it. `decide` runs on the sequencer's thread; `done` too, but for a mutation that is turned away
// at once: then on the caller's, before Submit returns. Neither may block.
#ifndef KLIK_SERVICES_REGISTRY_REGISTRY_H_
#define KLIK_SERVICES_REGISTRY_REGISTRY_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/index/snapshot.h"
#include "engine/index/snapshot_builder.h"
#include "services/access/audit_event.h"
#include "services/registry/change_feed.h"
#include "services/registry/change_record.h"
#include "services/registry/clock.h"
#include "storage/audit/audit_log.h"
#include "storage/audit/sealer.h"
#include "storage/store.h"

namespace klik::services {

// Mutations waiting at once; one more is RESOURCE_EXHAUSTED.
inline constexpr std::size_t kMaxQueuedMutations = 4096;
// Mutations in one commit.
inline constexpr std::size_t kMaxBatchMutations = 256;
// How long the answer to a request id is kept.
inline constexpr absl::Duration kRequestIdLifetime = absl::Hours(24);

// What a mutation comes to: the changes, records that are no resources, and the answer, a serialized response message.
// Neither changes nor records: nothing is written and the answer is not kept. Changes that cannot be true together with
// the view (a match of nobody) abort the process.
struct Decision {
  std::vector<engine::Change> changes;
  std::string response;
  std::vector<RecordWrite> records = {};
  // Whom the records are about, for the audit trail: `accounts/{id}`, `tokens/{id}`. Of changes it is known.
  std::vector<std::string> subjects = {};
};

// Decides against everything decided so far, on the sequencer thread. An error changes nothing and is the answer. It
// must not keep the reference.
using Decide = absl::AnyInvocable<absl::StatusOr<Decision>(const engine::Snapshot& view, absl::Time now)>;

// Makes a call safe to retry: the same id of the same caller gets the first answer, with another body INVALID_ARGUMENT
// (reason REQUEST_ID_REUSED).
struct RequestId {
  std::string caller;
  std::string id;      // UUID, lower case.
  std::string method;  // Full name, `klik.v1.ResidentService/CreateResident`.
  std::string digest;  // Of the request message, its id left out.
};

struct Answer {
  std::string response;  // As decided, now or by the first call with this request id.
  engine::Revision revision = 0;
};

// What follows from decided changes, in the same commit: `before` is the view without them, `after` the one with them.
// Asked again about what it answers, until nothing follows. The registry's thread.
using Consequences =
    std::function<std::vector<engine::Change>(const engine::Snapshot& before, const engine::Snapshot& after,
                                              const std::vector<engine::Change>& changes, absl::Time now)>;

struct Mutation {
  std::optional<RequestId> request_id;
  // Goes on record with what the mutation comes to, in the same commit, whatever that is: an answer kept from before,
  // an error, a read that decides no changes. `done` comes once the record is on disk; without it nobody gets an
  // answer. Whoever the changes are about is added to its subjects. Its outcome, when it is not OK, stands for a call
  // that is answered with an error although something is stored. nullopt: nothing goes on record.
  std::optional<AuditEvent> audit;
  // Adds to it what only deciding told: whom it looked at. Comes after `decide`, on the registry's thread; may be
  // empty.
  absl::AnyInvocable<void(AuditEvent&)> tell;
  absl::Time deadline = absl::InfiniteFuture();  // Past it: DEADLINE_EXCEEDED, if not yet taken up.
  Decide decide;
  absl::AnyInvocable<void(absl::StatusOr<Answer>)> done;
};

class Registry {
 public:
  // Reads everything in the store, but of the audit trail only how it ends. A record that does not decode is an error
  // that names its key. `store`, `taxonomy`, `clock` and `sealer` must outlive the registry. `consequences` may be
  // empty: nothing follows from anything.
  static absl::StatusOr<std::unique_ptr<Registry>> Open(storage::Store& store, const engine::Taxonomy& taxonomy,
                                                        const Clock& clock,
                                                        const storage::Sealer& sealer = storage::PlainSealer(),
                                                        Consequences consequences = nullptr);

  // Answers what is queued, then stops.
  virtual ~Registry() = default;

  virtual std::shared_ptr<const engine::Snapshot> snapshot() const = 0;

  // `done` is called exactly once, also when nothing is done. Errors of its own, each with a reason: RESOURCE_EXHAUSTED
  // OVERLOADED, STORE_FULL; UNAVAILABLE SHUTTING_DOWN, READ_ONLY, STORE_UNAVAILABLE; DEADLINE_EXCEEDED;
  // INVALID_ARGUMENT REQUEST_ID_REUSED, CHANGE_TOO_LARGE; UNAVAILABLE AUDIT_UNAVAILABLE: nothing has changed.
  // UNAVAILABLE STORE_UNKNOWN: it may have.
  virtual void Submit(Mutation mutation) = 0;

  // What has gone on record.
  virtual const storage::AuditLog& audit() const = 0;

  // Tells of what was published.
  virtual ChangeFeed& changes() = 0;

  // OK, or why nothing can be written any more.
  virtual absl::Status health() const = 0;
};

// A fresh random id: 128 bits in 26 characters of a-z and 2-7.
std::string NewId();

}  // namespace klik::services

#endif  // KLIK_SERVICES_REGISTRY_REGISTRY_H_
