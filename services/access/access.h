// Access: who is calling, decided before anything else. Deny by default.
//
// Any thread.
#ifndef KLIK_SERVICES_ACCESS_ACCESS_H_
#define KLIK_SERVICES_ACCESS_ACCESS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/access/principal.h"

namespace klik::services {

class Access {
 public:
  // `dev_open`: every caller is the coordinator and administrator of the system `dev`, without signing in. Otherwise
  // nobody gets in.
  explicit Access(bool dev_open) : dev_open_(dev_open) {}

  // UNAUTHENTICATED, reason SIGN_IN_REQUIRED.
  absl::StatusOr<Principal> Authenticate() const;

 private:
  bool dev_open_;
};

// --dev-open is for one's own machine: INVALID_ARGUMENT unless `address`, HOST:PORT, is a loopback address.
absl::Status CheckLoopback(const std::string& address);

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_ACCESS_H_
