// What the tests here need of a client: a channel of its own, calls with a deadline, a valid resident.
//
// Functions, for any thread.
#ifndef KLIK_TESTS_E2E_CLIENT_H_
#define KLIK_TESTS_E2E_CLIENT_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <memory>
#include <string>

#include "klik/v1/resident_service.pb.h"

namespace klik::testing {

inline constexpr std::chrono::seconds kCallTimeout{10};

using Credentials = std::shared_ptr<grpc::ChannelCredentials>;

// A connection that no other channel shares, and that is gone with the channel.
std::shared_ptr<grpc::Channel> Connect(const std::string& address,
                                       const Credentials& credentials = grpc::InsecureChannelCredentials());

// Calls `stub.*method` and writes its answer to `response`.
template <typename Stub, typename Request, typename Response>
grpc::Status Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  const Request& request, Response* response) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kCallTimeout);
  return (stub.*method)(&context, request, response);
}

// The shortest profile that is valid.
v1::Resident ValidResident();

// A random UUID.
std::string NewRequestId();

// What a health check of the server says: OK and SERVING, or why not.
grpc::Status CheckHealth(const std::string& address,
                         const Credentials& credentials = grpc::InsecureChannelCredentials());

}  // namespace klik::testing

#endif  // KLIK_TESTS_E2E_CLIENT_H_
