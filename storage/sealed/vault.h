// The vault: the data, sealed, with the keyring beside it. What klikd keeps, in one place.
//
//   DIR/store     the data, each record sealed (sealed_store.h)
//   DIR/keys      the keyring (keyring.h); never in the same backup as the data
//   DIR/klik.key  the master key, when no other place was named
//
// Any thread may call anything. Erasing, rotating and verifying take long and block.
#ifndef KLIK_STORAGE_SEALED_VAULT_H_
#define KLIK_STORAGE_SEALED_VAULT_H_

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/erase/erasure.h"
#include "storage/keyring/keyring.h"
#include "storage/keyring/master_key.h"
#include "storage/sealed/sealed_store.h"
#include "storage/store.h"

namespace klik::storage {

class Vault {
 public:
  // Opens the store of the data in this directory.
  using OpenData = std::function<absl::StatusOr<std::unique_ptr<Store>>(const std::filesystem::path&)>;

  // Opens what is in `directory`, or starts it. PERMISSION_DENIED: sealed, the key is missing or another one; nothing
  // was written. Otherwise as OpenRocksDbStore.
  static absl::StatusOr<std::unique_ptr<Vault>> Open(const std::filesystem::path& directory, const KeySource& source,
                                                     const OpenData& open_data);
  static absl::StatusOr<std::unique_ptr<Vault>> Open(const std::filesystem::path& directory, const KeySource& source);

  // Forgets everything, and its key, with the process.
  static std::unique_ptr<Vault> InMemory();

  Store& store() { return *sealed_; }
  // Whether the master key was made by this start, in KeySource::own_file.
  bool made_key() const { return made_key_; }
  const std::shared_ptr<Keyring>& keyring() const { return keyring_; }

  // Erasing somebody, in three steps, so that whoever writes to the store deletes the records; each may be done again.
  //
  // Notes what there is of the subject, and of others that are about nobody else, `also`, before anything is deleted.
  // NOT_FOUND: nothing, and nothing was erased.
  absl::Status BeginErasure(const std::string& subject, const std::vector<std::string>& also = {});
  // The keys of the records that are still there, for the one who writes to delete.
  absl::StatusOr<std::vector<std::string>> RecordsOf(const std::string& subject) const;
  // Once they are deleted: takes the key away, cleans the files and searches them. The same again for who is erased
  // already. UNAVAILABLE, DEADLINE_EXCEEDED: not complete, and to be done again.
  absl::StatusOr<Erasure> FinishErasure(const std::string& subject, absl::Time now);

  // Wraps all keys under the next master key: of KeySource::next_file, or, where klikd keeps its own key, a fresh one.
  // FAILED_PRECONDITION: there is no next key.
  absl::Status Rotate();

  Keyring::Summary Summarise() const { return keyring_->Summarise(); }
  absl::StatusOr<SealedCheck> Verify() const { return sealed_->Verify(); }

  void Close();

 private:
  Vault() = default;
  absl::Status OpenKeys(const std::filesystem::path& directory);
  absl::StatusOr<Erasure> FindErasure(const std::string& subject) const;
  // What is sealed with the key, told in `erasure`. NOT_FOUND: there is no key.
  absl::Status Note(const std::string& subject, std::set<std::string>& counted, Erasure& erasure) const;
  absl::Status KeepErasure(const std::string& subject, const Erasure& erasure);
  absl::StatusOr<Erasure> CleanAndSearch(Erasure erasure);

  std::filesystem::path directory_;  // Empty: in memory.
  KeySource source_;
  bool made_key_ = false;
  std::mutex long_mutex_;  // One erasure or rotation at a time.
  std::unique_ptr<Store> keys_;
  std::unique_ptr<Store> data_;
  std::shared_ptr<Keyring> keyring_;
  std::unique_ptr<SealedStore> sealed_;
};

}  // namespace klik::storage

#endif  // KLIK_STORAGE_SEALED_VAULT_H_
