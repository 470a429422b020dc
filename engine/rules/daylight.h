// Daylight: when the sun is up, for whoever travels only by light.
//
// The equations of the NOAA Solar Calculator for the middle of the country, at a zenith of 90.833 degrees. Pure; any
// thread. It costs tens of microseconds for eight weeks: worked out once for a horizon, never for a pair.
#ifndef KLIK_ENGINE_RULES_DAYLIGHT_H_
#define KLIK_ENGINE_RULES_DAYLIGHT_H_

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/model/availability.h"

namespace klik::engine {

// Whole minutes of the day on the clock, [from, until). All day long unless told otherwise.
struct Daylight {
  int from = 0;
  int until = kMinutesPerDay;

  friend bool operator==(const Daylight&, const Daylight&) = default;
};

// What is light on every one of `days` days: from the latest sunrise, rounded up, to the earliest sunset, rounded down.
Daylight DaylightOf(absl::CivilDay first, int days, const absl::TimeZone& zone);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_RULES_DAYLIGHT_H_
