// Searching the files of a directory for bytes that must not be there.
//
// Any thread. Reads every file under the directory once, however many needles there are.
#ifndef KLIK_STORAGE_ERASE_FILE_SEARCH_H_
#define KLIK_STORAGE_ERASE_FILE_SEARCH_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace klik::storage {

// A needle has at least this many bytes.
inline constexpr std::size_t kMinNeedleBytes = 8;

struct FileSearch {
  std::int64_t files = 0;
  std::int64_t bytes = 0;
  std::vector<std::string> hits;  // The file of each needle found, below the directory.
};

// UNAVAILABLE: a file cannot be read. One that is gone by the time it is read does not count.
absl::StatusOr<FileSearch> SearchFiles(const std::filesystem::path& directory, const std::vector<std::string>& needles);

}  // namespace klik::storage

#endif  // KLIK_STORAGE_ERASE_FILE_SEARCH_H_
