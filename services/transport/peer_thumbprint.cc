#include "services/transport/peer_thumbprint.h"

#include <sodium.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "grpc/grpc_security_constants.h"
#include "grpcpp/support/string_ref.h"

namespace klik::services {
namespace {

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";

// What stands between the lines of a PEM; empty when they are not there.
std::string_view Body(std::string_view pem) {
  const std::size_t begin = pem.find(kBegin);
  if (begin == std::string_view::npos) return {};
  pem.remove_prefix(begin + kBegin.size());
  const std::size_t end = pem.find(kEnd);
  return end == std::string_view::npos ? std::string_view() : pem.substr(0, end);
}

}  // namespace

std::string PeerThumbprint(const grpc::AuthContext& context) {
  const std::vector<grpc::string_ref> certificates = context.FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (certificates.size() != 1) return {};
  const std::string_view body = Body({certificates.front().data(), certificates.front().size()});
  std::vector<unsigned char> der(body.size());
  std::size_t size = 0;
  const bool decoded = sodium_base642bin(der.data(), der.size(), body.data(), body.size(), "\r\n", &size, nullptr,
                                         sodium_base64_VARIANT_ORIGINAL) == 0;
  if (!decoded || size == 0) return {};
  std::string thumbprint(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(thumbprint.data()), der.data(), size);
  return thumbprint;
}

}  // namespace klik::services
