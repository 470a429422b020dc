// What goes on record by itself, as a privacy officer reads it: who let whom in, who tried to get in, and who erased
// somebody.
#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "klik/v1/admin_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "tests/services/registry/registry_calls.h"
#include "tests/services/rpc/account_server.h"
#include "tests/services/rpc/messages.h"

namespace klik::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Outcome;
using testing::Parsed;
using testing::Person;

class OnRecordTest : public testing::AccountTest {
 protected:
  // The earliest first; the trail must be whole.
  std::vector<v1::AuditEntry> OnRecord() {
    const auto verified = server_
                              ->Call<v1::AdminService::Stub>(&v1::AdminService::Stub::VerifyAudit,
                                                             v1::VerifyAuditRequest(), officer_.token)
                              .value();
    EXPECT_EQ(verified.first_bad_entry(), "");
    const auto listed = List("").value();
    EXPECT_EQ("auditEntries/" + std::to_string(listed.audit_entries_size()), verified.last_entry());
    return {listed.audit_entries().rbegin(), listed.audit_entries().rend()};
  }

  Outcome<v1::ListAuditEntriesResponse> List(const std::string& subject) {
    v1::ListAuditEntriesRequest request;
    request.set_page_size(1000);
    request.set_subject(subject);
    return server_->Call<v1::AdminService::Stub>(&v1::AdminService::Stub::ListAuditEntries, request, officer_.token);
  }

  // Of the last entry of this method; fails when there is none.
  v1::AuditEntry Last(const std::string& operation) {
    const auto entries = OnRecord();
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
      if (entry->operation() == operation) return *entry;
    }
    ADD_FAILURE() << "no " << operation;
    return {};
  }

  std::string NameOf(const std::string& user_name) {
    const auto accounts = Admin(&Accounts::ListAccounts, v1::ListAccountsRequest(), admin_.token).value();
    for (const v1::Account& account : accounts.accounts()) {
      if (account.user_name() == user_name) return account.name();
    }
    return "";
  }

  // As an import or a call of a coordinator leaves them.
  void AddResident(const std::string& id) {
    const auto add = [&](const engine::Snapshot&, absl::Time now) -> absl::StatusOr<Decision> {
      engine::Resident resident;
      resident.meta = {.id = {engine::Kind::kResident, id},
                       .external_id = {},
                       .system = "crm",
                       .version = 1,
                       .create_time = now,
                       .update_time = now};
      return Decision{{std::make_shared<const engine::Resident>(std::move(resident))}, ""};
    };
    Mutation mutation;
    mutation.decide = add;
    mutation.audit.emplace();
    mutation.audit->operation = "klik.v1.ResidentService/CreateResident";
    ASSERT_TRUE(Send(server_->registry(), std::move(mutation)).get().ok());
  }

  Outcome<v1::ErasureCertificate> Erase(const std::string& name, const Person& person) {
    v1::EraseResidentRequest request;
    request.set_name(name);
    return server_->Call<v1::ResidentService::Stub>(&v1::ResidentService::Stub::EraseResident, request, person.token);
  }

  const Person admin_ = FirstAdministrator();
  const Person officer_ = NewPerson(admin_, "fg-els", "roles: PRIVACY_OFFICER");
};

TEST_F(OnRecordTest, WhoLetWhomIn) {
  const std::string administrator = NameOf("beheer");
  const v1::AuditEntry first = OnRecord().front();
  EXPECT_EQ(first.operation(), "klik.v1.SessionService/CompleteFirstStart");
  EXPECT_EQ(first.account(), administrator) << "whom it made";
  EXPECT_EQ(first.purpose(), "sign_in");

  const v1::AuditEntry created = Last("klik.v1.AccountService/CreateAccount");
  EXPECT_EQ(created.account(), administrator);
  EXPECT_THAT(created.roles(), ElementsAre("administrator"));
  EXPECT_EQ(created.action(), v1::AuditEntry::CREATE);
  EXPECT_EQ(created.outcome(), "OK");
  EXPECT_THAT(created.subjects(), ElementsAre(NameOf("fg-els")));
  EXPECT_NE(created.session(), "");
  EXPECT_THAT(created.peer(), ::testing::StartsWith("ipv"));

  v1::CreatePartnerTokenRequest token;
  *token.mutable_partner_token() = Parsed<v1::PartnerToken>("title: 'Zaak' system: 'zaak' scopes: CATALOGUE_READ");
  const auto made = Admin(&Accounts::CreatePartnerToken, token, admin_.token).value();
  EXPECT_THAT(Last("klik.v1.AccountService/CreatePartnerToken").subjects(), ElementsAre(made.name()));
}

