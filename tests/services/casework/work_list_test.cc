#include "services/casework/work_list.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "services/casework/nobody_fits.h"
#include "tests/services/casework/case_records.h"

namespace klik::services {
namespace {

using engine::MatchSide;
using engine::MatchState;
using engine::ReferralState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WorkListTest : public CaseRecords {
 protected:
  WorkListTest() {
    Add(Resident("r"));
    Add(Volunteer("v"));
  }

  WorkList Find(std::vector<WorkKind> kinds = {}, int limit = 100) const {
    return FindWork(*Build(), engine::MatchingDay(policy_, moment_), {moment_, std::move(kinds), "", limit},
                    [&](const engine::EntityId& id) { return id.id != outside_; });
  }

  // `3 m1 -2`: of which kind, about what, and in how many days it is due.
  std::vector<std::string> Lines(std::vector<WorkKind> kinds = {}) const {
    std::vector<std::string> lines;
    for (const WorkItem& item : Find(std::move(kinds)).items) {
      std::string line = absl::StrCat(static_cast<int>(item.kind), " ", item.subject.id);
      if (item.due.has_value()) absl::StrAppend(&line, " ", *item.due - kToday);
      lines.push_back(line);
    }
    return lines;
  }

  engine::Match Proposal(const std::string& id, int expires_in_days) const {
    engine::Match match = Match(id, MatchState::kShown);
    match.expire_time = At(expires_in_days);
    return match;
  }

  engine::Match Contact(const std::string& id, int started_days_ago) const {
    engine::Match match = Match(id, MatchState::kActive);
    match.start_time = At(-started_days_ago);
    return match;
  }

  static engine::CheckIn Told(int week, MatchSide side, engine::Mood mood, absl::Time time) {
    return {week, side, mood, std::nullopt, std::nullopt, time, ""};
  }

  std::string outside_;
};

TEST_F(WorkListTest, AReferralIsDueByItsUrgencyInWorkingDays) {
  engine::Referral urgent = Referral("f1", ReferralState::kRequested, -1);  // Tuesday.
  urgent.urgency = engine::Urgency::kUrgent;
  engine::Referral soon = Referral("f2", ReferralState::kRequested, -1);
  soon.urgency = engine::Urgency::kSoon;
  Add(urgent);
  Add(soon);
  Add(Referral("f3", ReferralState::kRequested, -1));
  Add(Referral("f4", ReferralState::kDraft, -1));
  Add(Referral("f5", ReferralState::kOnHold, -90));
  EXPECT_THAT(Lines(), ElementsAre("1 f1 1", "1 f2 6", "1 f3 13"));
  EXPECT_EQ(Find().items[0].display_name, "Draft f1");
}

TEST_F(WorkListTest, AProposalIsToldOfThreeDaysBeforeItExpires) {
  Add(Proposal("m1", 3));
  Add(Proposal("m2", 4));
  engine::Match over = Proposal("m3", 0);
  over.expire_time = moment_.now;
  Add(over);
  engine::Match answered = Proposal("m4", 0);
  answered.consents = {{MatchSide::kOther, engine::Answer::kYes, At(-2), ""}};
  Add(answered);
  EXPECT_THAT(Lines(), ElementsAre("3 m4 0", "3 m1 3"));
  const WorkItem item = Find().items[0];
  EXPECT_THAT(item.sides, ElementsAre(MatchSide::kResident));
  EXPECT_EQ(item.display_name, "Name r");
  EXPECT_EQ(item.other_display_name, "Name v");
}

TEST_F(WorkListTest, WhenAllSaidYesItIsTimeToBegin) {
  engine::Match match = Proposal("m1", 30);
  match.consents = {{MatchSide::kOther, engine::Answer::kYes, At(-9), ""},
                    {MatchSide::kResident, engine::Answer::kYes, At(-2), ""}};
  Add(match);
  match.meta.id.id = "m2";
  match.expire_time = At(1);
  Add(match);
  EXPECT_THAT(Lines(), ElementsAre("4 m2 1", "4 m1 5"));
}

TEST_F(WorkListTest, ATrialIsDecidedOnAfterTwoWeeks) {
  engine::Match match = Match("m1", MatchState::kTrial);
  match.steps = {{MatchState::kShown, At(-30), ""}, {MatchState::kTrial, At(-14), ""}};
  Add(match);
  match.meta.id.id = "m2";
  match.steps.back().time = At(-13);
  Add(match);
  match.meta.id.id = "m3";
  match.steps.back().time = At(-40);
  match.feedback = {{MatchSide::kResident, engine::Mood::kGood, true, At(-20), ""}};
  Add(match);
  EXPECT_THAT(Lines(), ElementsAre("5 m1 0"));
}

TEST_F(WorkListTest, SidesOfOneWeekAreOneItem) {
  Add(Contact("m1", 16));
  const WorkList list = Find();
  ASSERT_EQ(list.items.size(), 1U);
  EXPECT_EQ(list.items[0].kind, WorkKind::kCheckInDue);
  EXPECT_EQ(list.items[0].due, kToday - 2);
  EXPECT_EQ(list.items[0].week, 2);
  EXPECT_THAT(list.items[0].sides, ElementsAre(MatchSide::kResident, MatchSide::kOther));
}

TEST_F(WorkListTest, AContactThatMayStopComesBeforeTheQuestionHowItGoes) {
  engine::Match poor = Contact("m1", 16);
  poor.check_ins = {Told(2, MatchSide::kResident, engine::Mood::kPoor, At(-1))};
  Add(poor);
  Add(Contact("m2", 14 + 15));  // Nobody has told anything for more than two weeks.
  EXPECT_THAT(Lines(), ElementsAre("6 m2 -15", "6 m1 -2", "2 m1 2", "2 m2 2"));
}

TEST_F(WorkListTest, AnEndedContactGetsAFarewell) {
  engine::Match match = Match("m1", MatchState::kEnded);
  match.end_time = At(-10);
  match.end_reason = engine::EndReason::kNoTime;
  Add(match);
  match.meta.id.id = "m2";
  match.farewell = engine::Farewell::kNotWanted;
  Add(match);
  match.meta.id.id = "m3";
  match.farewell = engine::Farewell::kUnspecified;
  match.end_time = At(-91);
  Add(match);
  match.meta.id.id = "m4";
  match.end_time = At(-10);
  match.end_reason = engine::EndReason::kConsentWithdrawn;
  Add(match);
  EXPECT_THAT(Lines(), ElementsAre("7 m1 -3"));
}

TEST_F(WorkListTest, AVogThatLapsesMattersToWhoHasContact) {
  engine::Volunteer soon = Volunteer("soon");
  soon.vog.issued_date = absl::CivilDay(2024, 1, 24);  // Until 24 January 2027: in 60 days.
  engine::Volunteer later = Volunteer("later");
  later.vog.issued_date = absl::CivilDay(2024, 1, 25);
  engine::Volunteer alone = Volunteer("alone");
  alone.vog = soon.vog;
  engine::Volunteer lapsed = Volunteer("lapsed");
  lapsed.vog.issued_date = absl::CivilDay(2023, 11, 20);
  for (const engine::Volunteer& volunteer : {soon, later, alone, lapsed}) Add(volunteer);
  for (const std::string id : {"soon", "later", "lapsed"}) {
    engine::Match match = Contact("m" + id, 3);
    match.other = VolunteerId(id);
    Add(match);
  }
  EXPECT_THAT(Lines(), ElementsAre("8 lapsed -5", "8 soon 60"));
}

TEST_F(WorkListTest, AReferralThatNobodyIsProposedForStandsStill) {
  Add(Resident("waiting"));
  engine::Referral referral = Referral("f1", ReferralState::kAccepted, -20);
  referral.resident = ResidentId("waiting");
  Add(referral);
  referral.meta.id.id = "f2";
  referral.steps[0].time = At(-13);
  Add(referral);
  // Somebody is asked for them.
  Add(Proposal("m1", 10));
  referral.meta.id.id = "f3";
  referral.resident = ResidentId("r");
  referral.steps[0].time = At(-20);
  Add(referral);
  EXPECT_THAT(Lines(), ElementsAre("9 f1 -6"));
}

TEST_F(WorkListTest, AProposalThatCameToNothingCountsAsAMove) {
  engine::Match declined = Match("m1", MatchState::kDeclined);
  declined.end_time = At(-5);
  Add(declined);
  engine::Referral referral = Referral("f1", ReferralState::kInProgress, -20);
  referral.resident = ResidentId("r");
  Add(referral);
  EXPECT_THAT(Lines(), IsEmpty());
  declined.end_time = At(-15);
  Add(declined);
  EXPECT_THAT(Lines(), ElementsAre("9 f1 -1"));
}

TEST_F(WorkListTest, WhatIsAWeekLateIsAsLateAsWhatIsAMonthLate) {
  engine::Match ended = Match("m1", MatchState::kEnded);
  ended.end_time = At(-60);
  Add(ended);
  Add(Contact("m2", 14 + 7));
  engine::Referral referral = Referral("f1", ReferralState::kRequested, -21);
  Add(referral);
  Add(Proposal("m3", 1));
  // A week late by kind, whatever the day; then by day.
  EXPECT_THAT(Lines(), ElementsAre("1 f1 -7", "6 m2 -7", "7 m1 -53", "3 m3 1"));
}

TEST_F(WorkListTest, OnlyWhatIsAskedForAndReachedIsFoundAndCounted) {
  Add(Proposal("m1", 1));
  Add(Proposal("m2", 2));
  Add(Proposal("m3", 3));
  Add(Referral("f1", ReferralState::kRequested, -1));
  outside_ = "m2";
  EXPECT_THAT(Lines(), ElementsAre("3 m1 1", "3 m3 3", "1 f1 13"));
  EXPECT_THAT(Lines({WorkKind::kNewReferral}), ElementsAre("1 f1 13"));
  const WorkList first = Find({WorkKind::kProposalExpires}, 1);
  EXPECT_EQ(first.items.size(), 1U);
  EXPECT_EQ(first.counts[static_cast<std::size_t>(WorkKind::kProposalExpires)], 2);
  EXPECT_EQ(first.counts[static_cast<std::size_t>(WorkKind::kNewReferral)], 0);
}

TEST_F(WorkListTest, WhoWithdrewIsNotFound) {
  engine::Resident gone = Resident("gone");
  gone.state = engine::ProfileState::kWithdrawn;
  Add(gone);
  engine::Match match = Proposal("m1", 1);
  match.resident = gone.meta.id;
  Add(match);
  match = Match("m2", MatchState::kEnded);
  match.resident = gone.meta.id;
  match.end_time = At(-3);
  Add(match);
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(WorkListTest, WhomNobodyFitsComesLastAndTheLongestWaitingFirst) {
  engine::Resident evenings = Resident("evenings");
  evenings.availability.windows = {{engine::Weekday::kFriday, 20 * 60, 22 * 60}};
  evenings.waiting_since = kToday - 100;
  Add(evenings);
  engine::Resident abroad = Resident("abroad");
  abroad.languages = {{"fr", engine::LanguageLevel::kFluent}};
  abroad.waiting_since = kToday - 300;
  Add(abroad);
  engine::Resident unwilling = evenings;
  unwilling.meta.id.id = "unwilling";
  unwilling.legal_bases.clear();
  Add(unwilling);
  engine::Resident unwell = evenings;
  unwell.meta.id.id = "unwell";
  unwell.need.type = engine::NeedType::kProfessionalFirst;
  Add(unwell);
  Add(Referral("f1", ReferralState::kRequested, -1));
  EXPECT_THAT(Lines(), ElementsAre("1 f1 13", "10 abroad", "10 evenings"));
  const WorkList list = Find({WorkKind::kNobodyFits});
  ASSERT_EQ(list.items.size(), 2U);
  EXPECT_EQ(list.items[0].waiting_days, 300);
  EXPECT_EQ(list.items[0].display_name, "Name abroad");
  EXPECT_THAT(list.items[0].obstacles, ElementsAre(Obstacle{engine::BarCode::kLanguage, 1}));
  EXPECT_THAT(list.items[1].obstacles, ElementsAre(Obstacle{engine::BarCode::kTimeOverlap, 1}));
}

TEST_F(WorkListTest, TheCommonestObstaclesAreToldAndNoMoreThanThree) {
  engine::Resident lonely = Resident("lonely");
  lonely.contact_forms = {engine::ContactForm::kHomeVisit};
  lonely.availability.windows = {{engine::Weekday::kFriday, 20 * 60, 22 * 60}};
  Add(lonely);
  for (int i = 0; i < 3; ++i) {
    engine::Volunteer volunteer = Volunteer(absl::StrCat("v", i));
    if (i < 2) volunteer.state = engine::ProfileState::kPaused;
    if (i < 1) volunteer.vog = {engine::VogState::kRequested, std::nullopt, ""};
    if (i < 1) volunteer.max_matches = 0;
    Add(volunteer);
  }
  const auto snapshot = Build();
  const WorkView view{*snapshot, policy_, moment_};
  const std::vector<Obstacle> obstacles = ObstaclesOf(view, engine::MatchingDay(policy_, moment_), "", lonely.meta.id);
  ASSERT_EQ(obstacles.size(), 3U);
  EXPECT_EQ(obstacles[0], (Obstacle{engine::BarCode::kTimeOverlap, 4}));
  EXPECT_EQ(obstacles[1], (Obstacle{engine::BarCode::kPaused, 2}));
  EXPECT_EQ(obstacles[2], (Obstacle{engine::BarCode::kVogMissing, 1}));
}

TEST_F(WorkListTest, WhoHasContactOrAProposalDoesNotWait) {
  Add(Contact("m1", 1));
  Add(Resident("asked"));
  engine::Match proposal = Proposal("m2", 9);
  proposal.resident = ResidentId("asked");
  Add(proposal);
  Add(Resident("free"));
  engine::Match over = Proposal("m3", 0);
  over.expire_time = moment_.now;
  over.resident = ResidentId("free");
  Add(over);
  const auto snapshot = Build();
  const WorkView view{*snapshot, policy_, moment_};
  const auto waiting = LongestWaiting(view, [](const engine::EntityId&) { return true; });
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0]->meta.id.id, "free");
}

}  // namespace
}  // namespace klik::services
