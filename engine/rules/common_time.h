// The time two sides have in common, exact to the minute, net of travel.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_RULES_COMMON_TIME_H_
#define KLIK_ENGINE_RULES_COMMON_TIME_H_

#include <vector>

#include "engine/index/row.h"
#include "engine/model/availability.h"

namespace klik::engine {

// Minutes taken off both ends of each of a side's stretches.
struct Margins {
  int first = 0;
  int second = 0;
};

// Minutes of the longest block that both have in some week; 0 when there is none.
int LongestCommonBlock(const Row& first, const Row& second, const Margins& margins);

// All blocks of at least `min_minutes`, the longest first, then by weekday, start and weeks; at most `most`.
std::vector<Window> CommonBlocks(const Row& first, const Row& second, const Margins& margins, int min_minutes,
                                 std::size_t most);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_RULES_COMMON_TIME_H_
