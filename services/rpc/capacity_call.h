// Whether there is anybody for somebody of whom nothing is known but a sketch.
//
// Any thread.
#ifndef KLIK_SERVICES_RPC_CAPACITY_CALL_H_
#define KLIK_SERVICES_RPC_CAPACITY_CALL_H_

#include "absl/status/status.h"
#include "klik/v1/matching_service.pb.h"
#include "services/rpc/backend.h"

namespace klik::services {

absl::Status CheckCapacity(Backend& backend, const Caller& caller, const v1::CheckCapacityRequest& request,
                           v1::CheckCapacityResponse& out);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CAPACITY_CALL_H_
