// The time two sides have in common, exact to the minute, net of travel, on days on which both are there.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_RULES_COMMON_TIME_H_
#define KLIK_ENGINE_RULES_COMMON_TIME_H_

#include <vector>

#include "engine/index/row.h"
#include "engine/model/availability.h"
#include "engine/rules/calendar.h"

namespace klik::engine {

// What a journey leaves of the time: minutes taken off both ends of each of a side's stretches, and the light.
struct Margins {
  int first = 0;
  int second = 0;
  // The two are together within these minutes of the day.
  int earliest = 0;
  int latest = kMinutesPerDay;

  friend bool operator==(const Margins&, const Margins&) = default;
};

// Minutes of the longest block that both have on some day of the horizon; 0 when there is none. Once one of `enough` is
// found, longer ones are not looked for.
int LongestCommonBlock(const Row& first, const Row& second, const Margins& margins, const Horizon& horizon,
                       int enough = kMinutesPerDay);

// All blocks of at least `min_minutes`, the longest first, then by weekday, start and weeks; at most `most`.
std::vector<Window> CommonBlocks(const Row& first, const Row& second, const Margins& margins, const Horizon& horizon,
                                 int min_minutes, std::size_t most);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_RULES_COMMON_TIME_H_
