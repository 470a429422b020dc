// Accounts, as an administrator sees them.
#include <string>

#include "gmock/gmock.h"
#include "services/accounts/account_changes.h"
#include "tests/services/rpc/account_server.h"
#include "tests/services/rpc/messages.h"

namespace klik::services {
namespace {

using ::testing::ElementsAre;
using testing::Outcome;
using testing::Parsed;
using testing::Person;

const std::string kEls = "user_name: 'els' display_name: 'Els' roles: COORDINATOR municipality: 'GM0420'";

class AccountServiceTest : public testing::AccountTest {
 protected:
  template <typename Request>
  Outcome<v1::Account> Do(grpc::Status (Accounts::*method)(grpc::ClientContext*, const Request&, v1::Account*),
                          const std::string& user_name, const std::string& etag = "") {
    Request request;
    request.set_name(NameOf(user_name));
    request.set_etag(etag);
    return Admin(method, request, admin_.token);
  }
  std::string NameOf(const std::string& user_name) { return server_->directory().FindUser(user_name)->name; }

  Outcome<v1::Account> Update(const std::string& account, const std::string& mask = "") {
    v1::UpdateAccountRequest request;
    *request.mutable_account() = Parsed<v1::Account>(account);
    if (!mask.empty()) request.mutable_update_mask()->add_paths(mask);
    return Admin(&Accounts::UpdateAccount, request, admin_.token);
  }

