// Who calls, and the state of things when the call came. Only Calls makes one.
//
// A value; one thread at a time.
#ifndef KLIK_SERVICES_RPC_CALLER_H_
#define KLIK_SERVICES_RPC_CALLER_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/index/snapshot.h"
#include "services/access/audit_event.h"
#include "services/access/method_access.h"
#include "services/access/principal.h"
#include "services/access/reach.h"
#include "services/registry/clock.h"
#include "services/rpc/call_record.h"

namespace klik::services {

class Caller {
 public:
  // The name space of the caller's external ids.
  const std::string& system() const { return principal().system; }
  // Empty, with a method that is open to whoever has not signed in; then there is no snapshot either.
  const Principal& principal() const { return reach_.principal(); }
  // Which records there are for the caller.
  const Reach& reach() const { return reach_; }
  // As gRPC writes it.
  const std::string& peer() const { return origin_.peer; }
  absl::Time now() const { return now_; }
  absl::CivilDay today() const { return MomentAt(now_).today; }
  // The caller's own, or what the method allows if that is sooner.
  absl::Time deadline() const { return deadline_; }
  const std::shared_ptr<const engine::Snapshot>& snapshot() const { return snapshot_; }

  // What goes on record of the call, as far as it is known before it is answered. nullopt: nothing does, because what
  // it does is not on record unless it is refused, or because everybody is let in without signing in.
  std::optional<AuditEvent> OnRecord() const;

 private:
  friend class Calls;
  Caller(Reach reach, const MethodAccess& method, CallOrigin origin, absl::Time now, absl::Time deadline,
         std::shared_ptr<const engine::Snapshot> snapshot)
      : reach_(std::move(reach)),
        method_(&method),
        origin_(std::move(origin)),
        now_(now),
        deadline_(deadline),
        snapshot_(std::move(snapshot)) {}

  // On one's own machine, with --dev-open: there is nobody to keep anything from.
  bool is_unguarded() const { return principal().account_id.empty() && !principal().roles.empty(); }

  Reach reach_;
  const MethodAccess* method_;  // The table's.
  CallOrigin origin_;
  absl::Time now_;
  absl::Time deadline_;
  std::shared_ptr<const engine::Snapshot> snapshot_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CALLER_H_
