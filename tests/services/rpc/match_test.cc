// Matches through the real API: who may be proposed, what follows, and whom it concerns.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "klik/v1/activity_service.grpc.pb.h"
#include "klik/v1/match_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"
#include "services/casework/case_clock.h"
#include "tests/services/rpc/messages.h"
#include "tests/services/rpc/test_server.h"

namespace klik::testing {
namespace {

using v1::Match;
using Matches = v1::MatchService::Stub;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const std::string kSomebody = R"pb(
  display_name: "Iemand"
  birth_year: 1950
  place { postcode: "1693" }
  availability { windows { weekday: TUESDAY start_time: "09:00" end_time: "12:00" } }
  languages { code: "nl" level: FLUENT }
  travel { mode: BIKE max_minutes: 30 }
  interests { topic: "music.choir" attitude: LIKES }
  legal_bases { purpose: MATCHING basis: CONSENT }
)pb";
const std::string kVog = "vog { state: VALID issued_date: '2026-01-01' } ";
const std::string kChoir = R"pb(
  title: "Koor"
  topics: "music.choir"
  place { postcode: "1693" }
  sessions { windows { weekday: TUESDAY start_time: "09:00" end_time: "11:00" } }
  format: GROUP
  languages { code: "nl" level: FLUENT }
  supervised: true
)pb";

class MatchTest : public ::testing::Test {
 protected:
  std::string NewResident(const std::string& changes = "") {
    v1::CreateResidentRequest request;
    *request.mutable_resident() = Parsed<v1::Resident>(kSomebody + changes);
    return Call(*residents_, &v1::ResidentService::Stub::CreateResident, request).value().name();
  }
  std::string NewVolunteer(const std::string& changes = "") {
    v1::CreateVolunteerRequest request;
    *request.mutable_volunteer() = Parsed<v1::Volunteer>(kSomebody + kVog + changes);
    return Call(*volunteers_, &v1::VolunteerService::Stub::CreateVolunteer, request).value().name();
  }
  v1::Activity NewActivity(const std::string& changes) {
    v1::CreateActivityRequest request;
    *request.mutable_activity() = Parsed<v1::Activity>(kChoir + changes);
    return Call(*activities_, &v1::ActivityService::Stub::CreateActivity, request).value();
  }
  v1::Volunteer Volunteer(const std::string& name) {
    v1::GetVolunteerRequest request;
    request.set_name(name);
    return Call(*volunteers_, &v1::VolunteerService::Stub::GetVolunteer, request).value();
  }

  Outcome<Match> Propose(const std::string& resident, const std::string& other, const std::string& rest = "") {
    return Call(*matches_, &Matches::ProposeMatch,
                Parsed<v1::ProposeMatchRequest>("resident: '" + resident + "' other: '" + other + "' " + rest));
  }
  Outcome<Match> Wait(const std::string& resident, const std::string& activity) {
    return Call(*matches_, &Matches::JoinWaitlist,
                Parsed<v1::JoinWaitlistRequest>("resident: '" + resident + "' activity: '" + activity + "'"));
  }
  Outcome<Match> Answer(const std::string& name, Match::Side side, Match::Answer answer) {
    v1::RecordAnswerRequest request;
    request.set_name(name);
    request.set_side(side);
    request.set_answer(answer);
    return Call(*matches_, &Matches::RecordAnswer, request);
  }
  void AllSayYes(const std::string& name) {
    Answer(name, Match::RESIDENT, Match::YES).value();
    Answer(name, Match::OTHER_SIDE, Match::YES).value();
  }
  template <typename Request>
  Outcome<Match> Step(grpc::Status (Matches::*method)(grpc::ClientContext*, const Request&, Match*),
                      const std::string& name) {
    Request request;
    request.set_name(name);
    return Call(*matches_, method, request);
  }
  Outcome<Match> End(const std::string& name, Match::EndReason reason) {
    v1::EndMatchRequest request;
    request.set_name(name);
    request.set_end_reason(reason);
    return Call(*matches_, &Matches::EndMatch, request);
  }
  Outcome<Match> Get(const std::string& name) {
    v1::GetMatchRequest request;
    request.set_name(name);
    return Call(*matches_, &Matches::GetMatch, request);
  }
  std::vector<Match> List(const std::string& text) {
    const auto listed = Call(*matches_, &Matches::ListMatches, Parsed<v1::ListMatchesRequest>(text)).value();
    return {listed.matches().begin(), listed.matches().end()};
  }
  static std::string BarsOf(const Outcome<Match>& outcome) {
    return outcome.DetailOf<google::rpc::ErrorInfo>().metadata().at("bars");
  }
  void TimePasses(absl::Duration time) {
    server_.clock().Advance(time);
    ASSERT_TRUE(services::BringLapsed(server_.registry(), server_.clock()).ok());
  }

