#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/witness/witness.h"

namespace klik::storage {
namespace {

constexpr std::size_t kFileBytes = kWitnessPlaces * kWitnessPlaceBytes;

absl::Status Failed(const std::string& path) {
  return absl::UnavailableError(absl::StrCat("the witness ", path, ": ", std::strerror(errno)));
}

class WitnessFile final : public WitnessMedium {
 public:
  WitnessFile(int file, std::string path) : file_(file), path_(std::move(path)) {}
  ~WitnessFile() override { ::close(file_); }
  WitnessFile(const WitnessFile&) = delete;
  WitnessFile& operator=(const WitnessFile&) = delete;

  absl::StatusOr<std::string> Read() override {
    std::string bytes(kFileBytes, '\0');
    std::size_t length = 0;
    while (length < bytes.size()) {
      const ssize_t got = ::pread(file_, bytes.data() + length, bytes.size() - length, static_cast<off_t>(length));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Failed(path_);
      if (got == 0) break;
      length += static_cast<std::size_t>(got);
    }
    bytes.resize(length);
    return bytes;
  }

  absl::Status Write(std::size_t offset, std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t wrote = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) return Failed(path_);
      offset += static_cast<std::size_t>(wrote);
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return absl::OkStatus();
  }

  // Never tried again: after a failed sync the kernel may have dropped what it was to write.
  absl::Status Sync() override { return ::fdatasync(file_) == 0 ? absl::OkStatus() : Failed(path_); }

  // At its full size, so that later syncs need not write the file's length too, and there after a power cut.
  absl::Status Fill() {
    struct stat found {};
    if (::fstat(file_, &found) != 0) return Failed(path_);
    const auto length = static_cast<std::size_t>(found.st_size);
    if (length >= kFileBytes) return absl::OkStatus();
    if (absl::Status written = Write(length, std::string(kFileBytes - length, '\0')); !written.ok()) return written;
    if (::fsync(file_) != 0) return Failed(path_);
    const std::string directory = std::filesystem::absolute(path_).parent_path().string();
    const int parent = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0) return Failed(directory);
    const bool synced = ::fsync(parent) == 0;
    ::close(parent);
    return synced ? absl::OkStatus() : Failed(directory);
  }

 private:
  const int file_;
  const std::string path_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<WitnessMedium>> OpenWitnessFile(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return Failed(path.string());
  auto witness = std::make_unique<WitnessFile>(file, path.string());
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return Failed(path.string());
    return absl::FailedPreconditionError(
        absl::StrCat("the witness ", path.string(), " is locked, another process has it open"));
  }
  if (absl::Status filled = witness->Fill(); !filled.ok()) return filled;
  return witness;
}

}  // namespace klik::storage
