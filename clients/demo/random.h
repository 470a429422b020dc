// The chance in the demo municipality: the same seed gives the same town on every platform.
//
// The standard's distributions may differ from one library to the next, its engines may not; so only the engine is
// used. Not for threads to share.
#ifndef KLIK_CLIENTS_DEMO_RANDOM_H_
#define KLIK_CLIENTS_DEMO_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>

#include "absl/types/span.h"

namespace klik::demo {

class Random {
 public:
  // Parts of the town draw from streams of their own, so that asking for more residents leaves the volunteers as they
  // were.
  enum class Stream : std::uint64_t {
    kOrganisations = 1,
    kActivities,
    kResidents,
    kVolunteers,
    kMatches,
    kExclusions,
    kStories,
    kReferrals
  };

  Random(std::uint64_t seed, Stream stream)
      : engine_(seed * 0x9E3779B97F4A7C15ULL + static_cast<std::uint64_t>(stream)) {}

  // 0 to `bound` - 1. The remainder favours small numbers by less than one in 2^40, which no reader of a demo can see.
  int Below(int bound) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(bound)); }

  // Both included.
  int Between(int low, int high) { return low + Below(high - low + 1); }

  bool Chance(int per_mille) { return Below(1000) < per_mille; }

  template <typename Container>
  const auto& Pick(const Container& items) {
    return *(items.begin() + Below(static_cast<int>(items.size())));
  }

  template <typename T>
  T Pick(std::initializer_list<T> items) {
    return *(items.begin() + Below(static_cast<int>(items.size())));
  }

  // The index of one of the weights, as likely as it is heavy. At least one weight is above 0.
  std::size_t PickWeighted(absl::Span<const int> weights) {
    int total = 0;
    for (const int weight : weights) total += weight;
    int rest = Below(total);
    std::size_t index = 0;
    while (rest >= weights[index]) rest -= weights[index++];
    return index;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_RANDOM_H_