  TestServer server_;
  std::unique_ptr<v1::ResidentService::Stub> residents_ = server_.Stub<v1::ResidentService>();
  std::unique_ptr<v1::VolunteerService::Stub> volunteers_ = server_.Stub<v1::VolunteerService>();
  std::unique_ptr<v1::ActivityService::Stub> activities_ = server_.Stub<v1::ActivityService>();
  std::unique_ptr<Matches> matches_ = server_.Stub<v1::MatchService>();
};

TEST_F(MatchTest, FromProposalToContact) {
  const std::string volunteer = NewVolunteer();
  const Match proposed = Propose(NewResident(), volunteer).value();
  EXPECT_EQ(proposed.state(), Match::PROPOSED);
  EXPECT_GT(proposed.proposal().score(), 0);
  EXPECT_EQ(proposed.proposal().terms_size(), 9);
  EXPECT_EQ(proposed.proposal().policy_version(), "2026-11");
  EXPECT_EQ(proposed.proposal().input_digest().size(), 64U);
  EXPECT_TRUE(proposed.has_expire_time());
  // Nobody is told of the other before both have said yes.
  v1::GetIntroductionRequest introduction;
  introduction.set_name(proposed.name());
  EXPECT_EQ(Call(*matches_, &Matches::GetIntroduction, introduction).reason(), "NOT_AGREED");
  EXPECT_EQ(Step(&Matches::StartTrial, proposed.name()).reason(), "WRONG_STATE");
  EXPECT_EQ(Answer(proposed.name(), Match::RESIDENT, Match::YES).value().state(), Match::SHOWN);
  EXPECT_EQ(Step(&Matches::StartTrial, proposed.name()).reason(), "NOT_AGREED");
  Answer(proposed.name(), Match::OTHER_SIDE, Match::YES).value();
  const auto introduced = Call(*matches_, &Matches::GetIntroduction, introduction).value();
  ASSERT_EQ(introduced.people_size(), 2);
  EXPECT_EQ(introduced.people(1).display_name(), "Iemand");
  ASSERT_GT(introduced.meeting_windows_size(), 0);
  EXPECT_EQ(introduced.meeting_windows(0).weekday(), v1::Availability::TUESDAY);
  EXPECT_EQ(Step(&Matches::StartTrial, proposed.name()).value().state(), Match::TRIAL);
  const Match active = Step(&Matches::StartMatch, proposed.name()).value();
  EXPECT_EQ(active.state(), Match::ACTIVE);
  EXPECT_FALSE(active.has_expire_time());
  EXPECT_TRUE(active.has_start_time());
  EXPECT_EQ(active.steps_size(), 4);
}

TEST_F(MatchTest, WhoDoesNotFitIsNotProposed) {
  const std::string resident = NewResident();
  const auto barred = Propose(resident, NewVolunteer("max_matches: 0"));
  EXPECT_EQ(barred.status.error_code(), grpc::FAILED_PRECONDITION);
  EXPECT_EQ(barred.reason(), "NOT_ELIGIBLE");
  EXPECT_EQ(BarsOf(barred), "CAPACITY");
  EXPECT_THAT(List(""), IsEmpty());
  EXPECT_THAT(Propose("", "").fields(), UnorderedElementsAre("resident", "other"));
  EXPECT_THAT(Propose(resident, "volunteers/nobody", "companion: 'volunteers/nobody'").fields(),
              UnorderedElementsAre("other", "companion"));
  EXPECT_THAT(Propose(resident, resident).fields(), ElementsAre("other"));
}

