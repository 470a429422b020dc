#include "clients/cli/call.h"
#include "clients/cli/commands.h"
#include "grpc/health/v1/health.grpc.pb.h"

namespace klik::cli {

int RunStatus(const Session& session) {
  using grpc::health::v1::Health;
  using grpc::health::v1::HealthCheckResponse;
  HealthCheckResponse response;
  const grpc::Status status =
      Call<Health>(session.channel, &Health::StubInterface::Check, grpc::health::v1::HealthCheckRequest(), response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) {
    if (const int exit_code = PrintJson(session, response); exit_code != kExitOk) return exit_code;
  } else {
    session.console.out << HealthCheckResponse::ServingStatus_Name(response.status()) << "\n";
  }
  return response.status() == HealthCheckResponse::SERVING ? kExitOk : kExitFailed;
}

}  // namespace klik::cli
