// This test binary once more, in a process of its own, playing one role; for tests that kill a process in the middle of
// its work. A fresh process rather than a mere fork: RocksDB's threads do not survive a fork.
//
// How it is used: a test named `Role.Name` skips unless ChildDirectory() says that it was started by StartChild; then
// it does its work and reports numbers through ReportToParent.
#ifndef KLIK_TESTS_STORAGE_CHILD_PROCESS_H_
#define KLIK_TESTS_STORAGE_CHILD_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "absl/time/time.h"

namespace klik::storage {

class ChildProcess {
 public:
  // Runs the test `test` ("Suite.Name") of this binary on `directory`.
  ChildProcess(const std::string& test, const std::filesystem::path& directory);
  // Kills it.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // The next number it reports; nullopt when there is none until `deadline`, or it has ended.
  std::optional<std::uint64_t> NextReport(absl::Time deadline);

  // SIGKILL, then waits until it is gone. What it reported before can still be read.
  void Kill();

 private:
  pid_t pid_ = -1;
  int reports_ = -1;
};

// The child's side: the directory to work on; nullopt when this process is not such a child.
std::optional<std::filesystem::path> ChildDirectory();
void ReportToParent(std::uint64_t number);

}  // namespace klik::storage

#endif  // KLIK_TESTS_STORAGE_CHILD_PROCESS_H_
