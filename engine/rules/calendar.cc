#include "engine/rules/calendar.h"

#include <algorithm>
#include <array>

namespace klik::engine {
namespace {

// The first day of 1970 was a Thursday.
constexpr int kThursday = 3;

int WeekdayOf(DayNumber day) { return ((day + kThursday) % 7 + 7) % 7; }

// A week is that of its Thursday: the first of a year is the one with the first Thursday.
std::uint8_t ParityOfWeek(DayNumber monday) {
  const int week = (absl::GetYearDay(DayOf(monday + kThursday)) - 1) / 7 + 1;
  return week % 2 == 1 ? 1 : 2;
}

std::int64_t MinuteOf(absl::CivilSecond second) { return absl::CivilMinute(second) - absl::CivilMinute(1970, 1, 1); }

bool IsThere(const Row& row, DayNumber day) {
  return std::none_of(row.absences.begin(), row.absences.end(),
                      [&](const DaySpan& absence) { return absence.Has(day); });
}

}  // namespace

Horizon::Horizon(DayNumber first, int days, const absl::TimeZone& zone)
    : first_(first), last_(first + days - 1), first_monday_(first - WeekdayOf(first)), zone_(zone) {
  for (DayNumber monday = first_monday_; monday <= last_; monday += 7) weeks_.push_back(ParityOfWeek(monday));
  FindClockChanges();
  is_regular_ = IsRegular();
  daylight_ = DaylightOf(DayOf(first_), days, zone_);
}

void Horizon::FindClockChanges() {
  absl::Time time = absl::FromCivil(DayOf(first_ - 1), zone_);
  absl::TimeZone::CivilTransition change;
  while (zone_.NextTransition(time, &change)) {
    if (absl::CivilDay(change.from) > DayOf(last_ + 1)) return;
    const std::int64_t from = MinuteOf(change.from);
    const std::int64_t to = MinuteOf(change.to);
    if (from != to) clock_changes_.push_back({std::min(from, to), std::max(from, to)});
    time = zone_.At(change.to).trans;
  }
}

bool Horizon::ClockChangesWithin(DayNumber day, int start_minute, int end_minute) const {
  const std::int64_t midnight = std::int64_t{day} * kMinutesPerDay;
  return std::any_of(clock_changes_.begin(), clock_changes_.end(), [&](const ClockChange& change) {
    return change.start_minute < midnight + end_minute && midnight + start_minute < change.end_minute;
  });
}

bool Horizon::IsRegular() const {
  std::array<int, 7> weeks_by_weekday{};
  for (DayNumber day = first_; day <= last_; ++day) {
    if (ClockChangesWithin(day, 0, kMinutesPerDay)) continue;
    weeks_by_weekday[static_cast<std::size_t>(WeekdayOf(day))] |= WeeksOf(day);
  }
  return std::all_of(weeks_by_weekday.begin(), weeks_by_weekday.end(), [](int weeks) { return weeks == 3; });
}

bool Horizon::FallsOn(const Block& block, const Row& a, const Row& b) const {
  for (DayNumber day = first_monday_ + block.day; day <= last_; day += 7) {
    if (day < first_ || (WeeksOf(day) & block.weeks) == 0) continue;
    if (!IsThere(a, day) || !IsThere(b, day)) continue;
    if (!ClockChangesWithin(day, block.start_minute, block.end_minute)) return true;
  }
  return false;
}

Calendar::Calendar(int horizon_days, absl::CivilDay today, const absl::TimeZone& zone)
    : horizon_days_(horizon_days), today_(NumberOf(today)), zone_(zone), from_today_(today_, horizon_days, zone) {}

const Horizon& Calendar::HorizonOf(const Row& a, const Row& b) const {
  const DayNumber start = std::max(a.starts, b.starts);
  if (start <= today_) return from_today_;
  {
    const absl::ReaderMutexLock lock(&mutex_);
    if (const auto found = later_.find(start); found != later_.end()) return found->second;
  }
  const absl::MutexLock lock(&mutex_);
  return later_.try_emplace(start, start, horizon_days_, zone_).first->second;
}

}  // namespace klik::engine
