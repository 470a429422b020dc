// Tells who calls, from what comes along with a call.
//
// Any thread.
#ifndef KLIK_SERVICES_ACCESS_AUTHENTICATOR_H_
#define KLIK_SERVICES_ACCESS_AUTHENTICATOR_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "services/access/principal.h"

namespace klik::services {

// Views of what lives as long as the call. Empty: it did not come.
struct Credentials {
  std::string_view authorization;  // The whole header.
  std::string_view peer;           // As gRPC writes it, `ipv4:192.0.2.7:4711`.
  std::string_view certificate;    // SHA-256 of the client's certificate, 32 bytes.
};

class Authenticator {
 public:
  virtual ~Authenticator() = default;

  // UNAUTHENTICATED, reason SIGN_IN_REQUIRED, whatever is wrong.
  virtual absl::StatusOr<Principal> Authenticate(const Credentials& credentials) const = 0;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_AUTHENTICATOR_H_
