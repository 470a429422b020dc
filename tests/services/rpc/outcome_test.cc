// OutcomeService, as a client sees it: recording, reading and counting, and how outcomes go with who withdraws.
#include <cstddef>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "klik/v1/outcome_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "services/registry/registry.h"
#include "storage/outcomes/outcome_log.h"
#include "storage/record/keys.h"
#include "tests/services/registry/registry_calls.h"
#include "tests/services/rpc/messages.h"
#include "tests/services/rpc/test_server.h"

namespace klik::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kPerson;
using ::testing::MatchesRegex;
using testing::Outcome;
using testing::Parsed;
using ::testing::UnorderedElementsAre;
using Outcomes = v1::OutcomeService::Stub;
using Residents = v1::ResidentService::Stub;

constexpr char kFirstId[] = "11111111-1111-4111-8111-111111111111";
const std::string kTakesPart = "legal_bases { purpose: EVALUATION basis: CONSENT }";
// With item 10 left open.
const std::string kSix =
    "instrument: DE_JONG_GIERVELD_6 answers { item: 3 answer: YES } answers { item: 4 answer: NO } "
    "answers { item: 7 answer: NO } answers { item: 8 answer: YES } answers { item: 9 answer: NO } ";
const std::string kUcla =
    "instrument: UCLA_3 answers { item: 1 answer: OFTEN } answers { item: 2 answer: OFTEN } "
    "answers { item: 3 answer: HARDLY_EVER } ";

// The server's day is 2 November 2026. R1 takes part in evaluation, R2 does not.
class OutcomeTest : public ::testing::Test {
 protected:
  OutcomeTest() {
    Create("external_id: 'R1'" + kTakesPart);
    Create("external_id: 'R2' legal_bases { purpose: MATCHING basis: CONSENT }");
  }

  v1::Resident Create(const std::string& rest) {
    v1::CreateResidentRequest request;
    *request.mutable_resident() = Parsed<v1::Resident>(kPerson + rest);
    return testing::Call(*residents_, &Residents::CreateResident, request).value();
  }

  v1::Resident Get(const std::string& name) {
    v1::GetResidentRequest request;
    request.set_name(name);
    return testing::Call(*residents_, &Residents::GetResident, request).value();
  }

  void SetBases(const std::string& name, const std::string& bases) {
    v1::UpdateResidentRequest request;
    *request.mutable_resident() = Parsed<v1::Resident>(bases);
    request.mutable_resident()->set_name(name);
    request.mutable_resident()->set_etag(Get(name).etag());
    request.mutable_update_mask()->add_paths("legal_bases");
    testing::Call(*residents_, &Residents::UpdateResident, request).value();
  }

  Outcome<v1::Outcome> Record(const std::string& outcome, const std::string& rest = "") {
    auto request = Parsed<v1::RecordOutcomeRequest>(rest);
    *request.mutable_outcome() = Parsed<v1::Outcome>(outcome);
    return testing::Call(*outcomes_, &Outcomes::RecordOutcome, request);
  }

  Outcome<v1::ListOutcomesResponse> List(const std::string& resident) {
    v1::ListOutcomesRequest request;
    request.set_resident(resident);
    return testing::Call(*outcomes_, &Outcomes::ListOutcomes, request);
  }

  std::vector<std::string> DatesOf(const std::string& resident) {
    std::vector<std::string> dates;
    const auto listed = List(resident).value();
    for (const v1::Outcome& outcome : listed.outcomes()) dates.push_back(outcome.date());
    return dates;
  }

  Outcome<google::protobuf::Empty> Delete(const std::string& name) {
    v1::DeleteOutcomeRequest request;
    request.set_name(name);
    return testing::Call(*outcomes_, &Outcomes::DeleteOutcome, request);
  }

  Outcome<v1::SummariseOutcomesResponse> Summarise(const std::string& request) {
    return testing::Call(*outcomes_, &Outcomes::SummariseOutcomes, Parsed<v1::SummariseOutcomesRequest>(request));
  }

  // How many are in the store, whoever may see them.
  std::size_t Stored() {
    std::size_t count = 0;
    const storage::OutcomeLog log(server_.vault().store());
    EXPECT_TRUE(log.ForEachResident([&](const auto&, const auto& outcomes) { count += outcomes.size(); }).ok());
    return count;
  }

  bool HasOutcomeKey(const std::string& resident) {
    return server_.vault().keyring()->Find(storage::OutcomeSubject(resident)).has_value();
  }

