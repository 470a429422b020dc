#include "tests/services/oidc/test_issuer.h"

#include <sodium.h>

#include <array>
#include <cstddef>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"

namespace klik::testing {
namespace {

const std::string kClient = "klik";
const std::string kSecret = "s3cret: with a colon & more";
const std::string kRedirect = "https://klik.medemblik.example/oidc/callback";

using Parameters = std::map<std::string, std::string>;

std::string Decoded(const std::string& text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      decoded += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

Parameters ParametersOf(const std::string& encoded) {
  Parameters parameters;
  for (const std::string& part : std::vector<std::string>(absl::StrSplit(encoded, '&'))) {
    const std::size_t equals = part.find('=');
    if (equals != std::string::npos) parameters[part.substr(0, equals)] = Decoded(part.substr(equals + 1));
  }
  return parameters;
}

std::string ChallengeOf(const std::string& verifier) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size());
  return Base64Url({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

// Either way that a client may prove itself by.
bool IsClient(const WebRequest& request, const Parameters& form) {
  const std::string header = request.Header("authorization");
  if (header.empty()) {
    return form.contains("client_id") && form.at("client_id") == kClient && form.contains("client_secret") &&
           form.at("client_secret") == kSecret;
  }
  std::string both;
  absl::Base64Unescape(header.substr(header.find(' ') + 1), &both);
  const std::size_t colon = both.find(':');
  return Decoded(both.substr(0, colon)) == kClient && Decoded(both.substr(colon + 1)) == kSecret;
}

std::string Seconds(absl::Time time) { return std::to_string(absl::ToUnixSeconds(time)); }

}  // namespace

const SigningKey& RsaKey() {
  static const auto* const kKey = new SigningKey(SigningKey::Rsa("first"));
  return *kKey;
}

const SigningKey& OtherRsaKey() {
  static const auto* const kKey = new SigningKey(SigningKey::Rsa("second"));
  return *kKey;
}

TestIssuer::TestIssuer(const FakeClock& clock)
    : clock_(clock),
      keys_({RsaKey().Jwk()}),
      sign_([](const std::string& claims) { return RsaKey().Token("RS256", claims); }),
      server_([this](const WebRequest& request, WebConnection& connection) { Answer(request, connection); }) {}

services::OidcOptions TestIssuer::Options() const {
  services::OidcOptions options;
  options.issuer = url();
  options.client_id = kClient;
  options.client_secret = services::SecretText(kSecret);
  options.redirect_uri = kRedirect;
  return options;
}

Redirect TestIssuer::SignIn(const std::string& authorization_url, const JsonFields& claims) {
  const std::size_t query = authorization_url.find('?');
  Grant grant{ParametersOf(authorization_url.substr(query + 1)), claims};
  const bool fits = authorization_url.substr(0, query) == url() + "/authorize" && grant.asked["client_id"] == kClient &&
                    grant.asked["redirect_uri"] == kRedirect && grant.asked["response_type"] == "code" &&
                    grant.asked["scope"].starts_with("openid") && grant.asked["code_challenge_method"] == "S256";
  if (!fits) return {};
  const std::lock_guard lock(mutex_);
  Redirect redirect{"code-" + std::to_string(++last_code_), grant.asked["state"]};
  grants_[redirect.code] = std::move(grant);
  return redirect;
}

int TestIssuer::Asked(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto found = asked_.find(path);
  return found == asked_.end() ? 0 : found->second;
}

void TestIssuer::Publish(std::vector<std::string> keys) {
  const std::lock_guard lock(mutex_);
  keys_ = std::move(keys);
}

void TestIssuer::SignBy(Sign sign) {
  const std::lock_guard lock(mutex_);
  sign_ = std::move(sign);
}

void TestIssuer::AnswerBy(const std::string& path, WebServer::Handler handler) {
  const std::lock_guard lock(mutex_);
  handlers_[path] = std::move(handler);
}

void TestIssuer::Say(JsonFields document) {
  const std::lock_guard lock(mutex_);
  document_ = std::move(document);
}

void TestIssuer::Answer(const WebRequest& request, WebConnection& connection) {
  WebServer::Handler handler;
  std::string answer;
  {
    const std::lock_guard lock(mutex_);
    ++asked_[request.target];
    const auto found = handlers_.find(request.target);
    if (found != handlers_.end()) handler = found->second;
    if (handler == nullptr && request.target == "/.well-known/openid-configuration") {
      answer = WebAnswer(200, Document());
    } else if (handler == nullptr && request.target == "/keys") {
      std::string keys;
      for (const std::string& key : keys_) keys += (keys.empty() ? "" : ",") + key;
      answer = WebAnswer(200, R"({"keys":[)" + keys + "]}");
    } else if (handler == nullptr && request.target == "/token") {
      answer = Token(request);
    }
  }
  if (handler != nullptr) {
    handler(request, connection);
  } else {
    connection.Write(answer.empty() ? WebAnswer(404, "") : answer);
  }
}

std::string TestIssuer::Document() const {
  JsonFields document = {{"issuer", Quoted(url())},
                         {"authorization_endpoint", Quoted(url() + "/authorize")},
                         {"token_endpoint", Quoted(url() + "/token")},
                         {"jwks_uri", Quoted(url() + "/keys")}};
  for (const auto& [name, value] : document_) document[name] = value;
  return ToJson(document);
}

std::string TestIssuer::Token(const WebRequest& request) {
  Parameters form = ParametersOf(request.body);
  if (!IsClient(request, form)) return WebAnswer(401, R"({"error":"invalid_client"})");
  const auto grant = grants_.extract(form["code"]);
  const bool fits = !grant.empty() && form["grant_type"] == "authorization_code" && form["redirect_uri"] == kRedirect &&
                    ChallengeOf(form["code_verifier"]) == grant.mapped().asked["code_challenge"];
  if (!fits) return WebAnswer(400, R"({"error":"invalid_grant"})");
  JsonFields claims = {{"iss", Quoted(url())},
                       {"aud", Quoted(kClient)},
                       {"sub", Quoted("subject-1")},
                       {"nonce", Quoted(grant.mapped().asked["nonce"])},
                       {"iat", Seconds(clock_.Now())},
                       {"exp", Seconds(clock_.Now() + absl::Minutes(5))},
                       {"email", Quoted("Els@medemblik.example")},
                       {"email_verified", "true"}};
  for (const auto& [name, value] : grant.mapped().claims) claims[name] = value;
  return WebAnswer(200,
                   R"({"token_type":"Bearer","access_token":"x","id_token":)" + Quoted(sign_(ToJson(claims))) + "}");
}

}  // namespace klik::testing
