// Small random worlds in which everything that makes matching hard happens often: ties, shared places, windows that
// touch, minors, missing consents, nevers, peers, odd weeks, lapsed proposals, facts nobody knows, people who are away,
// dark mornings, changes of the clock.
//
// The same seed gives the same world on every machine. One Random is used by one thread.
#ifndef KLIK_TESTS_TESTING_RANDOM_WORLD_H_
#define KLIK_TESTS_TESTING_RANDOM_WORLD_H_

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "engine/match/search.h"
#include "tests/testing/oracle.h"

namespace klik::testing {

class Random;

// In any season; often just before a change of the clock, a week 53 or a short month.
absl::CivilDay SomeDay(Random& random);

// mt19937_64 with a mapping of our own: those of the standard library differ from one library to the next.
class Random {
 public:
  explicit Random(std::uint64_t seed) : bits_(seed), day_(SomeDay(*this)) {}

  // Worlds and moments lie around it.
  absl::CivilDay day() const { return day_; }

  // 0 to bound - 1.
  int Below(int bound) { return static_cast<int>(bits_() % static_cast<std::uint64_t>(bound)); }
  int Between(int first, int last) { return first + Below(last - first + 1); }
  bool Percent(int chance) { return Below(100) < chance; }

  template <typename T>
  T OneOf(std::initializer_list<T> values) {
    return values.begin()[Below(static_cast<int>(values.size()))];
  }
  template <typename T>
  const T& OneOf(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(Below(static_cast<int>(values.size())))];
  }
  template <typename T>
  void Shuffle(std::vector<T>& values) {
    for (int i = static_cast<int>(values.size()) - 1; i > 0; --i) {
      std::swap(values[static_cast<std::size_t>(i)], values[static_cast<std::size_t>(Below(i + 1))]);
    }
  }

 private:
  std::mt19937_64 bits_;
  absl::CivilDay day_;
};

World RandomWorld(Random& random);

// A moment at which some of the worlds' reservations have lapsed and others have not.
engine::Moment RandomMoment(Random& random);

// The usual policy, or one with other weights and limits.
engine::Policy RandomPolicy(Random& random);

// Kinds, filters and limits at random.
engine::SearchQuery RandomQuery(Random& random, const engine::EntityId& subject, const engine::Moment& moment);

// Every resident, volunteer and activity.
std::vector<engine::EntityId> IdsOf(const World& world);

// The world as the engine reads it, put in in the order of the vectors.
std::shared_ptr<const engine::Snapshot> SnapshotOf(const World& world);

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_RANDOM_WORLD_H_
