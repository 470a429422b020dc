#include "tests/storage/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/clock.h"

namespace klik::storage {
namespace {

constexpr int kReportDescriptor = 3;
constexpr std::string_view kDirectoryVariable = "KLIK_TEST_CHILD_DIRECTORY=";

void Check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

ChildProcess::ChildProcess(const std::string& test, const std::filesystem::path& directory) {
  int pipe_ends[2];
  Check(::pipe2(pipe_ends, O_CLOEXEC) == 0);
  reports_ = pipe_ends[0];

  posix_spawn_file_actions_t actions;
  Check(posix_spawn_file_actions_init(&actions) == 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], kReportDescriptor);

  std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  std::string filter = "--gtest_filter=" + test;
  std::array<char*, 3> arguments = {self.data(), filter.data(), nullptr};
  std::vector<std::string> variables = {std::string(kDirectoryVariable) + directory.string()};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    // Its results are not to be written over the parent's.
    if (!std::string_view(*variable).starts_with("GTEST_")) variables.emplace_back(*variable);
  }
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);

  Check(posix_spawn(&pid_, self.c_str(), &actions, nullptr, arguments.data(), environment.data()) == 0);
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe_ends[1]);
}

ChildProcess::~ChildProcess() {
  Kill();
  ::close(reports_);
}

std::optional<std::uint64_t> ChildProcess::NextReport(absl::Time deadline) {
  pollfd readable = {.fd = reports_, .events = POLLIN, .revents = 0};
  const auto wait_millis = std::max<std::int64_t>(absl::ToInt64Milliseconds(deadline - absl::Now()), 0);
  if (::poll(&readable, 1, static_cast<int>(wait_millis)) != 1) return std::nullopt;
  std::uint64_t number = 0;
  // A write of a few bytes to a pipe is all or nothing.
  if (::read(reports_, &number, sizeof(number)) != sizeof(number)) return std::nullopt;
  return number;
}

void ChildProcess::Kill() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  Check(::waitpid(pid_, nullptr, 0) == pid_);
  pid_ = -1;
}

std::optional<std::filesystem::path> ChildDirectory() {
  const char* directory = std::getenv(std::string(kDirectoryVariable.substr(0, kDirectoryVariable.size() - 1)).c_str());
  if (directory == nullptr) return std::nullopt;
  return std::filesystem::path(directory);
}

void ReportToParent(std::uint64_t number) {
  Check(::write(kReportDescriptor, &number, sizeof(number)) == sizeof(number));
}

}  // namespace klik::storage
