// The commands of signing in, of one's own account, and of those an administrator makes. As in commands.h, each returns
// the exit code of the process.
#ifndef KLIK_CLIENTS_CLI_ACCOUNT_COMMANDS_H_
#define KLIK_CLIENTS_CLI_ACCOUNT_COMMANDS_H_

#include <string>
#include <vector>

#include "clients/cli/session.h"
#include "klik/v1/account_service.grpc.pb.h"

namespace klik::cli {

struct LoginOptions {
  // Empty: asked for.
  std::string user;
  // The link of an invitation, or its last part. Empty: to sign in.
  std::string first_start;
  // With the account that somebody has at work, through a browser.
  bool browser = false;
};

struct UserOptions {
  // A user name, or `accounts/{id}`.
  std::string user;
  std::string display_name;
  std::vector<v1::Access::Role> roles;
  std::string municipality;
  std::string organisation;
  std::string system;
};

struct TokenOptions {
  std::string name;
  std::string title;
  std::string system;
  std::vector<v1::Access::Scope> scopes;
  std::string municipality;
  std::string organisation;
  std::string certificate;
  // 0: the server's default.
  int days = 0;
};

int RunLogin(const Session& session, const LoginOptions& options);
int RunLogout(const Session& session);
int RunChangePassword(const Session& session);
int RunRenewRecoveryCodes(const Session& session);
int RunListSessions(const Session& session);
int RunEndSession(const Session& session, const std::string& name);

int RunListUsers(const Session& session);
int RunCreateUser(const Session& session, const UserOptions& options);
// What is empty stays as it is.
int RunChangeUser(const Session& session, const UserOptions& options);
int RunDisableUser(const Session& session, const std::string& user);
int RunEnableUser(const Session& session, const std::string& user);
int RunInviteUser(const Session& session, const std::string& user);

int RunListTokens(const Session& session);
int RunCreateToken(const Session& session, const TokenOptions& options);
int RunRevokeToken(const Session& session, const std::string& name);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_ACCOUNT_COMMANDS_H_
