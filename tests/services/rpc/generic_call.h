// Calls any method of the API by its descriptor.
#ifndef KLIK_TESTS_SERVICES_RPC_GENERIC_CALL_H_
#define KLIK_TESTS_SERVICES_RPC_GENERIC_CALL_H_

#include <memory>
#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/grpcpp.h"

namespace klik::testing {

struct GenericOutcome {
  grpc::Status status;
  // ErrorInfo's; empty when the call succeeded.
  std::string reason;
  // Of a stream, the last one.
  std::unique_ptr<google::protobuf::Message> response;
};

// One request of whatever type `descriptor` is.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor& descriptor);

// An empty token goes without a header, and so does an empty reason. A stream gets the one request.
GenericOutcome CallMethod(const std::shared_ptr<grpc::Channel>& channel,
                          const google::protobuf::MethodDescriptor& method, const google::protobuf::Message& request,
                          const std::string& token, const std::string& stated_reason = "");

// `ResidentService.GetResident`, of klik.v1. Aborts when there is none.
const google::protobuf::MethodDescriptor& MethodNamed(const std::string& name);

}  // namespace klik::testing

#endif  // KLIK_TESTS_SERVICES_RPC_GENERIC_CALL_H_
