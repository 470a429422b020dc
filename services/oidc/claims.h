// What a token that is signed rightly must say, so that it is about somebody who signs in here and now.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_OIDC_CLAIMS_H_
#define KLIK_SERVICES_OIDC_CLAIMS_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/accounts/sign_in_desk.h"
#include "services/oidc/json.h"
#include "services/oidc/oidc_options.h"

namespace klik::services {

// How far the issuer's clock may be off.
inline constexpr absl::Duration kClockLeeway = absl::Seconds(60);

// TokenRefused: it is another issuer's, for somebody else, for another attempt, too old, too new, or without the second
// factor that is asked for.
absl::StatusOr<IssuerIdentity> CheckClaims(const Json& claims, const OidcOptions& options, std::string_view nonce,
                                           absl::Time now);

}  // namespace klik::services

#endif  // KLIK_SERVICES_OIDC_CLAIMS_H_
