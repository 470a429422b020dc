#include "engine/rules/travel.h"

#include <algorithm>
#include <array>

namespace klik::engine {
namespace {

struct Pace {
  std::int64_t tenths_kmh;
  int fixed_minutes;
};

// By TravelMode.
constexpr std::array<Pace, 6> kPaces = {{{0, 0}, {45, 0}, {150, 0}, {400, 4}, {250, 15}, {400, 10}}};

struct Way {
  TravelMode mode = TravelMode::kUnspecified;  // kUnspecified: cannot.
  int minutes = 0;
  std::optional<int> vehicle_minutes;  // The quickest mode other than WALK, within its limit or not.

  bool possible() const { return mode != TravelMode::kUnspecified; }
};

Way OwnWay(const Row& row, std::int64_t distance_cm) {
  Way way;
  for (std::size_t i = 1; i < row.max_minutes.size(); ++i) {
    if (row.max_minutes[i] == 0) continue;
    const auto mode = static_cast<TravelMode>(i);
    const int minutes = TravelMinutes(mode, distance_cm);
    if (mode != TravelMode::kWalk) way.vehicle_minutes = std::min(way.vehicle_minutes.value_or(minutes), minutes);
    if (minutes <= row.max_minutes[i] && (!way.possible() || minutes < way.minutes)) {
      way.mode = mode;
      way.minutes = minutes;
    }
  }
  return way;
}

void Take(Party party, const Way& way, Journey& journey) {
  journey.mover = party;
  journey.mode = way.mode;
  journey.minutes = way.minutes;
}

void CannotTravel(std::optional<int> vehicle_minutes, Journey& journey) {
  journey.possible = false;
  journey.vehicle_minutes = vehicle_minutes;
}

void OneGoes(Party party, const PairContext& pair, Journey& journey) {
  const Way way = OwnWay(pair.row(party), journey.distance_cm);
  if (way.possible()) {
    Take(party, way, journey);
  } else {
    CannotTravel(way.vehicle_minutes, journey);
  }
}

// At equal minutes `preferred` goes.
void EitherGoes(Party preferred, const PairContext& pair, Journey& journey) {
  const Party other = OtherParty(preferred);
  const Way preferred_way = OwnWay(pair.row(preferred), journey.distance_cm);
  const Way other_way = OwnWay(pair.row(other), journey.distance_cm);
  if (preferred_way.possible() && (!other_way.possible() || preferred_way.minutes <= other_way.minutes)) {
    Take(preferred, preferred_way, journey);
  } else if (other_way.possible()) {
    Take(other, other_way, journey);
  } else {
    std::optional<int> vehicle_minutes = preferred_way.vehicle_minutes;
    if (other_way.vehicle_minutes) {
      vehicle_minutes = std::min(vehicle_minutes.value_or(*other_way.vehicle_minutes), *other_way.vehicle_minutes);
    }
    CannotTravel(vehicle_minutes, journey);
  }
}

void ToActivity(const PairContext& pair, Journey& journey) {
  OneGoes(Party::kFirst, pair, journey);
  if (journey.possible || !pair.second.activity->transport_offered) return;
  const int minutes = TravelMinutes(TravelMode::kCar, journey.distance_cm);
  if (minutes > pair.policy.max_pick_up_minutes) {
    journey.vehicle_minutes = std::min(journey.vehicle_minutes.value_or(minutes), minutes);
    return;
  }
  journey.possible = true;
  journey.fetched = true;
  Take(Party::kSecond, {TravelMode::kCar, minutes, std::nullopt}, journey);
}

}  // namespace

int TravelMinutes(TravelMode mode, std::int64_t distance_cm) {
  const Pace& pace = kPaces[static_cast<std::size_t>(mode)];
  // 1.3 * d cm at s/10 km/h is d * 78 / (10,000 * s) minutes.
  const std::int64_t divisor = 10'000 * pace.tenths_kmh;
  return static_cast<int>((2 * distance_cm * 78 + divisor) / (2 * divisor)) + pace.fixed_minutes;
}

Journey PlanJourney(const PairContext& pair, Setting setting) {
  Journey journey;
  journey.distance_cm = DistanceCm(pair.first.point, pair.second.point);
  switch (setting) {
    case Setting::kRemote:
      break;
    case Setting::kActivity:
      ToActivity(pair, journey);
      break;
    case Setting::kHome:
      if (pair.kind == PairKind::kPeers) {
        EitherGoes(Party::kFirst, pair, journey);
      } else {
        OneGoes(Party::kSecond, pair, journey);
      }
      break;
    case Setting::kPublic:
      EitherGoes(pair.kind == PairKind::kPeers ? Party::kFirst : Party::kSecond, pair, journey);
      break;
  }
  return journey;
}

}  // namespace klik::engine
