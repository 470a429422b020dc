// The chance in the made worlds. Everybody draws from a stream of their own, so that the five-millionth resident can be
// made without the others, and the same number is the same person on every platform.
//
// Not for threads to share.
#ifndef KLIK_TESTS_BENCH_WORLD_DRAW_H_
#define KLIK_TESTS_BENCH_WORLD_DRAW_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace klik::bench {

enum class Stream : std::uint64_t { kTowns = 1, kTopics, kResidents, kVolunteers, kActivities, kMatches };

class Draw {
 public:
  Draw(std::uint64_t seed, Stream stream, std::uint64_t number = 0)
      : state_(Mixed(Mixed(seed * 31 + static_cast<std::uint64_t>(stream)) + number)) {}

  std::uint64_t Bits() { return Mixed(state_ += 0x9E3779B97F4A7C15ULL); }

  // 0 to `bound` - 1.
  int Below(int bound) { return static_cast<int>(Bits() % static_cast<std::uint64_t>(bound)); }

  // Both included.
  int Between(int low, int high) { return low + Below(high - low + 1); }

  bool Chance(int per_mille) { return Below(1000) < per_mille; }

  // 0 to 1.
  double Part() { return static_cast<double>(Bits() >> 11) * 0x1p-53; }

  template <typename T>
  T Pick(std::initializer_list<T> items) {
    return items.begin()[Below(static_cast<int>(items.size()))];
  }

  // The index of one of the weights, as likely as it is heavy.
  std::size_t PickWeighted(std::initializer_list<int> weights) {
    int total = 0;
    for (const int weight : weights) total += weight;
    int rest = Below(total);
    std::size_t index = 0;
    while (rest >= weights.begin()[index]) rest -= weights.begin()[index++];
    return index;
  }

 private:
  // Of SplitMix64 (Steele, Lea and Flood, 2014).
  static std::uint64_t Mixed(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31);
  }

  std::uint64_t state_;
};

}  // namespace klik::bench

#endif  // KLIK_TESTS_BENCH_WORLD_DRAW_H_
