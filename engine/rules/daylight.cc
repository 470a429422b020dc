#include "engine/rules/daylight.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace klik::engine {
namespace {

constexpr double kLatitude = 52.15;
constexpr double kLongitude = 5.38;
// The upper edge of the sun on the horizon, refraction included.
constexpr double kZenith = 90.833;
constexpr double kMinutesPerDegree = 4;

constexpr double Radians(double degrees) { return degrees * std::numbers::pi / 180; }
constexpr double Degrees(double radians) { return radians * 180 / std::numbers::pi; }

// In minutes after midnight UTC.
struct SunTimes {
  double rise = 0;
  double set = 0;
};

SunTimes SunTimesOn(absl::CivilDay day) {
  // Julian centuries since noon of 1 January 2000, at noon UTC.
  const double t = static_cast<double>(day - absl::CivilDay(2000, 1, 1)) / 36'525;
  const double mean_longitude = Radians(std::fmod(280.46646 + t * (36'000.76983 + t * 0.0003032), 360));
  const double mean_anomaly = Radians(357.52911 + t * (35'999.05029 - 0.0001537 * t));
  const double eccentricity = 0.016708634 - t * (0.000042037 + 0.0000001267 * t);
  const double centre = std::sin(mean_anomaly) * (1.914602 - t * (0.004817 + 0.000014 * t)) +
                        std::sin(2 * mean_anomaly) * (0.019993 - 0.000101 * t) + std::sin(3 * mean_anomaly) * 0.000289;
  const double node = Radians(125.04 - 1'934.136 * t);
  const double apparent_longitude = mean_longitude + Radians(centre - 0.00569 - 0.00478 * std::sin(node));
  const double mean_obliquity = 23 + (26 + (21.448 - t * (46.815 + t * (0.00059 - t * 0.001813))) / 60) / 60;
  const double obliquity = Radians(mean_obliquity + 0.00256 * std::cos(node));
  const double declination = std::asin(std::sin(obliquity) * std::sin(apparent_longitude));

  const double y = std::tan(obliquity / 2) * std::tan(obliquity / 2);
  const double equation_of_time =
      kMinutesPerDegree * Degrees(y * std::sin(2 * mean_longitude) - 2 * eccentricity * std::sin(mean_anomaly) +
                                  4 * eccentricity * y * std::sin(mean_anomaly) * std::cos(2 * mean_longitude) -
                                  y * y * std::sin(4 * mean_longitude) / 2 -
                                  1.25 * eccentricity * eccentricity * std::sin(2 * mean_anomaly));
  const double half_day =
      kMinutesPerDegree *
      Degrees(std::acos(std::cos(Radians(kZenith)) / (std::cos(Radians(kLatitude)) * std::cos(declination)) -
                        std::tan(Radians(kLatitude)) * std::tan(declination)));
  const double noon = kMinutesPerDay / 2.0 - kMinutesPerDegree * kLongitude - equation_of_time;
  return {noon - half_day, noon + half_day};
}

double OnTheClock(absl::CivilDay day, double utc_minutes, const absl::TimeZone& zone) {
  const absl::Time time = absl::FromCivil(day, absl::UTCTimeZone()) + absl::Minutes(utc_minutes);
  return utc_minutes + zone.At(time).offset / 60.0;
}

}  // namespace

Daylight DaylightOf(absl::CivilDay first, int days, const absl::TimeZone& zone) {
  Daylight light;
  for (absl::CivilDay day = first; day < first + days; ++day) {
    const SunTimes sun = SunTimesOn(day);
    light.from = std::max(light.from, static_cast<int>(std::ceil(OnTheClock(day, sun.rise, zone))));
    light.until = std::min(light.until, static_cast<int>(std::floor(OnTheClock(day, sun.set, zone))));
  }
  return light;
}

}  // namespace klik::engine
