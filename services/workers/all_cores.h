// All cores for one thing, for as long as it takes: a start has nobody to share them with.
#ifndef KLIK_SERVICES_WORKERS_ALL_CORES_H_
#define KLIK_SERVICES_WORKERS_ALL_CORES_H_

#include <cstddef>

#include "absl/functional/function_ref.h"

namespace klik::services {

// Calls `task` with each number below `count` once, in order of beginning, on as many threads as there are cores, and
// returns when all are done.
void RunOnAllCores(std::size_t count, absl::FunctionRef<void(std::size_t)> task);

}  // namespace klik::services

#endif  // KLIK_SERVICES_WORKERS_ALL_CORES_H_
