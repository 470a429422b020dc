#include "services/rpc/peer.h"

#include <iterator>
#include <memory>

#include "grpcpp/security/auth_context.h"
#include "services/transport/peer_thumbprint.h"

namespace klik::services {

namespace {

std::string OnlyHeader(const grpc::CallbackServerContext& context, const char* name) {
  const auto [first, end] = context.client_metadata().equal_range(name);
  if (first == end || std::next(first) != end) return "";
  return {first->second.data(), first->second.size()};
}

}  // namespace

std::string AuthorizationOf(const grpc::CallbackServerContext& context) { return OnlyHeader(context, "authorization"); }

std::string ReasonOf(const grpc::CallbackServerContext& context) { return OnlyHeader(context, "klik-reason-bin"); }

std::string TraceParentOf(const grpc::CallbackServerContext& context) { return OnlyHeader(context, "traceparent"); }

std::string CertificateOf(const grpc::CallbackServerContext& context) {
  const std::shared_ptr<const grpc::AuthContext> peer = context.auth_context();
  return peer == nullptr ? "" : PeerThumbprint(*peer);
}

}  // namespace klik::services
