// The calls about the audit trail.
//
// Any thread, but not one that others wait for: they read the whole trail.
#ifndef KLIK_SERVICES_RPC_AUDIT_CALLS_H_
#define KLIK_SERVICES_RPC_AUDIT_CALLS_H_

#include "absl/status/status.h"
#include "klik/v1/admin_service.pb.h"
#include "services/rpc/backend.h"
#include "services/rpc/calls.h"

namespace klik::services {

absl::Status AnswerVerifyAudit(const Caller& caller, const Backend& backend, const v1::VerifyAuditRequest& request,
                               v1::VerifyAuditResponse& out);
absl::Status AnswerAuditEntries(const Caller& caller, Backend& backend, const v1::ListAuditEntriesRequest& request,
                                v1::ListAuditEntriesResponse& out);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_AUDIT_CALLS_H_
