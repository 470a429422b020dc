// RULES.md section 2: days and daylight.
#include "tests/testing/oracle_calendar.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace klik::testing {
namespace {

// The middle of the country.
constexpr double kLatitude = 52.15;
constexpr double kLongitude = 5.38;
// The upper edge of the sun on the horizon, lifted by the air.
constexpr double kZenith = 90.833;

double Radians(double degrees) { return degrees * M_PI / 180; }
double Degrees(double radians) { return radians * 180 / M_PI; }

struct SunTimes {
  double rise;  // Minutes from midnight UTC.
  double set;
};

// The columns of the NOAA Solar Calculator's sheet, in its order and under its names, for noon in UTC.
SunTimes SunOn(absl::CivilDay date) {
  const auto days_since_2000 = static_cast<double>(date - absl::CivilDay(2000, 1, 1));
  const double julian_century = days_since_2000 / 36525;
  const double t = julian_century;
  const double mean_longitude = std::fmod(280.46646 + t * (36000.76983 + t * 0.0003032), 360);
  const double mean_anomaly = 357.52911 + t * (35999.05029 - 0.0001537 * t);
  const double eccentricity = 0.016708634 - t * (0.000042037 + 0.0000001267 * t);
  const double equation_of_centre = std::sin(Radians(mean_anomaly)) * (1.914602 - t * (0.004817 + 0.000014 * t)) +
                                    std::sin(Radians(2 * mean_anomaly)) * (0.019993 - 0.000101 * t) +
                                    std::sin(Radians(3 * mean_anomaly)) * 0.000289;
  const double true_longitude = mean_longitude + equation_of_centre;
  const double apparent_longitude = true_longitude - 0.00569 - 0.00478 * std::sin(Radians(125.04 - 1934.136 * t));
  const double mean_obliquity = 23 + (26 + (21.448 - t * (46.815 + t * (0.00059 - t * 0.001813))) / 60) / 60;
  const double obliquity = mean_obliquity + 0.00256 * std::cos(Radians(125.04 - 1934.136 * t));
  const double declination = Degrees(std::asin(std::sin(Radians(obliquity)) * std::sin(Radians(apparent_longitude))));
  const double y = std::tan(Radians(obliquity / 2)) * std::tan(Radians(obliquity / 2));
  const double equation_of_time =
      4 * Degrees(y * std::sin(2 * Radians(mean_longitude)) - 2 * eccentricity * std::sin(Radians(mean_anomaly)) +
                  4 * eccentricity * y * std::sin(Radians(mean_anomaly)) * std::cos(2 * Radians(mean_longitude)) -
                  0.5 * y * y * std::sin(4 * Radians(mean_longitude)) -
                  1.25 * eccentricity * eccentricity * std::sin(2 * Radians(mean_anomaly)));
  const double hour_angle =
      Degrees(std::acos(std::cos(Radians(kZenith)) / (std::cos(Radians(kLatitude)) * std::cos(Radians(declination))) -
                        std::tan(Radians(kLatitude)) * std::tan(Radians(declination))));
  const double solar_noon = 720 - 4 * kLongitude - equation_of_time;
  return {solar_noon - 4 * hour_angle, solar_noon + 4 * hour_angle};
}

// What the clock shows, in minutes of the day.
double OnTheClock(absl::CivilDay date, double utc_minutes, const absl::TimeZone& zone) {
  const absl::Time time = absl::FromCivil(date, absl::UTCTimeZone()) + absl::Minutes(utc_minutes);
  return utc_minutes + zone.At(time).offset / 60.0;
}

// The week of a date is the week of its Thursday.
int IsoWeekOf(absl::CivilDay date) {
  const absl::CivilDay thursday =
      absl::NextWeekday(absl::PrevWeekday(date + 1, absl::Weekday::monday), absl::Weekday::thursday);
  return (absl::GetYearDay(thursday) - 1) / 7 + 1;
}

engine::Weekday WeekdayOf(absl::CivilDay date) {
  switch (absl::GetWeekday(date)) {
    case absl::Weekday::monday:
      return engine::Weekday::kMonday;
    case absl::Weekday::tuesday:
      return engine::Weekday::kTuesday;
    case absl::Weekday::wednesday:
      return engine::Weekday::kWednesday;
    case absl::Weekday::thursday:
      return engine::Weekday::kThursday;
    case absl::Weekday::friday:
      return engine::Weekday::kFriday;
    case absl::Weekday::saturday:
      return engine::Weekday::kSaturday;
    case absl::Weekday::sunday:
      break;
  }
  return engine::Weekday::kSunday;
}

std::vector<int> UnclearMinutesOf(absl::CivilDay date, const absl::TimeZone& zone) {
  std::vector<int> minutes;
  if (absl::FromCivil(date + 1, zone) - absl::FromCivil(date, zone) == absl::Hours(24)) return minutes;
  for (int minute = 0; minute < engine::kMinutesPerDay; ++minute) {
    const absl::CivilSecond shown(date.year(), date.month(), date.day(), minute / 60, minute % 60);
    if (zone.At(shown).kind != absl::TimeZone::TimeInfo::UNIQUE) minutes.push_back(minute);
  }
  return minutes;
}

const CalendarDay& DayOf(absl::CivilDay date, const absl::TimeZone& zone) {
  thread_local std::map<std::pair<std::string, absl::CivilDay>, CalendarDay> known;
  const auto [it, is_new] = known.try_emplace({zone.name(), date});
  if (is_new) {
    const SunTimes sun = SunOn(date);
    it->second = {date,
                  WeekdayOf(date),
                  IsoWeekOf(date),
                  static_cast<int>(std::ceil(OnTheClock(date, sun.rise, zone))),
                  static_cast<int>(std::floor(OnTheClock(date, sun.set, zone))),
                  UnclearMinutesOf(date, zone)};
  }
  return it->second;
}

}  // namespace

bool FallsOn(const engine::Window& block, const CalendarDay& day) {
  if (block.weekday != day.weekday) return false;
  if (block.weeks == engine::Weeks::kOdd && day.iso_week % 2 == 0) return false;
  if (block.weeks == engine::Weeks::kEven && day.iso_week % 2 == 1) return false;
  return std::none_of(day.unclear_minutes.begin(), day.unclear_minutes.end(),
                      [&](int minute) { return block.start_minute <= minute && minute < block.end_minute; });
}

const Horizon& Calendar::From(absl::CivilDay first) {
  const auto [it, is_new] = horizons_.try_emplace(first);
  Horizon& horizon = it->second;
  if (!is_new) return horizon;
  for (int i = 0; i < length_; ++i) {
    const CalendarDay& day = DayOf(first + i, zone_);
    horizon.days.push_back(&day);
    horizon.light_from = std::max(horizon.light_from, day.light_from);
    horizon.light_until = std::min(horizon.light_until, day.light_until);
  }
  return horizon;
}

absl::CivilDay MonthsAfter(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay next_month(month + 1);
  const absl::CivilDay same_day = absl::CivilDay(month) + (day.day() - 1);
  return same_day < next_month ? same_day : next_month;
}

}  // namespace klik::testing
