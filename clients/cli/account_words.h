// The words of the command line for signing in and for accounts: `login`, `logout`, `account`, and `user` and `token`
// of `admin`.
#ifndef KLIK_CLIENTS_CLI_ACCOUNT_WORDS_H_
#define KLIK_CLIENTS_CLI_ACCOUNT_WORDS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "clients/cli/account_commands.h"
#include "clients/cli/session.h"

namespace klik::cli {

using Command = std::function<int(const Session&)>;

struct AccountArguments {
  LoginOptions login;
  UserOptions user;
  TokenOptions token;
  std::vector<std::string> roles;
  std::vector<std::string> scopes;
  std::string session;
};

// `arguments` and `command` must outlive `app`.
void AddAccountCommands(CLI::App& app, AccountArguments& arguments, Command& command);
void AddUserCommands(CLI::App& admin, AccountArguments& arguments, Command& command);
void AddTokenCommands(CLI::App& admin, AccountArguments& arguments, Command& command);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_ACCOUNT_WORDS_H_
