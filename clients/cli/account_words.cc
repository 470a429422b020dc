#include "clients/cli/account_words.h"

#include <map>

namespace klik::cli {
namespace {

const std::map<std::string, v1::Access::Role>& Roles() {
  static const auto& roles =
      *new std::map<std::string, v1::Access::Role>{{"coordinator", v1::Access::COORDINATOR},
                                                   {"referrer", v1::Access::REFERRER},
                                                   {"analyst", v1::Access::ANALYST},
                                                   {"administrator", v1::Access::ADMINISTRATOR},
                                                   {"privacy-officer", v1::Access::PRIVACY_OFFICER}};
  return roles;
}

const std::map<std::string, v1::Access::Scope>& Scopes() {
  static const auto& scopes = *new std::map<std::string, v1::Access::Scope>{
      {"match-read", v1::Access::MATCH_READ},           {"profile-read", v1::Access::PROFILE_READ},
      {"profile-write", v1::Access::PROFILE_WRITE},     {"catalogue-read", v1::Access::CATALOGUE_READ},
      {"catalogue-write", v1::Access::CATALOGUE_WRITE}, {"changes-read", v1::Access::CHANGES_READ}};
  return scopes;
}

template <typename Value>
std::vector<std::string> Names(const std::map<std::string, Value>& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) names.push_back(name);
  return names;
}

template <typename Value>
std::string Listed(const std::map<std::string, Value>& values) {
  std::string text;
  for (const auto& [name, value] : values) text += (text.empty() ? "" : ", ") + name;
  return text;
}

template <typename Value>
std::vector<Value> ValuesOf(const std::vector<std::string>& names, const std::map<std::string, Value>& values) {
  std::vector<Value> found;
  for (const std::string& name : names) found.push_back(values.at(name));
  return found;
}

void AddWho(CLI::App& command, std::string& who) {
  command.add_option("USER", who, "A user name, or accounts/ID")->required();
}

// `--role` and where somebody works.
CLI::Option* AddUserOptions(CLI::App& command, AccountArguments& arguments) {
  command.add_option("--municipality", arguments.user.municipality, "GM code; a coordinator has one")
      ->type_name("GM0000");
  command.add_option("--organisation", arguments.user.organisation, "organisations/ID; a referrer has one")
      ->type_name("NAME");
  return command.add_option("--role", arguments.roles, Listed(Roles()) + "; may be given more than once")
      ->type_name("ROLE")
      ->allow_extra_args(false)
      ->check(CLI::IsMember(Names(Roles())).description(""));
}

}  // namespace

void AddAccountCommands(CLI::App& app, AccountArguments& arguments, Command& command) {
  CLI::App& login = *app.add_subcommand("login", "Signs in; asks for password and code");
  login.add_option("USER", arguments.login.user, "The user name; asked for when not given");
  login.add_option("--first-start", arguments.login.first_start,
                   "The link of an invitation, or what stands behind its #: sets password and second factor");
  login.add_flag("--browser", arguments.login.browser,
                 "With the account you have at work: shows the address to open, and asks for the one you end at");
  login.footer("The session is kept in $XDG_STATE_HOME/klik/session. KLIK_TOKEN, when set, goes before it.");
  login.callback([&] { command = [&](const Session& session) { return RunLogin(session, arguments.login); }; });
  CLI::App& logout = *app.add_subcommand("logout", "Ends the session");
  logout.callback([&] { command = RunLogout; });

  CLI::App& account = *app.add_subcommand("account", "Your own account");
  account.require_subcommand(1);
  account.add_subcommand("password", "A new password; ends your other sessions")->callback([&] {
    command = RunChangePassword;
  });
  account.add_subcommand("codes", "Ten new recovery codes")->callback([&] { command = RunRenewRecoveryCodes; });
  account.add_subcommand("sessions", "Where you are signed in")->callback([&] { command = RunListSessions; });
  CLI::App& end = *account.add_subcommand("end", "Ends one of your sessions");
  end.add_option("SESSION", arguments.session, "sessions/ID, as `sessions` shows it")->required();
  end.callback([&] { command = [&](const Session& session) { return RunEndSession(session, arguments.session); }; });
}

