// A store on disk with its witness: what klikd opens.
#ifndef KLIK_STORAGE_WITNESS_WITNESSED_DIRECTORY_H_
#define KLIK_STORAGE_WITNESS_WITNESSED_DIRECTORY_H_

#include <filesystem>
#include <memory>

#include "absl/status/statusor.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "storage/store.h"
#include "storage/witness/witnessed_store.h"

namespace klik::storage {

// As OpenRocksDbStore and OpenWitnessedStore. The folder of the witness must be there: one that is not may be a disk
// that is not mounted. Of a store that is too damaged to open, DATA_LOSS tells which commits are missing.
absl::StatusOr<std::unique_ptr<Store>> OpenWitnessedDirectory(const std::filesystem::path& directory,
                                                              const std::filesystem::path& witness_file,
                                                              WitnessCheck check,
                                                              const RocksDbStoreOptions& options = {});

}  // namespace klik::storage

#endif  // KLIK_STORAGE_WITNESS_WITNESSED_DIRECTORY_H_
