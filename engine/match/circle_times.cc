#include "engine/match/circle_times.h"

#include <algorithm>
#include <tuple>

#include "engine/rules/travel.h"

namespace klik::engine {
namespace {

constexpr int kOdd = 1;
constexpr int kEven = 2;

std::optional<int> MinutesIfWithinLimit(const Row& person, std::size_t mode, std::int64_t distance_cm) {
  if (person.max_minutes[mode] == 0) return std::nullopt;
  const int minutes = TravelMinutes(static_cast<TravelMode>(mode), distance_cm);
  if (minutes > person.max_minutes[mode]) return std::nullopt;
  return minutes;
}

// When all must leave at the latest; `start` when one of them cannot come then.
int CommonEnd(const std::vector<std::vector<ReachableWay>>& ways, int weekday, int weeks, int start) {
  int end = kMinutesPerDay;
  for (const auto& ways_of_one : ways) end = std::min(end, LatestEnd(ways_of_one, weekday, weeks, start));
  return end;
}

}  // namespace

std::vector<ReachableWay> WaysTo(const Row& person, const SpherePoint& place, const Daylight& daylight) {
  const std::int64_t distance_cm = DistanceCm(person.point, place);
  std::vector<ReachableWay> ways;
  for (std::size_t mode = 1; mode < person.max_minutes.size(); ++mode) {
    const auto minutes = MinutesIfWithinLimit(person, mode, distance_cm);
    if (!minutes) continue;
    const bool by_day = IsForDaylightOnly(person, static_cast<TravelMode>(mode));
    ways.push_back(
        {static_cast<TravelMode>(mode), *minutes, NetStretches(person, *minutes, by_day ? daylight : Daylight())});
  }
  std::stable_sort(ways.begin(), ways.end(),
                   [](const ReachableWay& a, const ReachableWay& b) { return a.minutes < b.minutes; });
  return ways;
}

bool CanReach(const Row& person, const SpherePoint& place) {
  const std::int64_t distance_cm = DistanceCm(person.point, place);
  for (std::size_t mode = 1; mode < person.max_minutes.size(); ++mode) {
    if (MinutesIfWithinLimit(person, mode, distance_cm)) return true;
  }
  return false;
}

StartsOfFortnight StartsWith(const std::vector<ReachableWay>& ways, int minutes) {
  StartsOfFortnight starts;
  for (const ReachableWay& way : ways) {
    for (const Stretch& stretch : way.net) {
      const int first = (stretch.start_minute + kStartMinutes - 1) / kStartMinutes;
      for (int start = first; start * kStartMinutes + minutes <= stretch.end_minute; ++start) {
        for (const int weeks : {kOdd, kEven}) {
          if ((stretch.weeks & weeks) == 0) continue;
          starts[static_cast<std::size_t>(FortnightDay(stretch.day, weeks))].set(static_cast<std::size_t>(start));
        }
      }
    }
  }
  return starts;
}

int LatestEnd(const std::vector<ReachableWay>& ways, int weekday, int weeks, int start) {
  int latest = start;
  for (const ReachableWay& way : ways) {
    for (const Stretch& stretch : way.net) {
      if (stretch.day != weekday || (stretch.weeks & weeks) == 0 || stretch.start_minute > start) continue;
      latest = std::max<int>(latest, stretch.end_minute);
    }
  }
  return latest;
}

std::optional<CircleTime> BestTime(const std::vector<const Row*>& people,
                                   const std::vector<std::vector<ReachableWay>>& ways, const std::vector<Date>& dates,
                                   const Policy& policy) {
  StartsOfFortnight common;
  common.fill(Starts().set());
  for (const auto& ways_of_one : ways) {
    const StartsOfFortnight starts = StartsWith(ways_of_one, policy.circle_block_minutes);
    for (std::size_t day = 0; day < common.size(); ++day) common[day] &= starts[day];
  }
  std::optional<CircleTime> best;
  for (const Date& date : dates) {
    const Starts& starts = common[static_cast<std::size_t>(FortnightDay(date))];
    if (date.HasClockChange() || starts.none()) continue;
    const bool all_there =
        std::all_of(people.begin(), people.end(), [&](const Row* row) { return IsThere(*row, date.day); });
    if (!all_there) continue;
    const int other = kOdd + kEven - date.weeks;
    for (int index = 0; index < kStartsPerDay; ++index) {
      if (!starts[static_cast<std::size_t>(index)]) continue;
      CircleTime time{date, index * kStartMinutes, 0, false};
      time.every_week =
          common[static_cast<std::size_t>(FortnightDay(date.weekday, other))][static_cast<std::size_t>(index)];
      int end = CommonEnd(ways, date.weekday, date.weeks, time.start_minute);
      if (time.every_week) end = std::min(end, CommonEnd(ways, date.weekday, other, time.start_minute));
      time.end_minute =
          std::min(end, time.start_minute + std::max(policy.good_block_minutes, policy.circle_block_minutes));
      // Earlier days and starts come first, and stand when nothing is better.
      const auto worth = [](const CircleTime& it) { return std::pair(it.every_week, it.end_minute - it.start_minute); };
      if (!best || worth(time) > worth(*best)) best = time;
    }
  }
  return best;
}

}  // namespace klik::engine
