// When somebody has time: weekly windows in the local time of Europe/Amsterdam, exact to the minute, and days away.
#ifndef KLIK_ENGINE_MODEL_AVAILABILITY_H_
#define KLIK_ENGINE_MODEL_AVAILABILITY_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "engine/model/enums.h"

namespace klik::engine {

inline constexpr int kMinutesPerDay = 24 * 60;

// [start_minute, end_minute) of a weekday, 0 <= start < end <= 1440.
struct Window {
  Weekday weekday = Weekday::kMonday;
  int start_minute = 0;
  int end_minute = 0;
  Weeks weeks = Weeks::kEvery;

  friend bool operator==(const Window&, const Window&) = default;
};

// Both days included.
struct DateRange {
  absl::CivilDay first;
  absl::CivilDay last;

  friend bool operator==(const DateRange&, const DateRange&) = default;
};

struct Availability {
  std::vector<Window> windows;
  std::vector<DateRange> away;

  friend bool operator==(const Availability&, const Availability&) = default;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MODEL_AVAILABILITY_H_
