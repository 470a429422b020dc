// When people can be at a place: the starts on the quarter of an hour at which they have long enough.
//
// Values of one search on one thread.
#ifndef KLIK_ENGINE_MATCH_CIRCLE_TIMES_H_
#define KLIK_ENGINE_MATCH_CIRCLE_TIMES_H_

#include <array>
#include <bitset>
#include <optional>
#include <vector>

#include "engine/index/row.h"
#include "engine/match/dates.h"
#include "engine/model/policy.h"

namespace klik::engine {

inline constexpr int kStartMinutes = 15;
inline constexpr int kStartsPerDay = kMinutesPerDay / kStartMinutes;

// Starts of one weekday in the weeks of one parity.
using Starts = std::bitset<kStartsPerDay>;

// A weekday in odd or in even weeks: what repeats every fortnight.
inline constexpr int kFortnightDays = 14;
constexpr int FortnightDay(int weekday, int weeks) { return (weeks - 1) * 7 + weekday; }
constexpr int FortnightDay(const Date& date) { return FortnightDay(date.weekday, date.weeks); }

// By FortnightDay.
using StartsOfFortnight = std::array<Starts, kFortnightDays>;

// One mode in which somebody gets to the place.
struct ReachableWay {
  TravelMode mode = TravelMode::kUnspecified;
  int minutes = 0;
  std::vector<Stretch> net;  // What is left of the person's windows.
};

// The ways within the person's limits, the quickest first.
std::vector<ReachableWay> WaysTo(const Row& person, const SpherePoint& place, const Daylight& daylight);

// Whether there is one, without working it out.
bool CanReach(const Row& person, const SpherePoint& place);

// At which a block of `minutes` fits into what is left of some window.
StartsOfFortnight StartsWith(const std::vector<ReachableWay>& ways, int minutes);

// Minute at which the person must leave, having come at `start` on that weekday in weeks of that parity: the latest of
// all ways. `start` when the person cannot come then.
int LatestEnd(const std::vector<ReachableWay>& ways, int weekday, int weeks, int start);

// When some people meet.
struct CircleTime {
  Date first;
  int start_minute = 0;
  int end_minute = 0;
  bool every_week = false;
};

// Of all dates and starts the best, as the rules say. nullopt when there is none.
std::optional<CircleTime> BestTime(const std::vector<const Row*>& people,
                                   const std::vector<std::vector<ReachableWay>>& ways, const std::vector<Date>& dates,
                                   const Policy& policy);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_CIRCLE_TIMES_H_
