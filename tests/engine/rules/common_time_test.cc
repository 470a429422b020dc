#include "engine/rules/common_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <utility>

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

TEST(CommonTimeTest, TravelComesOffBothEndsOfTheTravellersTime) {
  const auto host = Free({{Weekday::kWednesday, At(9), At(12)}});
  const auto guest = Free({{Weekday::kWednesday, At(9), At(12)}});
  EXPECT_EQ(LongestCommonBlock(*host, *guest, {}, EightWeeks()), 180);
  EXPECT_EQ(LongestCommonBlock(*host, *guest, {0, 25}, EightWeeks()), 130);
  EXPECT_THAT(CommonBlocks(*host, *guest, {0, 25}, EightWeeks(), 30, 10),
              ElementsAre(Window{Weekday::kWednesday, At(9, 25), At(11, 35), Weeks::kEvery}));
}

TEST(CommonTimeTest, MinutesCountExactly) {
  const auto a = Free({{Weekday::kMonday, At(10, 35), At(11, 5)}});
  const auto b = Free({{Weekday::kMonday, At(10, 36), At(12)}});
  EXPECT_EQ(LongestCommonBlock(*a, *b, {}, EightWeeks()), 29);
}

TEST(CommonTimeTest, OddAndEvenWeeksNeverMeet) {
  const auto odd = Free({{Weekday::kFriday, At(14), At(16), Weeks::kOdd}});
  const auto even = Free({{Weekday::kFriday, At(14), At(16), Weeks::kEven}});
  const auto every = Free({{Weekday::kFriday, At(15), At(17), Weeks::kEvery}});
  EXPECT_EQ(LongestCommonBlock(*odd, *even, {}, EightWeeks()), 0);
  EXPECT_THAT(CommonBlocks(*even, *every, {}, EightWeeks(), 30, 10),
              ElementsAre(Window{Weekday::kFriday, At(15), At(16), Weeks::kEven}));
}

TEST(CommonTimeTest, WindowsThatTouchAreOne) {
  const auto a = Free({{Weekday::kTuesday, At(9), At(10)}, {Weekday::kTuesday, At(10), At(11)}});
  const auto b = Free({{Weekday::kTuesday, At(9, 30), At(10, 45)}});
  EXPECT_EQ(LongestCommonBlock(*a, *b, {}, EightWeeks()), 75);
}

TEST(CommonTimeTest, MidnightParts) {
  const auto a = Free({{Weekday::kSaturday, At(22), At(24)}, {Weekday::kSunday, At(0), At(2)}});
  EXPECT_EQ(LongestCommonBlock(*a, *a, {}, EightWeeks()), 120);
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
  EXPECT_THAT(CommonBlocks(*a, *b, {}, EightWeeks(), 30, 10), ElementsAre(Window{Weekday::kFriday, At(14), At(16), Weeks::kOdd}));
}

}  // namespace
}  // namespace klik::engine
