// What makes a writing call safe to retry: its id and the digest of its body.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_RPC_REQUEST_ID_H_
#define KLIK_SERVICES_RPC_REQUEST_ID_H_

#include <optional>
#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/registry/registry.h"
#include "services/rpc/convert/violations.h"

namespace klik::services {

// Whether it is 8-4-4-4-12 hexadecimal digits.
bool IsUuid(const std::string& text);

// `klik.v1.ResidentService/CreateResident`: the method of the request's own file that takes such a request.
std::string MethodOf(const google::protobuf::Descriptor& request);

// The same bytes for equal messages of one version of the API.
std::string DigestOfMessage(const google::protobuf::Message& message);

// nullopt when the request has no id, and when it is rejected.
template <typename Request>
std::optional<RequestId> ReadRequestId(const Request& request, const std::string& caller, Violations& violations) {
  if (request.request_id().empty()) return std::nullopt;
  if (!Field(violations, "request_id").Require(IsUuid(request.request_id()), "is not a UUID")) return std::nullopt;
  Request body = request;
  body.clear_request_id();
  std::string id = request.request_id();
  for (char& c : id) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  }
  return RequestId{caller, std::move(id), MethodOf(*Request::descriptor()), DigestOfMessage(body)};
}

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_REQUEST_ID_H_
