#include "engine/match/dates.h"

#include <algorithm>

namespace klik::engine {
namespace {

// A week is that of its Thursday: the first of a year is the one with the first Thursday.
int ParityOf(absl::CivilDay day, int weekday) {
  constexpr int kThursday = 3;
  const int week = (absl::GetYearDay(day + (kThursday - weekday)) - 1) / 7 + 1;
  return week % 2 == 1 ? 1 : 2;
}

void FindClockChange(const absl::TimeZone& zone, Date& date) {
  const absl::Time from = absl::FromCivil(date.day, zone);
  const absl::Time until = absl::FromCivil(date.day + 1, zone);
  if (until - from == absl::Hours(24)) return;
  date.change_start = kMinutesPerDay;
  for (int minute = 0; minute < kMinutesPerDay; ++minute) {
    const absl::CivilMinute on_the_clock = absl::CivilMinute(date.day) + minute;
    if (zone.At(absl::CivilSecond(on_the_clock)).kind == absl::TimeZone::TimeInfo::UNIQUE) continue;
    date.change_start = std::min(date.change_start, minute);
    date.change_end = minute + 1;
  }
}

}  // namespace

std::vector<Date> DatesFrom(absl::CivilDay first, int days, const absl::TimeZone& zone) {
  std::vector<Date> dates;
  dates.reserve(static_cast<std::size_t>(days));
  for (absl::CivilDay day = first; day < first + days; ++day) {
    Date date;
    date.day = day;
    date.weekday = static_cast<int>(absl::GetWeekday(day));
    date.weeks = ParityOf(day, date.weekday);
    FindClockChange(zone, date);
    dates.push_back(date);
  }
  return dates;
}

bool IsThere(const Row& row, absl::CivilDay day) {
  const DayNumber number = NumberOf(day);
  return std::none_of(row.absences.begin(), row.absences.end(),
                      [&](const DaySpan& absence) { return absence.Has(number); });
}

std::vector<Stretch> NetStretches(const Row& row, int minutes, const Daylight& light) {
  std::vector<Stretch> net;
  net.reserve(row.stretches.size());
  for (Stretch stretch : row.stretches) {
    const int start = std::max<int>(stretch.start_minute, light.from) + minutes;
    const int end = std::min<int>(stretch.end_minute, light.until) - minutes;
    if (end <= start) continue;
    stretch.start_minute = static_cast<std::int16_t>(start);
    stretch.end_minute = static_cast<std::int16_t>(end);
    net.push_back(stretch);
  }
  return net;
}

}  // namespace klik::engine
