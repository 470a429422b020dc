// The words of the command line for a match on its way, from proposal to farewell, a heading of their own in the help.
#ifndef KLIK_CLIENTS_CLI_MATCH_STEP_WORDS_H_
#define KLIK_CLIENTS_CLI_MATCH_STEP_WORDS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "clients/cli/match_steps.h"
#include "clients/cli/session.h"

namespace klik::cli {

struct MatchStepArguments {
  MatchStep step;
  std::string other;
  std::string companion;
  std::string activity;
  // As typed.
  std::string side;
  std::string answer;
  std::string mood;
  std::string farewell;
  std::string reason;
  std::string still_meeting;
  std::string go_on;
  std::string again;
};

// `arguments` and `command` must outlive `app`.
void AddMatchStepCommands(CLI::App& app, MatchStepArguments& arguments, std::function<int(const Session&)>& command);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_MATCH_STEP_WORDS_H_
