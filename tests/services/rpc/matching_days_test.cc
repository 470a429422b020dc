#include "services/rpc/matching_days.h"

#include <gtest/gtest.h>

#include "services/registry/clock.h"

namespace klik::services {
namespace {

TEST(MatchingDaysTest, OneDayIsWorkedOutOnceAndTheNextAnew) {
  const engine::Policy policy;
  const MatchingDays days(policy);
  const absl::Time noon = absl::FromCivil(absl::CivilHour(2026, 11, 25, 12), absl::UTCTimeZone());
  const auto today = days.Of(MomentAt(noon));
  EXPECT_EQ(days.Of(MomentAt(noon + absl::Hours(3))), today);
  // Midnight in Amsterdam, not in UTC.
  const auto tomorrow = days.Of(MomentAt(noon + absl::Hours(11)));
  EXPECT_NE(tomorrow, today);
  EXPECT_EQ(tomorrow->today(), absl::CivilDay(2026, 11, 26));
  // Who holds the day before may go on with it.
  EXPECT_EQ(today->today(), absl::CivilDay(2026, 11, 25));
}

}  // namespace
}  // namespace klik::services
