#include "tests/e2e/server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"

namespace klik::testing {
namespace {

constexpr absl::Duration kReadyTimeout = absl::Seconds(60);
constexpr absl::Duration kInvitationTimeout = absl::Seconds(20);
constexpr absl::Duration kEndTimeout = absl::Seconds(10);
constexpr int kSignalBase = 128;

absl::Status Failed(const char* what) { return absl::ErrnoToStatus(errno, what); }

// Whether `descriptor` became readable in time.
bool WaitReadable(int descriptor, absl::Time deadline) {
  pollfd wanted = {descriptor, POLLIN, 0};
  for (;;) {
    const auto left = absl::ToInt64Milliseconds(deadline - absl::Now());
    const int found = poll(&wanted, 1, left > 0 ? static_cast<int>(left) : 0);
    if (found >= 0 || errno != EINTR) {
      return found > 0;
    }
  }
}

// One character at a time: what follows the line is left in the pipe.
absl::StatusOr<std::string> ReadLine(int descriptor, absl::Time deadline) {
  std::string line;
  for (;;) {
    char c = 0;
    if (!WaitReadable(descriptor, deadline)) {
      return absl::DeadlineExceededError(absl::StrCat("no line in time, only: ", line));
    }
    if (read(descriptor, &c, 1) != 1) {
      return absl::UnavailableError(absl::StrCat("ended after: ", line));
    }
    if (c == '\n') {
      return line;
    }
    line += c;
  }
}

absl::StatusOr<pid_t> Spawn(std::vector<std::string> command, int output, int error) {
  std::vector<char*> argv;
  for (std::string& word : command) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  const std::string& program = command.front();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, error, STDERR_FILENO);
  pid_t pid = 0;
  const int failure = posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) {
    return absl::ErrnoToStatus(failure, program);
  }
  return pid;
}

// A limit is inherited: a shell takes it and becomes klikd.
std::vector<std::string> Command(const std::vector<std::string>& arguments, int descriptors) {
  std::vector<std::string> command;
  if (descriptors > 0) {
    command = {"/bin/sh", "-c", absl::StrCat("ulimit -n ", descriptors, " && exec \"$0\" \"$@\"")};
  }
  command.push_back(KLIKD_BINARY);
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(const std::vector<std::string>& arguments,
                                                                    int descriptors) {
  std::array<int, 2> pipe_ends = {};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) {
    return Failed("pipe2");
  }
  const int error = memfd_create("klikd-stderr", MFD_CLOEXEC);
  const absl::StatusOr<pid_t> pid = Spawn(Command(arguments, descriptors), pipe_ends[1], error);
  close(pipe_ends[1]);
  if (!pid.ok()) {
    close(pipe_ends[0]);
    close(error);
    return pid.status();
  }
  // This glibc's pidfd_open cannot be called from C++.
  const int process = static_cast<int>(syscall(SYS_pidfd_open, *pid, 0));
  return std::unique_ptr<ServerProcess>(new ServerProcess(*pid, process, pipe_ends[0], error));
}

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::StartReady(const std::string& data,
                                                                         const std::vector<std::string>& more,
                                                                         int descriptors) {
  std::vector<std::string> arguments = {"--data", data, "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  absl::StatusOr<std::unique_ptr<ServerProcess>> server = Start(arguments, descriptors);
  if (server.ok()) {
    if (const absl::Status ready = (*server)->WaitReady(kReadyTimeout); !ready.ok()) {
      return ready;
    }
  }
  return server;
}

ServerProcess::~ServerProcess() {
  if (!ended_) {
    Send(SIGKILL);
    WaitExit(kEndTimeout).IgnoreError();
  }
  close(process_);
  close(output_);
  close(error_);
}

absl::Status ServerProcess::WaitReady(absl::Duration timeout) {
  const absl::StatusOr<std::string> line = ReadLine(output_, absl::Now() + timeout);
  if (!line.ok()) {
    return absl::Status(line.status().code(),
                        absl::StrCat(line.status().message(), "; standard error: ", StandardError()));
  }
  const std::vector<std::string> words = absl::StrSplit(*line, ' ');
  if (words.size() != 4 || words[0] != "klikd" || words[1] != "ready" || words[2].rfind("grpc=", 0) != 0 ||
      words[3].rfind("http=", 0) != 0) {
    return absl::InternalError(absl::StrCat("not the ready line: ", *line));
  }
  grpc_address_ = words[2].substr(5);
  http_address_ = words[3].substr(5);
  return absl::OkStatus();
}

void ServerProcess::Send(int signal) const { kill(pid_, signal); }

absl::StatusOr<int> ServerProcess::WaitExit(absl::Duration timeout) {
  if (!WaitReadable(process_, absl::Now() + timeout)) {
    return absl::DeadlineExceededError("klikd does not end");
  }
  int status = 0;
  if (waitpid(pid_, &status, 0) != pid_) {
    return Failed("waitpid");
  }
  ended_ = true;
  return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalBase + WTERMSIG(status);
}

std::string ServerProcess::StandardError() const {
  struct stat file = {};
  fstat(error_, &file);
  std::string text(static_cast<std::size_t>(file.st_size), '\0');
  const ssize_t size = pread(error_, text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return text;
}

std::string ServerProcess::WaitForInvitation() const {
  constexpr std::string_view kMark = "/first-start#";
  const absl::Time until = absl::Now() + kInvitationTimeout;
  do {
    const std::string said = StandardError();
    const std::size_t mark = said.find(kMark);
    const std::size_t end = said.find('\n', mark);
    if (mark != std::string::npos && end != std::string::npos) {
      return said.substr(mark + kMark.size(), end - mark - kMark.size());
    }
  } while (absl::Now() < until);
  return "";
}

TemporaryFolder::TemporaryFolder() {
  path_ = (std::filesystem::temp_directory_path() / "klik-e2e-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) {
    std::abort();
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace klik::testing
