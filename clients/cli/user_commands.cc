#include <google/protobuf/util/time_util.h>

#include <chrono>
#include <string>

#include "absl/strings/str_join.h"
#include "clients/cli/account_commands.h"
#include "clients/cli/call.h"
#include "clients/cli/fields.h"
#include "clients/cli/pages.h"
#include "clients/cli/render.h"

namespace klik::cli {
namespace {

using Stub = v1::AccountService::StubInterface;
using google::protobuf::util::TimeUtil;

grpc::Status FetchUsers(const Session& session, v1::ListAccountsResponse& all) {
  return FetchAllPages<v1::ListAccountsRequest>(
      [&](const v1::ListAccountsRequest& request, v1::ListAccountsResponse& page) {
        return Call<v1::AccountService>(session.channel, &Stub::ListAccounts, request, page);
      },
      all);
}

// By name, or by user name.
grpc::Status FindUser(const Session& session, const std::string& user, v1::Account& found) {
  v1::ListAccountsResponse all;
  if (grpc::Status status = FetchUsers(session, all); !status.ok()) return status;
  for (const v1::Account& account : all.accounts()) {
    if (account.name() != user && account.user_name() != user) continue;
    found = account;
    return grpc::Status::OK;
  }
  return grpc::Status(grpc::StatusCode::NOT_FOUND, "there is no such account");
}

template <typename Enum>
std::string NamesOf(const google::protobuf::RepeatedField<int>& numbers, const std::string& (*name_of)(Enum)) {
  return absl::StrJoin(numbers, ", ",
                       [&](std::string* out, int number) { *out += name_of(static_cast<Enum>(number)); });
}

// A line that the person who was invited can type.
void PrintInvitation(const Session& session, const v1::Account& account) {
  if (account.invitation().empty()) return;
  session.console.out << Pick(session.language, "Uitnodiging, geldig tot ", "Invitation, good until ")
                      << TimeUtil::ToString(account.invitation_expire_time())
                      << Pick(session.language, ", voor één keer:\n", ", for one use:\n")
                      << "  klik login --first-start " << Printable(account.invitation()) << "\n";
}

int PrintUser(const Session& session, const v1::Account& account) {
  if (session.json) return PrintJson(session, account);
  v1::Account shown = account;
  shown.clear_invitation();
  session.console.out << RenderFields(shown);
  PrintInvitation(session, account);
  return kExitOk;
}

// One of those that take a name and an etag.
template <typename Request>
int ChangeState(const Session& session, const std::string& user,
                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Account*)) {
  v1::Account account;
  grpc::Status status = FindUser(session, user, account);
  if (!status.ok()) return Fail(session, status);
  Request request;
  request.set_name(account.name());
  request.set_etag(account.etag());
  v1::Account changed;
  status = Call<v1::AccountService>(session.channel, method, request, changed);
  if (!status.ok()) return Fail(session, status);
  return PrintUser(session, changed);
}

void Fill(const UserOptions& options, v1::Account& account) {
  account.set_display_name(options.display_name);
  for (const v1::Access::Role role : options.roles) account.add_roles(role);
  account.set_municipality(options.municipality);
  account.set_organisation(options.organisation);
  account.set_system(options.system);
}

int PrintToken(const Session& session, const v1::PartnerToken& token) {
  if (session.json) return PrintJson(session, token);
  v1::PartnerToken shown = token;
  shown.clear_secret();
  session.console.out << RenderFields(shown);
  if (token.secret().empty()) return kExitOk;
  session.console.out << Pick(session.language, "Het token. Het wordt niet nog een keer getoond:\n",
                              "The token. It is not shown again:\n")
                      << "  " << Printable(token.secret()) << "\n";
  return kExitOk;
}

}  // namespace

int RunListUsers(const Session& session) {
  v1::ListAccountsResponse all;
  const grpc::Status status = FetchUsers(session, all);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, all);
  Table table;
  table.columns = {{"name"}, {"user_name"}, {"display_name"}, {"roles"}, {"municipality"}, {"organisation"}, {"state"}};
  for (const v1::Account& account : all.accounts()) {
    table.rows.push_back({{account.name(), account.user_name(), account.display_name(),
                           NamesOf<v1::Access::Role>(account.roles(), &v1::Access::Role_Name), account.municipality(),
                           account.organisation(), v1::Account::State_Name(account.state())},
                          {}});
  }
  session.console.out << RenderTable(table, Paint(session.console.colour));
  return kExitOk;
}

