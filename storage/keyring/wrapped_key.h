// A person's key as the keyring keeps it: wrapped under a master key, bound to whose it is.
//
// Pure functions; any thread.
#ifndef KLIK_STORAGE_KEYRING_WRAPPED_KEY_H_
#define KLIK_STORAGE_KEYRING_WRAPPED_KEY_H_

#include <optional>
#include <string>
#include <string_view>

#include "storage/keyring/keyring.h"
#include "storage/keyring/master_key.h"

namespace klik::storage {

// `key` is kKeyBytes.
std::string WrapKey(const MasterKey& master, std::string_view subject, const KeyId& id, const unsigned char* key);

// What it says of itself; nullopt when it is no wrapped key.
struct WrappedHeader {
  MasterKeyId master;
  KeyId id;
};
std::optional<WrappedHeader> ReadWrappedHeader(std::string_view wrapped);

// Whether `wrapped` is the key of `subject` and `master` opens it; then writes it to `key`.
bool UnwrapKey(const MasterKey& master, std::string_view subject, std::string_view wrapped, unsigned char* key);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_KEYRING_WRAPPED_KEY_H_
