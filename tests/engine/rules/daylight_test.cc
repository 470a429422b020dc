// Against the times that newspapers print for De Bilt, which lies some twelve kilometres to the west of the middle of
// the country: within two minutes.
#include "engine/rules/daylight.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace klik::engine {
namespace {

constexpr int At(int hour, int minute) { return hour * 60 + minute; }

absl::TimeZone Amsterdam() {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone("Europe/Amsterdam", &zone)) std::abort();
  return zone;
}

struct Printed {
  absl::CivilDay day;
  int sunrise;
  int sunset;
};

TEST(DaylightTest, IsWithinTwoMinutesOfThePrintedTimes) {
  const Printed printed[] = {
      {absl::CivilDay(2024, 6, 21), At(5, 18), At(22, 3)},    // The longest day.
      {absl::CivilDay(2023, 12, 21), At(8, 46), At(16, 29)},  // The shortest.
  };
  for (const auto& [day, sunrise, sunset] : printed) {
    const Daylight light = DaylightOf(day, 1, Amsterdam());
    EXPECT_NEAR(light.from, sunrise, 2) << day;
    EXPECT_NEAR(light.until, sunset, 2) << day;
  }
}

TEST(DaylightTest, SunriseFollowsTheSeasonsAndTheClock) {
  const Printed printed[] = {
      {absl::CivilDay(2023, 2, 4), At(8, 16), 0},  {absl::CivilDay(2023, 3, 4), At(7, 20), 0},
      {absl::CivilDay(2023, 3, 25), At(6, 32), 0}, {absl::CivilDay(2023, 4, 1), At(7, 16), 0},
      {absl::CivilDay(2023, 4, 29), At(6, 15), 0}, {absl::CivilDay(2023, 5, 13), At(5, 50), 0},
  };
  for (const auto& [day, sunrise, sunset] : printed) {
    EXPECT_NEAR(DaylightOf(day, 1, Amsterdam()).from, sunrise, 2) << day;
  }
  EXPECT_NEAR(DaylightOf(absl::CivilDay(2019, 12, 12), 1, Amsterdam()).until, At(16, 28), 2);
}

TEST(DaylightTest, OfManyDaysIsWhatIsLightOnEachOfThem) {
  // The latest sunrise is around the turn of the year, the earliest sunset twelve days into December.
  const absl::CivilDay first(2026, 11, 25);
  const Daylight all = DaylightOf(first, 56, Amsterdam());
  bool rises_then = false;
  bool sets_then = false;
  for (int i = 0; i < 56; ++i) {
    const Daylight one = DaylightOf(first + i, 1, Amsterdam());
    EXPECT_LE(one.from, all.from) << first + i;
    EXPECT_GE(one.until, all.until) << first + i;
    rises_then = rises_then || one.from == all.from;
    sets_then = sets_then || one.until == all.until;
  }
  EXPECT_TRUE(rises_then);
  EXPECT_TRUE(sets_then);
  EXPECT_LT(DaylightOf(first, 1, Amsterdam()).from, all.from);
  EXPECT_GT(DaylightOf(first, 1, Amsterdam()).until, all.until);
}

TEST(DaylightTest, IsToldInTheTimeOfTheZone) {
  const absl::CivilDay day(2026, 1, 15);
  const Daylight utc = DaylightOf(day, 1, absl::UTCTimeZone());
  EXPECT_EQ(DaylightOf(day, 1, Amsterdam()), (Daylight{utc.from + 60, utc.until + 60}));
}

}  // namespace
}  // namespace klik::engine