TEST_F(MatchTest, OnlyCheckedNothingIsKept) {
  const Match checked = Propose(NewResident(), NewVolunteer(), "validate_only: true").value();
  EXPECT_EQ(checked.name(), "");
  EXPECT_GT(checked.proposal().score(), 0);
  EXPECT_THAT(List(""), IsEmpty());
}

TEST_F(MatchTest, AProposalHoldsAPlaceUntilItExpires) {
  const std::string volunteer = NewVolunteer("max_matches: 1");
  const std::string first = Propose(NewResident(), volunteer).value().name();
  const std::string second = NewResident();
  EXPECT_EQ(BarsOf(Propose(second, volunteer)), "CAPACITY_RESERVED");
  TimePasses(absl::Hours(24 * 14));
  EXPECT_EQ(Get(first).value().state(), Match::EXPIRED);
  EXPECT_EQ(Volunteer(volunteer).unanswered_requests(), 1);
  EXPECT_EQ(Propose(second, volunteer).value().state(), Match::PROPOSED);
}

TEST_F(MatchTest, AVolunteerWhoAnswersHasNothingUnanswered) {
  const std::string volunteer = NewVolunteer("unanswered_requests: 2");
  const std::string match = Propose(NewResident(), volunteer).value().name();
  EXPECT_EQ(Volunteer(volunteer).last_asked_time().seconds(), absl::ToUnixSeconds(server_.clock().Now()));
  EXPECT_EQ(Volunteer(volunteer).unanswered_requests(), 2);
  Answer(match, Match::OTHER_SIDE, Match::NO).value();
  EXPECT_EQ(Volunteer(volunteer).unanswered_requests(), 0);
}

TEST_F(MatchTest, AskedAsOftenAsMayBe) {
  const std::string volunteer = NewVolunteer("max_matches: 9 max_open_requests: 1");
  Propose(NewResident(), volunteer).value();
  EXPECT_EQ(BarsOf(Propose(NewResident(), volunteer)), "CAPACITY_RESERVED");
}

TEST_F(MatchTest, AFreedPlaceGoesToWhoWaitsLongest) {
  const v1::Activity choir = NewActivity("capacity: 1");
  const std::string inside = Propose(NewResident(), choir.name()).value().name();
  AllSayYes(inside);
  EXPECT_EQ(Step(&Matches::StartMatch, inside).value().state(), Match::ACTIVE);
  const std::string away = NewResident("availability { away { start_date: '2026-01-01' end_date: '2029-01-01' } }");
  const std::string first = NewResident();
  const std::string second = NewResident();
  EXPECT_EQ(BarsOf(Propose(first, choir.name())), "ACTIVITY_FULL");
  const Match waits_first = Wait(first, choir.name()).value();
  EXPECT_EQ(waits_first.state(), Match::WAITING);
  EXPECT_EQ(waits_first.waitlist_position(), 1);
  EXPECT_EQ(Wait(first, choir.name()).reason(), "ALREADY_WAITING");
  EXPECT_EQ(Wait(away, choir.name()).reason(), "NOT_ELIGIBLE");
  server_.clock().Advance(absl::Minutes(1));
  const Match waits_second = Wait(second, choir.name()).value();
  EXPECT_EQ(waits_second.waitlist_position(), 2);

  End(inside, Match::MOVED_HOUSE).value();
  const Match offered = Get(waits_first.name()).value();
  EXPECT_EQ(offered.state(), Match::PROPOSED);
  EXPECT_EQ(offered.expire_time().seconds() - offered.proposal().time().seconds(), 7 * 24 * 3600);
  EXPECT_EQ(Get(waits_second.name()).value().waitlist_position(), 1);
  // Not taken in time: then to the next.
  TimePasses(absl::Hours(24 * 7));
  EXPECT_EQ(Get(waits_first.name()).value().state(), Match::EXPIRED);
  EXPECT_EQ(Get(waits_second.name()).value().state(), Match::PROPOSED);
  Answer(waits_second.name(), Match::RESIDENT, Match::NO).value();
  // Nobody waits any more, so the place is for anybody.
  EXPECT_EQ(Propose(first, choir.name()).value().state(), Match::PROPOSED);
}

