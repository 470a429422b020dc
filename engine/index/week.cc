#include "engine/index/week.h"

#include <algorithm>

namespace klik::engine {
namespace {

// Of a day without time: whatever it is compared with ends long before it starts, and no sum of these and of a day's
// minutes leaves 16 bits.
constexpr std::int16_t kNeverStarts = 8'000;
constexpr std::int16_t kNeverEnds = -8'000;

std::int16_t Minutes(int minutes) { return static_cast<std::int16_t>(std::min(minutes, kMinutesPerDay)); }

std::int16_t Later(std::int16_t a, std::int16_t b) { return a > b ? a : b; }
std::int16_t Earlier(std::int16_t a, std::int16_t b) { return a < b ? a : b; }

}  // namespace

Week::Week() {
  for (Layers* layers : {&odd_, &even_}) {
    for (Layer& layer : *layers) {
      layer.start.fill(kNeverStarts);
      layer.end.fill(kNeverEnds);
    }
  }
}

Week::Week(std::span<const Stretch> stretches) : Week() {
  for (const Stretch& stretch : stretches) {
    same_every_week_ = same_every_week_ && stretch.weeks == 3;
    if ((stretch.weeks & 1U) != 0) is_whole_ = Put(stretch, odd_) && is_whole_;
    if ((stretch.weeks & 2U) != 0) is_whole_ = Put(stretch, even_) && is_whole_;
  }
}

bool Week::Put(const Stretch& stretch, Layers& layers) {
  std::uint8_t at = 0;
  while (at < kLayers && layers[at].start[stretch.day] != kNeverStarts) ++at;
  if (at == kLayers) return false;
  layers[at].start[stretch.day] = stretch.start_minute;
  layers[at].end[stretch.day] = stretch.end_minute;
  used_ = std::max<std::uint8_t>(used_, at + 1);
  return true;
}

int Week::LongestIn(std::span<const Layer> first, std::span<const Layer> second, const Margins& margins) {
  const std::int16_t first_off = Minutes(margins.first);
  const std::int16_t second_off = Minutes(margins.second);
  const std::int16_t earliest = Minutes(margins.earliest);
  const auto latest = static_cast<std::int16_t>(std::max(margins.latest, -kMinutesPerDay));
  std::array<std::int16_t, kDays> longest{};
  for (const Layer& a : first) {
    for (const Layer& b : second) {
      for (std::size_t day = 0; day < kDays; ++day) {
        const auto a_start = static_cast<std::int16_t>(a.start[day] + first_off);
        const auto b_start = static_cast<std::int16_t>(b.start[day] + second_off);
        const auto a_end = static_cast<std::int16_t>(a.end[day] - first_off);
        const auto b_end = static_cast<std::int16_t>(b.end[day] - second_off);
        const std::int16_t start = Later(Later(a_start, b_start), earliest);
        const std::int16_t end = Earlier(Earlier(a_end, b_end), latest);
        longest[day] = Later(longest[day], static_cast<std::int16_t>(end - start));
      }
    }
  }
  std::int16_t most = 0;
  for (const std::int16_t minutes : longest) most = Later(most, minutes);
  return most;
}

int Week::LongestInCommon(const Week& first, const Week& second, const Margins& margins) {
  const int odd = LongestIn(first.odd(), second.odd(), margins);
  if (first.same_every_week_ && second.same_every_week_) return odd;
  return std::max(odd, LongestIn(first.even(), second.even(), margins));
}

}  // namespace klik::engine
