#include "engine/rules/common_time.h"

#include <algorithm>
#include <compare>
#include <cstdint>

#include "absl/container/inlined_vector.h"

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

// A block as one number that stands in the order of the answer: the longest first, then by weekday, start and weeks.
class BlockInOrder {
 public:
  explicit BlockInOrder(const Block& block) {
    const int shorter = kMinutesPerDay - (block.end_minute - block.start_minute);
    key_ = ((static_cast<std::uint32_t>(shorter) * 8 + static_cast<std::uint32_t>(block.day)) << kMinuteBits |
            static_cast<std::uint32_t>(block.start_minute))
               << 2U |
           OrderOf(block.weeks);
  }

  Window window() const {
    const auto start = static_cast<int>(key_ >> 2U & ((1U << kMinuteBits) - 1));
    const std::uint32_t day = key_ >> (2U + kMinuteBits) & 7U;
    const auto shorter = static_cast<int>(key_ >> (5U + kMinuteBits));
    constexpr Weeks kInOrder[] = {Weeks::kEvery, Weeks::kOdd, Weeks::kEven};
    return {static_cast<Weekday>(day + 1), start, start + kMinutesPerDay - shorter, kInOrder[key_ & 3U]};
  }

  friend auto operator<=>(const BlockInOrder&, const BlockInOrder&) = default;

 private:
  static constexpr std::uint32_t kMinuteBits = 11;
  static std::uint32_t OrderOf(int weeks) { return weeks == 3 ? 0 : static_cast<std::uint32_t>(weeks); }

  std::uint32_t key_;
};

}  // namespace

CommonTime::CommonTime(const Row& first, const Row& second, const Horizon& horizon)
    : first_(first), second_(second), horizon_(horizon), all_count_(horizon.AllBlocksCount(first, second)) {}

int CommonTime::Longest(const Margins& margins, int enough) const {
  if (all_count_ && first_.week.is_whole() && second_.week.is_whole()) {
    return Week::LongestInCommon(first_.week, second_.week, margins);
  }
  int longest = 0;
  ForEachBlock(first_, second_, margins, [&](const Block& block) {
    const int minutes = block.end_minute - block.start_minute;
    if (minutes > longest && (all_count_ || horizon_.FallsOn(block, first_, second_))) longest = minutes;
    return longest < enough;
  });
  return longest;
}

std::vector<Window> CommonBlocks(const Row& first, const Row& second, const Margins& margins, const Horizon& horizon,
                                 int min_minutes, std::size_t most) {
  const bool all_count = horizon.AllBlocksCount(first, second);
  absl::InlinedVector<BlockInOrder, 32> blocks;
  ForEachBlock(first, second, margins, [&](const Block& block) {
    const bool counts =
        block.end_minute - block.start_minute >= min_minutes && (all_count || horizon.FallsOn(block, first, second));
    if (counts) blocks.push_back(BlockInOrder(block));
    return true;
  });
  std::sort(blocks.begin(), blocks.end());
  blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
  std::vector<Window> windows;
  windows.reserve(std::min(blocks.size(), most));
  for (std::size_t i = 0; i < std::min(blocks.size(), most); ++i) windows.push_back(blocks[i].window());
  return windows;
}

}  // namespace klik::engine
