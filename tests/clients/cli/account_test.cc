// Signing in and administering accounts, against canned answers.
#include <gmock/gmock.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "clients/cli/app.h"
#include "clients/cli/session_file.h"
#include "klik/v1/account_service.grpc.pb.h"
#include "klik/v1/session_service.grpc.pb.h"

namespace klik::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string HeaderOf(const grpc::ServerContext& context) {
  const auto header = context.client_metadata().find("authorization");
  if (header == context.client_metadata().end()) return "";
  return {header->second.data(), header->second.size()};
}

class FakeSessions final : public v1::SessionService::Service {
 public:
  grpc::Status PrepareFirstStart(grpc::ServerContext*, const v1::PrepareFirstStartRequest* request,
                                 v1::PrepareFirstStartResponse* response) override {
    prepared = *request;
    response->set_user_name(invited);
    response->set_totp_secret("MZXW6YTBOI");
    return grpc::Status::OK;
  }
  grpc::Status CompleteFirstStart(grpc::ServerContext*, const v1::CompleteFirstStartRequest* request,
                                  v1::CompleteFirstStartResponse* response) override {
    completed = *request;
    response->add_recovery_codes("abcd-efgh");
    response->set_token("kliks_first");
    return grpc::Status::OK;
  }
  grpc::Status SignIn(grpc::ServerContext*, const v1::SignInRequest* request, v1::SignInResponse* response) override {
    signed_in = *request;
    if (request->password() != "right") return grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "no");
    response->set_account("accounts/a");
    response->set_token("kliks_second");
    return grpc::Status::OK;
  }
  grpc::Status StartOidcSignIn(grpc::ServerContext*, const v1::StartOidcSignInRequest* request,
                               v1::StartOidcSignInResponse* response) override {
    started = *request;
    response->set_authorization_url("https://login.example/authorize?state=s");
    return grpc::Status::OK;
  }
  grpc::Status CompleteOidcSignIn(grpc::ServerContext*, const v1::CompleteOidcSignInRequest* request,
                                  v1::CompleteOidcSignInResponse* response) override {
    came_back = *request;
    response->set_token("kliks_third");
    return grpc::Status::OK;
  }
  grpc::Status SignOut(grpc::ServerContext* context, const v1::SignOutRequest*, v1::SignOutResponse*) override {
    header = HeaderOf(*context);
    return sign_out;
  }
  grpc::Status ListSessions(grpc::ServerContext* context, const v1::ListSessionsRequest*,
                            v1::ListSessionsResponse* response) override {
    header = HeaderOf(*context);
    response->add_sessions()->set_name("sessions/s");
    return grpc::Status::OK;
  }

  std::string invited;
  grpc::Status sign_out;
  // Of the last call; read them only when no call runs.
  std::string header;
  v1::PrepareFirstStartRequest prepared;
  v1::CompleteFirstStartRequest completed;
  v1::SignInRequest signed_in;
  v1::StartOidcSignInRequest started;
  v1::CompleteOidcSignInRequest came_back;
};

class FakeAccounts final : public v1::AccountService::Service {
 public:
  grpc::Status ListAccounts(grpc::ServerContext*, const v1::ListAccountsRequest*,
                            v1::ListAccountsResponse* response) override {
    v1::Account& account = *response->add_accounts();
    account.set_name("accounts/a");
    account.set_user_name("els");
    account.set_etag("\"1\"");
    account.add_roles(v1::Access::COORDINATOR);
    return grpc::Status::OK;
  }
  grpc::Status CreateAccount(grpc::ServerContext*, const v1::CreateAccountRequest* request,
                             v1::Account* response) override {
    created = request->account();
    *response = request->account();
    response->set_name("accounts/new");
    response->set_invitation("INVITATION");
    return grpc::Status::OK;
  }
  grpc::Status UpdateAccount(grpc::ServerContext*, const v1::UpdateAccountRequest* request,
                             v1::Account* response) override {
    created = request->account();
    *response = request->account();
    return grpc::Status::OK;
  }
  grpc::Status DisableAccount(grpc::ServerContext*, const v1::DisableAccountRequest* request,
                              v1::Account* response) override {
    disabled = *request;
    response->set_name(request->name());
    response->set_state(v1::Account::DISABLED);
    return grpc::Status::OK;
  }
  grpc::Status CreatePartnerToken(grpc::ServerContext*, const v1::CreatePartnerTokenRequest* request,
                                  v1::PartnerToken* response) override {
    token = request->partner_token();
    *response = request->partner_token();
    response->set_name("tokens/t");
    response->set_secret("klik_t_SECRET");
    return grpc::Status::OK;
  }

  // Of the last call; read them only when no call runs.
  v1::Account created;
  v1::DisableAccountRequest disabled;
  v1::PartnerToken token;
};

