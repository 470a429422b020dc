#include "engine/rules/common_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <utility>
#include <vector>

namespace klik::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int At(int hour, int minute = 0) { return hour * 60 + minute; }

std::shared_ptr<const Row> Free(std::vector<Window> windows) {
  auto resident = std::make_shared<Resident>();
  resident->availability.windows = std::move(windows);
  return MakeRow(std::move(resident));
}

Horizon EightWeeks() { return Horizon(NumberOf(absl::CivilDay(2026, 11, 18)), 56, absl::UTCTimeZone()); }

int Longest(const Row& first, const Row& second, const Margins& margins) {
  const Horizon horizon = EightWeeks();
  return CommonTime(first, second, horizon).Longest(margins);
}

TEST(CommonTimeTest, TravelComesOffBothEndsOfTheTravellersTime) {
  const auto host = Free({{Weekday::kWednesday, At(9), At(12)}});
  const auto guest = Free({{Weekday::kWednesday, At(9), At(12)}});
  EXPECT_EQ(Longest(*host, *guest, {}), 180);
  EXPECT_EQ(Longest(*host, *guest, {0, 25}), 130);
  EXPECT_THAT(CommonBlocks(*host, *guest, {0, 25}, EightWeeks(), 30, 10),
              ElementsAre(Window{Weekday::kWednesday, At(9, 25), At(11, 35), Weeks::kEvery}));
}

TEST(CommonTimeTest, MinutesCountExactly) {
  const auto a = Free({{Weekday::kMonday, At(10, 35), At(11, 5)}});
  const auto b = Free({{Weekday::kMonday, At(10, 36), At(12)}});
  EXPECT_EQ(Longest(*a, *b, {}), 29);
}

TEST(CommonTimeTest, OddAndEvenWeeksNeverMeet) {
  const auto odd = Free({{Weekday::kFriday, At(14), At(16), Weeks::kOdd}});
  const auto even = Free({{Weekday::kFriday, At(14), At(16), Weeks::kEven}});
  const auto every = Free({{Weekday::kFriday, At(15), At(17), Weeks::kEvery}});
  EXPECT_EQ(Longest(*odd, *even, {}), 0);
  EXPECT_THAT(CommonBlocks(*even, *every, {}, EightWeeks(), 30, 10),
              ElementsAre(Window{Weekday::kFriday, At(15), At(16), Weeks::kEven}));
}

TEST(CommonTimeTest, WindowsThatTouchAreOne) {
  const auto a = Free({{Weekday::kTuesday, At(9), At(10)}, {Weekday::kTuesday, At(10), At(11)}});
  const auto b = Free({{Weekday::kTuesday, At(9, 30), At(10, 45)}});
  EXPECT_EQ(Longest(*a, *b, {}), 75);
}

TEST(CommonTimeTest, MidnightParts) {
  const auto a = Free({{Weekday::kSaturday, At(22), At(24)}, {Weekday::kSunday, At(0), At(2)}});
  EXPECT_EQ(Longest(*a, *a, {}), 120);
}

TEST(CommonTimeTest, TheLongestBlockComesFirstAndShortOnesAreLeftOut) {
  const auto a = Free({{Weekday::kMonday, At(9), At(10)}, {Weekday::kThursday, At(13), At(17)}});
  const auto b = Free({{Weekday::kMonday, At(9, 40), At(12)}, {Weekday::kThursday, At(14), At(16)}});
  EXPECT_THAT(CommonBlocks(*a, *b, {}, EightWeeks(), 30, 10),
              ElementsAre(Window{Weekday::kThursday, At(14), At(16), Weeks::kEvery}));
  EXPECT_EQ(CommonBlocks(*a, *b, {}, EightWeeks(), 20, 10).size(), 2U);
  EXPECT_EQ(CommonBlocks(*a, *b, {}, EightWeeks(), 20, 1).size(), 1U);
  EXPECT_THAT(CommonBlocks(*a, *b, {200, 200}, EightWeeks(), 1, 10), IsEmpty());
}

TEST(CommonTimeTest, ABlockIsToldOnce) {
  const auto a = Free({{Weekday::kFriday, At(14), At(16), Weeks::kOdd}, {Weekday::kFriday, At(13), At(17)}});
  const auto b = Free({{Weekday::kFriday, At(14), At(16), Weeks::kOdd}});
  EXPECT_THAT(CommonBlocks(*a, *b, {}, EightWeeks(), 30, 10),
              ElementsAre(Window{Weekday::kFriday, At(14), At(16), Weeks::kOdd}));
}

// Now and then five windows on one day: more than the table of a week holds.
std::vector<Window> AnyWindows(std::mt19937& random) {
  const auto below = [&](int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); };
  std::vector<Window> windows;
  for (int day = 1; day <= 7; ++day) {
    const auto weeks = static_cast<Weeks>(1 + below(3));
    for (int at = below(600), left = below(30) == 0 ? 5 : below(4); left > 0 && at < 1'400; --left) {
      const int end = std::min(kMinutesPerDay, at + 1 + below(300));
      windows.push_back({static_cast<Weekday>(day), at, end, weeks});
      at = end + below(90);
    }
  }
  return windows;
}

// The blocks are found in the lists of stretches, the longest in the tables wherever these hold all.
TEST(CommonTimeTest, TheTableOfAWeekSaysWhatTheListSays) {
  std::mt19937 random(20261125);
  const auto below = [&](int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); };
  int in_tables = 0;
  int with_time = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto first = Free(AnyWindows(random));
    const auto second = Free(AnyWindows(random));
    const Margins margins = {below(3) * below(50), below(9) == 0 ? below(2'000) : below(60), below(2) * below(900),
                             kMinutesPerDay - below(2) * below(900)};
    const auto blocks = CommonBlocks(*first, *second, margins, EightWeeks(), 1, 1);
    const int longest = blocks.empty() ? 0 : blocks.front().end_minute - blocks.front().start_minute;
    ASSERT_EQ(Longest(*first, *second, margins), longest) << i;
    if (first->week.is_whole() && second->week.is_whole()) ++in_tables;
    if (longest > 0) ++with_time;
  }
  EXPECT_GT(in_tables, 1'000);
  EXPECT_LT(in_tables, 19'000);
  EXPECT_GT(with_time, 5'000);
}

}  // namespace
}  // namespace klik::engine
