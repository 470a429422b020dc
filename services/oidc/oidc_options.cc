#include "services/oidc/oidc_options.h"

#include <fstream>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/oidc/url.h"

namespace klik::services {
namespace {

absl::Status Wrong(const char* flag, const char* what) {
  return absl::InvalidArgumentError(absl::StrCat(flag, " ", what));
}

bool IsSafeUrl(const std::string& text) {
  const std::optional<Url> url = ParseUrl(text);
  return url.has_value() && IsSafe(*url);
}

}  // namespace

absl::Status CheckOptions(const OidcOptions& options) {
  if (!IsSafeUrl(options.issuer) || options.issuer.find('?') != std::string::npos) {
    return Wrong("--oidc-issuer", "is not an https address, nor http on this machine");
  }
  if (options.client_id.empty()) return Wrong("--oidc-client-id", "is required with --oidc-issuer");
  if (!IsSafeUrl(options.redirect_uri)) {
    return Wrong("--oidc-redirect-uri", "is not an https address, nor http on this machine");
  }
  if (options.account_claim != "email" && options.account_claim != "preferred_username") {
    return Wrong("--oidc-claim", "is neither email nor preferred_username");
  }
  return absl::OkStatus();
}

absl::StatusOr<SecretText> ReadSecretFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  if (!std::getline(file, line) || line.empty()) {
    return absl::UnavailableError(absl::StrCat("no secret can be read from ", path));
  }
  if (line.back() == '\r') line.pop_back();
  SecretText secret(line);
  Wipe(line);
  return secret;
}

}  // namespace klik::services
