#include "services/oidc/signed_token.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/errors/errors.h"

namespace klik::services {

absl::Status TokenRefused(std::string_view why) {
  return Error(absl::StatusCode::kUnauthenticated, "OIDC_TOKEN_REFUSED",
               absl::StrCat("the issuer's token is refused: ", std::string(why)));
}

absl::StatusOr<SignedToken> SignedToken::Parse(std::string_view compact) {
  if (compact.size() > kMaxTokenBytes) return TokenRefused("it is too long");
  cjose_err error{};
  cjose_jws_t* const imported = cjose_jws_import(compact.data(), compact.size(), &error);
  if (imported == nullptr) return TokenRefused("it is not a signed token");
  SignedToken token(imported);
  // The very object that the signature is checked by.
  const Json header = Json::Share(cjose_jws_get_protected(imported));
  token.algorithm_ = header.Text("alg").value_or("");
  if (!IsAlgorithm(token.algorithm_)) return TokenRefused("it is not signed with RS256, PS256 or ES256");
  // What must be understood and is not.
  if (header.Has("crit")) return TokenRefused("its header asks for what is not known here");
  token.key_id_ = header.Text("kid").value_or("");
  return token;
}

absl::StatusOr<Json> SignedToken::Verify(const KeySet& keys) const {
  const std::optional<std::string> jwk = keys.Find(key_id_, algorithm_);
  if (!jwk.has_value()) return TokenRefused("it is signed with a key that the issuer does not publish");
  cjose_err error{};
  cjose_jwk_t* const key = cjose_jwk_import(jwk->data(), jwk->size(), &error);
  const bool holds = key != nullptr && cjose_jws_verify(token_.get(), key, &error);
  cjose_jwk_release(key);
  if (!holds) return TokenRefused("its signature does not hold");
  std::uint8_t* text = nullptr;
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(token_.get(), &text, &size, &error)) return TokenRefused("it is empty");
  // Of the token, which keeps it.
  std::optional<Json> claims = Json::ParseObject({reinterpret_cast<const char*>(text), size});
  if (!claims.has_value()) return TokenRefused("what it says is not one JSON object");
  return *std::move(claims);
}

}  // namespace klik::services
