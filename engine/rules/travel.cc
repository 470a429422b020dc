#include "engine/rules/travel.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace klik::engine {
namespace {

// 1.3 * d cm at s/10 km/h is d * 78 / (10,000 * s) minutes. The speed is known when this is compiled, which spares a
// search its divisions.
template <std::int64_t kTenthsKmh>
int MinutesAt(std::int64_t distance_cm) {
  constexpr std::int64_t kDivisor = 10'000 * kTenthsKmh;
  return static_cast<int>((2 * distance_cm * 78 + kDivisor) / (2 * kDivisor));
}

// Those with equal minutes must come in the order in which they are tried.
void Add(const Way& way, Ways& ways) {
  ways.push_back(way);
  for (auto place = ways.end() - 1; place != ways.begin() && way.minutes < (place - 1)->minutes; --place) {
    std::swap(*place, *(place - 1));
  }
}

void AddWaysOf(Party party, const PairContext& pair, std::int64_t distance_cm, Ways& ways) {
  const Row& row = pair.row(party);
  for (std::size_t i = 1; i < row.max_minutes.size(); ++i) {
    if (row.max_minutes[i] == 0) continue;
    const auto mode = static_cast<TravelMode>(i);
    const int minutes = TravelMinutes(mode, distance_cm);
    if (minutes > row.max_minutes[i]) continue;
    Add({.mover = party, .mode = mode, .minutes = minutes, .daylight_only = IsForDaylightOnly(row, mode)}, ways);
  }
}

void AddPickUp(const PairContext& pair, std::int64_t distance_cm, Ways& ways) {
  if (!pair.second.transport_offered) return;
  const int minutes = TravelMinutes(TravelMode::kCar, distance_cm);
  if (minutes > pair.policy.max_pick_up_minutes) return;
  Add({.mover = Party::kSecond, .mode = TravelMode::kCar, .minutes = minutes, .fetched = true}, ways);
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

Ways WaysTo(const PairContext& pair, Setting setting, std::int64_t distance_cm) {
  Ways ways;
  if (setting == Setting::kActivity) {
    AddWaysOf(Party::kFirst, pair, distance_cm, ways);
    if (ways.empty()) AddPickUp(pair, distance_cm, ways);
    return ways;
  }
  const bool peers = pair.kind == PairKind::kPeers;
  const Party preferred = peers ? Party::kFirst : Party::kSecond;
  AddWaysOf(preferred, pair, distance_cm, ways);
  // A volunteer comes to the resident's home, never the other way round.
  if (setting == Setting::kPublic || peers) AddWaysOf(OtherParty(preferred), pair, distance_cm, ways);
  return ways;
}

std::optional<int> VehicleMinutes(const PairContext& pair, Setting setting) {
  std::optional<int> quickest;
  const auto consider = [&](TravelMode mode) {
    const int minutes = TravelMinutes(mode, pair.distance_cm);
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
    if (row.transport_offered) consider(TravelMode::kCar);
  }
  return quickest;
}

}  // namespace klik::engine
