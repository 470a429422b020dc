// A directory of its own for a test, gone with the object.
#ifndef KLIK_TESTS_STORAGE_SCRATCH_DIRECTORY_H_
#define KLIK_TESTS_STORAGE_SCRATCH_DIRECTORY_H_

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace klik::storage {

class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string name = ::testing::TempDir() + "klik-store-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  // Where a store can be made; nothing is there yet.
  std::filesystem::path store() const { return path_ / "store"; }

 private:
  std::filesystem::path path_;
};

}  // namespace klik::storage

#endif  // KLIK_TESTS_STORAGE_SCRATCH_DIRECTORY_H_
