#include "engine/rules/calendar.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "engine/rules/common_time.h"

namespace klik::engine {
namespace {

constexpr int At(int hour, int minute = 0) { return hour * 60 + minute; }
constexpr int kEightWeeks = 56;

absl::TimeZone Amsterdam() {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone("Europe/Amsterdam", &zone)) std::abort();
  return zone;
}

Calendar From(absl::CivilDay today, int days = kEightWeeks) { return Calendar(days, today, Amsterdam()); }

std::shared_ptr<const Row> Free(std::vector<Window> windows, std::vector<DateRange> away = {}) {
  auto resident = std::make_shared<Resident>();
  resident->availability = {std::move(windows), std::move(away)};
  return MakeRow(std::move(resident));
}

std::shared_ptr<const Row> FreeUntil(std::vector<Window> windows, absl::CivilDay until) {
  auto volunteer = std::make_shared<Volunteer>();
  volunteer->availability.windows = std::move(windows);
  volunteer->available_until = until;
  return MakeRow(std::move(volunteer), {});
}

std::shared_ptr<const Row> Held(Sessions sessions) {
  auto activity = std::make_shared<Activity>();
  activity->sessions = std::move(sessions);
  return MakeRow(std::move(activity), {});
}

int Longest(const Calendar& calendar, const Row& a, const Row& b) {
  return CommonTime(a, b, calendar.HorizonOf(a, b)).Longest({});
}

// Wednesday 18 November 2026, in week 47.
const absl::CivilDay kToday(2026, 11, 18);
const Window kWednesday = {Weekday::kWednesday, At(9), At(12)};
const Window kFriday = {Weekday::kFriday, At(9), At(10)};

TEST(CalendarTest, WhoIsAwayTheWholeHorizonHasNoTime) {
  const auto here = Free({kWednesday});
  EXPECT_EQ(Longest(From(kToday), *here, *Free({kWednesday}, {{kToday, kToday + 55}})), 0);
  // One Wednesday is enough: the last or the first.
  EXPECT_EQ(Longest(From(kToday), *here, *Free({kWednesday}, {{kToday, kToday + 49}})), 0);
  EXPECT_EQ(Longest(From(kToday), *here, *Free({kWednesday}, {{kToday, kToday + 48}})), 180);
  EXPECT_EQ(Longest(From(kToday), *here, *Free({kWednesday}, {{kToday + 1, kToday + 100}})), 180);
}

TEST(CalendarTest, TheLongestBlockThatFallsOnADayCounts) {
  // Only the Wednesdays are away.
  std::vector<DateRange> away;
  for (int week = 0; week < 8; ++week) away.push_back({kToday + 7 * week, kToday + 7 * week});
  EXPECT_EQ(Longest(From(kToday), *Free({kWednesday, kFriday}), *Free({kWednesday, kFriday}, away)), 60);
  away.pop_back();
  EXPECT_EQ(Longest(From(kToday), *Free({kWednesday, kFriday}), *Free({kWednesday, kFriday}, away)), 180);
}

TEST(CalendarTest, BothMustBeThereOnTheSameDay) {
  // The one is away in the first four weeks, the other after.
  const auto later = Free({kWednesday}, {{kToday, kToday + 27}});
  const auto sooner = Free({kWednesday}, {{kToday + 28, kToday + 90}});
  EXPECT_EQ(Longest(From(kToday), *later, *sooner), 0);
  EXPECT_EQ(Longest(From(kToday), *later, *later), 180);
  EXPECT_EQ(Longest(From(kToday), *sooner, *sooner), 180);
}

TEST(CalendarTest, WhatIsAwayBeyondTheHorizonDoesNotMatter) {
  const auto here = Free({kWednesday});
  const auto away = Free({kWednesday}, {{kToday - 90, kToday - 1}, {kToday + 56, kToday + 90}});
  EXPECT_TRUE(From(kToday).HorizonOf(*here, *away).AllBlocksCount(*here, *away));
  const auto in_it = Free({kWednesday}, {{kToday + 55, kToday + 90}});
  EXPECT_FALSE(From(kToday).HorizonOf(*here, *in_it).AllBlocksCount(*here, *in_it));
}

TEST(CalendarTest, AVolunteerIsThereUntilTheLastDay) {
  const auto resident = Free({kWednesday, kFriday});
  EXPECT_EQ(Longest(From(kToday), *resident, *FreeUntil({kWednesday, kFriday}, kToday)), 180);
  EXPECT_EQ(Longest(From(kToday + 1), *resident, *FreeUntil({kWednesday, kFriday}, kToday + 6)), 60);
  EXPECT_EQ(Longest(From(kToday + 1), *resident, *FreeUntil({kWednesday, kFriday}, kToday)), 0);
}

TEST(CalendarTest, SessionsHaveAFirstAndALastDay) {
  const auto resident = Free({kWednesday, kFriday});
  const Availability hours = {{kWednesday, kFriday}, {}};
  EXPECT_EQ(Longest(From(kToday), *resident, *Held({hours, std::nullopt, kToday - 1})), 0);
  EXPECT_EQ(Longest(From(kToday), *resident, *Held({hours, std::nullopt, kToday})), 180);
  EXPECT_EQ(Longest(From(kToday), *resident, *Held({hours, kToday + 1, kToday + 6})), 60);
  EXPECT_EQ(Longest(From(kToday), *resident, *Held({hours, kToday - 300, kToday + 300})), 180);
  EXPECT_EQ(Longest(From(kToday), *resident, *Held({{{kWednesday}, {{kToday, kToday + 60}}}, {}, {}})), 0);
}

TEST(CalendarTest, SessionsThatStartLaterAreLookedAtFromThenOn) {
  // Beyond the days that are looked at from today.
  const absl::CivilDay start = kToday + 140;
  const Availability hours = {{kWednesday}, {}};
  EXPECT_EQ(Longest(From(kToday), *Free({kWednesday}), *Held({hours, start, std::nullopt})), 180);
  EXPECT_EQ(Longest(From(kToday), *Free({kWednesday}, {{start, start + 55}}), *Held({hours, start, {}})), 0);
  EXPECT_EQ(Longest(From(kToday), *Free({kWednesday}, {{kToday, start - 1}}), *Held({hours, start, {}})), 180);
  EXPECT_EQ(Longest(From(kToday), *FreeUntil({kWednesday}, start - 1), *Held({hours, start, {}})), 0);
}

TEST(CalendarTest, TheLightIsThatOfWhenTheSessionsAre) {
  const Calendar calendar = From(kToday);
  const auto resident = Free({kWednesday});
  const auto now = Held({{{kWednesday}, {}}, {}, {}});
  const auto in_may = Held({{{kWednesday}, {}}, absl::CivilDay(2027, 5, 1), {}});
  EXPECT_GT(calendar.HorizonOf(*resident, *now).daylight().from, At(8, 40));
  EXPECT_LT(calendar.HorizonOf(*resident, *in_may).daylight().from, At(6, 20));
  EXPECT_EQ(&calendar.HorizonOf(*resident, *in_may), &calendar.HorizonOf(*resident, *in_may));
}

TEST(CalendarTest, AYearOf53WeeksHasTwoOddWeeksInARow) {
  // Week 53 of 2026 starts on Monday 28 December, week 1 on 4 January.
  const Window odd = {Weekday::kWednesday, At(9), At(12), Weeks::kOdd};
  const Window even = {Weekday::kWednesday, At(9), At(12), Weeks::kEven};
  const Calendar calendar = From(absl::CivilDay(2026, 12, 28), 14);
  EXPECT_EQ(Longest(calendar, *Free({odd}), *Free({odd})), 180);
  EXPECT_EQ(Longest(calendar, *Free({even}), *Free({even})), 0);
  // With the week before and the week after it does.
  EXPECT_EQ(Longest(From(absl::CivilDay(2026, 12, 21), 14), *Free({even}), *Free({even})), 180);
  EXPECT_EQ(Longest(From(absl::CivilDay(2027, 1, 4), 14), *Free({even}), *Free({even})), 180);
}

TEST(CalendarTest, AYearOf52WeeksAlternates) {
  // Week 52 of 2025 starts on 22 December, week 1 on 29 December.
  const Window odd = {Weekday::kMonday, At(9), At(12), Weeks::kOdd};
  EXPECT_EQ(Longest(From(absl::CivilDay(2025, 12, 22), 7), *Free({odd}), *Free({odd})), 0);
  EXPECT_EQ(Longest(From(absl::CivilDay(2025, 12, 29), 7), *Free({odd}), *Free({odd})), 180);
}

TEST(CalendarTest, ParityAndAbsenceTogether) {
  // Away in the odd weeks up to 51; there are two more, for 53 and 1 follow each other.
  const Window odd = {Weekday::kWednesday, At(9), At(12), Weeks::kOdd};
  std::vector<DateRange> away;
  for (int week = 0; week < 6; week += 2) away.push_back({kToday + 7 * week, kToday + 7 * week + 1});
  EXPECT_EQ(Longest(From(kToday), *Free({odd}), *Free({odd}, away)), 180);
  away.push_back({kToday + 42, kToday + 42});
  EXPECT_EQ(Longest(From(kToday), *Free({odd}), *Free({odd}, away)), 180);
  away.push_back({kToday + 49, kToday + 49});
  EXPECT_EQ(Longest(From(kToday), *Free({odd}), *Free({odd}, away)), 0);
  EXPECT_EQ(Longest(From(kToday), *Free({kWednesday}), *Free({kWednesday}, away)), 180);
}

// On 29 March 2026 the hour from 2 is skipped, on 25 October it comes twice.
TEST(CalendarTest, ABlockThatTheChangeOfTheClockTouchesDoesNotFallOnThatDay) {
  for (const absl::CivilDay sunday : {absl::CivilDay(2026, 3, 29), absl::CivilDay(2026, 10, 25)}) {
    const Calendar that_day = From(sunday, 1);
    const auto longest = [&](int start, int end) {
      const auto night = Free({{Weekday::kSunday, start, end}});
      return Longest(that_day, *night, *night);
    };
    EXPECT_EQ(longest(At(1), At(2)), 60) << sunday;
    EXPECT_EQ(longest(At(1), At(2, 1)), 0) << sunday;
    EXPECT_EQ(longest(At(2, 20), At(2, 40)), 0) << sunday;
    EXPECT_EQ(longest(At(2, 59), At(4)), 0) << sunday;
    EXPECT_EQ(longest(At(3), At(4)), 60) << sunday;
    EXPECT_EQ(longest(0, At(24)), 0) << sunday;
    EXPECT_EQ(longest(At(14), At(17)), 180) << sunday;
  }
}

TEST(CalendarTest, TheNextSundayIsAsGoodAsAnother) {
  const auto night = Free({{Weekday::kSunday, At(1), At(5)}});
  EXPECT_EQ(Longest(From(absl::CivilDay(2026, 10, 25), 7), *night, *night), 0);
  EXPECT_EQ(Longest(From(absl::CivilDay(2026, 10, 25), 8), *night, *night), 240);
  EXPECT_EQ(Longest(From(absl::CivilDay(2026, 10, 25)), *night, *night), 240);
}

TEST(CalendarTest, FromFourWeeksOnEveryBlockCountsOnAnyDateWithoutDates) {
  const auto always = Free({kWednesday});
  for (absl::CivilDay today(2020, 1, 1); today < absl::CivilDay(2033, 1, 1); ++today) {
    const Calendar calendar = From(today, 28);
    ASSERT_TRUE(calendar.HorizonOf(*always, *always).AllBlocksCount(*always, *always)) << today;
  }
  const Calendar short_one = From(kToday, 7);
  EXPECT_FALSE(short_one.HorizonOf(*always, *always).AllBlocksCount(*always, *always));
}

}  // namespace
}  // namespace klik::engine