TEST_F(MatchTest, MorePlacesAreOfferedToAsManyAsWait) {
  v1::Activity choir = NewActivity("capacity: 0");
  std::vector<std::string> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.push_back(Wait(NewResident(), choir.name()).value().name());
    server_.clock().Advance(absl::Seconds(1));
  }
  v1::UpdateActivityRequest request;
  request.mutable_activity()->set_name(choir.name());
  request.mutable_activity()->set_etag(choir.etag());
  request.mutable_activity()->set_capacity(2);
  request.mutable_update_mask()->add_paths("capacity");
  Call(*activities_, &v1::ActivityService::Stub::UpdateActivity, request).value();
  EXPECT_EQ(Get(waiting[0]).value().state(), Match::PROPOSED);
  EXPECT_EQ(Get(waiting[1]).value().state(), Match::PROPOSED);
  EXPECT_EQ(Get(waiting[2]).value().state(), Match::WAITING);
}

TEST_F(MatchTest, WhoCouldNotComeIsOfferedTheFreePlaceOnceTheyCan) {
  v1::Activity choir = NewActivity("capacity: 0");
  const std::string resident = NewResident();
  const std::string waiting = Wait(resident, choir.name()).value().name();
  v1::PauseResidentRequest pause;
  pause.set_name(resident);
  Call(*residents_, &v1::ResidentService::Stub::PauseResident, pause).value();
  v1::UpdateActivityRequest request;
  request.mutable_activity()->set_name(choir.name());
  request.mutable_activity()->set_etag(choir.etag());
  request.mutable_activity()->set_capacity(1);
  request.mutable_update_mask()->add_paths("capacity");
  Call(*activities_, &v1::ActivityService::Stub::UpdateActivity, request).value();
  EXPECT_EQ(Get(waiting).value().state(), Match::WAITING);
  v1::ResumeResidentRequest resume;
  resume.set_name(resident);
  Call(*residents_, &v1::ResidentService::Stub::ResumeResident, resume).value();
  EXPECT_EQ(Get(waiting).value().state(), Match::PROPOSED);
}

TEST_F(MatchTest, WhoGoesAlongMayLeaveAndTheOthersGoOn) {
  const std::string companion = NewVolunteer();
  const std::string match =
      Propose(NewResident(), NewActivity("capacity: 3").name(), "companion: '" + companion + "'").value().name();
  AllSayYes(match);
  Answer(match, Match::COMPANION, Match::YES).value();
  Step(&Matches::StartMatch, match).value();
  v1::WithdrawVolunteerRequest request;
  request.set_name(companion);
  Call(*volunteers_, &v1::VolunteerService::Stub::WithdrawVolunteer, request).value();
  const Match alone = Get(match).value();
  EXPECT_EQ(alone.state(), Match::ACTIVE);
  EXPECT_EQ(alone.companion(), "");
  EXPECT_EQ(alone.consents_size(), 2);
}

TEST_F(MatchTest, WithAPlaceNobodyHasToWait) {
  EXPECT_EQ(Wait(NewResident(), NewActivity("capacity: 1").name()).reason(), "NOT_FULL");
}

TEST_F(MatchTest, EndedForConflictIsForGoodMovedHouseIsNot) {
  const std::string resident = NewResident();
  for (const auto& [reason, again] : {std::pair(Match::MOVED_HOUSE, true), std::pair(Match::CONFLICT, false)}) {
    const std::string volunteer = NewVolunteer();
    const std::string match = Propose(resident, volunteer).value().name();
    AllSayYes(match);
    Step(&Matches::StartTrial, match).value();
    EXPECT_EQ(End(match, reason).value().state(), Match::ENDED);
    const auto proposed = Propose(resident, volunteer);
    EXPECT_EQ(proposed.status.ok(), again);
    if (!again) {
      EXPECT_EQ(BarsOf(proposed), "EXCLUDED_PAIR");
    }
  }
}

