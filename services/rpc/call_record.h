// What a call tells the audit trail.
//
// Pure functions but for the random part of a trace; any thread.
#ifndef KLIK_SERVICES_RPC_CALL_RECORD_H_
#define KLIK_SERVICES_RPC_CALL_RECORD_H_

#include <string>
#include <string_view>

#include "engine/index/snapshot.h"
#include "klik/v1/access.pb.h"
#include "services/access/audit_event.h"
#include "services/access/method_access.h"
#include "services/access/principal.h"

namespace klik::services {

// What came along with a call, beside who makes it.
struct CallOrigin {
  std::string peer;    // As gRPC writes it.
  std::string reason;  // Why the caller looks at somebody who is not their case; empty: none stated.
  std::string trace;   // 32 hexadecimal digits.
};

// Of a call under `grant`; of one that nothing grants, under an empty one. Without subjects and outcome.
AuditEvent EventOf(const MethodAccess& method, const Principal& principal, const klik::v1::Access::Grant& grant,
                   const CallOrigin& origin);

// On what ground the data of this person is used: `consent`, `agreement`, `legal_task`; empty when none is on record.
// `purpose` is an event's: evaluation has a ground of its own, everything else is done to find a match.
std::string LegalBasisOf(const engine::Snapshot& view, const std::string& person, std::string_view purpose,
                         absl::CivilDay today);

// The trace that a W3C `traceparent` header is part of; a new one when there is none that is well-formed.
// https://www.w3.org/TR/trace-context/#traceparent-header
std::string TraceOf(std::string_view traceparent);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CALL_RECORD_H_
