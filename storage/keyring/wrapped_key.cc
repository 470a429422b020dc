#include "storage/keyring/wrapped_key.h"

#include <sodium.h>

#include <algorithm>

namespace klik::storage {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kMasterAt = 1;
constexpr std::size_t kIdAt = kMasterAt + std::tuple_size_v<MasterKeyId>;
constexpr std::size_t kNonceAt = kIdAt + std::tuple_size_v<KeyId>;
constexpr std::size_t kSealedAt = kNonceAt + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kWrappedBytes = kSealedAt + kKeyBytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// All before the nonce, and whose the key is.
std::string BoundTo(std::string_view wrapped, std::string_view subject) {
  std::string bound = "klik key ";
  bound += wrapped.substr(0, kNonceAt);
  bound += subject;
  return bound;
}

}  // namespace

std::string WrapKey(const MasterKey& master, std::string_view subject, const KeyId& id, const unsigned char* key) {
  std::string wrapped(kWrappedBytes, '\0');
  wrapped[0] = kVersion;
  std::copy(master.id().begin(), master.id().end(), Bytes(wrapped) + kMasterAt);
  std::copy(id.begin(), id.end(), Bytes(wrapped) + kIdAt);
  randombytes_buf(Bytes(wrapped) + kNonceAt, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
  const std::string bound = BoundTo(wrapped, subject);
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(wrapped) + kSealedAt, nullptr, key, kKeyBytes,
                                             Bytes(std::string_view(bound)), bound.size(), nullptr,
                                             Bytes(wrapped) + kNonceAt, master.wrapping_key());
  return wrapped;
}

std::optional<WrappedHeader> ReadWrappedHeader(std::string_view wrapped) {
  if (wrapped.size() != kWrappedBytes || wrapped[0] != kVersion) return std::nullopt;
  WrappedHeader header;
  std::copy_n(Bytes(wrapped) + kMasterAt, header.master.size(), header.master.begin());
  std::copy_n(Bytes(wrapped) + kIdAt, header.id.size(), header.id.begin());
  return header;
}

bool UnwrapKey(const MasterKey& master, std::string_view subject, std::string_view wrapped, unsigned char* key) {
  if (wrapped.size() != kWrappedBytes) return false;
  const std::string bound = BoundTo(wrapped, subject);
  return crypto_aead_xchacha20poly1305_ietf_decrypt(
             key, nullptr, nullptr, Bytes(wrapped) + kSealedAt, kWrappedBytes - kSealedAt,
             Bytes(std::string_view(bound)), bound.size(), Bytes(wrapped) + kNonceAt, master.wrapping_key()) == 0;
}

}  // namespace klik::storage