  testing::TestServer server_;
  std::unique_ptr<Residents> residents_ = server_.Stub<v1::ResidentService>();
  std::unique_ptr<Outcomes> outcomes_ = server_.Stub<v1::OutcomeService>();
};

TEST_F(OutcomeTest, GivesBackWhatWasRecordedWithItsScore) {
  const auto revision = server_.registry().snapshot()->revision();
  const auto recorded = Record("resident: 'ext:R1' date: '2026-11-02' total: 99 " + kSix).value();
  EXPECT_THAT(recorded.name(), MatchesRegex("residents/[a-z0-9]+/outcomes/[a-z0-9]+"));
  EXPECT_EQ(recorded.resident(), Get("ext:R1").name());
  EXPECT_EQ(recorded.answers_size(), 5);
  EXPECT_EQ(recorded.total(), 3) << "item 10 is open";
  EXPECT_FALSE(recorded.has_emotional());
  EXPECT_EQ(recorded.social(), 2);
  EXPECT_EQ(recorded.level(), v1::Outcome::MODERATE);
  EXPECT_EQ(recorded.create_time().seconds(), absl::ToUnixSeconds(server_.clock().Now()));
  const auto listed = List("ext:R1").value();
  ASSERT_EQ(listed.outcomes_size(), 1);
  EXPECT_EQ(listed.outcomes(0).SerializeAsString(), recorded.SerializeAsString());
  EXPECT_EQ(server_.registry().snapshot()->revision(), revision) << "matching has nothing new to look at";
}

TEST_F(OutcomeTest, ListsInOrderOfDateAndDeletesOne) {
  const auto late = Record("resident: 'ext:R1' date: '2026-11-01'" + kUcla).value();
  Record("resident: 'ext:R1' date: '2026-05-01'" + kUcla).value();
  EXPECT_THAT(DatesOf("ext:R1"), ElementsAre("2026-05-01", "2026-11-01"));
  EXPECT_THAT(DatesOf("ext:R2"), IsEmpty());
  v1::DeleteOutcomeRequest with_etag;
  with_etag.set_name(late.name());
  with_etag.set_etag("\"other\"");
  EXPECT_EQ(testing::Call(*outcomes_, &Outcomes::DeleteOutcome, with_etag).reason(), "ETAG_MISMATCH");
  with_etag.set_etag(late.etag());
  with_etag.set_request_id(kFirstId);
  EXPECT_TRUE(testing::Call(*outcomes_, &Outcomes::DeleteOutcome, with_etag).status.ok());
  EXPECT_TRUE(testing::Call(*outcomes_, &Outcomes::DeleteOutcome, with_etag).status.ok()) << "sent again";
  EXPECT_EQ(Delete(late.name()).status.error_code(), grpc::NOT_FOUND);
  EXPECT_THAT(DatesOf("ext:R1"), ElementsAre("2026-05-01"));
  for (const char* wrong : {"", "residents/a", "residents/a/outcomes/", "volunteers/a/outcomes/b", "outcomes/a/b"}) {
    EXPECT_THAT(Delete(wrong).fields(), ElementsAre("name")) << wrong;
  }
  EXPECT_EQ(Delete("residents/nobody/outcomes/a").status.error_code(), grpc::NOT_FOUND);
  EXPECT_EQ(List("residents/nobody").status.error_code(), grpc::NOT_FOUND);
  EXPECT_THAT(List("").fields(), ElementsAre("resident"));
}

