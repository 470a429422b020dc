#include "services/casework/expected_wait.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/casework/referral_steps.h"
#include "tests/services/casework/casework_world.h"

namespace klik::services {
namespace {

using engine::MatchState;
using engine::ReferralReason;
using engine::ReferralState;
using testing::Put;
using testing::ResidentNamed;
using testing::SnapshotOf;

const absl::Time kNow = absl::FromCivil(absl::CivilMinute(2026, 11, 2, 9, 30), absl::UTCTimeZone());
constexpr absl::Duration kDay = absl::Hours(24);

engine::Referral Submitted(const std::string& id, absl::Time time, const std::string& resident = "") {
  engine::Referral referral;
  referral.meta.id = {engine::Kind::kReferral, id};
  referral.municipality = "GM0420";
  if (!resident.empty()) referral.resident = engine::EntityId{engine::Kind::kResident, resident};
  TakeStep(ReferralState::kRequested, ReferralReason::kUnspecified, time, "", referral);
  return referral;
}

// Adds a referral of `ago` days ago whose resident got acquainted after `waited` days.
void AddCase(int ago, int waited, std::vector<engine::Change>& changes, MatchState state = MatchState::kTrial) {
  const std::string n = absl::StrCat(changes.size());
  changes.push_back(Put(ResidentNamed("r" + n, "", 1950)));
  engine::Volunteer volunteer;
  volunteer.meta.id = {engine::Kind::kVolunteer, "v" + n};
  changes.push_back(Put(volunteer));
  const absl::Time submitted = kNow - ago * kDay;
  engine::Match match;
  match.meta.id = {engine::Kind::kMatch, "m" + n};
  match.resident = {engine::Kind::kResident, "r" + n};
  match.other = volunteer.meta.id;
  match.state = state;
  // Somebody the resident knew before.
  match.steps.push_back({state, submitted - 50 * kDay, ""});
  match.steps.push_back({MatchState::kProposed, submitted + kDay, ""});
  match.steps.push_back({state, submitted + waited * kDay, ""});
  match.steps.push_back({MatchState::kActive, submitted + 100 * kDay, ""});
  changes.push_back(Put(match));
  changes.push_back(Put(Submitted("q" + n, submitted, "r" + n)));
}

TEST(ExpectedWaitTest, IsTheMedianOfTheLastYear) {
  std::vector<engine::Change> changes;
  for (const int waited : {10, 60, 20, 30}) AddCase(300, waited, changes);
  AddCase(366, 1, changes);
  EXPECT_EQ(ExpectedWaits::Read(*SnapshotOf(changes), kNow).Of(""), std::nullopt) << "four in the year";
  AddCase(364, 90, changes, MatchState::kActive);
  const auto waits = ExpectedWaits::Read(*SnapshotOf(changes), kNow);
  EXPECT_EQ(waits.Of(""), 30);
  EXPECT_EQ(waits.Of("GM0420"), 30);
  EXPECT_EQ(waits.Of("GM0441"), std::nullopt);
  AddCase(100, 40, changes);
  EXPECT_EQ(ExpectedWaits::Read(*SnapshotOf(changes), kNow).Of(""), 40) << "the longer of the two in the middle";
}

TEST(ExpectedWaitTest, WhoHasNotComeSoFarDoesNotCount) {
  std::vector<engine::Change> changes;
  for (int i = 0; i < 4; ++i) AddCase(200, 30, changes);
  changes.push_back(Put(Submitted("waiting", kNow - 200 * kDay)));
  // Knew somebody before, and nobody since.
  AddCase(200, -10, changes, MatchState::kPaused);
  EXPECT_EQ(ExpectedWaits::Read(*SnapshotOf(changes), kNow).Of("").has_value(), true) << "paused, then active";
  changes.erase(changes.end() - 4, changes.end());
  EXPECT_EQ(ExpectedWaits::Read(*SnapshotOf(changes), kNow).Of(""), std::nullopt);
}

TEST(ExpectedWaitTest, CountsDownAndEndsAtZero) {
  const auto view = SnapshotOf({});
  const auto left = [&](int ago) { return RemainingWait(*view, Submitted("q", kNow - ago * kDay), 30, kNow); };
  EXPECT_EQ(left(0), 30);
  EXPECT_EQ(left(12), 18);
  EXPECT_EQ(left(30), 0);
  EXPECT_EQ(left(45), 0);
  EXPECT_EQ(RemainingWait(*view, Submitted("q", kNow), std::nullopt, kNow), std::nullopt);
}

TEST(ExpectedWaitTest, NothingIsToBeWaitedForOnceItIsThereOrOver) {
  std::vector<engine::Change> changes;
  AddCase(60, 30, changes);
  const auto view = SnapshotOf(changes);
  const auto& acquainted = *view->FindReferral("q0");
  EXPECT_EQ(AcquaintedTimeOf(*view, acquainted), kNow - 30 * kDay);
  EXPECT_EQ(RemainingWait(*view, acquainted, 40, kNow), std::nullopt);
  engine::Referral referral = Submitted("q", kNow);
  for (const ReferralState state : {ReferralState::kOnHold, ReferralState::kRejected, ReferralState::kCancelled}) {
    referral.state = state;
    EXPECT_EQ(RemainingWait(*view, referral, 40, kNow), std::nullopt);
  }
  EXPECT_EQ(RemainingWait(*view, engine::Referral(), 40, kNow), std::nullopt) << "a draft";
}

}  // namespace
}  // namespace klik::services
