// First start and sign-in, as a client sees them.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "services/accounts/account_changes.h"
#include "services/accounts/totp.h"
#include "tests/services/rpc/account_server.h"
#include "tests/services/rpc/messages.h"
#include "tests/testing/base32.h"

namespace klik::services {
namespace {

using testing::Outcome;
using testing::Parsed;
using testing::Person;

const std::string kCoordinator = "roles: COORDINATOR municipality: 'GM0420'";

class SignInTest : public testing::AccountTest {
 protected:
  Outcome<v1::PrepareFirstStartResponse> Prepare(const std::string& invitation) {
    v1::PrepareFirstStartRequest request;
    request.set_invitation(invitation);
    return Session(&Sessions::PrepareFirstStart, request);
  }

  Outcome<v1::CompleteFirstStartResponse> Complete(const std::string& invitation, const std::string& user_name,
                                                   const std::string& password, const std::string& code) {
    v1::CompleteFirstStartRequest request;
    request.set_invitation(invitation);
    request.set_user_name(user_name);
    request.set_password(password);
    request.set_code(code);
    return Session(&Sessions::CompleteFirstStart, request);
  }

  // Everything that is stored, keys and values.
  std::string AllStored() const {
    std::string all;
    const auto snapshot = *vault_->store().OpenSnapshot();
    EXPECT_TRUE(snapshot
                    ->Scan(storage::KeyRange::All(),
                           [&](std::string_view key, std::string_view value) {
                             all.append(key).append(value);
                             return absl::OkStatus();
                           })
                    .ok());
    return all;
  }
};

using FirstStartTest = SignInTest;

TEST_F(FirstStartTest, ALinkMakesTheFirstAdministrator) {
  const Person administrator = FirstAdministrator();
  EXPECT_EQ(administrator.recovery_codes.size(), 10U);
  EXPECT_TRUE(GetsIn(administrator.token));
  const auto accounts = Admin(&Accounts::ListAccounts, v1::ListAccountsRequest(), administrator.token).value();
  ASSERT_EQ(accounts.accounts_size(), 1);
  EXPECT_EQ(accounts.accounts(0).user_name(), "beheer");
  EXPECT_THAT(accounts.accounts(0).roles(), ::testing::ElementsAre(v1::Access::ADMINISTRATOR));
  EXPECT_EQ(accounts.accounts(0).state(), v1::Account::ACTIVE);
}

TEST_F(FirstStartTest, TheLinkIsDeadOnceUsed) {
  const std::string invitation = server_->desk().OpenFirstStart().value();
  const Person administrator = Start(invitation, "beheer", "beheer");
  EXPECT_EQ(Prepare(invitation).reason(), "INVITATION_NOT_VALID");
  EXPECT_EQ(Complete(invitation, "ander", administrator.password, NextCode(administrator)).reason(),
            "INVITATION_NOT_VALID");
  EXPECT_EQ(server_->desk().OpenFirstStart(), std::nullopt);
  Restart();
  EXPECT_EQ(server_->desk().OpenFirstStart(), std::nullopt);
  EXPECT_EQ(Prepare(invitation).status.error_code(), grpc::UNAUTHENTICATED);
}

TEST_F(FirstStartTest, TheLinkIsDeadAfterAnHour) {
  const std::string invitation = server_->desk().OpenFirstStart().value();
  clock_.Advance(kFirstStartLifetime - absl::Seconds(1));
  Person person{
      "beheer", "kruiwagen vol pannenkoeken", testing::FromBase32(Prepare(invitation).value().totp_secret()), {}, ""};
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Prepare(invitation).reason(), "INVITATION_NOT_VALID");
  const std::string code = TotpCode(person.totp_secret, TotpStepAt(clock_.Now()));
  EXPECT_EQ(Complete(invitation, "beheer", person.password, code).reason(), "INVITATION_NOT_VALID");
  EXPECT_FALSE(server_->directory().HasAccounts());
}

TEST_F(FirstStartTest, TheLinkDiesWithTheServerAndTheNextStartHasAnother) {
  const std::string invitation = server_->desk().OpenFirstStart().value();
  ASSERT_TRUE(Prepare(invitation).status.ok());
  Restart();
  EXPECT_EQ(Prepare(invitation).reason(), "INVITATION_NOT_VALID");
  const std::string next = server_->desk().OpenFirstStart().value();
  EXPECT_NE(next, invitation);
  EXPECT_TRUE(Prepare(next).status.ok());
  EXPECT_EQ(AllStored(), "");
}

TEST_F(FirstStartTest, OfTwoWhoUseTheLinkAtOnceOneGetsIn) {
  const std::string invitation = server_->desk().OpenFirstStart().value();
  const std::string secret = testing::FromBase32(Prepare(invitation).value().totp_secret());
  const std::string code = TotpCode(secret, TotpStepAt(clock_.Now()));
  std::vector<grpc::StatusCode> codes(6);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    threads.emplace_back([&, i] {
      codes[i] =
          Complete(invitation, "beheer" + std::to_string(i), "kruiwagen vol pannenkoeken", code).status.error_code();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::count(codes.begin(), codes.end(), grpc::OK), 1);
  EXPECT_EQ(std::count(codes.begin(), codes.end(), grpc::UNAUTHENTICATED), 5);
}

TEST_F(FirstStartTest, EveryFieldThatIsWrongIsNamedAndTheLinkStaysGood) {
  const std::string invitation = server_->desk().OpenFirstStart().value();
  EXPECT_THAT(Complete(invitation, "B!", "short", "000000").fields(),
              ::testing::UnorderedElementsAre("user_name", "password", "code"));
  // A code of a second factor that was prepared before the last one.
  const std::string before = testing::FromBase32(Prepare(invitation).value().totp_secret());
  const std::string secret = testing::FromBase32(Prepare(invitation).value().totp_secret());
  const std::int64_t step = TotpStepAt(clock_.Now());
  const std::string password = "kruiwagen vol pannenkoeken";
  EXPECT_THAT(Complete(invitation, "beheer", password, TotpCode(before, step)).fields(),
              ::testing::ElementsAre("code"));
  EXPECT_TRUE(Complete(invitation, "beheer", password, TotpCode(secret, step)).status.ok());
}

TEST_F(FirstStartTest, WithoutTheLinkNobodyIsToldAnything) {
  server_->desk().OpenFirstStart();
  EXPECT_EQ(Prepare("").reason(), "INVITATION_NOT_VALID");
  EXPECT_EQ(Prepare(std::string(43, 'a')).reason(), "INVITATION_NOT_VALID");
  // Not even that a password would be too short.
  EXPECT_EQ(Complete("x", "", "", "").reason(), "INVITATION_NOT_VALID");
}

TEST_F(SignInTest, PasswordAndCodeGiveASession) {
  const Person administrator = FirstAdministrator();
  const auto signed_in = SignIn(administrator).value();
  EXPECT_TRUE(GetsIn(signed_in.token()));
  EXPECT_NE(signed_in.token(), administrator.token);
  EXPECT_TRUE(signed_in.session().current());
  EXPECT_EQ(signed_in.recovery_codes(), 10);
  // However it is typed.
  Person loud = administrator;
  loud.user_name = "BeHeer";
  EXPECT_TRUE(SignIn(loud).status.ok());
}

TEST_F(SignInTest, WhateverIsWrongTheAnswerIsTheSame) {
  const Person administrator = FirstAdministrator();
  const Person disabled = NewPerson(administrator, "disabled", kCoordinator);
  v1::DisableAccountRequest disable;
  disable.set_name(server_->directory().FindUser("disabled")->name);
  ASSERT_TRUE(Admin(&Accounts::DisableAccount, disable, administrator.token).status.ok());
  CreateAccount(administrator, "user_name: 'invited' display_name: 'I' " + kCoordinator).value();

  Person wrong_password = administrator;
  wrong_password.password = "een heel ander lang woord";
  Person nobody = administrator;
  nobody.user_name = "nobody";
  Person invited = administrator;
  invited.user_name = "invited";
  std::vector<Outcome<v1::SignInResponse>> outcomes;
  outcomes.push_back(SignIn(wrong_password));
  outcomes.push_back(SignIn(nobody));
  outcomes.push_back(SignIn(disabled));
  outcomes.push_back(SignIn(invited));
  clock_.Advance(absl::Minutes(1));
  outcomes.push_back(SignIn(administrator, "000000"));
  clock_.Advance(absl::Minutes(1));
  outcomes.push_back(SignIn(administrator, ""));
  for (const auto& outcome : outcomes) {
    EXPECT_EQ(outcome.reason(), "SIGN_IN_FAILED");
    EXPECT_EQ(outcome.status.error_code(), grpc::UNAUTHENTICATED);
    EXPECT_EQ(outcome.status.error_message(), outcomes.front().status.error_message());
    EXPECT_EQ(outcome.status.error_details(), outcomes.front().status.error_details());
  }
}

TEST_F(SignInTest, WhereThereIsNothingToCheckTheSameWorkIsDone) {
  const Person administrator = FirstAdministrator();
  CreateAccount(administrator, "user_name: 'invited' display_name: 'I' " + kCoordinator).value();
  // Work that cannot be done shows that it was begun.
  server_.reset();
  server_ = std::make_unique<testing::AccountServer>(*vault_, clock_, PasswordCost{.passes = 1, .memory_bytes = 1});
  Person nobody = administrator;
  for (const char* name : {"nobody", "invited"}) {
    nobody.user_name = name;
    EXPECT_EQ(SignIn(nobody, "000000").reason(), "OVERLOADED") << name;
  }
}

TEST_F(SignInTest, ACodePassesOnceAlsoForTwoAtOnce) {
  const Person administrator = FirstAdministrator();
  const std::string code = NextCode(administrator);
  ASSERT_TRUE(SignIn(administrator, code).status.ok());
  EXPECT_EQ(SignIn(administrator, code).reason(), "SIGN_IN_FAILED");
  Restart();
  clock_.Advance(absl::Seconds(2));
  EXPECT_EQ(SignIn(administrator, code).reason(), "SIGN_IN_FAILED");
}

TEST_F(SignInTest, ARecoveryCodeStandsForACodeOnce) {
  const Person administrator = FirstAdministrator();
  const auto signed_in = SignIn(administrator, administrator.recovery_codes[3]).value();
  EXPECT_EQ(signed_in.recovery_codes(), 9);
  EXPECT_EQ(SignIn(administrator, administrator.recovery_codes[3]).reason(), "SIGN_IN_FAILED");
  clock_.Advance(absl::Seconds(5));
  EXPECT_TRUE(SignIn(administrator, administrator.recovery_codes[4]).status.ok());
}

TEST_F(SignInTest, RecoveryCodesAreRenewed) {
  const Person administrator = FirstAdministrator();
  v1::RenewRecoveryCodesRequest request;
  request.set_password(administrator.password);
  request.set_code(NextCode(administrator));
  const auto renewed = Session(&Sessions::RenewRecoveryCodes, request, administrator.token).value();
  ASSERT_EQ(renewed.recovery_codes_size(), 10);
  EXPECT_EQ(SignIn(administrator, administrator.recovery_codes[0]).reason(), "SIGN_IN_FAILED");
  clock_.Advance(absl::Seconds(5));
  EXPECT_TRUE(SignIn(administrator, renewed.recovery_codes(0)).status.ok());
  EXPECT_EQ(Session(&Sessions::RenewRecoveryCodes, request, administrator.token).reason(), "SIGN_IN_FAILED");
}

TEST_F(SignInTest, ANewPasswordTakesThePlaceOfTheOldAndEndsTheOtherSessions) {
  Person person = FirstAdministrator();
  const std::string other = SignIn(person).value().token();
  v1::ChangePasswordRequest request;
  request.set_password(person.password);
  request.set_code(NextCode(person));
  request.set_new_password("password1234");
  EXPECT_THAT(Session(&Sessions::ChangePassword, request, person.token).fields(),
              ::testing::ElementsAre("new_password"));
  request.set_new_password("drie blauwe olifanten op de dijk");
  ASSERT_TRUE(Session(&Sessions::ChangePassword, request, person.token).status.ok());
  EXPECT_TRUE(GetsIn(person.token));
  EXPECT_FALSE(GetsIn(other));
  EXPECT_EQ(SignIn(person).reason(), "SIGN_IN_FAILED");
  person.password = "drie blauwe olifanten op de dijk";
  clock_.Advance(absl::Seconds(5));
  EXPECT_TRUE(SignIn(person).status.ok());
}

TEST_F(SignInTest, GuessingIsSlowedDownAndARestartIsNoNewChance) {
  const Person administrator = FirstAdministrator();
  Person wrong = administrator;
  wrong.password = "een heel ander lang woord";
  int tried = 0;
  for (int i = 0; i < 200; ++i) {
    const auto outcome = SignIn(wrong, "000000");
    ASSERT_THAT(outcome.reason(), ::testing::AnyOf("SIGN_IN_FAILED", "SIGN_IN_THROTTLED"));
    tried += outcome.reason() == "SIGN_IN_FAILED" ? 1 : 0;
    if (i % 50 == 49) Restart();
    clock_.Advance(absl::Seconds(17));
  }
  EXPECT_LE(tried, 20);
  EXPECT_GE(tried, 10);
  // Also with what is right: it is not even tried.
  const auto throttled = SignIn(administrator, "000000");
  if (throttled.reason() == "SIGN_IN_THROTTLED") {
    EXPECT_EQ(throttled.status.error_code(), grpc::RESOURCE_EXHAUSTED);
    EXPECT_GT(throttled.DetailOf<google::rpc::RetryInfo>().retry_delay().seconds(), 0);
  }
  // But it is a delay: an hour later the owner gets in. Sessions had gone on.
  clock_.Advance(absl::Hours(1));
  EXPECT_TRUE(SignIn(administrator).status.ok());
}

TEST_F(SignInTest, OfManyAtOnceOneIsTried) {
  const Person administrator = FirstAdministrator();
  Person wrong = administrator;
  wrong.password = "een heel ander lang woord";
  std::vector<std::string> reasons(8);
  std::vector<std::thread> threads;
  for (std::string& reason : reasons) {
    threads.emplace_back([&] { reason = SignIn(wrong, "000000").reason(); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "SIGN_IN_FAILED"), 1);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "SIGN_IN_THROTTLED"), 7);
}

TEST_F(SignInTest, NoSecretIsStored) {
  const Person administrator = FirstAdministrator();
  const std::string token = SignIn(administrator).value().token();
  const auto created = CreateAccount(administrator, "user_name: 'els' display_name: 'Els' " + kCoordinator,
                                     "7f1d9d0e-5a35-4b8e-9c40-3a3f6a1f0d11")
                           .value();
  v1::CreatePartnerTokenRequest partner;
  *partner.mutable_partner_token() =
      Parsed<v1::PartnerToken>("title: 'Zaaksysteem' system: 'zaak' scopes: PROFILE_READ");
  partner.set_request_id("7f1d9d0e-5a35-4b8e-9c40-3a3f6a1f0d12");
  const std::string secret = Admin(&Accounts::CreatePartnerToken, partner, administrator.token).value().secret();
  const std::string stored = AllStored();
  ASSERT_FALSE(created.invitation().empty());
  ASSERT_FALSE(secret.empty());
  for (const std::string& text :
       {administrator.password, administrator.totp_secret, Base32(administrator.totp_secret), administrator.token,
        administrator.token.substr(6), token.substr(6), created.invitation(), secret, secret.substr(32, 43),
        administrator.recovery_codes[0], administrator.recovery_codes[0].substr(0, 9)}) {
    EXPECT_EQ(stored.find(text), std::string::npos);
  }
  // What is stored is there: the search above could have found it.
  EXPECT_NE(stored.find("beheer"), std::string::npos);
}

}  // namespace
}  // namespace klik::services
