// Errors on their way out: the one place where an absl::Status becomes what clients receive.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_RPC_GRPC_STATUS_H_
#define KLIK_SERVICES_RPC_GRPC_STATUS_H_

#include "absl/status/status.h"
#include "grpcpp/support/status.h"
#include "klik/v1/transfer_service.pb.h"

namespace klik::services {

// With google.rpc details. Of more violations than fit in a header the last ones are counted rather than listed.
grpc::Status ToGrpcStatus(const absl::Status& status);

// The same, for one line of an import; there all violations fit.
v1::ImportError ToImportError(const absl::Status& status);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_GRPC_STATUS_H_
