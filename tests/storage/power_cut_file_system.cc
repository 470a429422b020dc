#include "tests/storage/power_cut_file_system.h"

#include <filesystem>
#include <utility>

namespace klik::storage {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

IOStatus NoPower() { return IOStatus::IOError("the power is gone"); }

class PowerCutFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  PowerCutFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path, std::shared_ptr<PowerSupply> power)
      : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), power_(std::move(power)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    if (!power_->Appended(path_, data.size())) return NoPower();
    return FSWritableFileOwnerWrapper::Append(data, options, debug);
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& /*verification*/,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return power_->Synced(path_) ? IOStatus::OK() : NoPower();
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override { return Sync(options, debug); }

 private:
  const std::string path_;
  const std::shared_ptr<PowerSupply> power_;
};

class PowerCutDirectory final : public rocksdb::FSDirectoryWrapper {
 public:
  PowerCutDirectory(std::unique_ptr<rocksdb::FSDirectory> directory, std::shared_ptr<PowerSupply> power)
      : FSDirectoryWrapper(std::move(directory)), power_(std::move(power)) {}

  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return power_->DirectorySynced() ? IOStatus::OK() : NoPower();
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& /*what*/) override {
    return Fsync(options, debug);
  }

 private:
  const std::shared_ptr<PowerSupply> power_;
};

class PowerCutFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit PowerCutFileSystem(std::shared_ptr<PowerSupply> power)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), power_(std::move(power)) {}

  const char* Name() const override { return "PowerCutFileSystem"; }

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result, IODebugContext* debug) override {
    if (!power_->Created(path)) return NoPower();
    IOStatus made = FileSystemWrapper::NewWritableFile(path, options, result, debug);
    if (made.ok()) *result = std::make_unique<PowerCutFile>(std::move(*result), path, power_);
    return made;
  }
  IOStatus ReopenWritableFile(const std::string&, const FileOptions&, std::unique_ptr<rocksdb::FSWritableFile>*,
                              IODebugContext*) override {
    return IOStatus::NotSupported("files are written once");
  }
  IOStatus ReuseWritableFile(const std::string&, const std::string&, const FileOptions&,
                             std::unique_ptr<rocksdb::FSWritableFile>*, IODebugContext*) override {
    return IOStatus::NotSupported("files are written once");
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* result, IODebugContext* debug) override {
    IOStatus made = FileSystemWrapper::NewDirectory(path, options, result, debug);
    if (made.ok()) *result = std::make_unique<PowerCutDirectory>(std::move(*result), power_);
    return made;
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override {
    if (!power_->Renamed(from, to)) return NoPower();
    return FileSystemWrapper::RenameFile(from, to, options, debug);
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options, IODebugContext* debug) override {
    if (!power_->Deleted(path)) return NoPower();
    return FileSystemWrapper::DeleteFile(path, options, debug);
  }

 private:
  const std::shared_ptr<PowerSupply> power_;
};

}  // namespace

bool PowerSupply::Created(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (!Spend()) return false;
  files_[path] = {};
  return true;
}

bool PowerSupply::Appended(const std::string& path, std::uint64_t bytes) {
  std::lock_guard lock(mutex_);
  if (!Spend()) return false;
  files_[path].written += bytes;
  return true;
}

bool PowerSupply::Synced(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (!Spend()) return false;
  if (!lying_ || !path.ends_with(".log")) files_[path].synced = files_[path].written;
  return true;
}

bool PowerSupply::DirectorySynced() {
  std::lock_guard lock(mutex_);
  if (!Spend()) return false;
  for (auto& [path, file] : files_) file.in_directory = true;
  return true;
}

bool PowerSupply::Renamed(const std::string& from, const std::string& to) {
  std::lock_guard lock(mutex_);
  if (!Spend()) return false;
  for (auto& [path, file] : files_) file.in_directory = true;
  auto renamed = files_.extract(from);
  files_.erase(to);
  if (renamed.empty()) return true;
  renamed.key() = to;
  files_.insert(std::move(renamed));
  return true;
}

bool PowerSupply::Deleted(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (!Spend()) return false;
  files_.erase(path);
  return true;
}

bool PowerSupply::UsedElsewhere() {
  std::lock_guard lock(mutex_);
  return Spend();
}

void PowerSupply::LoseWhatWasNotSynced(std::mt19937_64& random) {
  std::lock_guard lock(mutex_);
  left_ = 0;
  for (const auto& [path, file] : files_) {
    if (!file.in_directory) {
      std::filesystem::remove(path);
    } else {
      std::filesystem::resize_file(path, file.synced + random() % (file.written - file.synced + 1));
    }
  }
}

std::shared_ptr<rocksdb::FileSystem> NewPowerCutFileSystem(std::shared_ptr<PowerSupply> power) {
  return std::make_shared<PowerCutFileSystem>(std::move(power));
}

}  // namespace klik::storage
