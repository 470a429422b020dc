#include "services/registry/clock.h"

#include <gtest/gtest.h>

namespace klik::services {
namespace {

absl::Time Utc(int year, int month, int day, int hour, int minute) {
  return absl::FromCivil(absl::CivilMinute(year, month, day, hour, minute), absl::UTCTimeZone());
}

TEST(ClockTest, TheDateIsTheOneInAmsterdam) {
  // In winter an hour ahead of UTC, in summer two.
  EXPECT_EQ(MomentAt(Utc(2026, 1, 31, 22, 59)).today, absl::CivilDay(2026, 1, 31));
  EXPECT_EQ(MomentAt(Utc(2026, 1, 31, 23, 0)).today, absl::CivilDay(2026, 2, 1));
  EXPECT_EQ(MomentAt(Utc(2026, 6, 30, 21, 59)).today, absl::CivilDay(2026, 6, 30));
  EXPECT_EQ(MomentAt(Utc(2026, 6, 30, 22, 0)).today, absl::CivilDay(2026, 7, 1));
}

TEST(ClockTest, TheMomentKeepsItsTimeAndZone) {
  const engine::Moment moment = MomentAt(Utc(2026, 10, 25, 0, 30));
  EXPECT_EQ(moment.now, Utc(2026, 10, 25, 0, 30));
  EXPECT_EQ(moment.zone.name(), "Europe/Amsterdam");
}

}  // namespace
}  // namespace klik::services