TEST_F(MatchTest, WhoWithdrawsIsGoneFromEveryAnswer) {
  const std::string resident = NewResident();
  const std::string volunteer = NewVolunteer();
  const std::string open = Propose(resident, volunteer).value().name();
  v1::WithdrawResidentRequest request;
  request.set_name(resident);
  Call(*residents_, &v1::ResidentService::Stub::WithdrawResident, request).value();
  const Match retracted = Get(open).value();
  EXPECT_EQ(retracted.state(), Match::RETRACTED);
  EXPECT_EQ(retracted.end_reason(), Match::CONSENT_WITHDRAWN);
  EXPECT_EQ(retracted.resident(), "");
  EXPECT_EQ(retracted.other(), volunteer);
  v1::GetResidentRequest get;
  get.set_name(resident);
  EXPECT_EQ(Call(*residents_, &v1::ResidentService::Stub::GetResident, get).status.error_code(), grpc::NOT_FOUND);
  EXPECT_EQ(
      Call(*residents_, &v1::ResidentService::Stub::ListResidents, v1::ListResidentsRequest()).value().residents_size(),
      0);
  EXPECT_THAT(Propose(resident, volunteer).fields(), ElementsAre("resident"));
}

TEST_F(MatchTest, WithdrawnConsentEndsWhatGoesOn) {
  const std::string resident = NewResident();
  const std::string match = Propose(resident, NewVolunteer()).value().name();
  AllSayYes(match);
  Step(&Matches::StartTrial, match).value();
  v1::GetResidentRequest get;
  get.set_name(resident);
  v1::UpdateResidentRequest update;
  *update.mutable_resident() = Call(*residents_, &v1::ResidentService::Stub::GetResident, get).value();
  update.mutable_resident()->mutable_legal_bases(0)->set_withdrawn(true);
  update.mutable_update_mask()->add_paths("legal_bases");
  Call(*residents_, &v1::ResidentService::Stub::UpdateResident, update).value();
  const Match ended = Get(match).value();
  EXPECT_EQ(ended.state(), Match::ENDED);
  EXPECT_EQ(ended.end_reason(), Match::CONSENT_WITHDRAWN);
}

TEST_F(MatchTest, ListsByStateAndParty) {
  const std::string volunteer = NewVolunteer("max_matches: 5 max_open_requests: 5");
  const std::string one = Propose(NewResident(), volunteer).value().name();
  const std::string two = Propose(NewResident(), NewVolunteer()).value().name();
  AllSayYes(one);
  EXPECT_EQ(List("").size(), 2U);
  ASSERT_EQ(List("states: SHOWN").size(), 1U);
  EXPECT_EQ(List("states: SHOWN")[0].name(), one);
  ASSERT_EQ(List("party: '" + volunteer + "'").size(), 1U);
  EXPECT_THAT(List("states: [ PROPOSED, SHOWN ] party: '" + volunteer + "' may_drop_off: true"), IsEmpty());
  EXPECT_EQ(Call(*matches_, &Matches::ListMatches, Parsed<v1::ListMatchesRequest>("party: 'residents/x'"))
                .status.error_code(),
            grpc::NOT_FOUND);
}

TEST_F(MatchTest, ACheckInSaysWhetherItMayStop) {
  const std::string match = Propose(NewResident(), NewVolunteer()).value().name();
  AllSayYes(match);
  Step(&Matches::StartTrial, match).value();
  Step(&Matches::StartMatch, match).value();
  const auto check_in = [&](const std::string& rest) {
    return Call(*matches_, &Matches::RecordCheckIn,
                Parsed<v1::RecordCheckInRequest>("name: '" + match + "' side: OTHER_SIDE " + rest));
  };
  EXPECT_EQ(check_in("week: 6 mood: GOOD").reason(), "TOO_EARLY");
  EXPECT_THAT(check_in("week: 3 mood: GOOD").fields(), ElementsAre("week"));
  EXPECT_THAT(check_in("week: 2 mood: NOT_REACHED still_meeting: true").fields(), ElementsAre("still_meeting"));
  TimePasses(absl::Hours(24 * 14));
  EXPECT_FALSE(Get(match).value().may_drop_off());
  const Match told = check_in("week: 2 mood: FAIR still_meeting: true wants_to_go_on: false").value();
  EXPECT_TRUE(told.may_drop_off());
  EXPECT_EQ(List("may_drop_off: true").size(), 1U);
}

}  // namespace
}  // namespace klik::testing