TEST_F(OutcomeTest, ListsPageByPage) {
  const std::string third = Record("resident: 'ext:R1' date: '2026-11-01'" + kUcla).value().name();
  const std::string first = Record("resident: 'ext:R1' date: '2026-10-01'" + kUcla).value().name();
  server_.clock().Advance(absl::Nanoseconds(1));
  const std::string second = Record("resident: 'ext:R1' date: '2026-10-01'" + kUcla).value().name();
  v1::ListOutcomesRequest request;
  request.set_resident("ext:R1");
  request.set_page_size(1);
  std::vector<std::string> names;
  do {
    const auto page = testing::Call(*outcomes_, &Outcomes::ListOutcomes, request).value();
    ASSERT_EQ(page.outcomes_size(), 1);
    names.push_back(page.outcomes(0).name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre(first, second, third));
  request.set_page_token("made up");
  EXPECT_THAT(testing::Call(*outcomes_, &Outcomes::ListOutcomes, request).fields(), ElementsAre("page_token"));
}

TEST_F(OutcomeTest, TellsEverythingThatIsWrongAtOnce) {
  v1::RecordOutcomeRequest nothing;
  EXPECT_THAT(testing::Call(*outcomes_, &Outcomes::RecordOutcome, nothing).fields(), ElementsAre("outcome"));
  EXPECT_THAT(Record("").fields(),
              UnorderedElementsAre("outcome.resident", "outcome.instrument", "outcome.date", "outcome.answers"));
  EXPECT_THAT(
      Record("resident: 'ext:nobody' instrument: UCLA_3 date: '2026-11-03' answers { item: 4 answer: OFTEN } "
             "answers { item: 1 answer: YES } answers { item: 1 answer: OFTEN } answers { item: 2 }",
             "request_id: 'x'")
          .fields(),
      UnorderedElementsAre("request_id", "outcome.resident", "outcome.date", "outcome.answers[0].item",
                           "outcome.answers[1].answer", "outcome.answers[2].item", "outcome.answers[3].answer"));
  EXPECT_THAT(Record("resident: 'ext:R1' date: 'gisteren'" + kUcla).fields(), ElementsAre("outcome.date"));
  EXPECT_THAT(Record("resident: 'volunteers/a' date: '2026-11-02'" + kUcla).fields(), ElementsAre("outcome.resident"));
  EXPECT_THAT(Record("resident: 'ext:nobody' date: '2026-11-02'" + kUcla).fields(), ElementsAre("outcome.resident"));
  // 1 and 2 are items of the long one only.
  EXPECT_THAT(Record("resident: 'ext:R1' date: '2026-11-02' answers { item: 1 answer: NO }" + kSix).fields(),
              ElementsAre("outcome.answers[0].item"));
  EXPECT_EQ(Stored(), 0U);
}

TEST_F(OutcomeTest, NeedsALegalBasisThatHoldsToday) {
  const std::string outcome = "date: '2026-11-02'" + kUcla;
  const auto reason = [&](const std::string& resident) {
    const auto recorded = Record("resident: '" + resident + "'" + outcome);
    return recorded.status.ok() ? "" : recorded.reason();
  };
  EXPECT_EQ(Record("resident: 'ext:R2'" + outcome).status.error_code(), grpc::FAILED_PRECONDITION);
  EXPECT_EQ(reason("ext:R2"), "NO_LEGAL_BASIS");
  for (const char* bounds : {"until: '2026-11-01'", "since: '2026-11-03'", "withdrawn: true"}) {
    const std::string basis = "legal_bases { purpose: EVALUATION basis: CONSENT " + std::string(bounds) + "}";
    EXPECT_EQ(reason(Create(basis).name()), "NO_LEGAL_BASIS") << bounds;
  }
  EXPECT_EQ(
      reason(
          Create("legal_bases { purpose: EVALUATION basis: CONSENT since: '2026-11-02' until: '2026-11-02' }").name()),
      "");
  EXPECT_EQ(Stored(), 1U);
}

TEST_F(OutcomeTest, ACallSentAgainRecordsOnce) {
  const std::string with_id = std::string("request_id: '") + kFirstId + "'";
  const std::string outcome = "resident: 'ext:R1' date: '2026-11-02'" + kUcla;
  const auto first = Record(outcome, with_id).value();
  server_.clock().Advance(absl::Minutes(1));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Record(outcome, with_id).value().SerializeAsString(), first.SerializeAsString());
  }
  EXPECT_EQ(Record("resident: 'ext:R1' date: '2026-11-01'" + kUcla, with_id).reason(), "REQUEST_ID_REUSED");
  EXPECT_EQ(Stored(), 1U);
}

TEST_F(OutcomeTest, ValidatingScoresAndKeepsNothing) {
  const auto checked = Record("resident: 'ext:R1' date: '2026-11-02'" + kUcla, "validate_only: true").value();
  EXPECT_EQ(checked.name(), "");
  EXPECT_EQ(checked.etag(), "");
  EXPECT_FALSE(checked.has_create_time());
  EXPECT_EQ(checked.total(), 7);
  EXPECT_EQ(checked.level(), v1::Outcome::LEVEL_UNSPECIFIED);
  EXPECT_EQ(Record("resident: 'ext:R2' date: '2026-11-02'" + kUcla, "validate_only: true").reason(), "NO_LEGAL_BASIS");
  EXPECT_EQ(Stored(), 0U);
}

