#include "engine/rules/common_time.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace klik::engine {
namespace {

// Visits every block that the two share in some week, until visit(block) answers false.
template <typename Visitor>
void ForEachBlock(const Row& first, const Row& second, const Margins& margins, Visitor&& visit) {
  // Taking off minutes only shortens: what does not touch now never will.
  if ((first.day_parts & second.day_parts) == 0) return;
  std::size_t from = 0;
  for (const Stretch& a : first.stretches) {
    while (from < second.stretches.size() && second.stretches[from].day < a.day) ++from;
    for (std::size_t i = from; i < second.stretches.size() && second.stretches[i].day == a.day; ++i) {
      const Stretch& b = second.stretches[i];
      const int weeks = a.weeks & b.weeks;
      if (weeks == 0) continue;
      const int start = std::max({a.start_minute + margins.first, b.start_minute + margins.second, margins.earliest});
      const int end = std::min({a.end_minute - margins.first, b.end_minute - margins.second, margins.latest});
      if (end > start && !visit(Block{a.day, weeks, start, end})) return;
    }
  }
}

Weeks WeeksOf(int mask) {
  switch (mask) {
    case 1:
      return Weeks::kOdd;
    case 2:
      return Weeks::kEven;
    case 3:
      return Weeks::kEvery;
  }
  std::abort();
}

}  // namespace

int LongestCommonBlock(const Row& first, const Row& second, const Margins& margins, const Horizon& horizon,
                       int enough) {
  const bool all_count = horizon.AllBlocksCount(first, second);
  int longest = 0;
  ForEachBlock(first, second, margins, [&](const Block& block) {
    const int minutes = block.end_minute - block.start_minute;
    if (minutes > longest && (all_count || horizon.FallsOn(block, first, second))) longest = minutes;
    return longest < enough;
  });
  return longest;
}

std::vector<Window> CommonBlocks(const Row& first, const Row& second, const Margins& margins, const Horizon& horizon,
                                 int min_minutes, std::size_t most) {
  const bool all_count = horizon.AllBlocksCount(first, second);
  std::vector<Window> blocks;
  ForEachBlock(first, second, margins, [&](const Block& block) {
    const bool counts =
        block.end_minute - block.start_minute >= min_minutes && (all_count || horizon.FallsOn(block, first, second));
    if (counts) {
      blocks.push_back(
          {static_cast<Weekday>(block.day + 1), block.start_minute, block.end_minute, WeeksOf(block.weeks)});
    }
    return true;
  });
  std::sort(blocks.begin(), blocks.end(), [](const Window& a, const Window& b) {
    const int a_length = a.end_minute - a.start_minute;
    const int b_length = b.end_minute - b.start_minute;
    return std::tie(b_length, a.weekday, a.start_minute, a.weeks) <
           std::tie(a_length, b.weekday, b.start_minute, b.weeks);
  });
  blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
  if (blocks.size() > most) blocks.resize(most);
  return blocks;
}

}  // namespace klik::engine
