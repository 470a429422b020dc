#include "services/casework/referral_steps.h"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <vector>

namespace klik::services {
namespace {

using engine::ReferralReason;
using engine::ReferralState;
using ::testing::UnorderedElementsAre;

constexpr ReferralMove kMoves[] = {ReferralMove::kSubmit,  ReferralMove::kAccept, ReferralMove::kReject,
                                   ReferralMove::kHold,    ReferralMove::kResume, ReferralMove::kCancel,
                                   ReferralMove::kComplete};

// With these steps behind it, the last of which is its state.
engine::Referral After(const std::vector<ReferralState>& states) {
  engine::Referral referral;
  absl::Time now = absl::FromUnixSeconds(1'793'611'800);
  for (const ReferralState state : states) {
    TakeStep(state, ReferralReason::kUnspecified, now += absl::Hours(1), "accounts/a", referral);
  }
  return referral;
}

std::set<ReferralMove> MovesFrom(const engine::Referral& referral) {
  std::set<ReferralMove> moves;
  for (const ReferralMove move : kMoves) {
    if (StateAfter(referral, move, ReferralReason::kContactFound).has_value()) moves.insert(move);
  }
  return moves;
}

TEST(ReferralStepsTest, EachStateHasItsMovesAndNoOther) {
  using M = ReferralMove;
  const std::map<ReferralState, std::set<ReferralMove>> expected = {
      {ReferralState::kDraft, {M::kSubmit, M::kCancel}},
      {ReferralState::kRequested, {M::kAccept, M::kReject, M::kHold, M::kCancel}},
      {ReferralState::kAccepted, {M::kHold, M::kCancel, M::kComplete}},
      {ReferralState::kInProgress, {M::kHold, M::kCancel, M::kComplete}},
      {ReferralState::kRejected, {}},
      {ReferralState::kCompleted, {}},
      {ReferralState::kCancelled, {}},
      {ReferralState::kFailed, {}},
  };
  for (const auto& [state, moves] : expected) EXPECT_EQ(MovesFrom(After({state})), moves) << static_cast<int>(state);
}

TEST(ReferralStepsTest, OnHoldItGoesBackToWhatItWas) {
  for (const ReferralState before : {ReferralState::kRequested, ReferralState::kAccepted, ReferralState::kInProgress}) {
    const auto on_hold = After({ReferralState::kRequested, before, ReferralState::kOnHold});
    EXPECT_EQ(StateAfter(on_hold, ReferralMove::kResume), before);
    const bool rejected = StateAfter(on_hold, ReferralMove::kReject).has_value();
    EXPECT_EQ(rejected, before == ReferralState::kRequested);
    EXPECT_FALSE(StateAfter(on_hold, ReferralMove::kAccept).has_value());
    EXPECT_FALSE(StateAfter(on_hold, ReferralMove::kComplete, ReferralReason::kContactFound).has_value());
    EXPECT_EQ(StateAfter(on_hold, ReferralMove::kCancel), ReferralState::kCancelled);
  }
}

TEST(ReferralStepsTest, OneOnHoldFromElsewhereGoesBackToWhereItMustHaveBeen) {
  engine::Referral referral = After({ReferralState::kOnHold});
  EXPECT_EQ(StateAfter(referral, ReferralMove::kResume), ReferralState::kRequested);
  referral.resident = {engine::Kind::kResident, "r1"};
  EXPECT_EQ(StateAfter(referral, ReferralMove::kResume), ReferralState::kAccepted);
}

TEST(ReferralStepsTest, TheReasonTellsHowItEnds) {
  const auto accepted = After({ReferralState::kAccepted});
  EXPECT_EQ(StateAfter(accepted, ReferralMove::kComplete, ReferralReason::kContactFound), ReferralState::kCompleted);
  EXPECT_EQ(StateAfter(accepted, ReferralMove::kComplete, ReferralReason::kNobodyFound), ReferralState::kFailed);
}

// By reason, the moves it goes with: as the API's comment says.
TEST(ReferralStepsTest, EachReasonGoesWithItsMoves) {
  using M = ReferralMove;
  const std::set<ReferralMove> of_the_person = {M::kReject, M::kCancel, M::kComplete};
  const std::map<ReferralReason, std::set<ReferralMove>> expected = {
      {ReferralReason::kUnspecified, {M::kSubmit, M::kAccept, M::kResume}},
      {ReferralReason::kContactFound, {M::kComplete}},
      {ReferralReason::kNotForUs, {M::kReject}},
      {ReferralReason::kOutsideMunicipality, {M::kReject}},
      {ReferralReason::kProfessionalHelpFirst, {M::kReject}},
      {ReferralReason::kDuplicate, {M::kReject}},
      {ReferralReason::kNoLegalBasis, {M::kReject}},
      {ReferralReason::kPersonDoesNotWant, of_the_person},
      {ReferralReason::kNotReached, of_the_person},
      {ReferralReason::kMovedAway, of_the_person},
      {ReferralReason::kDeceased, of_the_person},
      {ReferralReason::kNobodyFound, {M::kComplete}},
      {ReferralReason::kWaitingForPerson, {M::kHold}},
      {ReferralReason::kWaitingForTeam, {M::kHold}},
      {ReferralReason::kPersonUnwell, {M::kHold}},
      {ReferralReason::kMadeByMistake, {M::kCancel}},
      {ReferralReason::kConsentWithdrawn, {}},
      {ReferralReason::kOther, {M::kReject, M::kHold, M::kCancel, M::kComplete}},
  };
  for (const auto& [reason, moves] : expected) {
    for (const ReferralMove move : kMoves) {
      EXPECT_EQ(GoesWith(reason, move), moves.contains(move))
          << static_cast<int>(reason) << " " << static_cast<int>(move);
    }
  }
}

TEST(ReferralStepsTest, AStepIsTimedAndAttributed) {
  const absl::Time now = absl::FromUnixSeconds(1'793'611'800);
  engine::Referral referral;
  EXPECT_EQ(SubmitTimeOf(referral), std::nullopt);
  TakeStep(ReferralState::kDraft, ReferralReason::kUnspecified, now, "accounts/a", referral);
  EXPECT_EQ(SubmitTimeOf(referral), std::nullopt);
  TakeStep(ReferralState::kRequested, ReferralReason::kUnspecified, now + absl::Hours(1), "accounts/b", referral);
  TakeStep(ReferralState::kOnHold, ReferralReason::kPersonUnwell, now + absl::Hours(2), "", referral);
  EXPECT_EQ(referral.state, ReferralState::kOnHold);
  EXPECT_EQ(referral.state_reason, ReferralReason::kPersonUnwell);
  ASSERT_EQ(referral.steps.size(), 3U);
  EXPECT_EQ(referral.steps[1], (engine::ReferralStep{ReferralState::kRequested, ReferralReason::kUnspecified,
                                                     now + absl::Hours(1), "accounts/b"}));
  EXPECT_EQ(SubmitTimeOf(referral), now + absl::Hours(1));
}

TEST(ReferralStepsTest, HoldsStopWhileThereIsRoomForTheEnd) {
  std::vector<ReferralState> states(kMaxReferralSteps - 3, ReferralState::kAccepted);
  EXPECT_TRUE(StateAfter(After(states), ReferralMove::kHold).has_value());
  states.push_back(ReferralState::kAccepted);
  EXPECT_FALSE(StateAfter(After(states), ReferralMove::kHold).has_value());
  EXPECT_TRUE(StateAfter(After(states), ReferralMove::kCancel).has_value());
}

}  // namespace
}  // namespace klik::services
