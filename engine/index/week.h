// When somebody has time in a week: as a list of stretches, and as a table by weekday in which two weeks are compared
// without a branch.
//
// Immutable once made; any thread may read it.
#ifndef KLIK_ENGINE_INDEX_WEEK_H_
#define KLIK_ENGINE_INDEX_WEEK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/model/availability.h"

namespace klik::engine {

// A stretch of one weekday. `weeks`: 1 odd, 2 even, 3 every.
struct Stretch {
  std::uint8_t day = 0;  // 0 is Monday.
  std::uint8_t weeks = 3;
  std::int16_t start_minute = 0;
  std::int16_t end_minute = 0;
};

// What a journey leaves of the time: minutes taken off both ends of each of a side's stretches, and the light.
struct Margins {
  int first = 0;
  int second = 0;
  // The two are together within these minutes of the day.
  int earliest = 0;
  int latest = kMinutesPerDay;

  friend bool operator==(const Margins&, const Margins&) = default;
};

class Week {
 public:
  // Nobody has time.
  Week();
  explicit Week(std::span<const Stretch> stretches);

  // Whether all stretches are in the table. Hardly anybody has more than three on a day.
  bool is_whole() const { return is_whole_; }
  // Minutes of the longest block that both have in some common week, net of the margins; 0 when there is none. Both
  // must be whole.
  static int LongestInCommon(const Week& first, const Week& second, const Margins& margins);

 private:
  // Seven days and one to spare fill the widest register that every processor has.
  static constexpr std::size_t kDays = 8;
  static constexpr std::size_t kLayers = 3;
  struct alignas(16) Layer {
    std::array<std::int16_t, kDays> start;
    std::array<std::int16_t, kDays> end;
  };
  using Layers = std::array<Layer, kLayers>;

  bool Put(const Stretch& stretch, Layers& layers);
  static int LongestIn(std::span<const Layer> first, std::span<const Layer> second, const Margins& margins);
  std::span<const Layer> odd() const { return {odd_.data(), used_}; }
  std::span<const Layer> even() const { return {even_.data(), used_}; }

  Layers odd_;
  Layers even_;
  std::uint8_t used_ = 0;  // Layers of either.
  bool is_whole_ = true;
  bool same_every_week_ = true;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_INDEX_WEEK_H_