TEST_F(OutcomeTest, WhoWithdrawsTakesThemAlong) {
  const std::string name = Get("ext:R1").name();
  const std::string with_id = std::string("request_id: '") + kFirstId + "'";
  const std::string outcome = "resident: 'ext:R1' date: '2026-11-02'" + kUcla;
  const auto recorded = Record(outcome, with_id).value();
  EXPECT_TRUE(HasOutcomeKey(name));
  SetBases(name, "legal_bases { purpose: EVALUATION basis: CONSENT withdrawn: true }");
  EXPECT_EQ(Stored(), 0U);
  EXPECT_FALSE(HasOutcomeKey(name)) << "what is left in files and backups opens no more";
  EXPECT_THAT(DatesOf(name), IsEmpty());
  EXPECT_EQ(Record(outcome, with_id).reason(), "NO_LEGAL_BASIS") << "nor does the answer that was kept";
  EXPECT_EQ(Delete(recorded.name()).status.error_code(), grpc::NOT_FOUND);
  // Whoever takes part again begins anew.
  SetBases(name, kTakesPart);
  EXPECT_THAT(DatesOf(name), IsEmpty());
  Record("resident: 'ext:R1' date: '2026-11-01'" + kUcla).value();
  EXPECT_THAT(DatesOf(name), ElementsAre("2026-11-01"));
}

TEST_F(OutcomeTest, SoDoesWhoeverGoesAnyOtherWay) {
  const auto record = [&] {
    const std::string name = Create(kTakesPart).name();
    Record("resident: '" + name + "' date: '2026-11-02'" + kUcla).value();
    return name;
  };
  const std::string withdrawn = record();
  v1::WithdrawResidentRequest withdraw;
  withdraw.set_name(withdrawn);
  testing::Call(*residents_, &Residents::WithdrawResident, withdraw).value();
  EXPECT_EQ(Stored(), 0U);
  EXPECT_THAT(Record("resident: '" + withdrawn + "' date: '2026-11-02'" + kUcla).fields(),
              ElementsAre("outcome.resident"));

  const std::string without_basis = record();
  SetBases(without_basis, "legal_bases { purpose: MATCHING basis: CONSENT }");
  EXPECT_EQ(Stored(), 0U);

  const std::string deleted = record();
  v1::DeleteResidentRequest removal;
  removal.set_name(deleted);
  testing::Call(*residents_, &Residents::DeleteResident, removal).value();
  EXPECT_EQ(Stored(), 0U);
  for (const std::string& name : {withdrawn, without_basis, deleted}) EXPECT_FALSE(HasOutcomeKey(name));
}

TEST_F(OutcomeTest, ABasisThatHasLapsedHidesThemUntilItIsRenewed) {
  const std::string name = Create("legal_bases { purpose: EVALUATION basis: CONSENT until: '2026-11-02' }").name();
  Record("resident: '" + name + "' date: '2026-11-02'" + kUcla).value();
  server_.clock().Advance(absl::Hours(24));
  EXPECT_THAT(DatesOf(name), IsEmpty());
  EXPECT_EQ(Summarise("instrument: UCLA_3").value().people(), 0);
  EXPECT_EQ(Stored(), 1U);
  SetBases(name, "legal_bases { purpose: EVALUATION basis: CONSENT until: '2027-11-02' }");
  EXPECT_THAT(DatesOf(name), ElementsAre("2026-11-02"));
}

TEST_F(OutcomeTest, AnErasureTakesThemAlongAndTellsHowMany) {
  const std::string name = Get("ext:R1").name();
  Record("resident: 'ext:R1' date: '2026-11-01'" + kUcla).value();
  Record("resident: 'ext:R1' date: '2026-11-02'" + kSix, std::string("request_id: '") + kFirstId + "'").value();
  v1::EraseResidentRequest request;
  request.set_name("ext:R1");
  const auto certificate = testing::Call(*residents_, &Residents::EraseResident, request).value();
  std::map<std::string, int> erased;
  for (const auto& some : certificate.erased()) erased[some.collection()] = some.records();
  EXPECT_THAT(erased, ElementsAre(std::pair("outcomes", 2), std::pair("requests", 1), std::pair("residents", 1)));
  EXPECT_EQ(Stored(), 0U);
  EXPECT_FALSE(HasOutcomeKey(name));
}

