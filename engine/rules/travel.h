// Travel: how long the way takes, who might go, and how.
//
// The model is an estimate for the countryside (route 1.3 times the straight line; 4.5, 15 and 40 km/h), in whole
// numbers throughout; RULES.md section 2 has the table. Pure; any thread.
#ifndef KLIK_ENGINE_RULES_TRAVEL_H_
#define KLIK_ENGINE_RULES_TRAVEL_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/container/inlined_vector.h"
#include "engine/index/row.h"
#include "engine/rules/daylight.h"
#include "engine/rules/pair_context.h"

namespace klik::engine {

// Whole minutes one way, rounded half up.
int TravelMinutes(TravelMode mode, std::int64_t distance_cm);

inline bool IsForDaylightOnly(const Row& row, TravelMode mode) {
  return (row.daylight_modes >> static_cast<unsigned>(mode) & 1U) != 0;
}

// How the two get together. Without a mover nobody needs to travel, or nobody can.
struct Journey {
  bool possible = true;
  std::optional<Party> mover;
  TravelMode mode = TravelMode::kUnspecified;
  int minutes = 0;
  std::int64_t distance_cm = 0;
  // Fetched by the activity: the person sits in the car too.
  bool fetched = false;
  // When the mover can be under way, there and back: all day but in a mode for daylight only.
  Daylight light;
};

// One side that might move in one of its modes that can.
struct Way {
  Party mover = Party::kFirst;
  TravelMode mode = TravelMode::kUnspecified;
  int minutes = 0;
  bool daylight_only = false;
  bool fetched = false;
};

// Five modes of two sides.
inline constexpr std::size_t kMostWays = 10;
// All ways, in the order in which they are tried.
using Ways = absl::InlinedVector<Way, kMostWays>;

// Of a setting in which somebody has to move; empty when nobody can.
Ways WaysTo(const PairContext& pair, Setting setting, std::int64_t distance_cm);

// Of those who might go, the quickest with a vehicle, whether within their limits or not; nullopt when nobody has one.
std::optional<int> VehicleMinutes(const PairContext& pair, Setting setting);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_RULES_TRAVEL_H_
