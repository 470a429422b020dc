#include "services/rpc/peer.h"

#include <iterator>
#include <memory>

#include "grpcpp/security/auth_context.h"
#include "services/transport/peer_thumbprint.h"

namespace klik::services {

std::string AuthorizationOf(const grpc::CallbackServerContext& context) {
  const auto [first, end] = context.client_metadata().equal_range("authorization");
  if (first == end || std::next(first) != end) return "";
  return {first->second.data(), first->second.size()};
}

std::string CertificateOf(const grpc::CallbackServerContext& context) {
  const std::shared_ptr<const grpc::AuthContext> peer = context.auth_context();
  return peer == nullptr ? "" : PeerThumbprint(*peer);
}

}  // namespace klik::services
