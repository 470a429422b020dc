// The time two sides have in common, exact to the minute, net of travel, on days on which both are there.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_RULES_COMMON_TIME_H_
#define KLIK_ENGINE_RULES_COMMON_TIME_H_

#include <vector>

#include "engine/index/row.h"
#include "engine/index/week.h"
#include "engine/model/availability.h"
#include "engine/rules/calendar.h"

namespace klik::engine {

// What two have in common on the days of a horizon, asked for one journey after another. All must outlive it.
class CommonTime {
 public:
  CommonTime(const Row& first, const Row& second, const Horizon& horizon);

  // Minutes of the longest block that both have on some day; 0 when there is none. Once one of `enough` is found,
  // longer ones are not looked for.
  int Longest(const Margins& margins, int enough = kMinutesPerDay) const;
  // Whether of two blocks, the one within the other, the longer counts when the shorter does: only a change of the
  // clock that the shorter does not touch makes it otherwise.
  bool LongerBlocksCountToo() const { return all_count_ || !horizon_.HasClockChanges(); }

 private:
  const Row& first_;
  const Row& second_;
  const Horizon& horizon_;
  const bool all_count_;
};

// All blocks of at least `min_minutes`, the longest first, then by weekday, start and weeks; at most `most`.
std::vector<Window> CommonBlocks(const Row& first, const Row& second, const Margins& margins, const Horizon& horizon,
                                 int min_minutes, std::size_t most);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_RULES_COMMON_TIME_H_
