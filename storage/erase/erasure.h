// What is told of an erasure: how much went, and where it was looked for afterwards.
//
// Plain values and pure functions; any thread.
#ifndef KLIK_STORAGE_ERASE_ERASURE_H_
#define KLIK_STORAGE_ERASE_ERASURE_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace klik::storage {

struct Erasure {
  absl::Time erase_time;
  std::map<std::string, int> records;  // By collection.
  std::int64_t files = 0;
  std::int64_t file_bytes = 0;
  // Whether all files have been searched for the traces, and none was found.
  bool complete = false;
  // Bytes that were written nowhere else: parts of each record as it was sealed, and of the wrapped key.
  std::vector<std::string> traces;
  // Subjects that are about nobody else, and whose keys go along; until it is complete.
  std::vector<std::string> also;
};

// `residents` of `residents/a`.
std::string CollectionOfKey(std::string_view key);

std::string EncodeErasure(std::string_view key, const Erasure& erasure);
absl::StatusOr<Erasure> DecodeErasure(std::string_view key, std::string_view bytes);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_ERASE_ERASURE_H_