class AccountTest : public ::testing::Test {
 protected:
  AccountTest()
      : folder_(::testing::TempDir() + "klik_account_test_" + std::to_string(getpid())),
        file_(folder_ + "/deep/session") {
    std::filesystem::remove_all(folder_);
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&sessions);
    builder.RegisterService(&accounts);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
  }
  ~AccountTest() override { std::filesystem::remove_all(folder_); }

  int Run(const std::vector<std::string>& args, const std::string& input = "", const std::string& token = "") {
    std::istringstream in(input);
    std::ostringstream out_stream;
    std::ostringstream err_stream;
    cli::Console console{in, out_stream, err_stream};
    const int exit_code = cli::RunApp(args, address_, console, {token, file_});
    out = out_stream.str();
    err = err_stream.str();
    return exit_code;
  }

  std::string KeptToken() const { return cli::SessionFile(file_).TokenOf(address_); }

  FakeSessions sessions;
  FakeAccounts accounts;
  std::string out;
  std::string err;
  std::string address_;
  const std::string folder_;
  const std::string file_;

 private:
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(AccountTest, LoginKeepsTheSessionForItsOwnerAlone) {
  EXPECT_EQ(Run({"login"}, "els\nright\n123456\n"), 0);
  EXPECT_EQ(sessions.signed_in.user_name(), "els");
  EXPECT_EQ(sessions.signed_in.code(), "123456");
  EXPECT_EQ(KeptToken(), "kliks_second");
  struct stat kept {};
  ASSERT_EQ(stat(file_.c_str(), &kept), 0);
  EXPECT_EQ(kept.st_mode & 0777U, 0600U);
  // Every call has it along, and no output shows it.
  EXPECT_EQ(Run({"account", "sessions"}), 0);
  EXPECT_EQ(sessions.header, "Bearer kliks_second");
  EXPECT_THAT(out, HasSubstr("sessions/s"));
  EXPECT_EQ(Run({"--json", "login", "els"}, "right\n123456\n"), 0);
  EXPECT_THAT(out, HasSubstr("accounts/a"));
  EXPECT_THAT(out + err, Not(HasSubstr("kliks_")));
}

TEST_F(AccountTest, ABrowserComesBackWithWhatTheServerWants) {
  EXPECT_EQ(Run({"login", "--browser"}, "https://klik.example/in?iss=x&code=a%2Fb%20c%&state=s-1#top\n"), 0);
  EXPECT_THAT(err, HasSubstr("  https://login.example/authorize?state=s\n"));
  EXPECT_EQ(sessions.came_back.code(), "a/b c%");
  EXPECT_EQ(sessions.came_back.state(), "s-1");
  EXPECT_EQ(sessions.came_back.attempt(), sessions.started.attempt());
  EXPECT_EQ(sessions.started.attempt().size(), 43U);
  EXPECT_EQ(KeptToken(), "kliks_third");
  const std::string attempt = sessions.started.attempt();
  for (const char* address : {"https://klik.example/in?error=access_denied&state=s-1\n", "\n", ""}) {
    EXPECT_EQ(Run({"login", "--browser"}, address), 1) << address;
    EXPECT_THAT(err, HasSubstr("klik: in dat adres staat geen code\n"));
  }
  EXPECT_NE(sessions.started.attempt(), attempt);
}

TEST_F(AccountTest, AFailedLoginKeepsNothing) {
  EXPECT_EQ(Run({"login", "els"}, "wrong\n123456\n"), 1);
  EXPECT_THAT(err, HasSubstr("klik: UNAUTHENTICATED: no\n"));
  EXPECT_THAT(err, Not(HasSubstr("wrong")));
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(AccountTest, LogoutForgets) {
  ASSERT_EQ(Run({"login", "els"}, "right\n123456\n"), 0);
  sessions.sign_out = grpc::Status(grpc::StatusCode::UNAVAILABLE, "later");
  EXPECT_EQ(Run({"logout"}), 1);
  EXPECT_EQ(KeptToken(), "kliks_second");
  // One that the server has ended already is over too.
  sessions.sign_out = grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "sign in first");
  EXPECT_EQ(Run({"logout"}), 0);
  EXPECT_EQ(sessions.header, "Bearer kliks_second");
  EXPECT_EQ(KeptToken(), "");
}

TEST_F(AccountTest, ATokenOfTheEnvironmentGoesBeforeTheFile) {
  ASSERT_EQ(Run({"login", "els"}, "right\n123456\n"), 0);
  ASSERT_EQ(Run({"account", "sessions"}, "", "klik_partner"), 0);
  EXPECT_EQ(sessions.header, "Bearer klik_partner");
}

