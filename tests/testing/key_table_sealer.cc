#include "tests/testing/key_table_sealer.h"

#include <sodium.h>

#include <cstdlib>

namespace klik::testing {
namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kMacBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kTagBytes = 16;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

KeyTableSealer::KeyTableSealer(const std::vector<std::string>& subjects) {
  if (sodium_init() < 0) std::abort();
  const auto add = [&](const std::string& subject) {
    std::string key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES, '\0');
    randombytes_buf(key.data(), key.size());
    keys_.emplace(subject, std::move(key));
  };
  add("");
  for (const std::string& subject : subjects) add(subject);
}

const std::string* KeyTableSealer::FindKey(std::string_view subject) const {
  const auto found = keys_.find(subject);
  return found == keys_.end() ? nullptr : &found->second;
}

absl::StatusOr<std::string> KeyTableSealer::Seal(std::string_view subject, std::string_view context,
                                                 std::string_view bytes) const {
  if (broken_) return absl::UnavailableError("no keys");
  const std::string* key = FindKey(subject);
  if (key == nullptr) key = FindKey("");
  std::string sealed(kNonceBytes + bytes.size() + kMacBytes, '\0');
  randombytes_buf(sealed.data(), kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(sealed) + kNonceBytes, nullptr, Bytes(bytes), bytes.size(),
                                             Bytes(context), context.size(), nullptr, Bytes(sealed), Bytes(*key));
  return sealed;
}

absl::StatusOr<std::string> KeyTableSealer::Open(std::string_view subject, std::string_view context,
                                                 std::string_view sealed) const {
  const std::string* key = FindKey(subject);
  if (key == nullptr) return absl::NotFoundError("no key");
  if (sealed.size() < kNonceBytes + kMacBytes) return absl::DataLossError("too short");
  std::string bytes(sealed.size() - kNonceBytes - kMacBytes, '\0');
  const std::string_view cipher = sealed.substr(kNonceBytes);
  const int opened =
      crypto_aead_xchacha20poly1305_ietf_decrypt(Bytes(bytes), nullptr, nullptr, Bytes(cipher), cipher.size(),
                                                 Bytes(context), context.size(), Bytes(sealed), Bytes(*key));
  if (opened != 0) return absl::DataLossError("does not open");
  return bytes;
}

absl::StatusOr<std::string> KeyTableSealer::Tag(std::string_view subject) const {
  const std::string* key = FindKey(subject);
  if (key == nullptr) return absl::NotFoundError("no key");
  std::string tag(kTagBytes, '\0');
  crypto_generichash(Bytes(tag), tag.size(), Bytes("tag"), 3, Bytes(*key), key->size());
  return tag;
}

}  // namespace klik::testing
