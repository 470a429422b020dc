#include "engine/rules/travel.h"

#include <algorithm>
#include <cstdlib>

namespace klik::engine {
namespace {

// 1.3 * d cm at s/10 km/h is d * 78 / (10,000 * s) minutes. The speed is known when this is compiled, which spares a
// search its divisions.
template <std::int64_t kTenthsKmh>
int MinutesAt(std::int64_t distance_cm) {
  constexpr std::int64_t kDivisor = 10'000 * kTenthsKmh;
  return static_cast<int>((2 * distance_cm * 78 + kDivisor) / (2 * kDivisor));
}

struct Way {
  TravelMode mode = TravelMode::kUnspecified;  // kUnspecified: cannot.
  int minutes = 0;

  bool possible() const { return mode != TravelMode::kUnspecified; }
};

Way OwnWay(const Row& row, std::int64_t distance_cm) {
  Way way;
  for (std::size_t i = 1; i < row.max_minutes.size(); ++i) {
    if (row.max_minutes[i] == 0) continue;
    const auto mode = static_cast<TravelMode>(i);
    const int minutes = TravelMinutes(mode, distance_cm);
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

void OneGoes(Party party, const PairContext& pair, Journey& journey) {
  const Way way = OwnWay(pair.row(party), journey.distance_cm);
  if (way.possible()) {
    Take(party, way, journey);
  } else {
    journey.possible = false;
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
    journey.possible = false;
  }
}

void ToActivity(const PairContext& pair, Journey& journey) {
  OneGoes(Party::kFirst, pair, journey);
  if (journey.possible || !pair.second.activity->transport_offered) return;
  const int minutes = TravelMinutes(TravelMode::kCar, journey.distance_cm);
  if (minutes > pair.policy.max_pick_up_minutes) return;
  journey.possible = true;
  journey.fetched = true;
  Take(Party::kSecond, {TravelMode::kCar, minutes}, journey);
}

}  // namespace

int TravelMinutes(TravelMode mode, std::int64_t distance_cm) {
  switch (mode) {
    case TravelMode::kWalk:
      return MinutesAt<45>(distance_cm);
    case TravelMode::kBike:
      return MinutesAt<150>(distance_cm);
    case TravelMode::kCar:
      return MinutesAt<400>(distance_cm) + 4;
    case TravelMode::kPublicTransport:
      return MinutesAt<250>(distance_cm) + 15;
    case TravelMode::kWheelchairTaxi:
      return MinutesAt<400>(distance_cm) + 10;
    case TravelMode::kUnspecified:
      break;
  }
  std::abort();  // Profiles are checked before they get here.
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

std::optional<int> VehicleMinutes(const PairContext& pair, Setting setting) {
  const std::int64_t distance_cm = DistanceCm(pair.first.point, pair.second.point);
  std::optional<int> quickest;
  const auto consider = [&](TravelMode mode) {
    const int minutes = TravelMinutes(mode, distance_cm);
    quickest = std::min(quickest.value_or(minutes), minutes);
  };
  for (const Party party : kParties) {
    const Row& row = pair.row(party);
    // A volunteer comes to the resident's home, never the other way round.
    if (setting == Setting::kHome && pair.kind != PairKind::kPeers && party == Party::kFirst) continue;
    for (std::size_t i = 1; i < row.max_minutes.size(); ++i) {
      if (row.max_minutes[i] > 0 && static_cast<TravelMode>(i) != TravelMode::kWalk) {
        consider(static_cast<TravelMode>(i));
      }
    }
    if (row.activity != nullptr && row.activity->transport_offered) consider(TravelMode::kCar);
  }
  return quickest;
}

}  // namespace klik::engine
