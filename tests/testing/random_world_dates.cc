#include "tests/testing/random_world_dates.h"

#include <cstdlib>

namespace klik::testing {
namespace {

// The Sunday on which the clock changes, in March or October.
absl::CivilDay ChangeOfTheClock(absl::civil_year_t year, int month) {
  return absl::PrevWeekday(absl::CivilDay(year, month + 1, 1), absl::Weekday::sunday);
}

absl::TimeZone Amsterdam() {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone("Europe/Amsterdam", &zone)) std::abort();
  return zone;
}

// Within the horizon; nullopt when it changes later.
std::optional<absl::CivilDay> NextChangeOfTheClock(absl::CivilDay today) {
  for (const int month : {3, 10}) {
    const absl::CivilDay change = ChangeOfTheClock(today.year(), month);
    if (today <= change && change < today + 50) return change;
  }
  return std::nullopt;
}

// A day on which many are free, near enough to be looked at.
absl::CivilDay SomeDayAhead(Random& random) {
  const std::optional<absl::CivilDay> change = NextChangeOfTheClock(random.day());
  if (change && random.Percent(70)) return *change;
  const absl::Weekday weekday = random.OneOf({absl::Weekday::monday, absl::Weekday::tuesday, absl::Weekday::sunday});
  return absl::NextWeekday(random.day() + random.OneOf({-1, 0, 7, 20, 27, 48, 55}), weekday);
}

std::vector<engine::DateRange> AwayBut(absl::CivilDay today, absl::CivilDay day) {
  return {{day + 1, today + 300}, {today - 3, day - 1}};
}

}  // namespace

absl::CivilDay SomeDay(Random& random) {
  const absl::CivilDay days[] = {
      absl::CivilDay(2026, 11, 20), absl::CivilDay(2026, 6, 10), absl::CivilDay(2026, 3, 12),
      absl::CivilDay(2026, 3, 27),  absl::CivilDay(2026, 10, 5), absl::CivilDay(2026, 10, 23),
      absl::CivilDay(2026, 12, 22),  // before the week with number 53
      absl::CivilDay(2026, 12, 30),  // in it
      absl::CivilDay(2027, 2, 27),   // where months have fewer days than others
      absl::CivilDay(2027, 8, 30),
  };
  if (random.Percent(60)) return days[random.Below(10)];
  return absl::CivilDay(2026, 1, 1) + random.Below(1000);
}

std::vector<engine::DateRange> SomeAway(Random& random) {
  const absl::CivilDay today = random.day();
  switch (random.OneOf({0, 0, 0, 0, 0, 1, 1, 2, 3, 4})) {
    case 1: {
      std::vector<engine::DateRange> away;
      const int ranges = random.Between(1, 3);
      for (int i = 0; i < ranges; ++i) {
        const absl::CivilDay first = today + random.Between(-10, 70);
        away.push_back({first, first + random.OneOf({0, 0, 6, 13, 20})});
      }
      return away;
    }
    case 2:
      // The horizons end hereabouts.
      return {{today - 3, today + random.OneOf({26, 27, 28, 29, 30, 54, 55, 56, 57, 58, 84, 85, 200})}};
    case 3:
      return AwayBut(today, SomeDayAhead(random));
    case 4: {
      // Home for some days in between.
      const absl::CivilDay back = today + random.Between(0, 57);
      return {{today - 3, back - 1}, {back + random.OneOf({2, 7, 8, 15}), today + 300}};
    }
    default:
      return {};
  }
}

std::optional<absl::CivilDay> SomeLastDay(Random& random) {
  const absl::CivilDay today = random.day();
  switch (random.OneOf({0, 0, 0, 0, 0, 1, 2, 3})) {
    case 1:
      return today + random.OneOf({-1, 0, 1, 2, 6, 27, 28, 29, 54, 55, 56, 57, 58});
    case 2:
      // Three days may pass before the question is asked.
      return absl::CivilDay(today.year(), today.month() + random.OneOf({3, 6, 6}), today.day()) +
             random.OneOf({-3, -2, -1, 0, 1, 2});
    case 3:
      return today + random.Between(60, 400);
    default:
      return std::nullopt;
  }
}

void SetSomeDates(Random& random, engine::Sessions& sessions) {
  const absl::CivilDay today = random.day();
  if (random.Percent(30)) sessions.start_date = today + random.OneOf({-10, 0, 1, 2, 3, 10, 27, 40, 56, 57, 150});
  if (random.Percent(30)) sessions.end_date = today + random.OneOf({-1, 0, 1, 2, 3, 6, 30, 57, 160, 190});
  if (random.Percent(50)) sessions.hours.away = SomeAway(random);
}

void StayUp(Random& random, World& world) {
  const std::optional<absl::CivilDay> change = NextChangeOfTheClock(random.day());
  if (!change || !random.Percent(25)) return;
  const auto stay_up = [&](engine::Availability& availability) {
    if (random.Percent(20)) return;
    const int minute = random.OneOf({60, 90, 119, 120, 150, 179, 180});
    const engine::Weeks weeks = random.OneOf({engine::Weeks::kEvery, engine::Weeks::kOdd, engine::Weeks::kEven});
    availability.windows = {{engine::Weekday::kSunday, minute, minute + random.OneOf({1, 60, 90, 121}), weeks},
                            {engine::Weekday::kSunday, 1200, 1240, engine::Weeks::kEvery}};
    availability.away.clear();
    if (random.Percent(60)) availability.away = AwayBut(random.day(), *change);
  };
  for (auto& resident : world.residents) stay_up(resident.availability);
  for (auto& volunteer : world.volunteers) stay_up(volunteer.availability);
  for (auto& activity : world.activities) stay_up(activity.sessions.hours);
}

engine::Moment RandomMoment(Random& random) {
  engine::Moment moment;
  moment.zone = random.Percent(60) ? Amsterdam() : absl::FixedTimeZone(random.OneOf({3600, 7200}));
  moment.now = absl::FromCivil(random.day() + random.Below(3), absl::UTCTimeZone()) +
               absl::Hours(random.OneOf({0, 9, 22, 23})) + absl::Minutes(random.OneOf({0, 59}));
  moment.today = absl::ToCivilDay(moment.now, moment.zone);
  return moment;
}

}  // namespace klik::testing
