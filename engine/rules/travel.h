// Travel: how long the way takes, and who goes.
//
// The model is an estimate for the countryside (route 1.3 times the straight line; 4.5, 15 and 40 km/h), in whole
// numbers throughout; RULES.md section 2 has the table. Pure; any thread.
#ifndef KLIK_ENGINE_RULES_TRAVEL_H_
#define KLIK_ENGINE_RULES_TRAVEL_H_

#include <cstdint>
#include <optional>

#include "engine/index/row.h"
#include "engine/rules/pair_context.h"

namespace klik::engine {

// Whole minutes one way, rounded half up.
int TravelMinutes(TravelMode mode, std::int64_t distance_cm);

// How the two get together. Without a mover nobody needs to travel, or nobody can.
struct Journey {
  bool possible = true;
  std::optional<Party> mover;
  TravelMode mode = TravelMode::kUnspecified;
  int minutes = 0;
  std::int64_t distance_cm = 0;
  // Fetched by the activity: the person sits in the car too.
  bool fetched = false;
};

Journey PlanJourney(const PairContext& pair, Setting setting);

// Of those who might go, the quickest with a vehicle, whether within their limits or not; nullopt when nobody has one.
std::optional<int> VehicleMinutes(const PairContext& pair, Setting setting);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_RULES_TRAVEL_H_
