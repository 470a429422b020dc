// Unary calls, all with the same deadline. Blocking; for any thread.
#ifndef KLIK_CLIENTS_CLI_CALL_H_
#define KLIK_CLIENTS_CLI_CALL_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <memory>

namespace klik::cli {

// The slowest answer, excluded candidates over a large municipality, is far below it.
inline constexpr std::chrono::seconds kUnaryDeadline{30};

// Call<v1::ResidentService>(channel, &v1::ResidentService::StubInterface::GetResident, request, response). Does not
// wait for a server that is not there: that is UNAVAILABLE.
template <typename Service, typename Request, typename Response>
grpc::Status Call(const std::shared_ptr<grpc::Channel>& channel,
                  grpc::Status (Service::StubInterface::*method)(grpc::ClientContext*, const Request&, Response*),
                  const Request& request, Response& response) {
  const auto stub = Service::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kUnaryDeadline);
  return ((*stub).*method)(&context, request, &response);
}

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_CALL_H_
