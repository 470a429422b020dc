// Who goes, and how: of the ways that leave enough time the one by which the pair scores best.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/rules/daylight.h"
#include "tests/engine/rules/pair_fixture.h"

namespace klik::engine {
namespace {

using ::testing::ElementsAre;

class WhoGoesTest : public PairTest {
 protected:
  WhoGoesTest() {
    volunteer_.place.point = kAndijk;
    neighbour_.place.point = kAndijk;
    resident_.contact_forms = {ContactForm::kPublicPlace};
  }

  static void ExpectWay(const PairResult& result, Side mover, TravelMode mode, int minutes) {
    EXPECT_EQ(result.travel.mover, mover);
    EXPECT_EQ(result.travel.mode, mode);
    EXPECT_EQ(result.travel.minutes, minutes);
  }

  const absl::CivilDay kWinter{2026, 12, 1};
};

TEST_F(WhoGoesTest, TheQuickestWayComesFirstWhosesoeverItIs) {
  volunteer_.travel = {{TravelMode::kBike, 60, false}, {TravelMode::kPublicTransport, 60, false}};
  resident_.travel = {{TravelMode::kCar, 60, false}};
  ExpectWay(WithVolunteer(), Side::kSubject, TravelMode::kCar, 14);
  volunteer_.travel.push_back({TravelMode::kCar, 14, false});
  ExpectWay(WithVolunteer(), Side::kCandidate, TravelMode::kCar, 14);
  volunteer_.travel.back().max_minutes = 13;
  ExpectWay(WithVolunteer(), Side::kSubject, TravelMode::kCar, 14);
}

TEST_F(WhoGoesTest, AtEqualMinutesTheEarlierModeGoes) {
  volunteer_.place.point = kWervershoof;
  volunteer_.travel = {{TravelMode::kBike, 60, false}, {TravelMode::kWalk, 60, false}};
  ExpectWay(WithVolunteer(), Side::kCandidate, TravelMode::kWalk, 0);
}

TEST_F(WhoGoesTest, OfPeersTheOneWhoseIdComesFirstGoesAtEqualMinutes) {
  ExpectWay(WithNeighbour(), Side::kSubject, TravelMode::kBike, 25);
  neighbour_.meta.id.id = "a";
  ExpectWay(WithNeighbour(), Side::kCandidate, TravelMode::kBike, 25);
}

TEST_F(WhoGoesTest, TheOtherGoesWhenTheQuickestWayLeavesTooLittleTime) {
  volunteer_.travel = {{TravelMode::kCar, 60, false}};
  volunteer_.availability.windows = {{Weekday::kWednesday, At(10), At(10, 40)}};
  const PairResult result = WithVolunteer();
  ExpectWay(result, Side::kSubject, TravelMode::kBike, 25);
  EXPECT_EQ(result.longest_block_minutes, 40);
  EXPECT_TRUE(result.bars.empty());
  EXPECT_THAT(windows_, ElementsAre(Window{Weekday::kWednesday, At(10), At(10, 40), Weeks::kEvery}));
}

TEST_F(WhoGoesTest, NobodyComesToTheVolunteersHome) {
  resident_.contact_forms = {ContactForm::kHomeVisit};
  volunteer_.travel = {{TravelMode::kCar, 60, false}};
  volunteer_.availability.windows = {{Weekday::kWednesday, At(10), At(10, 40)}};
  const PairResult result = WithVolunteer();
  ExpectWay(result, Side::kCandidate, TravelMode::kCar, 14);
  EXPECT_EQ(Find(result, BarCode::kTimeOverlap)->params.at("minutes"), "12");
}

TEST_F(WhoGoesTest, ANeighbourIsVisitedWhereThatLeavesEnoughTime) {
  resident_.contact_forms = {ContactForm::kHomeVisit};
  neighbour_.travel = {{TravelMode::kCar, 60, false}};
  neighbour_.availability.windows = {{Weekday::kWednesday, At(10), At(10, 40)}};
  ExpectWay(WithNeighbour(), Side::kSubject, TravelMode::kBike, 25);
  // Both could, and it is the slower way that leaves them an hour and not half of it.
  neighbour_.availability.windows = {{Weekday::kWednesday, At(10), At(11)}};
  ExpectWay(WithNeighbour(), Side::kSubject, TravelMode::kBike, 25);
  neighbour_.availability.windows = {{Weekday::kWednesday, At(9), At(12)}};
  ExpectWay(WithNeighbour(), Side::kCandidate, TravelMode::kCar, 14);
}

TEST_F(WhoGoesTest, WhenNoWayLeavesEnoughTheFirstIsTold) {
  volunteer_.travel = {{TravelMode::kCar, 60, false}};
  for (Person* person : {static_cast<Person*>(&resident_), static_cast<Person*>(&volunteer_)}) {
    person->availability.windows = {{Weekday::kWednesday, At(10), At(10, 40)}};
  }
  const PairResult result = WithVolunteer();
  ExpectWay(result, Side::kCandidate, TravelMode::kCar, 14);
  EXPECT_EQ(Find(result, BarCode::kTimeOverlap)->params.at("minutes"), "12");
}

TEST_F(WhoGoesTest, WhoTravelsByDaylightIsUnderWayByDaylight) {
  SetToday(kWinter);
  resident_.travel.clear();
  resident_.availability.windows = {{Weekday::kWednesday, At(6), At(20)}};
  volunteer_.availability.windows = resident_.availability.windows;
  volunteer_.travel = {{TravelMode::kBike, 60, true}};
  const Daylight light = DaylightOf(kWinter, policy_.horizon_days, moment_.zone);
  WithVolunteer();
  EXPECT_THAT(windows_, ElementsAre(Window{Weekday::kWednesday, light.from + 25, light.until - 25, Weeks::kEvery}));
  volunteer_.travel = {{TravelMode::kBike, 60, false}};
  WithVolunteer();
  EXPECT_THAT(windows_, ElementsAre(Window{Weekday::kWednesday, At(6, 25), At(19, 35), Weeks::kEvery}));
}

TEST_F(WhoGoesTest, InWinterTheEveningIsForAnotherMode) {
  resident_.travel.clear();
  for (Person* person : {static_cast<Person*>(&resident_), static_cast<Person*>(&volunteer_)}) {
    person->availability.windows = {{Weekday::kWednesday, At(16), At(19)}};
  }
  volunteer_.travel = {{TravelMode::kBike, 60, true}, {TravelMode::kPublicTransport, 60, false}};
  ExpectWay(WithVolunteer(), Side::kCandidate, TravelMode::kBike, 25);
  SetToday(kWinter);
  const PairResult result = WithVolunteer();
  ExpectWay(result, Side::kCandidate, TravelMode::kPublicTransport, 30);
  EXPECT_EQ(result.longest_block_minutes, 120);
  volunteer_.travel.pop_back();
  EXPECT_NE(Find(WithVolunteer(), BarCode::kTimeOverlap), nullptr);
}

TEST_F(WhoGoesTest, AnActivityFetchesOnlyWhoCannotComeByAnyMode) {
  activity_.place.point = kAndijk;
  activity_.transport_offered = true;
  ExpectWay(AtActivity(), Side::kSubject, TravelMode::kBike, 25);
  resident_.travel = {{TravelMode::kBike, 20, false}};
  ExpectWay(AtActivity(), Side::kCandidate, TravelMode::kCar, 14);
  EXPECT_THAT(windows_, ElementsAre(Window{Weekday::kWednesday, At(9, 14), At(11, 46), Weeks::kEvery}));
  // That the own way leaves too little time is no reason to be fetched.
  resident_.travel = {{TravelMode::kBike, 60, false}};
  activity_.sessions.hours.windows = {{Weekday::kWednesday, At(9), At(9, 50)}};
  const PairResult result = AtActivity();
  ExpectWay(result, Side::kSubject, TravelMode::kBike, 25);
  EXPECT_EQ(Find(result, BarCode::kTimeOverlap)->params.at("minutes"), "25");
}

}  // namespace
}  // namespace klik::engine