int RunCreateUser(const Session& session, const UserOptions& options) {
  v1::CreateAccountRequest request;
  Fill(options, *request.mutable_account());
  request.mutable_account()->set_user_name(options.user);
  v1::Account created;
  const grpc::Status status = Call<v1::AccountService>(session.channel, &Stub::CreateAccount, request, created);
  if (!status.ok()) return Fail(session, status);
  return PrintUser(session, created);
}

int RunChangeUser(const Session& session, const UserOptions& options) {
  v1::Account account;
  grpc::Status status = FindUser(session, options.user, account);
  if (!status.ok()) return Fail(session, status);
  v1::UpdateAccountRequest request;
  Fill(options, *request.mutable_account());
  request.mutable_account()->set_name(account.name());
  request.mutable_account()->set_etag(account.etag());
  v1::Account changed;
  status = Call<v1::AccountService>(session.channel, &Stub::UpdateAccount, request, changed);
  if (!status.ok()) return Fail(session, status);
  return PrintUser(session, changed);
}

int RunDisableUser(const Session& session, const std::string& user) {
  return ChangeState(session, user, &Stub::DisableAccount);
}

int RunEnableUser(const Session& session, const std::string& user) {
  return ChangeState(session, user, &Stub::EnableAccount);
}

int RunInviteUser(const Session& session, const std::string& user) {
  return ChangeState(session, user, &Stub::InviteAccount);
}

int RunListTokens(const Session& session) {
  v1::ListPartnerTokensResponse all;
  const grpc::Status status = FetchAllPages<v1::ListPartnerTokensRequest>(
      [&](const v1::ListPartnerTokensRequest& request, v1::ListPartnerTokensResponse& page) {
        return Call<v1::AccountService>(session.channel, &Stub::ListPartnerTokens, request, page);
      },
      all);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, all);
  Table table;
  table.columns = {{"name"}, {"title"}, {"system"}, {"scopes"}, {"expire_time"}, {"state"}};
  for (const v1::PartnerToken& token : all.partner_tokens()) {
    table.rows.push_back({{token.name(), token.title(), token.system(),
                           NamesOf<v1::Access::Scope>(token.scopes(), &v1::Access::Scope_Name),
                           TimeUtil::ToString(token.expire_time()), v1::PartnerToken::State_Name(token.state())},
                          {}});
  }
  session.console.out << RenderTable(table, Paint(session.console.colour));
  return kExitOk;
}

int RunCreateToken(const Session& session, const TokenOptions& options) {
  v1::CreatePartnerTokenRequest request;
  v1::PartnerToken& token = *request.mutable_partner_token();
  token.set_title(options.title);
  token.set_system(options.system);
  for (const v1::Access::Scope scope : options.scopes) token.add_scopes(scope);
  token.set_municipality(options.municipality);
  token.set_organisation(options.organisation);
  token.set_certificate(options.certificate);
  if (options.days > 0) {
    const auto end = std::chrono::system_clock::now() + std::chrono::hours(24) * options.days;
    *token.mutable_expire_time() = TimeUtil::SecondsToTimestamp(std::chrono::system_clock::to_time_t(end));
  }
  v1::PartnerToken created;
  const grpc::Status status = Call<v1::AccountService>(session.channel, &Stub::CreatePartnerToken, request, created);
  if (!status.ok()) return Fail(session, status);
  return PrintToken(session, created);
}

int RunRevokeToken(const Session& session, const std::string& name) {
  v1::RevokePartnerTokenRequest request;
  request.set_name(name);
  v1::PartnerToken revoked;
  const grpc::Status status = Call<v1::AccountService>(session.channel, &Stub::RevokePartnerToken, request, revoked);
  if (!status.ok()) return Fail(session, status);
  return PrintToken(session, revoked);
}

}  // namespace klik::cli