void AddUserCommands(CLI::App& admin, AccountArguments& arguments, Command& command) {
  CLI::App& user = *admin.add_subcommand("user", "Who may sign in");
  user.require_subcommand(1);
  user.add_subcommand("list", "All accounts")->callback([&] { command = RunListUsers; });
  const auto take_roles = [&] { arguments.user.roles = ValuesOf(arguments.roles, Roles()); };

  CLI::App& create = *user.add_subcommand("create", "A new account; prints its invitation, once");
  create.add_option("USER", arguments.user.user, "The user name; never changes")->required();
  create.add_option("--name", arguments.user.display_name, "How others see it")->required();
  create.add_option("--system", arguments.user.system,
                    "What this account brings in belongs to this system; never changes");
  AddUserOptions(create, arguments)->required();
  create.callback([&, take_roles] {
    take_roles();
    command = [&](const Session& session) { return RunCreateUser(session, arguments.user); };
  });
  CLI::App& change = *user.add_subcommand("change", "Other roles, another name; what is not given stays");
  AddWho(change, arguments.user.user);
  change.add_option("--name", arguments.user.display_name, "How others see it");
  AddUserOptions(change, arguments);
  change.callback([&, take_roles] {
    take_roles();
    command = [&](const Session& session) { return RunChangeUser(session, arguments.user); };
  });

  const auto add = [&](const char* word, const char* help, int (*run)(const Session&, const std::string&)) {
    CLI::App& one = *user.add_subcommand(word, help);
    AddWho(one, arguments.user.user);
    one.callback(
        [&, run] { command = [&, run](const Session& session) { return run(session, arguments.user.user); }; });
  };
  add("disable", "Nobody signs in with it, and its sessions end at once", RunDisableUser);
  add("enable", "Undoes disable", RunEnableUser);
  add("invite", "A new invitation; password and second factor stop working", RunInviteUser);
}

void AddTokenCommands(CLI::App& admin, AccountArguments& arguments, Command& command) {
  CLI::App& token = *admin.add_subcommand("token", "Which machines of partners may call");
  token.require_subcommand(1);
  token.add_subcommand("list", "All tokens")->callback([&] { command = RunListTokens; });
  CLI::App& create = *token.add_subcommand("create", "A new token; prints it, once");
  create.add_option("TITLE", arguments.token.title, "What it is for")->required();
  create.add_option("--system", arguments.token.system, "What it brings in belongs to this system")->required();
  create.add_option("--scope", arguments.scopes, Listed(Scopes()) + "; may be given more than once")
      ->required()
      ->type_name("SCOPE")
      ->allow_extra_args(false)
      ->check(CLI::IsMember(Names(Scopes())).description(""));
  create.add_option("--municipality", arguments.token.municipality, "GM code")->type_name("GM0000");
  create.add_option("--organisation", arguments.token.organisation, "organisations/ID")->type_name("NAME");
  create.add_option("--days", arguments.token.days, "How long it is good for (90 when not given, at most 365)");
  create.add_option("--certificate", arguments.token.certificate,
                    "SHA-256 of the only client certificate it comes with, 64 hexadecimal digits");
  create.callback([&] {
    arguments.token.scopes = ValuesOf(arguments.scopes, Scopes());
    command = [&](const Session& session) { return RunCreateToken(session, arguments.token); };
  });
  CLI::App& revoke = *token.add_subcommand("revoke", "No call gets in with it any more");
  revoke.add_option("TOKEN", arguments.token.name, "tokens/ID, as `list` shows it")->required();
  revoke.callback(
      [&] { command = [&](const Session& session) { return RunRevokeToken(session, arguments.token.name); }; });
}

}  // namespace klik::cli
