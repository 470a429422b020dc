// The command line: what the words mean, and which command they start.
#ifndef KLIK_CLIENTS_CLI_APP_H_
#define KLIK_CLIENTS_CLI_APP_H_

#include <string>
#include <vector>

#include "clients/cli/session.h"

namespace klik::cli {

inline constexpr char kDefaultServer[] = "127.0.0.1:50051";

// Who the client is, besides what the arguments say.
struct Identity {
  // Goes along with every call, whichever the server; empty: what the file has for the server.
  std::string token = {};
  // Of sessions; empty: none is kept.
  std::string session_file = {};
};

// Runs `klik ARGS...` and returns its exit code. `server` is used when the arguments name none; it is checked like an
// argument.
int RunApp(const std::vector<std::string>& args, const std::string& server, Console& console,
           const Identity& identity = {});

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_APP_H_