  const Person admin_ = FirstAdministrator();
};

TEST_F(AccountServiceTest, AnInvitationLeadsToASession) {
  const auto created = CreateAccount(admin_, kEls).value();
  EXPECT_TRUE(created.name().starts_with("accounts/"));
  EXPECT_EQ(created.state(), v1::Account::INVITED);
  EXPECT_EQ(created.system(), "gm0420");
  EXPECT_EQ(created.invitation().size(), 43U);
  v1::GetAccountRequest get;
  get.set_name(created.name());
  EXPECT_EQ(Admin(&Accounts::GetAccount, get, admin_.token).value().invitation(), "");
  const Person els = Start(created.invitation(), "els");
  EXPECT_TRUE(GetsIn(els.token));
  EXPECT_TRUE(SignIn(els).status.ok());
  const auto now = Admin(&Accounts::GetAccount, get, admin_.token).value();
  EXPECT_EQ(now.state(), v1::Account::ACTIVE);
  EXPECT_EQ(now.recovery_codes(), 10);
  EXPECT_FALSE(now.has_invitation_expire_time());
}

TEST_F(AccountServiceTest, AnInvitationSurvivesARestartButNotThreeDays) {
  const std::string invitation = CreateAccount(admin_, kEls).value().invitation();
  Restart();
  v1::PrepareFirstStartRequest prepare;
  prepare.set_invitation(invitation);
  EXPECT_EQ(Session(&Sessions::PrepareFirstStart, prepare).value().user_name(), "els");
  clock_.Advance(kInvitationLifetime);
  EXPECT_EQ(Session(&Sessions::PrepareFirstStart, prepare).reason(), "INVITATION_NOT_VALID");
}

TEST_F(AccountServiceTest, ARetriedCallMakesNoSecondAccountAndShowsNoSecret) {
  const std::string request_id = "7f1d9d0e-5a35-4b8e-9c40-3a3f6a1f0d11";
  const auto first = CreateAccount(admin_, kEls, request_id).value();
  const auto again = CreateAccount(admin_, kEls, request_id).value();
  EXPECT_EQ(again.name(), first.name());
  EXPECT_FALSE(first.invitation().empty());
  EXPECT_TRUE(again.invitation().empty());
  EXPECT_EQ(CreateAccount(admin_, kEls).reason(), "USER_NAME_TAKEN");
}

TEST_F(AccountServiceTest, EveryFieldThatIsWrongIsNamed) {
  EXPECT_THAT(CreateAccount(admin_, "user_name: 'E!' municipality: 'x' organisation: 'x' system: 'X'").fields(),
              ::testing::UnorderedElementsAre("account.user_name", "account.display_name", "account.municipality",
                                              "account.organisation", "account.system", "account.roles"));
  const std::string named = "user_name: 'els' display_name: 'Els' ";
  EXPECT_THAT(CreateAccount(admin_, named + "roles: COORDINATOR").fields(), ElementsAre("account.municipality"));
  EXPECT_THAT(CreateAccount(admin_, named + "roles: REFERRER").fields(), ElementsAre("account.organisation"));
  EXPECT_THAT(CreateAccount(admin_, named + "roles: PARTNER").fields(), ElementsAre("account.roles"));
  EXPECT_THAT(CreateAccount(admin_, named + "roles: ANALYST roles: ANALYST").fields(), ElementsAre("account.roles[1]"));
  EXPECT_THAT(CreateAccount(admin_, named + "roles: ADMINISTRATOR roles: ANALYST").fields(),
              ElementsAre("account.roles"));
  EXPECT_THAT(Admin(&Accounts::CreateAccount, v1::CreateAccountRequest(), admin_.token).fields(),
              ElementsAre("account"));
  v1::CreateAccountRequest check;
  *check.mutable_account() = Parsed<v1::Account>(kEls);
  check.set_validate_only(true);
  const auto checked = Admin(&Accounts::CreateAccount, check, admin_.token).value();
  EXPECT_EQ(checked.name(), "");
  EXPECT_EQ(checked.invitation(), "");
  EXPECT_EQ(server_->directory().FindUser("els"), nullptr);
}

TEST_F(AccountServiceTest, DisablingEndsSessionsForTheVeryNextCall) {
  const Person els = NewPerson(admin_, "els", "roles: COORDINATOR municipality: 'GM0420'");
  ASSERT_TRUE(GetsIn(els.token));
  EXPECT_EQ(Do(&Accounts::DisableAccount, "els").value().state(), v1::Account::DISABLED);
  EXPECT_FALSE(GetsIn(els.token));
  EXPECT_EQ(SignIn(els).reason(), "SIGN_IN_FAILED");
  EXPECT_EQ(Do(&Accounts::DisableAccount, "els").reason(), "WRONG_STATE");
  EXPECT_EQ(Do(&Accounts::InviteAccount, "els").reason(), "WRONG_STATE");
  Restart();
  EXPECT_FALSE(GetsIn(els.token));
  EXPECT_EQ(Do(&Accounts::EnableAccount, "els").value().state(), v1::Account::ACTIVE);
  // The sessions do not come back.
  EXPECT_FALSE(GetsIn(els.token));
  clock_.Advance(absl::Minutes(1));
  EXPECT_TRUE(SignIn(els).status.ok());
}

TEST_F(AccountServiceTest, ANewInvitationTakesAwayWhatTheOldOneGave) {
  const Person before = NewPerson(admin_, "els", "roles: COORDINATOR municipality: 'GM0420'");
  const auto invited = Do(&Accounts::InviteAccount, "els").value();
  EXPECT_EQ(invited.state(), v1::Account::INVITED);
  EXPECT_FALSE(GetsIn(before.token));
  EXPECT_EQ(SignIn(before).reason(), "SIGN_IN_FAILED");
  const Person after = Start(invited.invitation(), "els");
  EXPECT_NE(after.totp_secret, before.totp_secret);
  EXPECT_TRUE(GetsIn(after.token));
}

TEST_F(AccountServiceTest, TheLastAdministratorStays) {
  EXPECT_EQ(Do(&Accounts::DisableAccount, "beheer").reason(), "LAST_ADMINISTRATOR");
  EXPECT_EQ(Do(&Accounts::InviteAccount, "beheer").reason(), "LAST_ADMINISTRATOR");
  ASSERT_TRUE(GetsIn(admin_.token));
  const v1::Account self = Admin(&Accounts::ListAccounts, v1::ListAccountsRequest(), admin_.token).value().accounts(0);
  EXPECT_EQ(Update("name: '" + self.name() + "' etag: '" + self.etag() + "' roles: ANALYST").reason(),
            "LAST_ADMINISTRATOR");
  // Somebody who was only invited could not help.
  CreateAccount(admin_, "user_name: 'tweede' display_name: 'T' roles: ADMINISTRATOR").value();
  EXPECT_EQ(Do(&Accounts::DisableAccount, "beheer").reason(), "LAST_ADMINISTRATOR");
  NewPerson(admin_, "derde", "roles: ADMINISTRATOR");
  EXPECT_TRUE(Do(&Accounts::DisableAccount, "beheer").status.ok());
  EXPECT_FALSE(GetsIn(admin_.token));
}

TEST_F(AccountServiceTest, RolesCountFromTheNextCallOn) {
  const Person els = NewPerson(admin_, "els", "roles: COORDINATOR municipality: 'GM0420'");
  EXPECT_EQ(Admin(&Accounts::ListAccounts, v1::ListAccountsRequest(), els.token).reason(), "NOT_GRANTED");
  v1::GetAccountRequest get;
  get.set_name(NameOf("els"));
  const v1::Account before = Admin(&Accounts::GetAccount, get, admin_.token).value();
  const std::string start = "name: '" + before.name() + "' etag: '" + before.etag() + "' ";
  EXPECT_EQ(Update(start + "roles: ADMINISTRATOR", "roles").value().municipality(), "GM0420");
  EXPECT_TRUE(Admin(&Accounts::ListAccounts, v1::ListAccountsRequest(), els.token).status.ok());
  EXPECT_EQ(Update(start + "display_name: 'E'").reason(), "ETAG_MISMATCH");
  EXPECT_EQ(Do(&Accounts::DisableAccount, "els", before.etag()).reason(), "ETAG_MISMATCH");
}

TEST_F(AccountServiceTest, UserNameAndSystemNeverChange) {
  const auto els = CreateAccount(admin_, kEls).value();
  const std::string start = "name: '" + els.name() + "' etag: '" + els.etag() + "' ";
  EXPECT_THAT(Update(start + "user_name: 'truus' system: 'other'").fields(),
              ElementsAre("account.user_name", "account.system"));
  EXPECT_THAT(Update("display_name: 'E'").fields(), ElementsAre("account.name", "account.etag"));
  const auto updated = Update(start + "display_name: 'Els B.'").value();
  EXPECT_EQ(updated.display_name(), "Els B.");
  EXPECT_EQ(updated.user_name(), "els");
  EXPECT_EQ(updated.invitation(), "");
  EXPECT_NE(updated.etag(), els.etag());
}

TEST_F(AccountServiceTest, ListsGoPageByPage) {
  for (const char* name : {"een", "twee", "drie"}) {
    CreateAccount(admin_, std::string("user_name: '") + name + "' display_name: 'X' roles: ANALYST").value();
  }
  v1::ListAccountsRequest request;
  request.set_page_size(3);
  const auto first = Admin(&Accounts::ListAccounts, request, admin_.token).value();
  EXPECT_EQ(first.accounts_size(), 3);
  request.set_page_token(first.next_page_token());
  const auto second = Admin(&Accounts::ListAccounts, request, admin_.token).value();
  EXPECT_EQ(second.accounts_size(), 1);
  EXPECT_EQ(second.next_page_token(), "");
  EXPECT_LT(first.accounts(2).name(), second.accounts(0).name());
  v1::GetAccountRequest get;
  get.set_name("accounts/aaaaaaaaaaaaaaaaaaaaaaaaaa");
  EXPECT_EQ(Admin(&Accounts::GetAccount, get, admin_.token).status.error_code(), grpc::NOT_FOUND);
  get.set_name("residents/a");
  EXPECT_THAT(Admin(&Accounts::GetAccount, get, admin_.token).fields(), ElementsAre("name"));
}

}  // namespace
}  // namespace klik::services
