// A store in memory, for tests and for demonstrations that may be forgotten.
//
// A commit while a snapshot is open copies the table of keys first, so long-lived snapshots make commits slow.
#ifndef KLIK_STORAGE_MEMORY_MEMORY_STORE_H_
#define KLIK_STORAGE_MEMORY_MEMORY_STORE_H_

#include <memory>

#include "storage/store.h"

namespace klik::storage {

// Empty, at revision 0. Never fails for want of disk.
std::unique_ptr<Store> NewMemoryStore();

}  // namespace klik::storage

#endif  // KLIK_STORAGE_MEMORY_MEMORY_STORE_H_
