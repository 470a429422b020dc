// The real klikd as a child process, for tests that look at it from outside.
//
// Belongs to one thread. The process does not outlive this object.
#ifndef KLIK_TESTS_E2E_SERVER_PROCESS_H_
#define KLIK_TESTS_E2E_SERVER_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace klik::testing {

class ServerProcess {
 public:
  // Starts klikd and does not wait for it. `descriptors`: how many it may have open; 0 for as many as this process.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(const std::vector<std::string>& arguments,
                                                              int descriptors = 0);

  // Starts klikd on free ports of the loopback and waits until it is ready. `more` stands behind the usual arguments.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> StartReady(const std::string& data,
                                                                   const std::vector<std::string>& more,
                                                                   int descriptors = 0);

  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  ~ServerProcess();

  // Waits for the ready line. With an error the process ended before it, or took too long.
  absl::Status WaitReady(absl::Duration timeout);

  // As the ready line names them, `127.0.0.1:41234`; empty before.
  const std::string& grpc_address() const { return grpc_address_; }
  const std::string& http_address() const { return http_address_; }

  void Send(int signal) const;

  // The exit code, or 128 and the number of the signal that ended the process.
  absl::StatusOr<int> WaitExit(absl::Duration timeout);

  // All that it wrote there so far.
  std::string StandardError() const;

  // What makes the first administrator; it comes after the ready line, so it is waited for. Empty when it does not
  // come.
  std::string WaitForInvitation() const;

 private:
  ServerProcess(pid_t pid, int process, int output, int error)
      : pid_(pid), process_(process), output_(output), error_(error) {}

  pid_t pid_;
  // Descriptors: the process itself, the pipe of its standard output, the file of its standard error.
  int process_;
  int output_;
  int error_;
  bool ended_ = false;
  std::string grpc_address_;
  std::string http_address_;
};

// A folder of its own that goes away with this object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_E2E_SERVER_PROCESS_H_
