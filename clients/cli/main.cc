// The command line client: gives the process's streams to the app and tells whether a person is watching.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "clients/cli/app.h"

namespace {

// An empty variable is as good as none.
std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// As the XDG base directories have it; empty when there is no home.
std::string SessionFilePath() {
  std::string state = Variable("XDG_STATE_HOME");
  const std::string home = Variable("HOME");
  if (state.empty() && !home.empty()) state = home + "/.local/state";
  return state.empty() ? "" : state + "/klik/session";
}

}  // namespace

int main(int argc, char** argv) {
  using klik::cli::kExitFailed;
  using klik::cli::kExitOk;
  std::ios::sync_with_stdio(false);
  klik::cli::Console console{std::cin, std::cout, std::cerr};
  console.colour = isatty(STDOUT_FILENO) != 0 && Variable("NO_COLOR").empty();
  console.progress = isatty(STDERR_FILENO) != 0;
  console.terminal = isatty(STDIN_FILENO) != 0;
  std::string server = Variable("KLIK_SERVER");
  if (server.empty()) server = klik::cli::kDefaultServer;
  const int exit_code = klik::cli::RunApp(std::vector<std::string>(argv + 1, argv + argc), server, console,
                                          {Variable("KLIK_TOKEN"), SessionFilePath()});
  // A full disk behind a redirect must not look like success.
  if (!std::cout.flush() && exit_code == kExitOk) {
    std::cerr << "klik: the output cannot be written\n";
    return kExitFailed;
  }
  return exit_code;
}
