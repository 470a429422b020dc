#include "services/oidc/issuer.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/errors/errors.h"
#include "services/oidc/json.h"

namespace klik::services {
namespace {

constexpr unsigned kHttpOk = 200;

absl::Status IssuerUnavailable(std::string_view what, const absl::Status& why) {
  return Error(absl::StatusCode::kUnavailable, "OIDC_ISSUER_UNAVAILABLE",
               absl::StrCat("signing in through the issuer is not possible now, ", std::string(what), ": ",
                            std::string(why.message())));
}

absl::Status AnswersWith(unsigned status) {
  return absl::UnavailableError(absl::StrCat("it answers with HTTP status ", status));
}

std::optional<Url> SafeUrl(const Json& document, const char* name, bool plain_too) {
  const std::optional<Url> url = ParseUrl(document.Text(name).value_or(""));
  if (!url.has_value() || !IsSafe(*url) || (!url->tls && !plain_too)) return std::nullopt;
  return url;
}

// RFC 8414: a header, unless it is said otherwise.
bool TakesSecretInBodyOnly(const Json& document) {
  const auto methods = document.Texts("token_endpoint_auth_methods_supported");
  const auto has = [&](const char* method) {
    return methods.has_value() && std::find(methods->begin(), methods->end(), method) != methods->end();
  };
  return has("client_secret_post") && !has("client_secret_basic");
}

}  // namespace

absl::StatusOr<IssuerDocument> ReadIssuerDocument(std::string_view json, const std::string& issuer) {
  const std::optional<Json> document = Json::ParseObject(json);
  if (!document.has_value()) return absl::InvalidArgumentError("its document is not one JSON object");
  if (document->Text("issuer") != issuer) return absl::InvalidArgumentError("its document is of another issuer");
  // Only an issuer on this machine may go without encryption.
  const bool plain_too = !issuer.starts_with("https:");
  const std::optional<Url> authorization = SafeUrl(*document, "authorization_endpoint", plain_too);
  const std::optional<Url> token = SafeUrl(*document, "token_endpoint", plain_too);
  const std::optional<Url> keys = SafeUrl(*document, "jwks_uri", plain_too);
  if (!authorization.has_value() || !token.has_value() || !keys.has_value()) {
    return absl::InvalidArgumentError("its document lacks an address, or has one that is not safe");
  }
  return IssuerDocument{*document->Text("authorization_endpoint"), *token, *keys, TakesSecretInBodyOnly(*document)};
}

Issuer::Issuer(const OidcOptions& options, const HttpClient& http, const Clock& clock)
    : options_(options),
      http_(http),
      clock_(clock),
      document_url_(ParseUrl(absl::StrCat(std::string(absl::StripSuffix(options.issuer, "/")),
                                          "/.well-known/openid-configuration"))
                        .value_or(Url())) {}

absl::StatusOr<std::shared_ptr<const IssuerDocument>> Issuer::Document() {
  return document_.Get(
      clock_.Now(), [](const IssuerDocument&) { return true; }, [this] { return FetchDocument(); });
}

absl::StatusOr<std::shared_ptr<const KeySet>> Issuer::KeysWith(std::string_view key_id) {
  return keys_.Get(
      clock_.Now(), [key_id](const KeySet& keys) { return key_id.empty() || keys.Has(key_id); },
      [this] { return FetchKeys(); });
}

absl::StatusOr<IssuerDocument> Issuer::FetchDocument() const {
  const absl::StatusOr<HttpAnswer> answer = http_.Get(document_url_);
  if (!answer.ok()) return IssuerUnavailable("asking who it is", answer.status());
  if (answer->status != kHttpOk) return IssuerUnavailable("asking who it is", AnswersWith(answer->status));
  absl::StatusOr<IssuerDocument> document = ReadIssuerDocument(answer->body, options_.issuer);
  if (!document.ok()) return IssuerUnavailable("asking who it is", document.status());
  return document;
}

absl::StatusOr<KeySet> Issuer::FetchKeys() {
  const auto document = Document();
  if (!document.ok()) return document.status();
  const absl::StatusOr<HttpAnswer> answer = http_.Get((*document)->keys);
  if (!answer.ok()) return IssuerUnavailable("asking for its keys", answer.status());
  if (answer->status != kHttpOk) return IssuerUnavailable("asking for its keys", AnswersWith(answer->status));
  absl::StatusOr<KeySet> keys = KeySet::Parse(answer->body);
  if (!keys.ok()) return IssuerUnavailable("asking for its keys", keys.status());
  return keys;
}

absl::StatusOr<std::string> Issuer::Redeem(const std::string& code, const std::string& verifier) {
  const auto document = Document();
  if (!document.ok()) return document.status();
  const std::string& secret = options_.client_secret.text();
  const bool in_header = !secret.empty() && !(*document)->secret_in_body;
  Parameters form = {{"grant_type", "authorization_code"},
                     {"code", code},
                     {"redirect_uri", options_.redirect_uri},
                     {"code_verifier", verifier}};
  if (!in_header) form.emplace_back("client_id", options_.client_id);
  if (!in_header && !secret.empty()) form.emplace_back("client_secret", secret);
  std::string authorization;
  if (in_header) {
    const std::string both = absl::StrCat(PercentEncode(options_.client_id), ":", PercentEncode(secret));
    authorization = absl::StrCat("Basic ", absl::Base64Escape(both));
  }
  const absl::StatusOr<HttpAnswer> answer =
      http_.PostForm((*document)->token_endpoint, EncodeParameters(form), authorization);
  if (!answer.ok()) return IssuerUnavailable("handing in a code", answer.status());
  const std::optional<Json> json = Json::ParseObject(answer->body);
  if (answer->status != kHttpOk && json.has_value() && json->Text("error") == "invalid_grant") {
    return Error(absl::StatusCode::kUnauthenticated, "OIDC_CODE_REFUSED",
                 "the issuer does not know this code, or not any more; sign in again");
  }
  if (answer->status != kHttpOk) return IssuerUnavailable("handing in a code", AnswersWith(answer->status));
  std::optional<std::string> token = json.has_value() ? json->Text("id_token") : std::nullopt;
  if (!token.has_value()) {
    return IssuerUnavailable("handing in a code", absl::UnavailableError("its answer has no id token"));
  }
  return *std::move(token);
}

}  // namespace klik::services
