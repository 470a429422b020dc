#include "services/rpc/peer.h"

#include <sodium.h>

#include <array>
#include <cstddef>
#include <iterator>
#include <memory>
#include <vector>

#include "grpc/grpc_security_constants.h"
#include "grpcpp/security/auth_context.h"

namespace klik::services {

std::string AuthorizationOf(const grpc::CallbackServerContext& context) {
  const auto [first, end] = context.client_metadata().equal_range("authorization");
  if (first == end || std::next(first) != end) return "";
  return {first->second.data(), first->second.size()};
}

std::string CertificateOf(const grpc::CallbackServerContext& context) {
  const std::shared_ptr<const grpc::AuthContext> peer = context.auth_context();
  if (peer == nullptr || !peer->IsPeerAuthenticated()) return "";
  const std::vector<grpc::string_ref> certificates = peer->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (certificates.empty()) return "";
  return ThumbprintOf({certificates.front().data(), certificates.front().size()});
}

std::string ThumbprintOf(std::string_view pem) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
  const std::size_t begin = pem.find(kBegin);
  const std::size_t end = pem.find(kEnd);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return "";
  const std::string_view body = pem.substr(begin + kBegin.size(), end - begin - kBegin.size());
  std::string der(body.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(der.data()), der.size(), body.data(), body.size(), "\r\n \t",
                        &length, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
    return "";
  }
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(der.data()), length);
  return {digest.begin(), digest.end()};
}

}  // namespace klik::services
