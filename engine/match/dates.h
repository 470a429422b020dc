// The days of a horizon one by one, for what is arranged by date: visits and first meetings. RULES.md section 2 (Days)
// is the definition.
//
// Immutable once made; any thread.
#ifndef KLIK_ENGINE_MATCH_DATES_H_
#define KLIK_ENGINE_MATCH_DATES_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/index/row.h"
#include "engine/rules/daylight.h"

namespace klik::engine {

// `weekday` and `weeks` as in Stretch.
struct Date {
  absl::CivilDay day;
  int weekday = 0;
  int weeks = 0;
  // The minutes that the clock skips or has twice that day, [change_start, change_end). Equal: none.
  int change_start = 0;
  int change_end = 0;

  bool HasClockChange() const { return change_start < change_end; }
  bool HasClockChangeWithin(int start_minute, int end_minute) const {
    return HasClockChange() && start_minute < change_end && change_start < end_minute;
  }
};

// In order of day.
std::vector<Date> DatesFrom(absl::CivilDay first, int days, const absl::TimeZone& zone);

// Whether the side is there that day: not away; of a volunteer, still available; of an activity, between its first day
// and its last.
bool IsThere(const Row& row, absl::CivilDay day);

// What is left of a side's windows once they are cut to the light and a way of some minutes is taken off at both ends.
std::vector<Stretch> NetStretches(const Row& row, int minutes, const Daylight& light);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_DATES_H_
