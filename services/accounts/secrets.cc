#include "services/accounts/secrets.h"

#include <sodium.h>

#include <array>
#include <cstdlib>

namespace klik::services {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

const unsigned char* BytesOf(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

std::string RandomBytes(std::size_t count) {
  static const bool ready = sodium_init() >= 0;
  if (!ready) std::abort();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string NewSecret() {
  const SecretText bytes(RandomBytes(kSecretBytes));
  std::string text(sodium_base64_ENCODED_LEN(kSecretBytes, kBase64), '\0');
  sodium_bin2base64(text.data(), text.size(), BytesOf(bytes.text()), kSecretBytes, kBase64);
  text.resize(kSecretCharacters);  // Without the zero at the end.
  return text;
}

std::string DigestOfSecret(std::string_view kind, std::string_view secret) {
  std::array<unsigned char, crypto_generichash_BYTES> digest{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, digest.size());
  // With its end, so that no kind is the beginning of another.
  crypto_generichash_update(&state, BytesOf(kind), kind.size());
  crypto_generichash_update(&state, BytesOf(std::string_view("\0", 1)), 1);
  crypto_generichash_update(&state, BytesOf(secret), secret.size());
  crypto_generichash_final(&state, digest.data(), digest.size());
  sodium_memzero(&state, sizeof state);
  return {digest.begin(), digest.end()};
}

bool SameBytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void Wipe(std::string& text) {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

}  // namespace klik::services
