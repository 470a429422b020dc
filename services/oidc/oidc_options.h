// How Klik lets people in whom an issuer knows: Entra, Keycloak, or another one that speaks OpenID Connect.
//
// Set once at the start; any thread reads it.
#ifndef KLIK_SERVICES_OIDC_OIDC_OPTIONS_H_
#define KLIK_SERVICES_OIDC_OIDC_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/accounts/secrets.h"

namespace klik::services {

struct OidcOptions {
  std::string issuer;        // As it names itself, to the letter.
  std::string client_id;     // What it knows Klik by.
  SecretText client_secret;  // Empty: it asks for none.
  std::string redirect_uri;  // Where it sends people back to.
  // What the first sign-in compares with the user name that was invited: `email`, and then `email_verified` must be
  // true, or `preferred_username`, which is for an issuer whose users cannot choose it.
  std::string account_claim = "email";
  // The second factor: one of these must be among the token's `amr`, and its `acr` must be one of these. Both empty:
  // that is left to the issuer.
  std::vector<std::string> amr;
  std::vector<std::string> acr;
  std::string ca_file;  // Whose certificates to trust; empty: the machine's.
};

// INVALID_ARGUMENT: which flag is wrong, and how.
absl::Status CheckOptions(const OidcOptions& options);

// The first line of the file.
absl::StatusOr<SecretText> ReadSecretFile(const std::string& path);

}  // namespace klik::services

#endif  // KLIK_SERVICES_OIDC_OIDC_OPTIONS_H_
