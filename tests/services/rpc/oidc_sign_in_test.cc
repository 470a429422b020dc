// Signing in through an issuer as a client sees it: invitation, address, session.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "tests/services/oidc/test_issuer.h"
#include "tests/services/rpc/account_server.h"
#include "tests/services/rpc/messages.h"

namespace klik::services {
namespace {

using testing::Outcome;
using testing::Person;
using testing::Quoted;

const std::string kEls =
    "user_name: 'Els@medemblik.example' display_name: 'Els' roles: COORDINATOR municipality: 'GM0420'";

// As a client makes one, but always the same.
const std::string kAttempt = "0123456789abcdefghijklmnopqrstuvwxyzABCDEF-";

class OidcSignInTest : public testing::AccountTest {
 protected:
  OidcSignInTest() {
    server_.reset();
    server_ = std::make_unique<testing::AccountServer>(*vault_, clock_, testing::AccountServer::kCheap,
                                                       grpc::InsecureServerCredentials(), issuer_.Options());
  }

  Outcome<v1::StartOidcSignInResponse> Begin() {
    v1::StartOidcSignInRequest request;
    request.set_attempt(kAttempt);
    return Session(&Sessions::StartOidcSignIn, request);
  }

  Outcome<v1::CompleteOidcSignInResponse> SignInThere(const testing::JsonFields& claims = {}) {
    const auto start = Begin().value();
    const testing::Redirect redirect = issuer_.SignIn(start.authorization_url(), claims);
    v1::CompleteOidcSignInRequest request;
    request.set_code(redirect.code);
    request.set_state(redirect.state);
    request.set_attempt(kAttempt);
    return Session(&Sessions::CompleteOidcSignIn, request);
  }

  v1::Account Read(const std::string& name, const Person& administrator) {
    v1::GetAccountRequest request;
    request.set_name(name);
    return Admin(&Accounts::GetAccount, request, administrator.token).value();
  }

  testing::TestIssuer issuer_{clock_};
};

TEST_F(OidcSignInTest, WhoeverIsInvitedGetsASessionLikeAnyOther) {
  const Person administrator = FirstAdministrator();
  const v1::Account created = CreateAccount(administrator, kEls).value();
  EXPECT_EQ(created.issuer(), "");
  const auto signed_in = SignInThere().value();
  EXPECT_EQ(signed_in.account(), created.name());
  EXPECT_TRUE(signed_in.session().current());
  EXPECT_TRUE(GetsIn(signed_in.token()));
  const v1::Account bound = Read(created.name(), administrator);
  EXPECT_EQ(bound.state(), v1::Account::ACTIVE);
  EXPECT_EQ(bound.issuer(), issuer_.url());
  ASSERT_TRUE(Session(&Sessions::SignOut, v1::SignOutRequest(), signed_in.token()).status.ok());
  EXPECT_FALSE(GetsIn(signed_in.token()));
  // There is no password that would be another way in.
  Person els{"els@medemblik.example", "", "", {}, ""};
  EXPECT_EQ(SignIn(els, "000000").reason(), "SIGN_IN_FAILED");
}

TEST_F(OidcSignInTest, WhatTheIssuerSaysOfRolesGivesNone) {
  const Person administrator = FirstAdministrator();
  CreateAccount(administrator, kEls).value();
  const auto signed_in =
      SignInThere({{"roles", R"(["ADMINISTRATOR"])"}, {"groups", R"(["klik-administrators"])"}}).value();
  EXPECT_EQ(Admin(&Accounts::ListAccounts, v1::ListAccountsRequest(), signed_in.token()).reason(), "NOT_GRANTED");
}

TEST_F(OidcSignInTest, DisabledIsOutAndEnabledIsInAgain) {
  const Person administrator = FirstAdministrator();
  const std::string name = CreateAccount(administrator, kEls).value().name();
  const auto signed_in = SignInThere().value();
  v1::DisableAccountRequest disable;
  disable.set_name(name);
  ASSERT_TRUE(Admin(&Accounts::DisableAccount, disable, administrator.token).status.ok());
  EXPECT_FALSE(GetsIn(signed_in.token()));
  EXPECT_EQ(SignInThere().reason(), "NOT_INVITED");
  v1::EnableAccountRequest enable;
  enable.set_name(name);
  ASSERT_EQ(Admin(&Accounts::EnableAccount, enable, administrator.token).value().state(), v1::Account::ACTIVE);
  EXPECT_TRUE(SignInThere().status.ok());
  v1::InviteAccountRequest invite;
  invite.set_name(name);
  ASSERT_EQ(Admin(&Accounts::InviteAccount, invite, administrator.token).value().issuer(), "");
  EXPECT_TRUE(SignInThere({{"sub", Quoted("subject-2")}}).status.ok());
  EXPECT_EQ(SignInThere().reason(), "NOT_INVITED");
}

TEST_F(OidcSignInTest, AnUpdateKeepsWhoItIs) {
  const Person administrator = FirstAdministrator();
  const std::string name = CreateAccount(administrator, kEls).value().name();
  ASSERT_TRUE(SignInThere().status.ok());
  v1::UpdateAccountRequest update;
  *update.mutable_account() = Read(name, administrator);
  update.mutable_account()->set_display_name("Els Bakker");
  update.mutable_account()->set_issuer("https://elsewhere.example");
  const auto updated = Admin(&Accounts::UpdateAccount, update, administrator.token).value();
  EXPECT_EQ(updated.display_name(), "Els Bakker");
  EXPECT_EQ(updated.issuer(), issuer_.url());
  EXPECT_EQ(SignInThere().value().account(), name);
}

TEST_F(OidcSignInTest, WithoutAnIssuerItIsSaidSo) {
  Restart();
  EXPECT_EQ(Begin().reason(), "OIDC_NOT_CONFIGURED");
  EXPECT_EQ(Begin().status.error_code(), grpc::FAILED_PRECONDITION);
  EXPECT_EQ(Session(&Sessions::CompleteOidcSignIn, v1::CompleteOidcSignInRequest()).reason(), "OIDC_NOT_CONFIGURED");
}

TEST_F(OidcSignInTest, AnIssuerThatIsDownStopsNothingElse) {
  const Person administrator = FirstAdministrator();
  issuer_.AnswerBy("/.well-known/openid-configuration", [](const testing::WebRequest&, testing::WebConnection&) {});
  const auto down = Begin();
  EXPECT_EQ(down.reason(), "OIDC_ISSUER_UNAVAILABLE");
  EXPECT_EQ(down.status.error_code(), grpc::UNAVAILABLE);
  EXPECT_TRUE(SignIn(administrator).status.ok());
  EXPECT_TRUE(GetsIn(administrator.token));
}

TEST_F(OidcSignInTest, NoSecretOfAnAttemptIsStored) {
  const Person administrator = FirstAdministrator();
  CreateAccount(administrator, kEls).value();
  const auto signed_in = SignInThere().value();
  std::string all;
  ASSERT_TRUE((*vault_->store().OpenSnapshot())
                  ->Scan(storage::KeyRange::All(),
                         [&](std::string_view key, std::string_view value) {
                           all.append(key).append(value);
                           return absl::OkStatus();
                         })
                  .ok());
  EXPECT_EQ(all.find(signed_in.token().substr(6)), std::string::npos);
  EXPECT_EQ(all.find("code-1"), std::string::npos);
  // The search could have found something.
  EXPECT_NE(all.find("subject-1"), std::string::npos);
}

}  // namespace
}  // namespace klik::services
