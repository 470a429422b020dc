#include "services/oidc/claims.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/accounts/account_changes.h"
#include "services/accounts/secrets.h"
#include "services/oidc/signed_token.h"

namespace klik::services {
namespace {

// OpenID Connect Core, 2.
constexpr std::size_t kMaxSubjectCharacters = 255;

bool Has(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

absl::Status CheckParties(const Json& claims, const OidcOptions& options) {
  if (claims.Text("iss") != options.issuer) return TokenRefused("it is of another issuer");
  const std::vector<std::string> audience = claims.Texts("aud").value_or(std::vector<std::string>());
  if (!Has(audience, options.client_id)) return TokenRefused("it is for somebody else");
  // Whom it was given to, which for more than one audience has to be said.
  const bool says_for_whom = claims.Has("azp");
  if (audience.size() > 1 && !says_for_whom) return TokenRefused("it does not say whom it was given to");
  if (says_for_whom && claims.Text("azp") != options.client_id) return TokenRefused("it was given to somebody else");
  return absl::OkStatus();
}

absl::Status CheckTimes(const Json& claims, absl::Time now) {
  const std::optional<absl::Time> expire = claims.Time("exp");
  const std::optional<absl::Time> issued = claims.Time("iat");
  if (!expire.has_value() || !issued.has_value()) return TokenRefused("it does not say when it was made or ends");
  if (now >= *expire + kClockLeeway) return TokenRefused("it has expired");
  if (*issued > now + kClockLeeway) return TokenRefused("it was made in the future");
  if (!claims.Has("nbf")) return absl::OkStatus();
  const std::optional<absl::Time> begin = claims.Time("nbf");
  if (!begin.has_value() || *begin > now + kClockLeeway) return TokenRefused("it is not good yet");
  return absl::OkStatus();
}

absl::Status CheckSecondFactor(const Json& claims, const OidcOptions& options) {
  if (!options.amr.empty()) {
    const std::vector<std::string> used = claims.Texts("amr").value_or(std::vector<std::string>());
    const bool one =
        std::any_of(used.begin(), used.end(), [&](const auto& method) { return Has(options.amr, method); });
    if (!one) return TokenRefused("the issuer asked for no second factor (amr)");
  }
  if (!options.acr.empty() && !Has(options.acr, claims.Text("acr").value_or(""))) {
    return TokenRefused("the issuer did not sign in as strictly as is asked for (acr)");
  }
  return absl::OkStatus();
}

// Empty: it names nobody who could have been invited.
std::string UserNameIn(const Json& claims, const std::string& claim) {
  if (claim == "email" && !claims.IsTrue("email_verified")) return "";
  std::string user_name = UserNameOf(claims.Text(claim.c_str()).value_or(""));
  return IsUserName(user_name) ? user_name : "";
}

}  // namespace

absl::StatusOr<IssuerIdentity> CheckClaims(const Json& claims, const OidcOptions& options, std::string_view nonce,
                                           absl::Time now) {
  if (absl::Status parties = CheckParties(claims, options); !parties.ok()) return parties;
  if (!SameBytes(claims.Text("nonce").value_or(""), nonce)) return TokenRefused("it is of another attempt");
  if (absl::Status times = CheckTimes(claims, now); !times.ok()) return times;
  if (absl::Status factor = CheckSecondFactor(claims, options); !factor.ok()) return factor;
  std::string subject = claims.Text("sub").value_or("");
  if (subject.empty() || subject.size() > kMaxSubjectCharacters) return TokenRefused("it says of nobody who it is");
  return IssuerIdentity{options.issuer, std::move(subject), UserNameIn(claims, options.account_claim)};
}

}  // namespace klik::services
