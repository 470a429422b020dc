// Who comes in through the issuer, and how often an attempt is good.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "tests/services/oidc/oidc_desk_fixture.h"

namespace klik::services {
namespace {

using testing::Quoted;
using testing::Redirect;

TEST_F(OidcDeskTest, WhoeverIsInvitedComesInAndIsBound) {
  const std::string name = Invited("els@medemblik.example");
  const auto signed_in = SignIn();
  ASSERT_TRUE(signed_in.ok()) << signed_in.status();
  EXPECT_EQ(signed_in->account.name, name);
  EXPECT_TRUE(GetsIn(signed_in->token));
  const Account account = directory_->FindAccount(name);
  EXPECT_EQ(account->state, storage::AccountState::kActive);
  EXPECT_EQ(account->issuer, issuer_.url());
  EXPECT_EQ(account->subject, "subject-1");
  EXPECT_TRUE(account->invitation.empty());
  // What was given with the account, and nothing that the token says.
  EXPECT_THAT(account->roles, ::testing::ElementsAre(klik::v1::Access::COORDINATOR));
  EXPECT_EQ(AccountDirectory::Load(*store_).value()->FindAccount(name)->subject, "subject-1");
}

TEST_F(OidcDeskTest, AfterThatOnlyTheSubjectCounts) {
  const std::string name = Invited("els@medemblik.example");
  ASSERT_TRUE(SignIn().ok());
  // Married, moved, renamed; still her.
  const auto renamed = SignIn({{"email", Quoted("els.bakker@medemblik.example")}});
  ASSERT_TRUE(renamed.ok()) << renamed.status();
  EXPECT_EQ(renamed->account.name, name);
  EXPECT_TRUE(SignIn({{"email", ""}, {"email_verified", ""}}).ok());
  // Somebody else who got her address is not her.
  EXPECT_EQ(ReasonOf(SignIn({{"sub", Quoted("subject-2")}}).status()), "NOT_INVITED");
}

TEST_F(OidcDeskTest, WhoeverIsNotInvitedStaysOut) {
  const auto stranger = SignIn();
  EXPECT_EQ(ReasonOf(stranger.status()), "NOT_INVITED");
  Invited("els@medemblik.example");
  clock_.Advance(kInvitationLifetime);
  const auto too_late = SignIn();
  EXPECT_EQ(too_late.status(), stranger.status());
  EXPECT_TRUE(directory_->DecidedSessions().empty());
}

TEST_F(OidcDeskTest, AnAddressThatIsNotVerifiedIsNobodys) {
  Invited("els@medemblik.example");
  EXPECT_EQ(ReasonOf(SignIn({{"email_verified", "false"}}).status()), "NOT_INVITED");
  EXPECT_EQ(ReasonOf(SignIn({{"email_verified", ""}}).status()), "NOT_INVITED");
  EXPECT_EQ(ReasonOf(SignIn({{"email_verified", Quoted("true")}}).status()), "NOT_INVITED");
  // A name alone is not looked at, unless that is configured.
  EXPECT_EQ(ReasonOf(SignIn({{"email", ""}, {"preferred_username", Quoted("els@medemblik.example")}}).status()),
            "NOT_INVITED");
  OidcOptions options = issuer_.Options();
  options.account_claim = "preferred_username";
  Configure(std::move(options));
  EXPECT_TRUE(SignIn({{"email", ""}, {"preferred_username", Quoted("els@medemblik.example")}}).ok());
}

TEST_F(OidcDeskTest, ADisabledAccountStaysShutAndANewInvitationBindsAnew) {
  const std::string name = Invited("els@medemblik.example");
  ASSERT_TRUE(SignIn().ok());
  const auto change = [&](auto change_account) {
    DirectoryChange records(*directory_);
    Reply stored = Call(*registry_, [&](const engine::Snapshot&, absl::Time now) -> absl::StatusOr<Decision> {
      storage::AccountRecord account = *directory_->DecidedAccount(name);
      change_account(account, now);
      records.Put(account);
      return Decision{{}, "", records.TakeWrites()};
    });
    records.Settle(stored.ok());
  };
  change([](storage::AccountRecord& account, absl::Time) { account.state = storage::AccountState::kDisabled; });
  EXPECT_EQ(ReasonOf(SignIn().status()), "NOT_INVITED");
  change([](storage::AccountRecord& account, absl::Time now) { Invite(account, now); });
  const auto again = SignIn({{"sub", Quoted("subject-2")}});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(directory_->FindAccount(name)->subject, "subject-2");
}

TEST_F(OidcDeskTest, TheLinkOfTheInvitationIsDeadOnceBound) {
  DirectoryChange change(*directory_);
  std::string invitation;
  Reply stored = Call(*registry_, [&](const engine::Snapshot&, absl::Time now) -> absl::StatusOr<Decision> {
    storage::AccountRecord account;
    account.name = "accounts/els";
    account.user_name = "els@medemblik.example";
    invitation = Invite(account, now);
    change.Put(account);
    return Decision{{}, "", change.TakeWrites()};
  });
  change.Settle(stored.ok());
  ASSERT_TRUE(sign_in_.Prepare(invitation).ok());
  ASSERT_TRUE(SignIn().ok());
  EXPECT_EQ(ReasonOf(sign_in_.Prepare(invitation).status()), "INVITATION_NOT_VALID");
}

TEST_F(OidcDeskTest, OfTwoWhoAreBothInvitedAtOnceOneIsBound) {
  Invited("els@medemblik.example");
  std::vector<absl::Status> statuses(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    threads.emplace_back([&, i] { statuses[i] = SignIn({{"sub", Quoted("s" + std::to_string(i))}}).status(); });
  }
  for (std::thread& thread : threads) thread.join();
  int in = 0;
  for (const absl::Status& status : statuses) {
    in += status.ok() ? 1 : 0;
    EXPECT_EQ(ReasonOf(status), status.ok() ? "" : "NOT_INVITED");
  }
  EXPECT_EQ(in, 1);
}

TEST_F(OidcDeskTest, AnAttemptIsGoodOnce) {
  Invited("els@medemblik.example");
  const Started start = Start().value();
  const Redirect redirect = issuer_.SignIn(start.authorization_url);
  ASSERT_TRUE(Complete(redirect, start.attempt).ok());
  EXPECT_EQ(ReasonOf(Complete(redirect, start.attempt).status()), "OIDC_ATTEMPT_NOT_VALID");
  // Also with a code that is still good.
  const Redirect other = issuer_.SignIn(start.authorization_url);
  EXPECT_EQ(ReasonOf(Complete(other, start.attempt).status()), "OIDC_ATTEMPT_NOT_VALID");
  EXPECT_EQ(issuer_.Asked("/token"), 1);
}

TEST_F(OidcDeskTest, AnAttemptIsOfWhoeverStartedIt) {
  Invited("els@medemblik.example");
  const Started mine = Start().value();
  const Started others = Start().value();
  const Redirect slipped = issuer_.SignIn(others.authorization_url);
  EXPECT_EQ(ReasonOf(Complete(slipped, mine.attempt).status()), "OIDC_ATTEMPT_NOT_VALID");
  EXPECT_EQ(ReasonOf(Complete({"code", std::string(43, 'a')}, mine.attempt).status()), "OIDC_ATTEMPT_NOT_VALID");
  EXPECT_EQ(issuer_.Asked("/token"), 0);
  EXPECT_TRUE(Complete(issuer_.SignIn(mine.authorization_url), mine.attempt).ok());
}

TEST_F(OidcDeskTest, ASecretThatIsGuessedIsNotTaken) {
  for (const std::string& attempt : {std::string(), std::string(42, 'a'), std::string(44, 'a'),
                                     std::string(42, 'a') + "=", std::string(42, 'a') + " "}) {
    EXPECT_EQ(ReasonOf(StartWith(attempt).status()), "INVALID_FIELDS") << attempt;
  }
  EXPECT_TRUE(StartWith(NewSecret()).ok());
  EXPECT_EQ(ReasonOf(Complete({"code", ""}, "").status()), "OIDC_ATTEMPT_NOT_VALID");
}

TEST_F(OidcDeskTest, AnAttemptEndsAfterTenMinutes) {
  Invited("els@medemblik.example");
  const Started in_time = Start().value();
  const Started too_late = Start().value();
  EXPECT_EQ(in_time.expire_time, clock_.Now() + kAttemptLifetime);
  clock_.Advance(kAttemptLifetime - absl::Seconds(1));
  EXPECT_TRUE(Complete(issuer_.SignIn(in_time.authorization_url), in_time.attempt).ok());
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(ReasonOf(Complete(issuer_.SignIn(too_late.authorization_url), too_late.attempt).status()),
            "OIDC_ATTEMPT_NOT_VALID");
}

TEST_F(OidcDeskTest, ACodeOfAnotherAttemptIsRefusedByTheIssuer) {
  Invited("els@medemblik.example");
  const Started mine = Start().value();
  const Started others = Start().value();
  // PKCE: the verifier is of my attempt, the challenge of the other.
  const Redirect stolen = issuer_.SignIn(others.authorization_url);
  const Redirect redirect = issuer_.SignIn(mine.authorization_url);
  EXPECT_EQ(ReasonOf(Complete({stolen.code, redirect.state}, mine.attempt).status()), "OIDC_CODE_REFUSED");
}

}  // namespace
}  // namespace klik::services
