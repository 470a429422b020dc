#include "engine/match/dates.h"

#include <gtest/gtest.h>

namespace klik::engine {
namespace {

absl::TimeZone Amsterdam() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Europe/Amsterdam", &zone));
  return zone;
}

TEST(DatesTest, WeeksAreThoseOfTheirThursday) {
  // 2026 has 53 weeks: an odd week is followed by an odd one.
  const auto dates = DatesFrom(absl::CivilDay(2026, 12, 28), 21, absl::UTCTimeZone());
  ASSERT_EQ(dates.size(), 21U);
  for (int i = 0; i < 21; ++i) {
    const Date& date = dates[static_cast<std::size_t>(i)];
    EXPECT_EQ(date.weekday, i % 7);
    EXPECT_EQ(date.weeks, i < 14 ? 1 : 2) << date.day;
  }
}

TEST(DatesTest, KnowsTheHoursTheClockSkipsAndRepeats) {
  const Date spring = DatesFrom(absl::CivilDay(2026, 3, 29), 1, Amsterdam()).front();
  EXPECT_EQ(spring.change_start, 120);
  EXPECT_EQ(spring.change_end, 180);
  const Date autumn = DatesFrom(absl::CivilDay(2026, 10, 25), 1, Amsterdam()).front();
  EXPECT_EQ(autumn.change_start, 120);
  EXPECT_EQ(autumn.change_end, 180);
  EXPECT_TRUE(autumn.HasClockChangeWithin(60, 121));
  EXPECT_FALSE(autumn.HasClockChangeWithin(60, 120));
  EXPECT_FALSE(autumn.HasClockChangeWithin(180, 240));
  EXPECT_FALSE(DatesFrom(absl::CivilDay(2026, 10, 26), 1, Amsterdam()).front().HasClockChange());
}

TEST(DatesTest, WindowsAreCutToTheLightBeforeTheWayIsTakenOff) {
  Resident resident;
  resident.meta.id = {Kind::kResident, "r"};
  resident.availability.windows = {{Weekday::kMonday, 540, 600, Weeks::kEvery},
                                   {Weekday::kMonday, 600, 1200, Weeks::kEvery},
                                   {Weekday::kTuesday, 1100, 1200, Weeks::kOdd}};
  const auto row = MakeRow(std::make_shared<const Resident>(resident));
  const auto net = NetStretches(*row, 20, {560, 1000});
  ASSERT_EQ(net.size(), 1U);
  EXPECT_EQ(net[0].day, 0);
  EXPECT_EQ(net[0].start_minute, 580);
  EXPECT_EQ(net[0].end_minute, 980);
}

}  // namespace
}  // namespace klik::engine
