// The master key: 32 bytes that wrap the keys of all persons. It is kept apart from the data; without it the data is
// noise. And the places where klikd gets it from.
//
// Any thread may read a MasterKey. Loading reads files or runs a command, and blocks.
#ifndef KLIK_STORAGE_KEYRING_MASTER_KEY_H_
#define KLIK_STORAGE_KEYRING_MASTER_KEY_H_

#include <array>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/keyring/secret.h"

namespace klik::storage {

// Which master key; tells nothing of the key itself, and a wrong key has another.
using MasterKeyId = std::array<unsigned char, 16>;

class MasterKey {
 public:
  explicit MasterKey(const Secret& secret);

  const MasterKeyId& id() const { return id_; }
  // `id` as people compare it: the first 8 hexadecimal digits.
  std::string short_id() const;
  // What wraps; derived, so that the master key itself encrypts nothing.
  const unsigned char* wrapping_key() const { return wrapping_key_->data(); }

 private:
  std::shared_ptr<const Secret> wrapping_key_;  // Shared by copies: nobody changes it.
  MasterKeyId id_;
};

// Where the key is. The first that is named counts: credential, file, command. None: `own_file`.
struct KeySource {
  // `$CREDENTIALS_DIRECTORY/klik-key` of systemd; empty: not started with credentials.
  std::filesystem::path credential;
  std::filesystem::path file;
  // Run by the shell; writes the key to its standard output.
  std::string command;
  // Made when there is no data yet.
  std::filesystem::path own_file;
  // The key that is rotated to; read when it is there.
  std::filesystem::path next_file;

  bool is_own_file() const { return credential.empty() && file.empty() && command.empty(); }
};

// A key in text: 64 hexadecimal digits, or the 32 bytes themselves.
absl::StatusOr<MasterKey> LoadMasterKey(const KeySource& source);

// The key in a file. FAILED_PRECONDITION: not a key, or others than its owner may read it. NOT_FOUND: no file.
absl::StatusOr<MasterKey> ReadKeyFile(const std::filesystem::path& file, bool only_owner = true);

// A fresh key in a new file that its owner alone may read.
absl::StatusOr<MasterKey> MakeKeyFile(const std::filesystem::path& file);

// Puts the key in the place of another, which is then gone.
absl::Status MoveKeyFile(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_KEYRING_MASTER_KEY_H_
