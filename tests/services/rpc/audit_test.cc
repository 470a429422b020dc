// The audit trail as the API shows it.
#include <gmock/gmock.h>

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "klik/v1/admin_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "tests/services/rpc/messages.h"
#include "tests/services/rpc/test_server.h"

namespace klik::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Stub = v1::AdminService::Stub;

class AuditCallsTest : public ::testing::Test {
 protected:
  // As the dispatcher puts a read on record.
  void Look(const std::string& account, std::vector<std::string> subjects, const std::string& reason = "") {
    services::Mutation mutation;
    mutation.audit.emplace();
    mutation.audit->operation = "klik.v1.ResidentService/GetResident";
    mutation.audit->action = services::AuditAction::kRead;
    mutation.audit->account = account;
    mutation.audit->subjects = std::move(subjects);
    mutation.audit->reason = reason;
    mutation.decide = [](const engine::Snapshot&, absl::Time) -> absl::StatusOr<services::Decision> {
      return services::Decision{};
    };
    std::promise<bool> done;
    mutation.done = [&](absl::StatusOr<services::Answer> answer) { done.set_value(answer.ok()); };
    server_.registry().Submit(std::move(mutation));
    ASSERT_TRUE(done.get_future().get());
  }

  std::string CreateResident(const std::string& external_id) {
    auto stub = server_.Stub<v1::ResidentService>();
    v1::CreateResidentRequest request;
    *request.mutable_resident() = Parsed<v1::Resident>(kPerson);
    request.mutable_resident()->set_external_id(external_id);
    return Call(*stub, &v1::ResidentService::Stub::CreateResident, request).value().name();
  }

  Outcome<v1::ListAuditEntriesResponse> List(const std::string& subject, const std::string& account, int size = 0,
                                             const std::string& token = "") {
    v1::ListAuditEntriesRequest request;
    request.set_subject(subject);
    request.set_account(account);
    request.set_page_size(size);
    request.set_page_token(token);
    return Call(*stub_, &Stub::ListAuditEntries, request);
  }

  static std::vector<std::string> Names(const v1::ListAuditEntriesResponse& response) {
    std::vector<std::string> names;
    for (const v1::AuditEntry& entry : response.audit_entries()) names.push_back(entry.name());
    return names;
  }

  TestServer server_;
  std::unique_ptr<Stub> stub_ = server_.Stub<v1::AdminService>();
};

TEST_F(AuditCallsTest, VerifyTellsHowFarTheTrailHoldsTogether) {
  EXPECT_EQ(Call(*stub_, &Stub::VerifyAudit, v1::VerifyAuditRequest()).value().last_entry(), "");
  Look("accounts/ann", {});
  Look("accounts/ann", {});
  const auto verified = Call(*stub_, &Stub::VerifyAudit, v1::VerifyAuditRequest()).value();
  EXPECT_EQ(verified.last_entry(), "auditEntries/2");
  EXPECT_EQ(verified.hash().size(), 64u);
  EXPECT_EQ(verified.first_bad_entry(), "");
  EXPECT_EQ(verified.fault(), v1::VerifyAuditResponse::FAULT_UNSPECIFIED);

  v1::VerifyAuditRequest noted;
  noted.set_noted_entry(verified.last_entry());
  noted.set_noted_hash(verified.hash());
  Look("accounts/ann", {});
  EXPECT_EQ(Call(*stub_, &Stub::VerifyAudit, noted).value().first_bad_entry(), "");
  noted.set_noted_hash(std::string(64, '0'));
  const auto bad = Call(*stub_, &Stub::VerifyAudit, noted).value();
  EXPECT_EQ(bad.first_bad_entry(), "auditEntries/2");
  EXPECT_EQ(bad.fault(), v1::VerifyAuditResponse::NOT_AS_NOTED);
  noted.set_noted_entry("auditEntries/02");
  noted.set_noted_hash("x");
  EXPECT_THAT(Call(*stub_, &Stub::VerifyAudit, noted).fields(), ElementsAre("noted_entry", "noted_hash"));
}

TEST_F(AuditCallsTest, ThePersonCanBeToldWhoLooked) {
  const std::string ann = CreateResident("R1");
  const std::string ben = CreateResident("R2");
  Look("accounts/x", {ann, ben}, "the doctor asked");
  Look("accounts/y", {ben});
  for (const std::string& subject : {ann, std::string("ext:R1")}) {
    const auto listed = List(subject, "").value();
    ASSERT_THAT(Names(listed), ElementsAre("auditEntries/1"));
    const v1::AuditEntry& entry = listed.audit_entries(0);
    EXPECT_THAT(entry.subjects(), ElementsAre(ann));
    EXPECT_EQ(entry.closed_subjects(), 1);
    EXPECT_EQ(entry.account(), "accounts/x");
    EXPECT_EQ(entry.reason(), "the doctor asked");
    EXPECT_EQ(entry.outcome(), "OK");
    EXPECT_EQ(entry.action(), v1::AuditEntry::READ);
    EXPECT_EQ(entry.operation(), "klik.v1.ResidentService/GetResident");
    EXPECT_GT(entry.write_time().seconds(), 0);
  }
  EXPECT_THAT(List("", "accounts/x").value().audit_entries(0).subjects(), ElementsAre(ann, ben));
  EXPECT_THAT(Names(List("", "accounts/z").value()), IsEmpty());
}

TEST_F(AuditCallsTest, ComesInPagesTheLatestFirst) {
  for (int i = 0; i < 5; ++i) Look("accounts/x", {});
  const auto first = List("", "accounts/x", 2).value();
  EXPECT_THAT(Names(first), ElementsAre("auditEntries/5", "auditEntries/4"));
  Look("accounts/x", {});
  const auto second = List("", "accounts/x", 2, first.next_page_token()).value();
  EXPECT_THAT(Names(second), ElementsAre("auditEntries/3", "auditEntries/2"));
  const auto last = List("", "accounts/x", 2, second.next_page_token()).value();
  EXPECT_THAT(Names(last), ElementsAre("auditEntries/1"));
  EXPECT_EQ(last.next_page_token(), "");
  // A token is for the list that gave it.
  EXPECT_THAT(List("", "accounts/y", 2, first.next_page_token()).fields(), ElementsAre("page_token"));
}

TEST_F(AuditCallsTest, TellsWhatIsWrongWithARequest) {
  EXPECT_THAT(List("activities/a", "Ann Jansen").fields(), ElementsAre("subject", "account"));
  EXPECT_EQ(List("ext:nobody", "").status.error_code(), grpc::NOT_FOUND);
}

TEST_F(AuditCallsTest, IsForNobodyWhoHasNotSignedIn) {
  const TestServer closed(/*dev_open=*/false);
  const auto stub = closed.Stub<v1::AdminService>();
  EXPECT_EQ(Call(*stub, &Stub::VerifyAudit, v1::VerifyAuditRequest()).status.error_code(), grpc::UNAUTHENTICATED);
  EXPECT_EQ(Call(*stub, &Stub::ListAuditEntries, v1::ListAuditEntriesRequest()).status.error_code(),
            grpc::UNAUTHENTICATED);
}

}  // namespace
}  // namespace klik::testing
