// A file system whose power fails: after so many writes and syncs everything errs, and what was never synced is lost.
//
// Files are real ones. A sync only takes note, so a round is quick. After the cut a file keeps what was synced and a
// random part of what came after it; a file whose directory was never synced is gone. Simpler than life: what is not
// synced is lost from the end, and renames and deletions happen at once, a rename with all files made before it, since
// a journal keeps that order.
//
// One object a power cut. Any thread may use it.
#ifndef KLIK_TESTS_STORAGE_POWER_CUT_FILE_SYSTEM_H_
#define KLIK_TESTS_STORAGE_POWER_CUT_FILE_SYSTEM_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>

#include "rocksdb/file_system.h"

namespace klik::storage {

// The part that files and directories report to.
class PowerSupply {
 public:
  // `lying`: syncs of the write-ahead log answer OK and do nothing, as if commits were not synced at all.
  PowerSupply(std::uint64_t operations_until_cut, bool lying) : left_(operations_until_cut), lying_(lying) {}

  // Each is one operation: false once the power is gone.
  bool Created(const std::string& path);
  bool Appended(const std::string& path, std::uint64_t bytes);
  bool Synced(const std::string& path);
  bool DirectorySynced();
  bool Renamed(const std::string& from, const std::string& to);
  bool Deleted(const std::string& path);
  // By something else on the same power, which looks after its own bytes.
  bool UsedElsewhere();

  // Cuts the power if it is still there, and takes from the disk what was not synced. Nobody may have a file open.
  void LoseWhatWasNotSynced(std::mt19937_64& random);

 private:
  struct File {
    std::uint64_t written = 0;
    std::uint64_t synced = 0;
    bool in_directory = false;  // The directory was synced since it was made.
  };

  // The caller holds the mutex.
  bool Spend() { return left_ > 0 && --left_ > 0; }

  std::mutex mutex_;
  std::uint64_t left_;
  const bool lying_;
  std::map<std::string, File> files_;  // Those made since the object was; all others are safe.
};

// All that goes through it depends on `power`.
std::shared_ptr<rocksdb::FileSystem> NewPowerCutFileSystem(std::shared_ptr<PowerSupply> power);

}  // namespace klik::storage

#endif  // KLIK_TESTS_STORAGE_POWER_CUT_FILE_SYSTEM_H_
