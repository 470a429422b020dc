// Access: who is calling, decided before anything else. Deny by default.
//
// Any thread.
#ifndef KLIK_SERVICES_ACCESS_ACCESS_H_
#define KLIK_SERVICES_ACCESS_ACCESS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/access/authenticator.h"
#include "services/access/principal.h"

namespace klik::services {

class Access final : public Authenticator {
 public:
  // `dev_open`: every caller is coordinator, administrator and privacy officer, of the system `dev`, without signing
  // in; what comes along with the call is not looked at. Otherwise those get in whom `signed_in` knows, which must
  // outlive it; nullptr knows nobody.
  explicit Access(bool dev_open, const Authenticator* signed_in = nullptr)
      : dev_open_(dev_open), signed_in_(signed_in) {}

  absl::StatusOr<Principal> Authenticate(const Credentials& credentials) const override;

 private:
  bool dev_open_;
  const Authenticator* signed_in_;
};

// --dev-open is for one's own machine: INVALID_ARGUMENT unless `address`, HOST:PORT, is a loopback address.
absl::Status CheckLoopback(const std::string& address);

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_ACCESS_H_
