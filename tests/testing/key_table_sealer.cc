#include "tests/testing/key_table_sealer.h"

#include <sodium.h>

#include <cstdlib>

namespace klik::testing {
namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kMacBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kMarkBytes = 16;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// The same for all that one key seals.
std::string Mark(const std::string& key) {
  std::string mark(kMarkBytes, '\0');
  crypto_generichash(Bytes(mark), mark.size(), Bytes("mark"), 4, Bytes(key), key.size());
  return mark;
}

}  // namespace

KeyTableSealer::KeyTableSealer(const std::vector<std::string>& subjects) {
  if (sodium_init() < 0) std::abort();
  Expect({""});
  Expect(subjects);
}

void KeyTableSealer::Expect(const std::vector<std::string>& subjects) const {
  for (const std::string& subject : subjects) {
    if (keys_.contains(subject)) continue;
    std::string key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES, '\0');
    randombytes_buf(key.data(), key.size());
    keys_.emplace(subject, std::move(key));
  }
}

void KeyTableSealer::Erase(const std::string& subject) {
  erased_.insert(Mark(keys_.at(subject)));
  keys_.erase(subject);
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
  return Mark(*key) + sealed;
}

absl::StatusOr<std::string> KeyTableSealer::Open(std::string_view subject, std::string_view context,
                                                 std::string_view sealed) const {
  const std::string* key = FindKey(subject);
  if (key == nullptr) return absl::NotFoundError("no key");
  if (sealed.size() < kMarkBytes + kNonceBytes + kMacBytes) return absl::DataLossError("too short");
  sealed.remove_prefix(kMarkBytes);
  std::string bytes(sealed.size() - kNonceBytes - kMacBytes, '\0');
  const std::string_view cipher = sealed.substr(kNonceBytes);
  const int opened =
      crypto_aead_xchacha20poly1305_ietf_decrypt(Bytes(bytes), nullptr, nullptr, Bytes(cipher), cipher.size(),
                                                 Bytes(context), context.size(), Bytes(sealed), Bytes(*key));
  if (opened != 0) return absl::DataLossError("does not open");
  return bytes;
}

bool KeyTableSealer::IsErased(std::string_view sealed) const { return erased_.contains(sealed.substr(0, kMarkBytes)); }

absl::StatusOr<std::string> KeyTableSealer::Tag(std::string_view subject) const {
  const std::string* key = FindKey(subject);
  if (key == nullptr) return absl::NotFoundError("no key");
  std::string tag(kTagBytes, '\0');
  crypto_generichash(Bytes(tag), tag.size(), Bytes("tag"), 3, Bytes(*key), key->size());
  return tag;
}

}  // namespace klik::testing
