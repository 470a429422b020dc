// A sealed value: encrypted with the key of whom it is about, and bound to the place and the revision it was written
// at.
//
//   version, number of keys, id of each key, revision (8 bytes, big-endian), nonce, ciphertext
//
// XChaCha20-Poly1305; the nonce is random. Bound to it: the place, and all before the nonce. A value that was changed,
// or moved to another place, does not open. One that is put back where it once was does: VerifySealed finds those.
//
// Pure functions; any thread.
#ifndef KLIK_STORAGE_SEALED_SEAL_H_
#define KLIK_STORAGE_SEALED_SEAL_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/model/entity.h"
#include "storage/keyring/keyring.h"

namespace klik::storage {

struct SealHeader {
  std::vector<KeyId> keys;  // In order, at least one.
  engine::Revision revision = 0;
};

// nullopt when it is no sealed value. What it says is only true of a value that opens.
std::optional<SealHeader> ReadSealHeader(std::string_view sealed);

// Whether it is sealed with the key, alone or among others.
bool IsSealedWith(const KeyId& key, std::string_view sealed);

// `place` is where it is kept. INTERNAL: a key is not here.
absl::StatusOr<std::string> Seal(const Keyring& keyring, const SealHeader& header, std::string_view place,
                                 std::string_view value);

// NOT_FOUND: somebody it is about is erased. DATA_LOSS: damaged, changed or from elsewhere. Both name the place.
absl::StatusOr<std::string> Unseal(const Keyring& keyring, std::string_view place, std::string_view sealed);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_SEALED_SEAL_H_
