// The keyring: for each person a random key of their own, that seals what is kept about them. Kept wrapped under the
// master key, in a store apart from the data: who is erased loses the key, and copies of the data die with it.
//
// All keys are read once, at the start, into locked memory; a look-up is a hash map's.
//
//   keys/{subject}      -> version, id of the master key, id of the key, nonce, the wrapped key
//   erased/{key id}     -> nothing; the key is gone for good
//   certificates/{subject} -> what is told of an erasure
//
// A subject is a name in the API (`residents/{id}`), what of somebody has a key of its own (`residents/{id}/outcomes`),
// or empty: the store's own key, for what is about nobody. The id of a key is random and stands before whatever the key
// seals; it is how a search of raw files finds a person's records, old versions too.
//
// Any thread may call anything. Making, erasing and rewrapping keys wait for the disk; reading never does.
#ifndef KLIK_STORAGE_KEYRING_KEYRING_H_
#define KLIK_STORAGE_KEYRING_KEYRING_H_

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/batch.h"
#include "storage/keyring/master_key.h"
#include "storage/keyring/secret.h"
#include "storage/store.h"

namespace klik::storage {

using KeyId = std::array<unsigned char, 16>;

std::string_view ViewOf(const KeyId& id);

enum class KeyState { kHere, kErased, kUnknown };

class Keyring {
 public:
  // Reads the keys in `store`, which must outlive it; an empty store gets the store's own key, wrapped by the first of
  // `keys`. What wrapped the store's own key wraps what is new. PERMISSION_DENIED: a key is wrapped by none of them.
  // DATA_LOSS: a key is damaged.
  static absl::StatusOr<std::shared_ptr<Keyring>> Open(Store& store, std::vector<MasterKey> keys);

  // Whether there is anything in the store of a keyring.
  static absl::StatusOr<bool> IsStarted(const Store& store);

  // Makes the keys that are missing, and those that are reserved, durable when it returns. UNAVAILABLE or
  // RESOURCE_EXHAUSTED: none was made.
  absl::Status Ensure(const std::vector<std::string>& subjects);

  // The keys of who is yet to be kept, in memory only: so that something may be sealed with them before the disk is
  // waited for. The next Ensure makes them durable, whoever it is for, or drops them when it fails; nothing they seal
  // may be kept before that.
  void Reserve(const std::vector<std::string>& subjects);

  // Reserved ones too. nullopt: has no key, or no more.
  std::optional<KeyId> Find(std::string_view subject) const;

  // The key made of all these keys, one at least. Writes it to `key` only when all are here. One erased counts as
  // erased, whatever the others are.
  KeyState Combine(const KeyId* ids, std::size_t count, unsigned char (&key)[kKeyBytes]) const;

  // What is erased: the key, as it is on disk.
  struct Wrapped {
    KeyId id;
    std::string bytes;
  };
  // NOT_FOUND: has no key.
  absl::StatusOr<Wrapped> FindWrapped(const std::string& subject) const;
  // Takes the key away for good. From here on nothing of the subject opens.
  absl::Status Erase(const std::string& subject);

  // What is kept of an erasure, by the subject's id in the API.
  absl::Status KeepCertificate(const std::string& subject, std::string certificate);
  // NOT_FOUND: there is none.
  absl::StatusOr<std::string> FindCertificate(const std::string& subject) const;

  // Wraps all keys anew under `next`, in steps; readers and writers go on. Cut short, it is taken up by the next call,
  // and until then Open needs both master keys.
  absl::Status Rewrap(const MasterKey& next);

  struct Summary {
    std::string master_key;  // short_id of what wraps new keys.
    std::size_t keys = 0;    // Of people.
    std::size_t erased = 0;
    std::size_t wrapped_otherwise = 0;  // Under another master key.
  };
  Summary Summarise() const;

 private:
  struct Held {
    KeyId id;
    MasterKeyId wrapped_by;
  };

  struct Fresh {
    KeyId id;
    unsigned char* key;  // In the arena.
  };

  explicit Keyring(Store& store) : store_(store) {}
  absl::Status Load(const std::vector<MasterKey>& keys);
  // With `mutex_` held.
  Fresh TakeFresh();
  // Those that Ensure has to make: reserved ones, and of `subjects` those without a key.
  std::vector<std::string> FindMissing(const std::vector<std::string>& subjects) const;
  // Some of the subjects whose keys another master key wraps; empty when there are none.
  std::vector<std::string> WrappedOtherwise(const MasterKeyId& id) const;
  absl::Status Take(std::string_view subject, std::string_view wrapped, const std::vector<MasterKey>& keys);

  Store& store_;
  mutable std::mutex writing_mutex_;  // One that makes, erases or rewraps at a time. Taken before `mutex_`.
  mutable std::shared_mutex mutex_;   // Guards what follows.
  std::optional<MasterKey> master_;
  KeyArena arena_;
  absl::flat_hash_map<std::string, Held> by_subject_;
  absl::flat_hash_map<std::string, KeyId> reserved_;
  absl::flat_hash_map<KeyId, unsigned char*> by_id_;  // nullptr: erased.
};

}  // namespace klik::storage

#endif  // KLIK_STORAGE_KEYRING_KEYRING_H_
