// The engine knows no threads: whoever has some lends them.
#ifndef KLIK_ENGINE_INDEX_RUN_ALL_H_
#define KLIK_ENGINE_INDEX_RUN_ALL_H_

#include <cstddef>

#include "absl/functional/function_ref.h"

namespace klik::engine {

// Calls `task` with each number below `count` once, several at the same time if it likes, and returns when all are
// done.
using RunAll = absl::FunctionRef<void(std::size_t count, absl::FunctionRef<void(std::size_t)> task)>;

}  // namespace klik::engine

#endif  // KLIK_ENGINE_INDEX_RUN_ALL_H_
