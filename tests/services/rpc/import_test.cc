// ImportRecords, as a client sees it: every line has its result, and no good line is lost.
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "klik/v1/activity_service.grpc.pb.h"
#include "klik/v1/match_service.grpc.pb.h"
#include "klik/v1/organisation_service.grpc.pb.h"
#include "klik/v1/referral_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/transfer_service.grpc.pb.h"
#include "services/errors/errors.h"
#include "services/rpc/call_limits.h"
#include "tests/services/rpc/messages.h"
#include "tests/services/rpc/test_server.h"

namespace klik::services {
namespace {

using ::testing::AllOf;
using testing::Call;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kActivity;
using testing::kPerson;
using testing::Parsed;
using ::testing::UnorderedElementsAre;

using Results = std::map<int, v1::ImportResult>;

// Writes while it reads, as a client must. Lines are counted from 1.
Results Import(const testing::TestServer& server, const std::vector<v1::ImportRecord>& records,
               bool validate_only = false) {
  const auto stub = server.Stub<v1::TransferService>();
  grpc::ClientContext context;
  const auto stream = stub->ImportRecords(&context);
  std::thread writer([&] {
    v1::ImportRecordsRequest request;
    for (std::size_t i = 0; i < records.size(); ++i) {
      request.set_line(static_cast<int>(i) + 1);
      *request.mutable_record() = records[i];
      request.set_validate_only(validate_only && i == 0);
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  Results results;
  v1::ImportRecordsResponse response;
  while (stream->Read(&response)) {
    for (const v1::ImportResult& result : response.results()) {
      EXPECT_TRUE(results.emplace(result.line(), result).second) << "line " << result.line() << " twice";
    }
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(results.size(), records.size());
  return results;
}

v1::ImportRecord Record(const std::string& text) { return Parsed<v1::ImportRecord>(text); }
v1::ImportRecord Resident(const std::string& changes) { return Record("resident { " + kPerson + changes + " }"); }
v1::ImportRecord Volunteer(const std::string& changes) { return Record("volunteer { " + kPerson + changes + " }"); }
v1::ImportRecord Activity(const std::string& changes) { return Record("activity { " + kActivity + changes + " }"); }
v1::ImportRecord Organisation(const std::string& changes) {
  return Record("organisation { title: 'x' " + changes + " }");
}
v1::ImportRecord Match(const std::string& text) { return Record("match { " + text + " }"); }

v1::ImportRecord Exclusion(const std::string& text) { return Record("exclusion { " + text + " }"); }

std::vector<std::string> OutcomesOf(const Results& results) {
  std::vector<std::string> outcomes;
  for (const auto& [line, result] : results) {
    outcomes.push_back(result.outcome() == v1::ImportResult::FAILED ? result.error().reason()
                                                                    : v1::ImportResult::Outcome_Name(result.outcome()));
  }
  return outcomes;
}

std::vector<std::string> FieldsOf(const v1::ImportResult& result) {
  std::vector<std::string> fields;
  for (const auto& violation : result.error().violations()) fields.push_back(violation.field());
  return fields;
}

class ImportTest : public ::testing::Test {
 protected:
  v1::Resident GetResident(const std::string& name) {
    v1::GetResidentRequest request;
    request.set_name(name);
    const auto residents = server_.Stub<v1::ResidentService>();
    return Call(*residents, &v1::ResidentService::Stub::GetResident, request).value();
  }

  testing::TestServer server_;
};

TEST_F(ImportTest, CreatesThenUpdatesThenLeavesAlone) {
  const auto first = Import(server_, {Resident("external_id: 'R1'"), Organisation("external_id: 'O1'")});
  EXPECT_THAT(OutcomesOf(first), ElementsAre("CREATED", "CREATED"));
  const v1::Resident created = GetResident("ext:R1");
  EXPECT_EQ(created.name(), first.at(1).name());
  server_.clock().Advance(absl::Hours(48));
  EXPECT_THAT(OutcomesOf(Import(server_, {Resident("external_id: 'R1'"), Organisation("external_id: 'O1'")})),
              ElementsAre("UNCHANGED", "UNCHANGED"));
  EXPECT_EQ(GetResident("ext:R1").etag(), created.etag());
  const auto second = Import(server_, {Resident("external_id: 'R1' display_name: 'Truus'")});
  EXPECT_THAT(OutcomesOf(second), ElementsAre("UPDATED"));
  EXPECT_EQ(second.at(1).name(), created.name());
  EXPECT_EQ(GetResident("ext:R1").display_name(), "Truus");
  EXPECT_EQ(GetResident("ext:R1").waiting_since(), created.waiting_since());
}

TEST_F(ImportTest, ABadLineCostsNoGoodOne) {
  const auto results = Import(server_, {Resident("external_id: 'R1'"), Volunteer("birth_year: 1"), v1::ImportRecord(),
                                        Resident("external_id: 'R2'")});
  EXPECT_EQ(results.at(1).outcome(), v1::ImportResult::CREATED);
  EXPECT_EQ(results.at(4).outcome(), v1::ImportResult::CREATED);
  EXPECT_THAT(FieldsOf(results.at(3)), ElementsAre("record"));
}

TEST_F(ImportTest, AReferralOfBeforeComesWithItsStateAndSteps) {
  const auto referral = [](const std::string& rest) {
    return Record(
        "referral { external_id: 'Q1' reason: 'a' legal_bases { purpose: MATCHING basis: CONSENT } "
        "resident_draft { " +
        kPerson + "} " + rest + "}");
  };
  const std::string steps =
      "steps { state: REQUESTED time { seconds: 1790000000 } } steps { state: ACCEPTED time { seconds: 1790086400 } }";
  const std::string whole = "state: ACCEPTED resident: 'ext:R1' referrer: 'ext:O1' " + steps;
  const std::vector<v1::ImportRecord> lines = {referral(whole), Resident("external_id: 'R1'"),
                                               Organisation("external_id: 'O1'")};
  const auto first = Import(server_, lines);
  EXPECT_THAT(OutcomesOf(first), ElementsAre("CREATED", "CREATED", "CREATED"));
  EXPECT_THAT(OutcomesOf(Import(server_, lines)), ElementsAre("UNCHANGED", "UNCHANGED", "UNCHANGED"));
  v1::GetReferralRequest request;
  request.set_name("ext:Q1");
  const auto kept =
      Call(*server_.Stub<v1::ReferralService>(), &v1::ReferralService::Stub::GetReferral, request).value();
  EXPECT_EQ(kept.resident(), first.at(2).name());
  EXPECT_EQ(kept.referrer(), first.at(3).name());
  EXPECT_EQ(kept.steps_size(), 2);
  EXPECT_EQ(kept.steps(0).time().seconds(), 1'790'000'000);

  EXPECT_THAT(FieldsOf(Import(server_, {referral("state: ACCEPTED")}).at(1)), ElementsAre("referral.resident"));
  EXPECT_THAT(FieldsOf(Import(server_, {referral("state: REJECTED " + steps)}).at(1)), ElementsAre("referral.steps"));
  v1::DeleteOrganisationRequest removal;
  removal.set_name("ext:O1");
  const auto organisations = server_.Stub<v1::OrganisationService>();
  EXPECT_EQ(Call(*organisations, &v1::OrganisationService::Stub::DeleteOrganisation, removal).reason(),
            "RESOURCE_IN_USE");
}

TEST_F(ImportTest, NamesEveryFieldOfABadLine) {
  const auto results =
      Import(server_, {Resident("birth_year: 1 place { postcode: '0001' }"),
                       Activity("topics: 'no.such' organisation: 'ext:nobody' organisation: 'ext:nowhere'"),
                       Match("resident: 'x' other: 'organisations/a' state: 99")});
  EXPECT_EQ(results.at(1).error().code(), "INVALID_ARGUMENT");
  EXPECT_THAT(FieldsOf(results.at(1)), UnorderedElementsAre("resident.birth_year", "resident.place.postcode"));
  EXPECT_THAT(FieldsOf(results.at(2)), UnorderedElementsAre("activity.topics[0]", "activity.organisation"));
  EXPECT_THAT(FieldsOf(results.at(3)), UnorderedElementsAre("match.resident", "match.other", "match.state"));
}

TEST_F(ImportTest, ALineNumberCounts) {
  const auto stub = server_.Stub<v1::TransferService>();
  grpc::ClientContext context;
  const auto stream = stub->ImportRecords(&context);
  v1::ImportRecordsRequest request;
  *request.mutable_record() = Resident("");
  stream->Write(request);
  stream->WritesDone();
  v1::ImportRecordsResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_THAT(FieldsOf(response.results(0)), ElementsAre("line"));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ImportTest, AReferenceMayComeFirst) {
  // Each refers to the next: the match waits for the activity, which itself waits.
  const auto results = Import(server_, {Match("external_id: 'M1' resident: 'ext:R1' other: 'ext:A1' state: ACTIVE"),
                                        Activity("external_id: 'A1' organisation: 'ext:O1'"),
                                        Organisation("external_id: 'O1'"), Resident("external_id: 'R1'")});
  EXPECT_THAT(OutcomesOf(results), ElementsAre("CREATED", "CREATED", "CREATED", "CREATED"));
  v1::GetMatchRequest request;
  request.set_name("ext:M1");
  const auto matches = server_.Stub<v1::MatchService>();
  const auto match = Call(*matches, &v1::MatchService::Stub::GetMatch, request).value();
  EXPECT_EQ(match.resident(), results.at(4).name());
  EXPECT_EQ(match.other(), results.at(2).name());
  // What a match refers to stays.
  v1::DeleteResidentRequest removal;
  removal.set_name("ext:R1");
  const auto residents = server_.Stub<v1::ResidentService>();
  EXPECT_EQ(Call(*residents, &v1::ResidentService::Stub::DeleteResident, removal).reason(), "RESOURCE_IN_USE");
}

TEST_F(ImportTest, AReferenceThatNeverComesIsNamed) {
  const auto results =
      Import(server_, {Match("resident: 'ext:R1' other: 'ext:V1' companion: 'ext:V2'"), Resident("external_id: 'R1'"),
                       Volunteer("external_id: 'V1' birth_year: 1"), Volunteer("external_id: 'V2'"),
                       Match("resident: 'ext:R1' other: 'ext:V2' companion: 'ext:R1'")});
  EXPECT_THAT(FieldsOf(results.at(1)), ElementsAre("match.other"));
  EXPECT_THAT(FieldsOf(results.at(3)), ElementsAre("volunteer.birth_year"));
  EXPECT_THAT(FieldsOf(results.at(5)), ElementsAre("match.companion"));
  EXPECT_EQ(results.at(4).outcome(), v1::ImportResult::CREATED);
}

TEST_F(ImportTest, AnExternalIdComesOnceInAStream) {
  const auto results = Import(server_, {Resident("external_id: 'X' birth_year: 1"), Resident("external_id: 'X'"),
                                        Volunteer("external_id: 'X'")});
  EXPECT_THAT(OutcomesOf(results), ElementsAre("INVALID_FIELDS", "CREATED", "DUPLICATE_EXTERNAL_ID"));
  EXPECT_THAT(FieldsOf(results.at(3)), ElementsAre("volunteer.external_id"));
  EXPECT_THAT(results.at(3).error().message(), HasSubstr("line 2"));
}

TEST_F(ImportTest, AnExternalIdStaysOfOneKind) {
  Import(server_, {Resident("external_id: 'X'")});
  const auto results = Import(server_, {Volunteer("external_id: 'X'")});
  EXPECT_EQ(results.at(1).error().code(), "ALREADY_EXISTS");
  EXPECT_THAT(FieldsOf(results.at(1)), ElementsAre("volunteer.external_id"));
}

TEST_F(ImportTest, ARecordIsAlsoFoundByName) {
  const std::string name = Import(server_, {Resident("external_id: 'R1'"), Resident("")}).at(1).name();
  const auto results = Import(server_, {Resident("name: '" + name + "' display_name: 'Truus'"),
                                        Resident("name: 'residents/nobody'"), Resident("name: 'volunteers/a'")});
  EXPECT_THAT(OutcomesOf(results), ElementsAre("UPDATED", "RESOURCE_NOT_FOUND", "INVALID_FIELDS"));
  // What the record does not say of its external id stays.
  EXPECT_EQ(GetResident("ext:R1").display_name(), "Truus");
}

TEST_F(ImportTest, BringsTheStateAlong) {
  Import(server_, {Resident("external_id: 'R1' state: PAUSED"), Resident("external_id: 'R2' state: WITHDRAWN")});
  EXPECT_EQ(GetResident("ext:R1").state(), v1::Resident::PAUSED);
  // Not stated: it stays. Withdrawn: final.
  const auto results = Import(server_, {Resident("external_id: 'R1'"), Resident("external_id: 'R2' state: ACTIVE")});
  EXPECT_THAT(OutcomesOf(results), ElementsAre("UNCHANGED", "WRONG_STATE"));
  // Nor is there anybody to be found by it; the same line again is no error.
  EXPECT_THAT(OutcomesOf(Import(server_, {Resident("external_id: 'R2' state: WITHDRAWN"), Resident("name: 'ext:R2'")})),
              ElementsAre("UNCHANGED", "RESOURCE_NOT_FOUND"));
}

TEST_F(ImportTest, AMatchWithoutExternalIdIsThatOfItsPair) {
  Import(server_, {Resident("external_id: 'R1'"), Volunteer("external_id: 'V1'")});
  const std::string pair = "resident: 'ext:R1' other: 'ext:V1' ";
  const auto first = Import(server_, {Match(pair)});
  EXPECT_THAT(OutcomesOf(first), ElementsAre("CREATED"));
  EXPECT_THAT(OutcomesOf(Import(server_, {Match(pair)})), ElementsAre("UNCHANGED"));
  const auto ended = Import(server_, {Match(pair + "state: ENDED end_reason: CONFLICT")});
  EXPECT_THAT(OutcomesOf(ended), ElementsAre("UPDATED"));
  EXPECT_EQ(ended.at(1).name(), first.at(1).name());
}

TEST_F(ImportTest, AnExclusionWithoutExternalIdIsThatOfItsTwoAndCategory) {
  // May come before those it speaks of.
  const auto first = Import(server_, {Exclusion("first: 'ext:R1' second: 'ext:V1' category: FAMILY"),
                                      Resident("external_id: 'R1'"), Volunteer("external_id: 'V1'")});
  EXPECT_THAT(OutcomesOf(first), ElementsAre("CREATED", "CREATED", "CREATED"));
  const std::string turned = "first: 'ext:V1' second: 'ext:R1' ";
  const auto again = Import(server_, {Exclusion(turned + "category: FAMILY until: '2027-01-01'")});
  EXPECT_THAT(OutcomesOf(again), ElementsAre("UPDATED"));
  EXPECT_EQ(again.at(1).name(), first.at(1).name());
  EXPECT_THAT(OutcomesOf(Import(server_, {Exclusion(turned + "category: FAMILY until: '2027-01-01'")})),
              ElementsAre("UNCHANGED"));
  EXPECT_THAT(OutcomesOf(Import(server_, {Exclusion(turned + "category: SAFETY")})), ElementsAre("CREATED"));
}

TEST_F(ImportTest, ChecksOnlyWhenAskedTo) {
  const std::vector<v1::ImportRecord> records = {
      Match("resident: 'ext:R1' other: 'ext:A1'"), Activity("external_id: 'A1' organisation: 'ext:O1'"),
      Organisation("external_id: 'O1'"),           Resident("external_id: 'R1'"),
      Resident("external_id: 'R2' birth_year: 1"), Match("resident: 'ext:R2' other: 'ext:A1'")};
  const auto results = Import(server_, records, /*validate_only=*/true);
  EXPECT_THAT(OutcomesOf(results),
              ElementsAre("CREATED", "CREATED", "CREATED", "CREATED", "INVALID_FIELDS", "INVALID_FIELDS"));
  EXPECT_THAT(FieldsOf(results.at(6)), ElementsAre("match.resident"));
  for (const auto& [line, result] : results) EXPECT_EQ(result.name(), "") << line;
  EXPECT_EQ(server_.registry().snapshot()->revision(), 0U);
}

TEST_F(ImportTest, ARecordThatIsTooLargeFailsAlone) {
  const auto results =
      Import(server_, {Resident("display_name: '" + std::string(kMaxMessageBytes, 'x') + "'"), Resident("")});
  EXPECT_THAT(OutcomesOf(results), ElementsAre("MESSAGE_TOO_LARGE", "CREATED"));
}

TEST_F(ImportTest, TakesManyRecords) {
  std::vector<v1::ImportRecord> records;
  for (int i = 0; i < 2000; ++i) {
    records.push_back(Match("resident: 'ext:R" + std::to_string(i) + "' other: 'ext:V'"));
    records.push_back(Resident("external_id: 'R" + std::to_string(i) + "'"));
  }
  records.push_back(Volunteer("external_id: 'V'"));
  for (const auto& [line, result] : Import(server_, records)) {
    EXPECT_EQ(result.outcome(), v1::ImportResult::CREATED) << line;
  }
  EXPECT_EQ(server_.registry().snapshot()->matches().size(), 2000U);
}

TEST_F(ImportTest, StopsWhenTheCallerGoesAway) {
  const auto stub = server_.Stub<v1::TransferService>();
  for (int after = 0; after < 100; after += 7) {
    grpc::ClientContext context;
    const auto stream = stub->ImportRecords(&context);
    v1::ImportRecordsRequest request;
    for (int i = 0; i < after; ++i) {
      request.set_line(i + 1);
      *request.mutable_record() = i % 3 == 0 ? Match("resident: 'ext:nobody' other: 'ext:V'") : Resident("");
      stream->Write(request);
    }
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::CANCELLED);
  }
  // And it is still there for others.
  EXPECT_THAT(OutcomesOf(Import(server_, {Resident("")})), ElementsAre("CREATED"));
}

// Passes on to a real one, but is full every other time.
class BusyRegistry final : public Registry {
 public:
  explicit BusyRegistry(Registry& inner) : inner_(inner) {}
  std::shared_ptr<const engine::Snapshot> snapshot() const override { return inner_.snapshot(); }
  void Submit(Mutation mutation) override {
    if (++submitted_ % 2 == 1) return mutation.done(Overloaded(absl::Milliseconds(1)));
    inner_.Submit(std::move(mutation));
  }
  const storage::AuditLog& audit() const override { return inner_.audit(); }
  ChangeFeed& changes() override { return inner_.changes(); }
  absl::Status health() const override { return inner_.health(); }

 private:
  Registry& inner_;
  std::atomic<int> submitted_ = 0;
};

TEST_F(ImportTest, WaitsWhileTheRegistryIsFull) {
  BusyRegistry busy(server_.registry());
  const testing::TestServer server(busy);
  const auto results = Import(server, {Resident(""), Resident(""), Match("resident: 'ext:R' other: 'ext:V'"),
                                       Volunteer("external_id: 'V'"), Resident("external_id: 'R'")});
  EXPECT_THAT(OutcomesOf(results), ElementsAre("CREATED", "CREATED", "CREATED", "CREATED", "CREATED"));
}

}  // namespace
}  // namespace klik::services
