#include "storage/keyring/master_key.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace klik::storage {
namespace {

constexpr std::size_t kHexDigits = 2 * kKeyBytes;
// More than any key in text; what follows is not read.
constexpr std::size_t kMaxKeyText = 1024;
constexpr std::uint64_t kWrapping = 1;
constexpr std::uint64_t kIdentity = 2;
constexpr char kContext[crypto_kdf_CONTEXTBYTES + 1] = "klik-kek";

void Wipe(std::string& text) { sodium_memzero(text.data(), text.size()); }

// Takes the text apart and wipes it.
absl::StatusOr<MasterKey> ParseKey(std::string text, const std::string& where) {
  std::string bytes(kKeyBytes, '\0');
  bool fits = text.size() == kKeyBytes;
  if (fits) {
    bytes = text;
  } else {
    std::string_view digits = text;
    while (!digits.empty() && (digits.back() == '\n' || digits.back() == '\r')) digits.remove_suffix(1);
    std::size_t length = 0;
    fits = digits.size() == kHexDigits &&
           sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), digits.data(), digits.size(),
                          nullptr, &length, nullptr) == 0 &&
           length == kKeyBytes;
  }
  Wipe(text);
  if (!fits) {
    return absl::FailedPreconditionError(
        absl::StrCat(where, " does not hold a key: 64 hexadecimal digits, or 32 bytes"));
  }
  MasterKey key{Secret(bytes)};
  Wipe(bytes);
  return key;
}

absl::StatusOr<MasterKey> KeyOfCommand(const std::string& command) {
  std::FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return absl::FailedPreconditionError("the key command cannot be run");
  std::string text(kMaxKeyText, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), pipe));
  const int status = pclose(pipe);
  if (status == 0) return ParseKey(std::move(text), "what the key command writes");
  Wipe(text);
  return absl::FailedPreconditionError("the key command failed");
}

bool WriteSynced(const std::filesystem::path& file, std::string_view text) {
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR);
  if (descriptor < 0) return false;
  const bool written =
      write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(descriptor) == 0;
  return close(descriptor) == 0 && written;
}

// The names in the folder of `file`.
bool SyncFolder(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = fsync(descriptor) == 0;
  return close(descriptor) == 0 && synced;
}

}  // namespace

MasterKey::MasterKey(const Secret& secret) {
  auto wrapping_key = std::make_shared<Secret>();
  crypto_kdf_derive_from_key(wrapping_key->data(), kKeyBytes, kWrapping, kContext, secret.data());
  wrapping_key_ = std::move(wrapping_key);
  crypto_kdf_derive_from_key(id_.data(), id_.size(), kIdentity, kContext, secret.data());
}

std::string MasterKey::short_id() const {
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(id_.data()), 4));
}

absl::StatusOr<MasterKey> ReadKeyFile(const std::filesystem::path& file, bool only_owner) {
  using std::filesystem::perms;
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    return absl::NotFoundError(absl::StrCat("there is no key in ", file.string()));
  }
  if (only_owner && (status.permissions() & (perms::group_all | perms::others_all)) != perms::none) {
    return absl::FailedPreconditionError(
        absl::StrCat(file.string(), " can be read by others than its owner; make it mode 0400"));
  }
  std::ifstream stream(file, std::ios::binary);
  std::string text(kMaxKeyText, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (stream.bad() || text.empty()) {
    return absl::FailedPreconditionError(absl::StrCat("the key in ", file.string(), " cannot be read"));
  }
  return ParseKey(std::move(text), file.string());
}

absl::StatusOr<MasterKey> MakeKeyFile(const std::filesystem::path& file) {
  const Secret secret;
  std::string text = absl::StrCat(absl::BytesToHexString(absl::string_view(secret.view().data(), kKeyBytes)), "\n");
  // The name is only there once the key is: half a key would be a wrong one for ever.
  const std::filesystem::path draft = file.string() + ".new";
  std::error_code error;
  std::filesystem::remove(draft, error);
  bool written = WriteSynced(draft, text);
  Wipe(text);
  if (written) std::filesystem::rename(draft, file, error);
  written = written && !error && SyncFolder(file);
  if (!written) return absl::UnavailableError(absl::StrCat("cannot write a key to ", file.string()));
  return MasterKey(secret);
}

absl::Status MoveKeyFile(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code error;
  std::filesystem::rename(from, to, error);
  if (!error && SyncFolder(to)) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot move ", from.string(), " to ", to.string()));
}

absl::StatusOr<MasterKey> LoadMasterKey(const KeySource& source) {
  if (!source.credential.empty()) return ReadKeyFile(source.credential, /*only_owner=*/false);
  if (!source.file.empty()) return ReadKeyFile(source.file);
  if (!source.command.empty()) return KeyOfCommand(source.command);
  return ReadKeyFile(source.own_file);
}

}  // namespace klik::storage
