// The line to the server: where it is, and what each side shows the other.
#ifndef KLIK_CLIENTS_CLI_CONNECTION_H_
#define KLIK_CLIENTS_CLI_CONNECTION_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/call_headers.h"

namespace klik::cli {

// Names of PEM files; empty: none.
struct TlsFiles {
  std::string ca;           // Who signs the server's certificate; none: plain text.
  std::string certificate;  // The client's own, which a server for the outside asks for.
  std::string key;
};

// Connects with the first call; `headers` go along with every one. INVALID_ARGUMENT, in words for who typed it: the
// server is not HOST:PORT, or is another machine and would be spoken to in plain text; a file is missing or cannot be
// read.
absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect(const std::string& server, const TlsFiles& files,
                                                       const CallHeaders& headers);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_CONNECTION_H_