TEST_F(AccountTest, ASessionGoesToItsOwnServerOnly) {
  const cli::SessionFile file(file_);
  ASSERT_TRUE(file.Keep("elsewhere:1", "kliks_elsewhere"));
  ASSERT_EQ(Run({"account", "sessions"}), 0);
  EXPECT_EQ(sessions.header, "");
  ASSERT_EQ(Run({"login", "els"}, "right\n123456\n"), 0);
  EXPECT_EQ(file.TokenOf("elsewhere:1"), "kliks_elsewhere");
  EXPECT_TRUE(file.Keep("elsewhere:1", ""));
  EXPECT_EQ(KeptToken(), "kliks_second");
}

TEST_F(AccountTest, AFirstStartAsksForWhatItNeeds) {
  const std::string link = "http://127.0.0.1:8080/first-start#INVITATION";
  EXPECT_EQ(Run({"login", "--first-start", link}, "beheer\nlang genoeg zo\nlang genoeg zo\n123456\n"), 0);
  EXPECT_EQ(sessions.prepared.invitation(), "INVITATION");
  EXPECT_EQ(sessions.completed.invitation(), "INVITATION");
  EXPECT_EQ(sessions.completed.user_name(), "beheer");
  EXPECT_EQ(sessions.completed.password(), "lang genoeg zo");
  EXPECT_EQ(sessions.completed.code(), "123456");
  EXPECT_THAT(err, HasSubstr("MZXW6YTBOI"));
  EXPECT_THAT(out, HasSubstr("abcd-efgh"));
  EXPECT_EQ(KeptToken(), "kliks_first");
}

TEST_F(AccountTest, WhoIsInvitedHasAUserNameAlready) {
  sessions.invited = "els";
  EXPECT_EQ(Run({"login", "--first-start", "INVITATION"}, "lang genoeg zo\nlang genoeg zo\n123456\n"), 0);
  EXPECT_EQ(sessions.completed.user_name(), "");
  EXPECT_EQ(Run({"login", "--first-start", "INVITATION"}, "lang genoeg zo\niets anders\n"), 1);
  EXPECT_THAT(err, HasSubstr("niet gelijk"));
}

TEST_F(AccountTest, AnAccountIsMadeAndItsInvitationShown) {
  EXPECT_EQ(Run({"admin", "user", "create", "els", "--name", "Els", "--role", "coordinator", "--role", "analyst",
                 "--municipality", "GM0420"}),
            0);
  EXPECT_EQ(accounts.created.user_name(), "els");
  EXPECT_EQ(accounts.created.display_name(), "Els");
  EXPECT_THAT(accounts.created.roles(), ElementsAre(v1::Access::COORDINATOR, v1::Access::ANALYST));
  EXPECT_EQ(accounts.created.municipality(), "GM0420");
  EXPECT_THAT(out, HasSubstr("klik login --first-start INVITATION\n"));
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{{"admin", "user"},
                                             {"admin", "user", "create", "els"},
                                             {"admin", "user", "create", "els", "--name", "Els", "--role", "boss"},
                                             {"admin", "user", "disable"},
                                             {"account"}}) {
    EXPECT_EQ(Run(args), 2) << ::testing::PrintToString(args);
  }
}

TEST_F(AccountTest, AUserIsFoundByNameOrUserName) {
  for (const char* user : {"els", "accounts/a"}) {
    EXPECT_EQ(Run({"admin", "user", "disable", user}), 0);
    EXPECT_EQ(accounts.disabled.name(), "accounts/a");
    EXPECT_EQ(accounts.disabled.etag(), "\"1\"");
    EXPECT_THAT(out, HasSubstr("DISABLED"));
  }
  EXPECT_EQ(Run({"admin", "user", "disable", "truus"}), 1);
  EXPECT_THAT(err, HasSubstr("NOT_FOUND"));
  EXPECT_EQ(Run({"admin", "user", "change", "els", "--name", "Els B."}), 0);
  EXPECT_EQ(accounts.created.display_name(), "Els B.");
  EXPECT_EQ(accounts.created.etag(), "\"1\"");
  EXPECT_TRUE(accounts.created.roles().empty());
  EXPECT_EQ(Run({"admin", "user", "list"}), 0);
  EXPECT_THAT(out, HasSubstr("COORDINATOR"));
}

TEST_F(AccountTest, APartnersTokenIsShownOnce) {
  EXPECT_EQ(
      Run({"admin", "token", "create", "Zaaksysteem", "--system", "zaak", "--scope", "profile-read", "--days", "30"}),
      0);
  EXPECT_EQ(accounts.token.title(), "Zaaksysteem");
  EXPECT_EQ(accounts.token.system(), "zaak");
  EXPECT_THAT(accounts.token.scopes(), ElementsAre(v1::Access::PROFILE_READ));
  EXPECT_TRUE(accounts.token.has_expire_time());
  EXPECT_THAT(out, HasSubstr("klik_t_SECRET\n"));
}

}  // namespace
}  // namespace klik::testing
