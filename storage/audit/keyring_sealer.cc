#include "storage/audit/keyring_sealer.h"

#include <sodium.h>

#include "absl/strings/str_cat.h"
#include "storage/record/account_records.h"
#include "storage/sealed/seal.h"

namespace klik::storage {
namespace {

constexpr std::size_t kTagBytes = 16;
// No other use of a key hashes this.
constexpr absl::string_view kTagText = "klik audit tag ";

absl::Status HasNoKey(std::string_view subject) {
  return absl::NotFoundError(absl::StrCat(std::string(subject), " has no key"));
}

}  // namespace

std::optional<KeyId> KeyringSealer::KeyOf(std::string_view subject) const {
  const bool is_nobodys = subject.starts_with(kAccounts) || subject.starts_with(kTokens);
  return keyring_->Find(is_nobodys ? "" : subject);
}

absl::StatusOr<std::string> KeyringSealer::Seal(std::string_view subject, std::string_view context,
                                                std::string_view bytes) const {
  std::optional<KeyId> id = KeyOf(subject);
  if (!id.has_value()) id = keyring_->Find("");
  // Bound to its place in the trail; of revisions it knows nothing.
  return storage::Seal(*keyring_, {{*id}, 0}, context, bytes);
}

absl::StatusOr<std::string> KeyringSealer::Open(std::string_view subject, std::string_view context,
                                                std::string_view sealed) const {
  const std::optional<KeyId> id = KeyOf(subject);
  if (!id.has_value()) return HasNoKey(subject);
  if (!IsSealedWith(*id, sealed)) {
    return absl::DataLossError(absl::StrCat(std::string(context), ": a part is not sealed as whose it is"));
  }
  return Unseal(*keyring_, context, sealed);
}

bool KeyringSealer::IsErased(std::string_view sealed) const {
  const std::optional<SealHeader> header = ReadSealHeader(sealed);
  if (!header.has_value()) return false;
  unsigned char key[kKeyBytes];
  const KeyState state = keyring_->Combine(header->keys.data(), header->keys.size(), key);
  sodium_memzero(key, sizeof key);
  return state == KeyState::kErased;
}

absl::StatusOr<std::string> KeyringSealer::Tag(std::string_view subject) const {
  const std::optional<KeyId> id = KeyOf(subject);
  if (!id.has_value()) return HasNoKey(subject);
  unsigned char key[kKeyBytes];
  if (keyring_->Combine(&*id, 1, key) != KeyState::kHere) return HasNoKey(subject);
  const std::string text = absl::StrCat(kTagText, std::string(subject));
  std::string tag(kTagBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(tag.data()), tag.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), key, sizeof key);
  sodium_memzero(key, sizeof key);
  return tag;
}

}  // namespace klik::storage
