// The best circle of one topic in one place, out of those who are still free.
//
// Values of one search on one thread.
#ifndef KLIK_ENGINE_MATCH_CIRCLE_SEARCH_H_
#define KLIK_ENGINE_MATCH_CIRCLE_SEARCH_H_

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/index/snapshot.h"
#include "engine/match/circle_times.h"
#include "engine/match/circles.h"

namespace klik::engine {

// Somebody who could be in a circle.
struct CircleCandidate {
  const Row* row = nullptr;
  int waiting_points = 0;
  bool is_particular = false;  // Has a wish that can bar somebody.
  bool has_links = false;      // Is on record with somebody.
};

// What the whole search shares. The candidates are in the order that decides at equal points.
class CircleWorld {
 public:
  CircleWorld(const Snapshot& snapshot, const Policy& policy, const CircleQuery& query);

  const Policy& policy() const { return policy_; }
  const CircleQuery& query() const { return query_; }
  const std::vector<CircleCandidate>& candidates() const { return candidates_; }
  const std::vector<Date>& dates() const { return dates_; }
  // Those without a change of the clock, by FortnightDay.
  const std::vector<Date>& dates_of(int fortnight_day) const {
    return dates_of_[static_cast<std::size_t>(fortnight_day)];
  }
  const Daylight& daylight() const { return daylight_; }

  // Whether the two may be in one circle.
  bool GetAlong(int a, int b);

  bool is_taken(int candidate) const { return taken_[static_cast<std::size_t>(candidate)]; }
  void Take(int candidate) { taken_[static_cast<std::size_t>(candidate)] = true; }

  // false: the steps are used up.
  bool SpendStep() {
    if (steps_left_ == 0) return false;
    --steps_left_;
    return true;
  }
  bool HasSteps() const { return steps_left_ > 0; }

 private:
  bool AreBarred(const Row& a, const Row& b) const;

  const Snapshot& snapshot_;
  const Policy& policy_;
  const CircleQuery& query_;
  Calendar calendar_;
  std::vector<CircleCandidate> candidates_;
  std::vector<Date> dates_;
  std::array<std::vector<Date>, kFortnightDays> dates_of_;
  Daylight daylight_;
  std::vector<bool> taken_;
  absl::flat_hash_map<std::uint64_t, bool> get_along_;
  std::int64_t steps_left_;
};

// When each of the candidates can be at one place, worked out when it is first asked.
class PlaceTimes {
 public:
  // Both must outlive it.
  PlaceTimes(const CircleWorld& world, const SpherePoint& place)
      : world_(world), place_(place), starts_(world.candidates().size()) {}

  // nullptr when the place is out of reach.
  const StartsOfFortnight* StartsOf(int candidate);

 private:
  struct Known {
    bool is_reachable = false;
    StartsOfFortnight starts;
  };

  const CircleWorld& world_;
  SpherePoint place_;
  std::vector<std::unique_ptr<const Known>> starts_;
};

// Somebody who has the topic. A list of them is in the order of the rules: points, high first, then by candidate.
struct TopicMember {
  int candidate = 0;
  int points = 0;
};

struct FoundCircle {
  std::int64_t score = 0;
  std::vector<int> ranks;  // Places in the topic's list, in order.

  // At equal size.
  bool Beats(const FoundCircle& other) const {
    return score != other.score ? score > other.score : ranks < other.ranks;
  }
};

// nullopt when there is no circle, or none was found within the steps.
std::optional<FoundCircle> FindBestCircle(CircleWorld& world, const std::vector<TopicMember>& list, PlaceTimes& place);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_CIRCLE_SEARCH_H_
