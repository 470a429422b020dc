// ReferralService, as staff see it: what is sent, what becomes of it, and whom it leads to.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "klik/v1/referral_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "services/registry/change_record.h"
#include "tests/services/registry/registry_calls.h"
#include "tests/services/rpc/messages.h"
#include "tests/services/rpc/test_server.h"

namespace klik::services {
namespace {

using testing::Call;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using testing::Merged;
using testing::Outcome;
using testing::Parsed;
using ::testing::UnorderedElementsAre;
using Stub = v1::ReferralService::Stub;
using Residents = v1::ResidentService::Stub;

const std::string kReferral =
    "reason: 'komt nergens meer' legal_bases { purpose: MATCHING basis: CONSENT } "
    "resident_draft { display_name: 'Truus de Boer' " +
    testing::kPerson + "}";
constexpr char kRequestId[] = "11111111-1111-4111-8111-111111111111";

// The server's day is 2 November 2026.
class ReferralTest : public ::testing::Test {
 protected:
  Outcome<v1::Referral> Submit(const std::string& text, const std::string& rest = "") {
    auto request = Parsed<v1::SubmitReferralRequest>(rest);
    *request.mutable_referral() = Parsed<v1::Referral>(text);
    return Call(*referrals_, &Stub::SubmitReferral, request);
  }
  Outcome<v1::Referral> Save(const std::string& text) {
    v1::SaveReferralRequest request;
    *request.mutable_referral() = Parsed<v1::Referral>(text);
    return Call(*referrals_, &Stub::SaveReferral, request);
  }
  Outcome<v1::Referral> Get(const std::string& name) {
    v1::GetReferralRequest request;
    request.set_name(name);
    return Call(*referrals_, &Stub::GetReferral, request);
  }
  Outcome<v1::Referral> Accept(const std::string& name, const std::string& rest = "") {
    auto request = Parsed<v1::AcceptReferralRequest>(rest);
    request.set_name(name);
    return Call(*referrals_, &Stub::AcceptReferral, request);
  }
  // RejectReferral, HoldReferral and the like.
  template <typename Request>
  Outcome<v1::Referral> Move(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Referral*),
                             const std::string& name, const std::string& rest) {
    auto request = Parsed<Request>(rest);
    request.set_name(name);
    return Call(*referrals_, method, request);
  }
  v1::Resident GetResident(const std::string& name) {
    v1::GetResidentRequest request;
    request.set_name(name);
    return Call(*residents_, &Residents::GetResident, request).value();
  }
  v1::Resident CreateResident(const std::string& text) {
    v1::CreateResidentRequest request;
    *request.mutable_resident() = Parsed<v1::Resident>(testing::kPerson + text);
    return Call(*residents_, &Residents::CreateResident, request).value();
  }
  std::vector<std::string> List(const std::string& text = "") {
    std::vector<std::string> names;
    auto request = Parsed<v1::ListReferralsRequest>(text);
    do {
      const auto page = Call(*referrals_, &Stub::ListReferrals, request).value();
      for (const v1::Referral& referral : page.referrals()) names.push_back(referral.name());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  testing::TestServer server_;
  std::unique_ptr<Stub> referrals_ = server_.Stub<v1::ReferralService>();
  std::unique_ptr<Residents> residents_ = server_.Stub<v1::ResidentService>();
};

std::string Dump(const google::protobuf::Message& message) { return message.ShortDebugString(); }

TEST_F(ReferralTest, GivesBackWhatWasSubmitted) {
  const auto sent = Submit(kReferral +
                           "external_id: 'Q1' urgency: SOON municipality: 'GM0420' state: COMPLETED "
                           "referrer: 'organisations/other'")
                        .value();
  EXPECT_THAT(sent.name(), MatchesRegex("referrals/[a-z2-7]{26}"));
  EXPECT_EQ(sent.state(), v1::Referral::REQUESTED);
  EXPECT_EQ(sent.next_step(), v1::Referral::STAFF_LOOK_AT_IT);
  EXPECT_EQ(sent.referrer(), "") << "the caller's, which has none";
  EXPECT_FALSE(sent.has_expected_wait_days());
  ASSERT_EQ(sent.steps_size(), 1);
  EXPECT_EQ(sent.steps(0).state(), v1::Referral::REQUESTED);
  EXPECT_EQ(sent.steps(0).time().seconds(), absl::ToUnixSeconds(server_.clock().Now()));
  EXPECT_EQ(sent.resident_draft().display_name(), "Truus de Boer");
  EXPECT_EQ(sent.resident_draft().name(), "");
  EXPECT_EQ(Dump(Get("ext:Q1").value()), Dump(sent));
  EXPECT_EQ(Submit(kReferral).value().urgency(), v1::Referral::ROUTINE);
  EXPECT_EQ(Get("referrals/nobody").status.error_code(), grpc::NOT_FOUND);
}

TEST_F(ReferralTest, AllThatIsMissingIsToldAtOnce) {
  EXPECT_THAT(
      Submit("resident_draft { need { type: SOCIAL } interests { attitude: LIKES } }").fields(),
      UnorderedElementsAre("referral.reason", "referral.legal_bases", "referral.resident_draft.need",
                           "referral.resident_draft.birth_year", "referral.resident_draft.place",
                           "referral.resident_draft.availability", "referral.resident_draft.interests[0].topic"));
  EXPECT_THAT(Submit("").fields(),
              UnorderedElementsAre("referral.reason", "referral.legal_bases", "referral.resident_draft"));
  EXPECT_THAT(Submit(kReferral + "municipality: 'GM0441' resident_draft { municipality: 'GM0420' }").fields(),
              ElementsAre("referral.municipality"));
  EXPECT_THAT(List(), IsEmpty());
}

TEST_F(ReferralTest, ADraftMayLackWhatItNeedsButNotBeWrong) {
  const auto draft = Save("resident_draft { display_name: 'Truus' place { settlement: 'Onderdijk' } }").value();
  EXPECT_EQ(draft.state(), v1::Referral::DRAFT);
  EXPECT_EQ(draft.next_step(), v1::Referral::TEAM_SUBMITS);
  EXPECT_EQ(draft.resident_draft().place().settlement(), "Onderdijk");
  EXPECT_FALSE(draft.resident_draft().has_availability()) << "which was not told";
  EXPECT_FALSE(Save("").value().resident_draft().has_place());
  EXPECT_THAT(Save("urgency: 77 resident_draft { birth_year: 1700 interests { attitude: LIKES } }").fields(),
              UnorderedElementsAre("referral.urgency", "referral.resident_draft.birth_year",
                                   "referral.resident_draft.interests[0].topic"));

  const std::string named = "name: '" + draft.name() + "'";
  EXPECT_THAT(Save(named).fields(), ElementsAre("referral.etag"));
  const auto saved = Save(named + "etag: '" + draft.etag() + "' reason: 'belde zelf'").value();
  EXPECT_EQ(saved.reason(), "belde zelf");
  EXPECT_EQ(saved.steps_size(), 1);
  EXPECT_EQ(Save(named + "etag: '" + draft.etag() + "'").status.error_code(), grpc::ABORTED);
}

TEST_F(ReferralTest, ADraftIsSubmittedOnce) {
  const auto draft = Save("reason: 'nog niet af'").value();
  const std::string named = "name: '" + draft.name() + "' ";
  EXPECT_THAT(Submit(named).fields(),
              UnorderedElementsAre("referral.reason", "referral.legal_bases", "referral.resident_draft"));
  const auto sent = Submit(named + kReferral).value();
  EXPECT_EQ(sent.name(), draft.name());
  EXPECT_EQ(sent.reason(), "komt nergens meer");
  EXPECT_EQ(sent.steps_size(), 2);
  EXPECT_EQ(Submit(named + kReferral).reason(), "WRONG_STATE");
  EXPECT_EQ(Save(named + "etag: '" + sent.etag() + "'").reason(), "WRONG_STATE");
  EXPECT_EQ(Submit("name: 'referrals/nobody' " + kReferral).status.error_code(), grpc::NOT_FOUND);
}

TEST_F(ReferralTest, SentAgainItIsTheSame) {
  const auto sent = Submit(kReferral + "external_id: 'Q1'").value();
  const auto accepted = Accept(sent.name()).value();
  EXPECT_EQ(Dump(Submit(kReferral + "external_id: 'Q1'").value()), Dump(accepted)) << "as it is now";
  const auto other = Submit(kReferral + "external_id: 'Q1' urgency: URGENT");
  EXPECT_EQ(other.status.error_code(), grpc::ALREADY_EXISTS);
  EXPECT_EQ(other.reason(), "EXTERNAL_ID_TAKEN");
  CreateResident("external_id: 'R1'");
  EXPECT_EQ(Submit(kReferral + "external_id: 'R1'").reason(), "EXTERNAL_ID_TAKEN");
  Save("external_id: 'Q2'").value();
  EXPECT_EQ(Submit(kReferral + "external_id: 'Q2'").reason(), "EXTERNAL_ID_TAKEN") << "a draft";

  const std::string id = "request_id: '" + std::string(kRequestId) + "'";
  const auto first = Submit(kReferral, id).value();
  EXPECT_EQ(Dump(Submit(kReferral, id).value()), Dump(first));
  EXPECT_EQ(Submit(kReferral + "urgency: URGENT", id).reason(), "REQUEST_ID_REUSED");
}

TEST_F(ReferralTest, CheckedOnlyItIsNotThere) {
  const auto checked = Submit(kReferral + "external_id: 'Q1'", "validate_only: true").value();
  EXPECT_EQ(checked.name(), "");
  EXPECT_EQ(checked.state(), v1::Referral::REQUESTED);
  EXPECT_THAT(List(), IsEmpty());
  EXPECT_FALSE(Submit("", "validate_only: true").status.ok());
  Submit(kReferral + "external_id: 'Q1'").value();
  EXPECT_EQ(Submit(kReferral + "external_id: 'Q1'", "validate_only: true").value().name(), "");
  EXPECT_EQ(Submit(kReferral + "external_id: 'Q1' urgency: SOON", "validate_only: true").reason(), "EXTERNAL_ID_TAKEN");
}

TEST_F(ReferralTest, AcceptedItIsAResidentOfTheCoordinators) {
  const auto sent = Submit(kReferral +
                           "municipality: 'GM0420' legal_bases { purpose: CONTACT basis: LEGAL_TASK } "
                           "resident_draft { external_id: 'R1' legal_bases { purpose: MATCHING basis: AGREEMENT } }")
                        .value();
  server_.clock().Advance(absl::Hours(48));
  const auto revision = server_.registry().snapshot()->revision();
  const auto accepted = Accept(sent.name()).value();
  EXPECT_EQ(server_.registry().snapshot()->revision(), revision + 1) << "one commit";
  EXPECT_EQ(accepted.state(), v1::Referral::ACCEPTED);
  EXPECT_EQ(accepted.next_step(), v1::Referral::STAFF_SEEK_CONTACT);
  EXPECT_EQ(accepted.steps_size(), 2);
  const auto resident = GetResident(accepted.resident());
  EXPECT_EQ(resident.external_id(), "R1") << "of the same system, and free";
  EXPECT_EQ(resident.display_name(), "Truus de Boer");
  EXPECT_EQ(resident.municipality(), "GM0420");
  EXPECT_EQ(resident.waiting_since(), "2026-11-02");
  EXPECT_EQ(resident.state(), v1::Resident::ACTIVE);
  EXPECT_EQ(resident.need().type(), v1::Need::UNKNOWN);
  ASSERT_EQ(resident.legal_bases_size(), 2);
  EXPECT_EQ(resident.legal_bases(0).basis(), v1::LegalBasis::AGREEMENT);
  EXPECT_EQ(resident.legal_bases(1).purpose(), v1::LegalBasis::CONTACT);
  EXPECT_EQ(Accept(sent.name()).reason(), "WRONG_STATE");

  const auto next = Submit(kReferral + "resident_draft { external_id: 'R1' }").value();
  EXPECT_EQ(GetResident(Accept(next.name(), "new_resident: true").value().resident()).external_id(), "") << "taken";
}

TEST_F(ReferralTest, AsksWhetherItIsSomebodyWhoIsKnown) {
  const auto known = CreateResident("display_name: 'Boer, T. de' external_id: 'R1'");
  const auto sent = Submit(kReferral).value();
  const auto asked = Accept(sent.name());
  EXPECT_EQ(asked.status.error_code(), grpc::FAILED_PRECONDITION);
  EXPECT_EQ(asked.reason(), "POSSIBLE_DUPLICATES");
  EXPECT_EQ(asked.DetailOf<google::rpc::ErrorInfo>().metadata().at("residents"), known.name());
  EXPECT_EQ(Get(sent.name()).value().state(), v1::Referral::REQUESTED);

  v1::SearchDuplicatesRequest request;
  request.set_name(sent.name());
  const auto listed = Call(*referrals_, &Stub::SearchDuplicates, request).value();
  ASSERT_EQ(listed.duplicates_size(), 1);
  EXPECT_EQ(listed.duplicates(0).resident(), known.name());
  EXPECT_EQ(listed.duplicates(0).display_name(), "Boer, T. de");
  EXPECT_EQ(listed.duplicates(0).birth_year(), 1950);
  EXPECT_TRUE(listed.duplicates(0).same_name() && listed.duplicates(0).same_place());

  const auto accept = [&](const std::string& rest) { return Accept(sent.name(), rest); };
  EXPECT_THAT(accept("resident: 'ext:R1' new_resident: true").fields(), ElementsAre("new_resident"));
  EXPECT_THAT(accept("resident: 'residents/nobody'").fields(), ElementsAre("resident"));
  EXPECT_THAT(accept("resident: 'volunteers/v'").fields(), ElementsAre("resident"));
  EXPECT_EQ(accept("resident: 'ext:R1' etag: '\"9\"'").status.error_code(), grpc::ABORTED);
  EXPECT_EQ(accept("resident: 'ext:R1'").value().resident(), known.name());
  EXPECT_EQ(Dump(GetResident(known.name())), Dump(known)) << "linked, not changed";
}

TEST_F(ReferralTest, WhoHasWithdrawnOrLivesElsewhereIsNotLinked) {
  const auto known = CreateResident("external_id: 'R1'");
  CreateResident("external_id: 'R2' municipality: 'GM0441'");
  v1::WithdrawResidentRequest withdrawal;
  withdrawal.set_name(known.name());
  Call(*residents_, &Residents::WithdrawResident, withdrawal).value();
  const auto sent = Submit(kReferral).value();
  EXPECT_THAT(Accept(sent.name(), "resident: 'ext:R1'").fields(), ElementsAre("resident"));
  EXPECT_EQ(Accept(sent.name(), "resident: 'ext:R2'").reason(), "OUTSIDE_MUNICIPALITY");
}

TEST_F(ReferralTest, OfWhoWithdrawsNothingIsToldAnyMore) {
  for (const bool ended : {false, true}) {
    const std::string name = Submit(kReferral).value().name();
    const std::string resident = Accept(name, "new_resident: true").value().resident();
    if (ended) Move(&Stub::CompleteReferral, name, "reason: CONTACT_FOUND").value();
    v1::WithdrawResidentRequest withdrawal;
    withdrawal.set_name(resident);
    Call(*residents_, &Residents::WithdrawResident, withdrawal).value();
    const v1::Referral left = Get(name).value();
    EXPECT_EQ(left.state(), ended ? v1::Referral::COMPLETED : v1::Referral::CANCELLED);
    EXPECT_EQ(left.state_reason(), ended ? v1::Referral::CONTACT_FOUND : v1::Referral::CONSENT_WITHDRAWN);
    EXPECT_EQ(left.reason(), "");
    EXPECT_EQ(left.resident(), "");
    EXPECT_EQ(left.resident_draft().display_name(), "");
    EXPECT_EQ(left.resident_draft().birth_year(), 0);
  }
}

TEST_F(ReferralTest, GoesItsWayAndKeepsEachStep) {
  const auto name = Submit(kReferral).value().name();
  EXPECT_THAT(Move(&Stub::HoldReferral, name, "").fields(), ElementsAre("reason"));
  EXPECT_THAT(Move(&Stub::HoldReferral, name, "reason: NOT_FOR_US").fields(), ElementsAre("reason"));
  EXPECT_EQ(Move(&Stub::CompleteReferral, name, "reason: CONTACT_FOUND").reason(), "WRONG_STATE");
  EXPECT_EQ(Move(&Stub::ResumeReferral, name, "").reason(), "WRONG_STATE");
  const auto held = Move(&Stub::HoldReferral, name, "reason: PERSON_UNWELL").value();
  EXPECT_EQ(held.state_reason(), v1::Referral::PERSON_UNWELL);
  EXPECT_EQ(held.next_step(), v1::Referral::WAITING);
  EXPECT_EQ(Move(&Stub::ResumeReferral, name, "etag: '\"9\"'").status.error_code(), grpc::ABORTED);
  const auto resumed = Move(&Stub::ResumeReferral, name, "etag: '" + held.etag() + "'");
  EXPECT_EQ(resumed.value().state(), v1::Referral::REQUESTED);
  EXPECT_EQ(resumed.value().state_reason(), v1::Referral::STATE_REASON_UNSPECIFIED);
  Accept(name).value();
  const auto ended = Move(&Stub::CompleteReferral, name, "reason: NOBODY_FOUND").value();
  EXPECT_EQ(ended.state(), v1::Referral::FAILED);
  EXPECT_EQ(ended.next_step(), v1::Referral::NOTHING);
  std::vector<v1::Referral::State> states;
  for (const auto& step : ended.steps()) states.push_back(step.state());
  EXPECT_THAT(states, ElementsAre(v1::Referral::REQUESTED, v1::Referral::ON_HOLD, v1::Referral::REQUESTED,
                                  v1::Referral::ACCEPTED, v1::Referral::FAILED));
  EXPECT_EQ(Move(&Stub::CancelReferral, name, "reason: OTHER").reason(), "WRONG_STATE");
  EXPECT_EQ(Dump(Get(name).value()), Dump(ended)) << "a refused step changes nothing";
  const auto another = Submit(kReferral).value().name();
  EXPECT_EQ(Move(&Stub::RejectReferral, another, "reason: NO_LEGAL_BASIS").value().state(), v1::Referral::REJECTED);
}

TEST_F(ReferralTest, ACancelledDraftIsGone) {
  const auto draft = Save("reason: 'toch niet'").value();
  const std::string id = "request_id: '" + std::string(kRequestId) + "'";
  const auto gone = Move(&Stub::CancelReferral, draft.name(), id).value();
  EXPECT_EQ(gone.state(), v1::Referral::CANCELLED);
  EXPECT_EQ(gone.reason(), "");
  EXPECT_EQ(Dump(Move(&Stub::CancelReferral, draft.name(), id).value()), Dump(gone));
  EXPECT_EQ(Get(draft.name()).status.error_code(), grpc::NOT_FOUND);

  const auto sent = Submit(kReferral).value();
  EXPECT_THAT(Move(&Stub::CancelReferral, sent.name(), "").fields(), ElementsAre("reason"));
  EXPECT_THAT(Move(&Stub::CancelReferral, sent.name(), "reason: CONSENT_WITHDRAWN").fields(), ElementsAre("reason"))
      << "the server's own";
  EXPECT_EQ(Move(&Stub::CancelReferral, sent.name(), "reason: MADE_BY_MISTAKE").value().state(),
            v1::Referral::CANCELLED);
}

TEST_F(ReferralTest, ListsTheNewestFirstByState) {
  std::vector<std::string> names;
  for (int i = 0; i < 5; ++i) {
    names.insert(names.begin(), Submit(kReferral).value().name());
    server_.clock().Advance(absl::Hours(1));
  }
  Move(&Stub::HoldReferral, names[1], "reason: OTHER").value();
  Save("").value();
  EXPECT_THAT(List("states: REQUESTED states: ON_HOLD page_size: 2"), ::testing::ElementsAreArray(names));
  EXPECT_THAT(List("states: ON_HOLD"), ElementsAre(names[1]));
  EXPECT_EQ(List().size(), 6U);
  auto request = Parsed<v1::ListReferralsRequest>("states: REQUESTED page_size: 2");
  const auto page = Call(*referrals_, &Stub::ListReferrals, request).value();
  request.set_states(0, v1::Referral::ON_HOLD);
  request.set_page_token(page.next_page_token());
  EXPECT_THAT(Call(*referrals_, &Stub::ListReferrals, request).fields(), ElementsAre("page_token"));
  EXPECT_THAT(Call(*referrals_, &Stub::ListReferrals, Parsed<v1::ListReferralsRequest>("states: 77")).fields(),
              ElementsAre("states[0]"));
}

}  // namespace
}  // namespace klik::services
