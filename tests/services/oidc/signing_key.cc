#include "tests/services/oidc/signing_key.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include "absl/strings/escaping.h"

namespace klik::testing {
namespace {

constexpr std::size_t kP256Bytes = 32;

// What fails here fails because the test is wrong.
void Require(bool done) {
  if (!done) std::abort();
}

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* Bytes(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

// r and s after each other, as tokens have them.
std::string RawOf(const std::string& der) {
  const unsigned char* at = Bytes(der);
  ECDSA_SIG* const signature = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
  Require(signature != nullptr);
  std::string raw(2 * kP256Bytes, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(signature), Bytes(raw), kP256Bytes);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature), Bytes(raw) + kP256Bytes, kP256Bytes);
  ECDSA_SIG_free(signature);
  return raw;
}

}  // namespace

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string ToJson(const JsonFields& fields) {
  std::string json;
  for (const auto& [name, value] : fields) {
    if (!value.empty()) json += (json.empty() ? "" : ",") + Quoted(name) + ":" + value;
  }
  return "{" + json + "}";
}

std::string Base64Url(std::string_view bytes) {
  std::string text;
  absl::WebSafeBase64Escape(absl::string_view(bytes.data(), bytes.size()), &text);
  return text;
}

SigningKey SigningKey::Rsa(std::string id, unsigned bits) { return {std::move(id), EVP_RSA_gen(bits)}; }

SigningKey SigningKey::P256(std::string id) { return {std::move(id), EVP_EC_gen("P-256")}; }

std::string SigningKey::Number(const char* name) const {
  BIGNUM* number = nullptr;
  Require(EVP_PKEY_get_bn_param(key_.get(), name, &number) == 1);
  const bool elliptic = EVP_PKEY_is_a(key_.get(), "EC") == 1;
  std::string bytes(elliptic ? kP256Bytes : static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2binpad(number, Bytes(bytes), static_cast<int>(bytes.size()));
  BN_free(number);
  return Quoted(Base64Url(bytes));
}

std::string SigningKey::Jwk(const JsonFields& more) const {
  JsonFields fields = {{"kid", Quoted(id_)}, {"use", Quoted("sig")}};
  if (EVP_PKEY_is_a(key_.get(), "EC") == 1) {
    fields.merge(JsonFields{{"kty", Quoted("EC")},
                            {"crv", Quoted("P-256")},
                            {"x", Number(OSSL_PKEY_PARAM_EC_PUB_X)},
                            {"y", Number(OSSL_PKEY_PARAM_EC_PUB_Y)}});
  } else {
    fields.merge(
        JsonFields{{"kty", Quoted("RSA")}, {"n", Number(OSSL_PKEY_PARAM_RSA_N)}, {"e", Number(OSSL_PKEY_PARAM_RSA_E)}});
  }
  for (const auto& [name, value] : more) fields[name] = value;
  return ToJson(fields);
}

std::string SigningKey::PublicPem() const {
  BIO* const bio = BIO_new(BIO_s_mem());
  Require(PEM_write_bio_PUBKEY(bio, key_.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free(bio);
  return pem;
}

std::string SigningKey::Sign(std::string_view algorithm, const std::string& text) const {
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* how = nullptr;
  Require(EVP_DigestSignInit(context, &how, EVP_sha256(), nullptr, key_.get()) == 1);
  if (algorithm == "PS256") {
    Require(EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PSS_PADDING) == 1);
    Require(EVP_PKEY_CTX_set_rsa_pss_saltlen(how, RSA_PSS_SALTLEN_DIGEST) == 1);
  }
  std::size_t size = 0;
  Require(EVP_DigestSign(context, nullptr, &size, Bytes(text), text.size()) == 1);
  std::string signature(size, '\0');
  Require(EVP_DigestSign(context, Bytes(signature), &size, Bytes(text), text.size()) == 1);
  signature.resize(size);
  EVP_MD_CTX_free(context);
  return EVP_PKEY_is_a(key_.get(), "EC") == 1 ? RawOf(signature) : signature;
}

std::string SigningKey::Token(std::string_view algorithm, const std::string& claims, const JsonFields& more) const {
  JsonFields header = {{"alg", Quoted(algorithm)}, {"kid", Quoted(id_)}, {"typ", Quoted("JWT")}};
  for (const auto& [name, value] : more) header[name] = value;
  const std::string text = Base64Url(ToJson(header)) + "." + Base64Url(claims);
  return text + "." + Base64Url(Sign(algorithm, text));
}

std::string HmacToken(const std::string& secret, const std::string& header, const std::string& claims) {
  const std::string text = Base64Url(header) + "." + Base64Url(claims);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  Require(HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), Bytes(text), text.size(), mac.data(),
               &size) != nullptr);
  return text + "." + Base64Url({reinterpret_cast<const char*>(mac.data()), size});
}

}  // namespace klik::testing
