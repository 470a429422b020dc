#include "storage/sealed/seal.h"

#include <sodium.h>

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace klik::storage {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kKeysAt = 2;
constexpr std::size_t kIdBytes = std::tuple_size_v<KeyId>;
constexpr std::size_t kRevisionBytes = 8;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kKeysAt + kMaxSubjects * kIdBytes + kRevisionBytes + kNonceBytes + kTagBytes <= kMaxSealBytes);

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// Of everything before the nonce; 0 when it is no sealed value.
std::size_t HeaderBytes(std::string_view sealed) {
  if (sealed.size() < kKeysAt || sealed[0] != kVersion) return 0;
  const auto count = static_cast<unsigned char>(sealed[1]);
  const std::size_t bytes = kKeysAt + count * kIdBytes + kRevisionBytes;
  return count > 0 && count <= kMaxSubjects && sealed.size() >= bytes + kNonceBytes + kTagBytes ? bytes : 0;
}

KeyId KeyAt(std::string_view sealed, std::size_t index) {
  KeyId id;
  std::copy_n(Bytes(sealed) + kKeysAt + index * kIdBytes, kIdBytes, id.begin());
  return id;
}

std::string BoundTo(std::string_view place, std::string_view header) {
  std::string bound;
  bound.reserve(header.size() + place.size());
  bound += header;  // Tells its own length, so that the two are kept apart.
  bound += place;
  return bound;
}

struct CombinedKey {
  unsigned char bytes[kKeyBytes];
  ~CombinedKey() { sodium_memzero(bytes, sizeof bytes); }
};

absl::Status DoesNotOpen(std::string_view place) {
  return absl::DataLossError(absl::StrCat(std::string(place), ": the sealed record does not open"));
}

}  // namespace

std::optional<SealHeader> ReadSealHeader(std::string_view sealed) {
  const std::size_t bytes = HeaderBytes(sealed);
  if (bytes == 0) return std::nullopt;
  SealHeader header;
  const auto count = static_cast<unsigned char>(sealed[1]);
  for (std::size_t i = 0; i < count; ++i) header.keys.push_back(KeyAt(sealed, i));
  for (std::size_t i = bytes - kRevisionBytes; i < bytes; ++i) {
    header.revision = header.revision << 8 | static_cast<unsigned char>(sealed[i]);
  }
  return header;
}

bool IsSealedWith(const KeyId& key, std::string_view sealed) {
  if (HeaderBytes(sealed) == 0) return false;
  const auto count = static_cast<unsigned char>(sealed[1]);
  for (std::size_t i = 0; i < count; ++i) {
    if (KeyAt(sealed, i) == key) return true;
  }
  return false;
}

absl::StatusOr<std::string> Seal(const Keyring& keyring, const SealHeader& header, std::string_view place,
                                 std::string_view value) {
  CombinedKey key;
  if (keyring.Combine(header.keys.data(), header.keys.size(), key.bytes) != KeyState::kHere) {
    return absl::InternalError(absl::StrCat(std::string(place), ": the key to seal it with is not here"));
  }
  std::string sealed;
  sealed.reserve(kMaxSealBytes + value.size());
  sealed += kVersion;
  sealed += static_cast<char>(header.keys.size());
  for (const KeyId& id : header.keys) sealed += ViewOf(id);
  for (std::size_t i = kRevisionBytes; i-- > 0;) sealed += static_cast<char>(header.revision >> (8 * i) & 0xff);
  const std::string bound = BoundTo(place, sealed);
  const std::size_t nonce_at = sealed.size();
  sealed.resize(nonce_at + kNonceBytes + value.size() + kTagBytes);
  unsigned char* const nonce = Bytes(sealed) + nonce_at;
  randombytes_buf(nonce, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + kNonceBytes, nullptr, Bytes(value), value.size(),
                                             Bytes(std::string_view(bound)), bound.size(), nullptr, nonce, key.bytes);
  return sealed;
}

absl::StatusOr<std::string> Unseal(const Keyring& keyring, std::string_view place, std::string_view sealed) {
  const std::size_t header_bytes = HeaderBytes(sealed);
  if (header_bytes == 0) return DoesNotOpen(place);
  const auto count = static_cast<unsigned char>(sealed[1]);
  std::array<KeyId, kMaxSubjects> ids;
  for (std::size_t i = 0; i < count; ++i) ids[i] = KeyAt(sealed, i);
  CombinedKey key;
  const KeyState state = keyring.Combine(ids.data(), count, key.bytes);
  if (state == KeyState::kErased) {
    return absl::NotFoundError(absl::StrCat("nothing is stored under ", std::string(place)));
  }
  if (state == KeyState::kUnknown) return DoesNotOpen(place);
  const std::string bound = BoundTo(place, sealed.substr(0, header_bytes));
  const std::string_view nonce = sealed.substr(header_bytes, kNonceBytes);
  const std::string_view ciphertext = sealed.substr(header_bytes + kNonceBytes);
  std::string value(ciphertext.size() - kTagBytes, '\0');
  const bool opened = crypto_aead_xchacha20poly1305_ietf_decrypt(Bytes(value), nullptr, nullptr, Bytes(ciphertext),
                                                                 ciphertext.size(), Bytes(std::string_view(bound)),
                                                                 bound.size(), Bytes(nonce), key.bytes) == 0;
  if (!opened) return DoesNotOpen(place);
  return value;
}

}  // namespace klik::storage
