// Circles: a few residents around one topic, in one village, at a time that fits them all.
//
// Pure functions over an immutable snapshot: any number of threads may call them at once. Same input, same answer, bit
// for bit. RULES.md section 7 is the definition. The best circle is found exactly, within a bounded number of steps.
#ifndef KLIK_ENGINE_MATCH_CIRCLES_H_
#define KLIK_ENGINE_MATCH_CIRCLES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "engine/index/snapshot.h"
#include "engine/model/availability.h"
#include "engine/model/entity.h"
#include "engine/model/policy.h"
#include "engine/places/gazetteer.h"
#include "engine/rules/pair_context.h"
#include "engine/taxonomy/topic.h"

namespace klik::engine {

// A step is one person weighed as one more member: some seconds at most for all of them.
inline constexpr std::int64_t kMaxCircleSteps = 20'000'000;

struct CircleQuery {
  std::vector<TopicIndex> topics;        // Empty: all.
  std::vector<std::string> settlements;  // Names as the gazetteer has them. Empty: all.
  int min_size = 3;
  int max_size = 8;
  int limit = 20;
  std::string municipality;  // GM code: residents of no other. Empty: any.
  Moment moment;
  std::int64_t max_steps = kMaxCircleSteps;
};

struct CircleMember {
  EntityId resident;
  int points = 0;
  // How the member gets there; of several modes that fit the quickest.
  TravelMode mode = TravelMode::kUnspecified;
  int minutes = 0;
  int distance_metres = 0;  // In a straight line.

  friend bool operator==(const CircleMember&, const CircleMember&) = default;
};

struct Circle {
  TopicIndex topic;
  std::string settlement;
  std::vector<CircleMember> members;  // In the order of the rules.
  std::int64_t score = 0;
  Window time;
  absl::CivilDay first_day;
  std::vector<std::string> languages;  // That all share, in order of code.
};

struct CircleResult {
  std::vector<Circle> circles;
  bool is_complete = true;  // false: the steps were used up, and there may be more or better ones.
};

// The sizes must be at least 2, and the least not above the most.
CircleResult FormCircles(const Snapshot& snapshot, const Gazetteer& gazetteer, const Policy& policy,
                         const CircleQuery& query);

// Whether the resident could be in a circle, whatever its topic, place and time.
bool CanJoinCircles(const Row& resident, const Moment& moment);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_CIRCLES_H_
