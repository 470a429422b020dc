// Keys that sign tokens, and tokens signed with them, made with OpenSSL alone: what checks them is another library.
//
// A key is immutable; any thread.
#ifndef KLIK_TESTS_SERVICES_OIDC_SIGNING_KEY_H_
#define KLIK_TESTS_SERVICES_OIDC_SIGNING_KEY_H_

#include <openssl/evp.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace klik::testing {

// Name and value; the value is JSON.
using JsonFields = std::map<std::string, std::string>;

// `"text"`; there is nothing in it to escape.
std::string Quoted(std::string_view text);
// `{"a":1,"b":"c"}`
std::string ToJson(const JsonFields& fields);
// base64url without padding.
std::string Base64Url(std::string_view bytes);

class SigningKey {
 public:
  static SigningKey Rsa(std::string id, unsigned bits = 2048);
  static SigningKey P256(std::string id);

  const std::string& id() const { return id_; }
  // The public half; `more` are fields beside what makes the key.
  std::string Jwk(const JsonFields& more = {}) const;
  std::string PublicPem() const;

  // A token with the claims, signed as `algorithm` says: RS256, PS256 or ES256. `more` goes into the header, over
  // what would be there; a field without a value goes out of it.
  std::string Token(std::string_view algorithm, const std::string& claims, const JsonFields& more = {}) const;

 private:
  SigningKey(std::string id, EVP_PKEY* owned) : id_(std::move(id)), key_(owned, EVP_PKEY_free) {}

  std::string Sign(std::string_view algorithm, const std::string& text) const;
  std::string Number(const char* name) const;

  std::string id_;
  std::shared_ptr<EVP_PKEY> key_;
};

// A token signed with a text that both sides would know.
std::string HmacToken(const std::string& secret, const std::string& header, const std::string& claims);

}  // namespace klik::testing

#endif  // KLIK_TESTS_SERVICES_OIDC_SIGNING_KEY_H_
