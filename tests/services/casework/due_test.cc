#include "services/casework/due.h"

#include <gmock/gmock.h>

#include "absl/time/time.h"
#include "engine/model/policy.h"
#include "services/registry/clock.h"

namespace klik::services {
namespace {

using engine::MatchSide;
using engine::Mood;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::CivilDay kStart(2026, 1, 5);

engine::Match Active() {
  engine::Match match;
  match.resident = {engine::Kind::kResident, "r"};
  match.other = {engine::Kind::kVolunteer, "v"};
  match.state = engine::MatchState::kActive;
  match.start_time = absl::FromCivil(absl::CivilHour(2026, 1, 5, 12), absl::UTCTimeZone());
  return match;
}

engine::CheckIn At(int week, MatchSide side, Mood mood = Mood::kGood) { return {week, side, mood, {}, {}, {}, ""}; }

std::vector<DueCheckIn> DueAfter(const engine::Match& match, int days) {
  return DueCheckInsOf(match, engine::Policy(), kStart + days);
}

TEST(DueTest, BothSidesAreAskedFromTheDayOn) {
  EXPECT_THAT(DueAfter(Active(), 13), IsEmpty());
  const absl::CivilDay due = kStart + 14;
  EXPECT_THAT(DueAfter(Active(), 14),
              ElementsAre(DueCheckIn{2, MatchSide::kResident, due}, DueCheckIn{2, MatchSide::kOther, due}));
}

TEST(DueTest, WhatIsRecordedIsNotAskedAgain) {
  engine::Match match = Active();
  match.check_ins = {At(2, MatchSide::kOther)};
  EXPECT_THAT(DueAfter(match, 20), ElementsAre(DueCheckIn{2, MatchSide::kResident, kStart + 14}));
}

TEST(DueTest, AMissedOneIsNotCaughtUpWithOnceTheNextIsDue) {
  engine::Match match = Active();
  match.check_ins = {At(2, MatchSide::kOther)};
  const absl::CivilDay due = kStart + 7 * 13;
  EXPECT_THAT(DueAfter(match, 7 * 13),
              ElementsAre(DueCheckIn{13, MatchSide::kResident, due}, DueCheckIn{13, MatchSide::kOther, due}));
}

TEST(DueTest, ACompanionIsAskedToo) {
  engine::Match match = Active();
  match.companion = engine::EntityId{engine::Kind::kVolunteer, "c"};
  EXPECT_EQ(DueAfter(match, 14).size(), 3U);
}

TEST(DueTest, OnlyWhileItGoesOn) {
  engine::Match match = Active();
  for (const auto state : {engine::MatchState::kTrial, engine::MatchState::kEnded}) {
    match.state = state;
    EXPECT_THAT(DueAfter(match, 365), IsEmpty());
  }
  match.state = engine::MatchState::kPaused;
  EXPECT_EQ(DueAfter(match, 365).size(), 2U);
}

TEST(DueTest, TheLastWordOfEachSideTellsWhetherItMayStop) {
  const auto may_drop_off = [](std::vector<engine::CheckIn> check_ins) {
    engine::Match match = Active();
    match.check_ins = std::move(check_ins);
    return MayDropOff(match, engine::Policy(), kStart + 7 * 6);
  };
  const engine::CheckIn good = At(6, MatchSide::kResident);
  EXPECT_FALSE(may_drop_off({good, At(6, MatchSide::kOther)}));
  EXPECT_TRUE(may_drop_off({good, At(6, MatchSide::kOther, Mood::kPoor)}));
  EXPECT_TRUE(may_drop_off({good, At(6, MatchSide::kOther, Mood::kNotReached)}));
  EXPECT_FALSE(may_drop_off({good, At(6, MatchSide::kOther, Mood::kFair)}));
  engine::CheckIn stopping = At(6, MatchSide::kOther);
  stopping.still_meeting = false;
  EXPECT_TRUE(may_drop_off({good, stopping}));
  stopping.still_meeting = true;
  stopping.wants_to_go_on = false;
  EXPECT_TRUE(may_drop_off({good, stopping}));
  // What was poor then and is good now is good.
  EXPECT_FALSE(may_drop_off({At(2, MatchSide::kOther, Mood::kPoor), good, At(6, MatchSide::kOther)}));
}

TEST(DueTest, SilenceIsASignToo) {
  const engine::Match match = Active();
  EXPECT_FALSE(MayDropOff(match, engine::Policy(), kStart + 14 + kOverdueCheckInDays));
  EXPECT_TRUE(MayDropOff(match, engine::Policy(), kStart + 14 + kOverdueCheckInDays + 1));
}

TEST(DueTest, AProposalExpiresAtItsTime) {
  engine::Match match = Active();
  match.expire_time = absl::UnixEpoch();
  EXPECT_FALSE(HasExpired(match, absl::UnixEpoch()));
  match.state = engine::MatchState::kShown;
  EXPECT_TRUE(HasExpired(match, absl::UnixEpoch()));
  EXPECT_FALSE(HasExpired(match, absl::UnixEpoch() - absl::Nanoseconds(1)));
  match.expire_time.reset();
  EXPECT_FALSE(HasExpired(match, absl::InfiniteFuture()));
}

}  // namespace
}  // namespace klik::services
