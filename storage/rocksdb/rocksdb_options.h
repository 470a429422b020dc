// How Klik uses RocksDB. Durability rests on these settings, so they are made in one place and a test asserts each.
//
// Includes RocksDB's headers: for storage/rocksdb and its tests only.
#ifndef KLIK_STORAGE_ROCKSDB_ROCKSDB_OPTIONS_H_
#define KLIK_STORAGE_ROCKSDB_ROCKSDB_OPTIONS_H_

#include <filesystem>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/options.h"
#include "rocksdb/snapshot.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "storage/store.h"

namespace klik::storage {

// `on_error` as in RocksDbStoreOptions.
rocksdb::Options DatabaseOptions(rocksdb::Env& env, std::function<void()> on_error);

rocksdb::WriteOptions CommitOptions();

// nullptr: reads what is there now.
rocksdb::ReadOptions LookupOptions(const rocksdb::Snapshot* snapshot);

// Writes what the write-ahead log has to a file, so that the next open finds no log to replay.
rocksdb::Status FlushFiles(rocksdb::DB& db);

// Writes every file anew without what was overwritten or deleted, and begins a new write-ahead log.
rocksdb::Status PurgeFiles(rocksdb::DB& db);

// As OpenRocksDbStore, on another operating system than the real one: power cuts are simulated this way. `env` must
// outlive the store and its snapshots.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksDbStoreIn(rocksdb::Env& env, const std::filesystem::path& directory,
                                                          const RocksDbStoreOptions& options);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_ROCKSDB_ROCKSDB_OPTIONS_H_