// Recorded and withdrawn in one commit, in either order.
TEST_F(OutcomeTest, WhatIsDecidedTogetherComesOutAsOneAfterTheOther) {
  const engine::EntityId id = *engine::ParseName(Get("ext:R1").name());
  const auto record = [&](const std::string& outcome) -> Decide {
    return [=](const engine::Snapshot&, absl::Time now) -> absl::StatusOr<Decision> {
      const storage::OutcomeRecord value{.resident = id.id,
                                         .id = outcome,
                                         .instrument = storage::Instrument::kUcla3,
                                         .day = absl::CivilDay(2026, 11, 2),
                                         .answers = {},
                                         .create_time = now};
      Decision decision;
      decision.records.push_back({storage::OutcomeKey({id.id, outcome}),
                                  storage::EncodeRecord(value),
                                  {engine::NameOf(id), storage::OutcomeSubject(engine::NameOf(id))}});
      return decision;
    };
  };
  const auto set_withdrawn = [&](bool withdrawn) -> Decide {
    return [=](const engine::Snapshot& view, absl::Time) -> absl::StatusOr<Decision> {
      auto resident = std::make_shared<engine::Resident>(*view.FindRow(id)->resident);
      resident->legal_bases.front().withdrawn = withdrawn;
      return Decision{{std::shared_ptr<const engine::Resident>(std::move(resident))}, ""};
    };
  };
  Gate gate(server_.registry());
  std::vector<std::future<Reply>> replies;
  replies.push_back(Send(server_.registry(), record("before")));
  replies.push_back(Send(server_.registry(), set_withdrawn(true)));
  replies.push_back(Send(server_.registry(), set_withdrawn(false)));
  replies.push_back(Send(server_.registry(), record("after")));
  gate.Open();
  engine::Revision revision = 0;
  for (std::future<Reply>& reply : replies) {
    const Reply answer = reply.get();
    ASSERT_TRUE(answer.ok());
    EXPECT_TRUE(revision == 0 || revision == answer->revision) << "one commit";
    revision = answer->revision;
  }
  const auto listed = List("ext:R1").value();
  ASSERT_EQ(listed.outcomes_size(), 1);
  EXPECT_EQ(listed.outcomes(0).name(), engine::NameOf(id) + "/outcomes/after");
}

TEST_F(OutcomeTest, SummarisesThoseWhoTakePart) {
  for (int i = 0; i < 12; ++i) {
    const std::string name = Create(kTakesPart).name();
    Record("resident: '" + name + "' date: '2026-01-31'" + kSix + "answers { item: 10 answer: YES }").value();
    Record("resident: '" + name + "' date: '2026-07-31'" + kSix + "answers { item: 10 answer: NO }").value();
    if (i == 0) SetBases(name, "legal_bases { purpose: EVALUATION basis: CONSENT withdrawn: true }");
  }
  Record("resident: 'ext:R1' date: '2026-07-31'" + kUcla).value();
  const auto summary = Summarise("instrument: DE_JONG_GIERVELD_6").value();
  EXPECT_EQ(summary.people(), 11);
  ASSERT_EQ(summary.levels_size(), 4);
  EXPECT_EQ(summary.levels(1).level(), v1::Outcome::MODERATE);
  EXPECT_EQ(summary.levels(1).people(), 11);
  EXPECT_TRUE(summary.levels(2).has_people());
  EXPECT_EQ(summary.followed(), 11);
  EXPECT_EQ(summary.first_mean(), 4.0);
  EXPECT_EQ(summary.last_mean(), 3.0);

  const auto in = [&](const std::string& dates) {
    return Summarise("instrument: DE_JONG_GIERVELD_6 " + dates).value();
  };
  EXPECT_EQ(in("first_date: '2026-07-31'").people(), 11);
  EXPECT_EQ(in("first_date: '2026-07-31'").followed(), 0);
  EXPECT_EQ(in("first_date: '2026-08-01'").people(), 0);
  EXPECT_EQ(in("last_date: '2026-01-31'").people(), 11);
  EXPECT_EQ(in("last_date: '2026-01-30'").people(), 0);
  EXPECT_FALSE(Summarise("instrument: UCLA_3").value().has_people()) << "one";
  EXPECT_THAT(Summarise("first_date: '2026-02-01' last_date: '2026-01-31'").fields(),
              UnorderedElementsAre("instrument", "last_date"));
}

}  // namespace
}  // namespace klik::services
