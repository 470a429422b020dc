// A store in a directory of its own, with everything that a world holds: as a server would have left it.
//
// Values of one run on one thread.
#ifndef KLIK_TESTS_BENCH_STORED_WORLD_H_
#define KLIK_TESTS_BENCH_STORED_WORLD_H_

#include <filesystem>
#include <memory>

#include "engine/index/snapshot.h"
#include "storage/store.h"

namespace klik::bench {

// Gone with everything in it when this is.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// RocksDB; must not be open twice.
std::unique_ptr<storage::Store> OpenStore(const ScratchDirectory& directory);

// Writes every resource of the snapshot into the empty store.
void Fill(storage::Store& store, const engine::Snapshot& snapshot);

// As far as the kernel lets itself be told: what is read next comes from the disk.
void ForgetFiles(const ScratchDirectory& directory);

}  // namespace klik::bench

#endif  // KLIK_TESTS_BENCH_STORED_WORLD_H_
