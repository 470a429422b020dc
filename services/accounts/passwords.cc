#include "services/accounts/passwords.h"

#include <sodium.h>

#include <utility>

#include "services/accounts/secrets.h"
#include "services/errors/errors.h"

namespace klik::services {
namespace {

constexpr char kContext[crypto_kdf_CONTEXTBYTES + 1] = "klikpass";
constexpr std::uint64_t kVerifierId = 1;
constexpr std::uint64_t kKeyId = 2;
constexpr std::size_t kVerifierBytes = 32;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(PasswordKey::kBytes == crypto_kdf_KEYBYTES);
static_assert(PasswordKey::kBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* BytesOf(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* BytesOf(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

struct Derived {
  std::string verifier;
  PasswordKey key;
};

absl::StatusOr<Derived> Derive(std::string_view password, const storage::PasswordRecord& record) {
  PasswordKey master;
  const bool sound = record.salt.size() == crypto_pwhash_SALTBYTES;
  if (!sound || crypto_pwhash(master.data(), PasswordKey::kBytes, password.data(), password.size(),
                              BytesOf(record.salt), static_cast<unsigned long long>(record.passes),
                              static_cast<std::size_t>(record.memory_bytes), crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Error(absl::StatusCode::kResourceExhausted, "OVERLOADED", "too busy, try again later");
  }
  Derived derived{.verifier = std::string(kVerifierBytes, '\0'), .key = PasswordKey()};
  crypto_kdf_derive_from_key(BytesOf(derived.verifier), kVerifierBytes, kVerifierId, kContext, master.data());
  crypto_kdf_derive_from_key(derived.key.data(), PasswordKey::kBytes, kKeyId, kContext, master.data());
  return derived;
}

storage::PasswordRecord WithNewSalt(const PasswordCost& cost) {
  return {.salt = RandomBytes(crypto_pwhash_SALTBYTES),
          .verifier = "",
          .passes = cost.passes,
          .memory_bytes = cost.memory_bytes};
}

}  // namespace

PasswordKey::PasswordKey(PasswordKey&& other) noexcept : bytes_(other.bytes_) {
  sodium_memzero(other.bytes_.data(), kBytes);
}

PasswordKey& PasswordKey::operator=(PasswordKey&& other) noexcept {
  if (this == &other) return *this;
  bytes_ = other.bytes_;
  sodium_memzero(other.bytes_.data(), kBytes);
  return *this;
}

PasswordKey::~PasswordKey() { sodium_memzero(bytes_.data(), kBytes); }

absl::StatusOr<NewPassword> MakePassword(std::string_view password, const PasswordCost& cost) {
  storage::PasswordRecord record = WithNewSalt(cost);
  absl::StatusOr<Derived> derived = Derive(password, record);
  if (!derived.ok()) return derived.status();
  record.verifier = std::move(derived->verifier);
  return NewPassword{std::move(record), std::move(derived->key)};
}

absl::StatusOr<std::optional<PasswordKey>> CheckPassword(std::string_view password,
                                                         const storage::PasswordRecord& record) {
  absl::StatusOr<Derived> derived = Derive(password, record);
  if (!derived.ok()) return derived.status();
  if (!SameBytes(derived->verifier, record.verifier)) return std::optional<PasswordKey>();
  return std::optional<PasswordKey>(std::move(derived->key));
}

absl::Status SpendPassword(std::string_view password, const PasswordCost& cost) {
  return Derive(password, WithNewSalt(cost)).status();
}

std::string SealTotp(const PasswordKey& key, std::string_view account, std::string_view secret) {
  std::string sealed = RandomBytes(kNonceBytes);
  sealed.resize(kNonceBytes + secret.size() + kTagBytes);
  unsigned long long length = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(BytesOf(sealed) + kNonceBytes, &length, BytesOf(secret), secret.size(),
                                             BytesOf(account), account.size(), nullptr, BytesOf(sealed), key.data());
  return sealed;
}

std::optional<std::string> OpenTotp(const PasswordKey& key, std::string_view account, std::string_view sealed) {
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  std::string secret(sealed.size() - kNonceBytes - kTagBytes, '\0');
  unsigned long long length = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(BytesOf(secret), &length, nullptr, BytesOf(sealed) + kNonceBytes,
                                                 sealed.size() - kNonceBytes, BytesOf(account), account.size(),
                                                 BytesOf(sealed), key.data()) != 0) {
    return std::nullopt;
  }
  return secret;
}

}  // namespace klik::services
