// Erasing a person for good: records, kept answers and key, searched for afterwards.
//
// On a thread aside: it waits for the registry and for the disk.
#ifndef KLIK_SERVICES_RPC_ERASE_CALL_H_
#define KLIK_SERVICES_RPC_ERASE_CALL_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "klik/v1/erasure.pb.h"
#include "services/rpc/backend.h"
#include "services/rpc/request_id.h"
#include "services/rpc/resource_changes.h"

namespace klik::services {

// What is asked, read from the request.
struct EraseOrder {
  Reach reach;
  engine::Kind kind;
  std::optional<Reference> reference;
  std::string etag;  // Empty: whatever its version.
  std::optional<RequestId> request_id;
};

absl::Status ErasePerson(Backend& backend, const Caller& caller, EraseOrder order, v1::ErasureCertificate& out);

template <typename Request>
absl::Status ErasePerson(Backend& backend, const Caller& caller, engine::Kind kind, const Request& request,
                         v1::ErasureCertificate& out) {
  Violations violations;
  EraseOrder order{caller.reach(), kind, ReadName(request.name(), kind, caller.system(), Field(violations, "name")),
                   request.etag(), ReadRequestId(request, caller.system(), violations)};
  if (!violations.empty()) return violations.ToStatus();
  return ErasePerson(backend, caller, std::move(order), out);
}

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_ERASE_CALL_H_
