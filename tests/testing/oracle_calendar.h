// The days ahead as the oracle knows them: weekday, week, light, and where the clock changes.
//
// Values of one call on one thread. What a date is like in a zone never changes, so each thread works it out once.
#ifndef KLIK_TESTS_TESTING_ORACLE_CALENDAR_H_
#define KLIK_TESTS_TESTING_ORACLE_CALENDAR_H_

#include <map>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/model/availability.h"
#include "engine/model/enums.h"
#include "engine/model/policy.h"
#include "engine/rules/pair_context.h"

namespace klik::testing {

struct CalendarDay {
  absl::CivilDay date;
  engine::Weekday weekday = engine::Weekday::kUnspecified;
  int iso_week = 0;
  // Whole minutes on the clock: light from the first on, up to the second.
  int light_from = 0;
  int light_until = 0;
  // Minutes on the clock that this day has never, or twice.
  std::vector<int> unclear_minutes;
};

// A block of that weekday, in such a week, with no change of the clock within it.
bool FallsOn(const engine::Window& block, const CalendarDay& day);

struct Horizon {
  std::vector<const CalendarDay*> days;
  // What is light on all of them.
  int light_from = 0;
  int light_until = engine::kMinutesPerDay;
};

// The horizons of one question, by their first day.
class Calendar {
 public:
  Calendar(const engine::Policy& policy, const engine::Moment& moment)
      : length_(policy.horizon_days), zone_(moment.zone) {}

  const Horizon& From(absl::CivilDay first);

 private:
  int length_;
  absl::TimeZone zone_;
  std::map<absl::CivilDay, Horizon> horizons_;
};

// The same day so many months later; where that month has no such day, the first of the next.
absl::CivilDay MonthsAfter(absl::CivilDay day, int months);

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_ORACLE_CALENDAR_H_
