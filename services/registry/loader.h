// Start-up: everything in the store as one snapshot.
//
// Before anything is served, so it takes all cores: each reads, decodes and compiles records of its own, then blocks of
// the index are made of all of them.
#ifndef KLIK_SERVICES_REGISTRY_LOADER_H_
#define KLIK_SERVICES_REGISTRY_LOADER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "engine/index/snapshot.h"
#include "engine/taxonomy/taxonomy.h"
#include "storage/store.h"

namespace klik::services {

// At the store's revision. An error names the key of the record that does not decode, or that does not fit the others:
// DATA_LOSS when it refers to what is not there, or shares an external id. `taxonomy` must outlive the snapshot.
absl::StatusOr<std::shared_ptr<const engine::Snapshot>> LoadSnapshot(const storage::Store& store,
                                                                     const engine::Taxonomy& taxonomy);

}  // namespace klik::services

#endif  // KLIK_SERVICES_REGISTRY_LOADER_H_
