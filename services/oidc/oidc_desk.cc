#include "services/oidc/oidc_desk.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/errors/errors.h"
#include "services/oidc/claims.h"
#include "services/oidc/signed_token.h"
#include "services/oidc/url.h"

namespace klik::services {
namespace {

absl::Status Stopping() { return Error(absl::StatusCode::kUnavailable, "STOPPING", "this server is about to stop"); }

// As much as can be told of how random it is.
bool IsSecret(std::string_view text) {
  return text.size() == kSecretCharacters && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
         });
}

}  // namespace

absl::StatusOr<std::unique_ptr<OidcDesk>> OidcDesk::Make(OidcOptions options, SignInDesk& desk, const Clock& clock,
                                                         const HttpLimits& limits) {
  if (absl::Status right = CheckOptions(options); !right.ok()) return right;
  absl::StatusOr<std::unique_ptr<HttpClient>> http = HttpClient::Make(options.ca_file, limits);
  if (!http.ok()) return http.status();
  return std::unique_ptr<OidcDesk>(new OidcDesk(std::move(options), *std::move(http), desk, clock));
}

OidcDesk::OidcDesk(OidcOptions options, std::unique_ptr<HttpClient> http, SignInDesk& desk, const Clock& clock)
    : options_(std::move(options)),
      http_(std::move(http)),
      desk_(desk),
      clock_(clock),
      issuer_(options_, *http_, clock) {}

template <typename Result, typename Task>
void OidcDesk::Aside(Done<Result> done, Task task) {
  const auto shared_done = std::make_shared<Done<Result>>(std::move(done));
  const bool room = gate_.Submit([this, shared_done, task = std::move(task)]() mutable {
    if (stopping_) return (*shared_done)(Stopping());
    task(*shared_done);
  });
  if (!room) (*shared_done)(Overloaded(kIssuerRetryDelay));
}

void OidcDesk::Start(SecretText attempt, std::string network, Done<OidcStart> done) {
  if (!IsSecret(attempt.text())) {
    return done(InvalidFields({{"attempt", "is not 32 random bytes in base64url without padding"}}));
  }
  Aside<OidcStart>(std::move(done), [this, attempt = std::move(attempt), network = std::move(network)](
                                        Done<OidcStart>& tell) { tell(NewStart(attempt.text(), network)); });
}

absl::StatusOr<OidcStart> OidcDesk::NewStart(const std::string& secret, const std::string& network) {
  const auto document = issuer_.Document();
  if (!document.ok()) return document.status();
  const NewAttempt attempt = attempts_.Start(secret, network, clock_.Now());
  Parameters parameters = {{"response_type", "code"},
                           {"client_id", options_.client_id},
                           {"redirect_uri", options_.redirect_uri},
                           {"scope", "openid profile email"},
                           {"state", attempt.state},
                           {"nonce", attempt.nonce},
                           {"code_challenge", attempt.challenge},
                           {"code_challenge_method", "S256"}};
  if (!options_.acr.empty()) parameters.emplace_back("acr_values", absl::StrJoin(options_.acr, " "));
  const std::string& endpoint = (*document)->authorization_endpoint;
  const char* const joint = endpoint.find('?') == std::string::npos ? "?" : "&";
  return OidcStart{absl::StrCat(endpoint, joint, EncodeParameters(parameters)), attempt.expire_time};
}

void OidcDesk::Complete(OidcAnswer answer, Done<SignedIn> done) {
  std::optional<Attempt> attempt = attempts_.Take(answer.state.text(), answer.attempt.text(), clock_.Now());
  if (!attempt.has_value()) {
    return done(Error(absl::StatusCode::kUnauthenticated, "OIDC_ATTEMPT_NOT_VALID",
                      "this attempt to sign in has been used, is too old, or was not started here; start again"));
  }
  Aside<SignedIn>(std::move(done), [this, code = std::move(answer.code), attempt = *std::move(attempt),
                                    audit = std::move(answer.audit)](Done<SignedIn>& tell) {
    absl::StatusOr<IssuerIdentity> identity = Identify(code.text(), attempt);
    if (!identity.ok()) return tell(identity.status());
    desk_.SignInKnown(*std::move(identity), audit, std::move(tell));
  });
}

absl::StatusOr<IssuerIdentity> OidcDesk::Identify(const std::string& code, const Attempt& attempt) {
  const absl::StatusOr<std::string> compact = issuer_.Redeem(code, attempt.verifier.text());
  if (!compact.ok()) return compact.status();
  const absl::StatusOr<SignedToken> token = SignedToken::Parse(*compact);
  if (!token.ok()) return token.status();
  const auto keys = issuer_.KeysWith(token->key_id());
  if (!keys.ok()) return keys.status();
  const absl::StatusOr<Json> claims = token->Verify(**keys);
  if (!claims.ok()) return claims.status();
  return CheckClaims(*claims, options_, attempt.nonce, clock_.Now());
}

}  // namespace klik::services
