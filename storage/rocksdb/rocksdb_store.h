// A store in a directory, kept by RocksDB. The only backend that survives the process.
#ifndef KLIK_STORAGE_ROCKSDB_ROCKSDB_STORE_H_
#define KLIK_STORAGE_ROCKSDB_ROCKSDB_STORE_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "storage/store.h"

namespace klik::storage {

struct RocksDbStoreOptions {
  // With less free on the disk than this, Commit is RESOURCE_EXHAUSTED and changes nothing. RocksDB does not recover
  // from a full disk until it is opened anew, so it must never meet one.
  std::uint64_t disk_reserve_bytes = std::uint64_t{256} << 20;

  // Called, on any thread, whenever RocksDB has an error to log; must not block. Its text is dropped, because it may
  // quote what is stored. Empty: nothing is called.
  std::function<void()> on_error;
};

// Opens the store in `directory`, or starts one there, readable by this user only.
//
// FAILED_PRECONDITION: another process has it open, it was written by a newer Klik, or there is something else in it.
// DATA_LOSS: it is damaged. UNAVAILABLE: the disk cannot be read or written.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksDbStore(const std::filesystem::path& directory,
                                                        const RocksDbStoreOptions& options = {});

// How far a store can be read that OpenRocksDbStore finds damaged: the revision before the first damage in RocksDB's
// own log. Changes nothing on disk. DATA_LOSS when not even that can be told.
absl::StatusOr<engine::Revision> ReadableRevision(const std::filesystem::path& directory);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_ROCKSDB_ROCKSDB_STORE_H_
