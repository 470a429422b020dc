// A token as it came, and what it says once its signature holds. What it says cannot be had before.
//
// Of one thread.
#ifndef KLIK_SERVICES_OIDC_SIGNED_TOKEN_H_
#define KLIK_SERVICES_OIDC_SIGNED_TOKEN_H_

#include <cjose/cjose.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/oidc/json.h"
#include "services/oidc/key_set.h"

namespace klik::services {

inline constexpr std::size_t kMaxTokenBytes = std::size_t{16} << 10;

// UNAUTHENTICATED, reason OIDC_TOKEN_REFUSED. `why` says nothing of what is in the token.
absl::Status TokenRefused(std::string_view why);

class SignedToken {
 public:
  // TokenRefused: it is not one, or is not signed as IsAlgorithm says.
  static absl::StatusOr<SignedToken> Parse(std::string_view compact);

  // Which key it says it is signed with; may be empty.
  const std::string& key_id() const { return key_id_; }

  // Its claims. TokenRefused: none of the keys made this signature.
  absl::StatusOr<Json> Verify(const KeySet& keys) const;

 private:
  struct Release {
    void operator()(cjose_jws_t* token) const { cjose_jws_release(token); }
  };
  explicit SignedToken(cjose_jws_t* owned) : token_(owned) {}

  std::unique_ptr<cjose_jws_t, Release> token_;
  std::string algorithm_;
  std::string key_id_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_OIDC_SIGNED_TOKEN_H_
