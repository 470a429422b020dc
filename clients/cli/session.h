// What every command gets: the line to the server, the streams to write to, and how to write.
//
// A command writes its answer to `out` and nothing else; everything that went wrong goes to `err`, one line each. Only
// import writes from two threads, and it guards the streams itself.
#ifndef KLIK_CLIENTS_CLI_SESSION_H_
#define KLIK_CLIENTS_CLI_SESSION_H_

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/support/status.h>

#include <istream>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "clients/cli/labels.h"
#include "clients/cli/session_file.h"

namespace klik::cli {

// The exit codes that a script may rely on.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;

// Where a command reads and writes. Tests give string streams; main gives the process's own.
struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  // Colours in `out`.
  bool colour = false;
  // A progress bar in `err`.
  bool progress = false;
  // `in` is a terminal.
  bool terminal = false;
};

struct Session {
  std::shared_ptr<grpc::Channel> channel;
  Console& console;
  bool json = false;
  Language language = Language::kDutch;
  // As the command line names it.
  std::string server = {};
  SessionFile file = SessionFile("");
};

// Writes the one line of a failed call. Returns kExitFailed.
int Fail(const Session& session, const grpc::Status& status);

// Writes the one line of wrong usage. Returns kExitUsage.
int WrongUsage(const Console& console, std::string_view what);

// Writes one JSON document and a newline. Returns kExitOk, or fails when the message does not go into JSON.
int PrintJson(const Session& session, const google::protobuf::Message& message);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_SESSION_H_
