// Lasting contact, the size of a group, and what is to be asked first.
#include <gtest/gtest.h>

#include <optional>
#include <utility>

#include "tests/engine/rules/pair_fixture.h"

namespace klik::engine {
namespace {

class GatesTest : public PairTest {
 protected:
  // The facts of the bar; nullopt without one.
  static std::optional<BarParams> ParamsOf(const PairResult& result, BarCode code) {
    const Bar* bar = Find(result, code);
    return bar == nullptr ? std::nullopt : std::optional(bar->params);
  }
  std::optional<BarParams> Commitment() { return ParamsOf(WithVolunteer(), BarCode::kCommitment); }
  std::optional<BarParams> ContactFormAtActivity(Load load = {}) {
    return ParamsOf(AtActivity(std::move(load)), BarCode::kContactForm);
  }
};

TEST_F(GatesTest, NothingKeepsTheFixtureApart) {
  EXPECT_TRUE(WithVolunteer().bars.empty());
  EXPECT_TRUE(WithNeighbour().bars.empty());
  EXPECT_TRUE(AtActivity().bars.empty());
  EXPECT_FALSE(WithVolunteer().ask_first);
  EXPECT_FALSE(WithNeighbour().ask_first);
  EXPECT_FALSE(AtActivity().ask_first);
}

TEST_F(GatesTest, WhoMissesAConfidantNeedsSomebodyForHalfAYear) {
  for (const NeedType need : {NeedType::kEmotional, NeedType::kBoth}) {
    resident_.need.type = need;
    volunteer_.commitment.months = 5;
    EXPECT_EQ(Commitment(), (BarParams{{"months", "5"}, {"needed_months", "6"}}));
    volunteer_.commitment.months = 6;
    EXPECT_EQ(Commitment(), std::nullopt);
  }
  EXPECT_EQ(WithVolunteer().bars.size(), 0U);
}

TEST_F(GatesTest, OtherNeedsAskAQuarterAndAPracticalOneNothing) {
  volunteer_.commitment.months = 2;
  for (const NeedType need : {NeedType::kSocial, NeedType::kMeaning, NeedType::kUnknown}) {
    resident_.need.type = need;
    EXPECT_EQ(Commitment(), (BarParams{{"months", "2"}, {"needed_months", "3"}}));
  }
  resident_.need.type = NeedType::kPractical;
  EXPECT_EQ(Commitment(), std::nullopt);
}

TEST_F(GatesTest, TheBarIsTheVolunteersAndNotToldTwice) {
  volunteer_.commitment.months = 1;
  volunteer_.available_until = moment_.today;
  const PairResult result = WithVolunteer();
  EXPECT_EQ(Find(result, BarCode::kCommitment)->side, Side::kCandidate);
  EXPECT_EQ(Commitment(), (BarParams{{"until", "2026-06-17"}, {"needed_months", "3"}}));
}

TEST_F(GatesTest, AnUnstatedCommitmentIsNoReasonToTurnSomebodyAway) {
  volunteer_.commitment.months = 0;
  EXPECT_EQ(Commitment(), std::nullopt);
}

TEST_F(GatesTest, TheLastDayCountsInMonthsOfTheCalendar) {
  volunteer_.available_until = absl::CivilDay(2026, 9, 17);
  EXPECT_EQ(Commitment(), std::nullopt);
  volunteer_.available_until = absl::CivilDay(2026, 9, 16);
  EXPECT_NE(Commitment(), std::nullopt);
  // Three months after the last of November is the first of March.
  SetToday(absl::CivilDay(2026, 11, 30));
  volunteer_.available_until = absl::CivilDay(2027, 3, 1);
  EXPECT_EQ(Commitment(), std::nullopt);
  volunteer_.available_until = absl::CivilDay(2027, 2, 28);
  EXPECT_NE(Commitment(), std::nullopt);
}

TEST_F(GatesTest, PeersAndActivitiesAskForNoCommitment) {
  resident_.commitment.months = 1;
  resident_.need.type = NeedType::kEmotional;
  EXPECT_EQ(ParamsOf(WithNeighbour(), BarCode::kCommitment), std::nullopt);
  EXPECT_EQ(ParamsOf(AtActivity(), BarCode::kCommitment), std::nullopt);
}

TEST_F(GatesTest, AGroupIsAsLargeAsItsCapacity) {
  resident_.max_group_size = 8;
  activity_.capacity = 8;
  EXPECT_EQ(ContactFormAtActivity(), std::nullopt);
  activity_.capacity = 9;
  EXPECT_EQ(ContactFormAtActivity(), (BarParams{{"group_size", "9"}}));
  resident_.max_group_size = 0;
  EXPECT_EQ(ContactFormAtActivity(), std::nullopt);
}

TEST_F(GatesTest, AGroupWithoutCapacityIsAsLargeAsItIsWithTheResident) {
  resident_.max_group_size = 8;
  activity_.enrolled = 5;
  const absl::Time lapsed = moment_.now - absl::Minutes(1);
  const absl::Time open = moment_.now + absl::Minutes(1);
  EXPECT_EQ(ContactFormAtActivity({.running = 1, .open_until = {lapsed, open}}), std::nullopt);
  EXPECT_EQ(ContactFormAtActivity({.running = 2, .open_until = {lapsed, open}}), (BarParams{{"group_size", "9"}}));
}

TEST_F(GatesTest, WhoWantsNoGroupIsToldSoWithoutASize) {
  resident_.contact_forms = {ContactForm::kPhone};
  EXPECT_EQ(ContactFormAtActivity(), BarParams{});
  EXPECT_EQ(Find(AtActivity(), BarCode::kContactForm)->side, Side::kSubject);
  resident_.max_group_size = 2;
  activity_.capacity = 20;
  EXPECT_EQ(ContactFormAtActivity(), (BarParams{{"group_size", "20"}}));
  EXPECT_EQ(AtActivity().bars.size(), 1U);
}

TEST_F(GatesTest, WhatTheVolunteerNeedsInTheResidentsHomeIsAskedFirst) {
  resident_.contact_forms = {ContactForm::kHomeVisit};
  for (const AccessNeed need :
       {AccessNeed::kStepFree, AccessNeed::kAccessibleToilet, AccessNeed::kNoAnimals, AccessNeed::kSmokeFree}) {
    volunteer_.access_needs = {need};
    EXPECT_TRUE(WithVolunteer().ask_first) << static_cast<int>(need);
  }
  for (const AccessNeed need : {AccessNeed::kHearingLoop, AccessNeed::kQuiet}) {
    volunteer_.access_needs = {need};
    EXPECT_FALSE(WithVolunteer().ask_first) << static_cast<int>(need);
  }
}

TEST_F(GatesTest, ElsewhereTheVolunteersNeedsAreSettled) {
  volunteer_.access_needs = {AccessNeed::kStepFree};
  for (const ContactForm form : {ContactForm::kPublicPlace, ContactForm::kPhone}) {
    resident_.contact_forms = {form};
    EXPECT_FALSE(WithVolunteer().ask_first) << static_cast<int>(form);
  }
}

TEST_F(GatesTest, OfNeighboursTheNeedsOfWhoComesAreAskedFirst) {
  resident_.contact_forms = {ContactForm::kHomeVisit};
  // At equal minutes the resident, whose id comes first, is the guest.
  neighbour_.access_needs = {AccessNeed::kStepFree};
  EXPECT_FALSE(WithNeighbour().ask_first);
  resident_.travel.clear();
  EXPECT_TRUE(WithNeighbour().ask_first);
  neighbour_.access_needs.clear();
  resident_.access_needs = {AccessNeed::kStepFree};
  EXPECT_FALSE(WithNeighbour().ask_first);
  // Nobody can: either might be the guest.
  neighbour_.travel.clear();
  EXPECT_TRUE(WithNeighbour().ask_first);
}

}  // namespace
}  // namespace klik::engine