TEST_F(OnRecordTest, WhatWasRefusedToAnAdministratorIsNotToldAsDone) {
  v1::DisableAccountRequest request;
  request.set_name(NameOf("beheer"));
  EXPECT_EQ(Admin(&Accounts::DisableAccount, request, admin_.token).reason(), "LAST_ADMINISTRATOR");
  EXPECT_EQ(Last("klik.v1.AccountService/DisableAccount").outcome(), "FAILED_PRECONDITION");
}

TEST_F(OnRecordTest, WhoTriedToGetIn) {
  EXPECT_TRUE(SignIn(officer_).status.ok());
  const v1::AuditEntry in = Last("klik.v1.SessionService/SignIn");
  EXPECT_EQ(in.account(), NameOf("fg-els"));
  EXPECT_EQ(in.outcome(), "OK");

  Person guess = officer_;
  guess.password = "not the password";
  EXPECT_EQ(SignIn(guess).reason(), "SIGN_IN_FAILED");
  const v1::AuditEntry failed = Last("klik.v1.SessionService/SignIn");
  EXPECT_EQ(failed.account(), NameOf("fg-els"));
  EXPECT_EQ(failed.outcome(), "UNAUTHENTICATED");

  guess.user_name = "nobody";
  EXPECT_EQ(SignIn(guess).reason(), "SIGN_IN_FAILED");
  EXPECT_EQ(Last("klik.v1.SessionService/SignIn").account(), "") << "what somebody typed is not kept";
}

TEST_F(OnRecordTest, TheMasterKeyIsRotatedOnRecord) {
  const auto rotated =
      server_->Call<v1::AdminService::Stub>(&v1::AdminService::Stub::RotateKey, v1::RotateKeyRequest(), admin_.token);
  EXPECT_TRUE(rotated.status.ok()) << rotated.status.error_message();
  EXPECT_EQ(Last("klik.v1.AdminService/RotateKey").outcome(), "OK");
  EXPECT_EQ(Last("klik.v1.AccountService/CreateAccount").subjects_size(), 1) << "and the trail can be read as before";
}

TEST_F(OnRecordTest, AnErasureStaysOnRecordAndWhomItErasedDoesNot) {
  AddResident("truus");
  AddResident("piet");
  EXPECT_THAT(List("residents/truus").value().audit_entries(), ::testing::SizeIs(1));
  EXPECT_EQ(Erase("residents/truus", admin_).reason(), "NOT_GRANTED");
  ASSERT_TRUE(Erase("residents/truus", officer_).status.ok());

  const v1::AuditEntry erased = Last("klik.v1.ResidentService/EraseResident");
  EXPECT_EQ(erased.account(), NameOf("fg-els"));
  EXPECT_EQ(erased.action(), v1::AuditEntry::DELETE);
  EXPECT_EQ(erased.purpose(), "data_protection");
  EXPECT_THAT(erased.subjects(), IsEmpty());
  EXPECT_EQ(erased.erased_subjects(), 1);
  EXPECT_EQ(erased.closed_subjects(), 0);
  int gone = 0;
  int left = 0;
  for (const v1::AuditEntry& entry : OnRecord()) {
    if (entry.operation() != "klik.v1.ResidentService/CreateResident") continue;
    gone += entry.erased_subjects();
    left += entry.subjects_size();
  }
  EXPECT_EQ(gone, 1);
  EXPECT_EQ(left, 1);
  EXPECT_EQ(List("residents/truus").status.error_code(), grpc::NOT_FOUND);
  EXPECT_THAT(List("residents/piet").value().audit_entries(), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace klik::services
