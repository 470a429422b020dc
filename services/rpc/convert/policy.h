// The policy: the API's message, which is also the form of a policy file, and the engine's value.
//
// Pure functions; any thread. What is wrong is reported at the field.
#ifndef KLIK_SERVICES_RPC_CONVERT_POLICY_H_
#define KLIK_SERVICES_RPC_CONVERT_POLICY_H_

#include "absl/status/statusor.h"
#include "engine/model/policy.h"
#include "klik/v1/admin_service.pb.h"
#include "services/rpc/convert/violations.h"

namespace klik::services {

// What the message leaves out keeps the value of engine::Policy.
engine::Policy ReadPolicy(const v1::Policy& policy, const Field& field);

// With every field set.
v1::Policy ToApi(const engine::Policy& policy);

// Reads the text of a policy file, protobuf JSON. The message of the INVALID_ARGUMENT names every field that is wrong,
// or says that it is not JSON of a policy.
absl::StatusOr<engine::Policy> ParsePolicy(const std::string& json);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_POLICY_H_
