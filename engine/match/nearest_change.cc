#include "engine/match/nearest_change.h"

#include <utility>

#include "engine/rules/travel.h"

namespace klik::engine {
namespace {

// nullopt: nothing that staff or time can do lifts it.
std::optional<int> CostOf(const ChangeCosts& costs, const Bar& bar) {
  switch (bar.code) {
    case BarCode::kConsentMissing:
      return costs.consent_missing;
    case BarCode::kVogMissing: {
      const auto state = bar.params.find("state");
      return state != bar.params.end() && state->second == "requested" ? costs.vog_requested : costs.vog_missing;
    }
    case BarCode::kVogExpired:
      return costs.vog_expired;
    case BarCode::kCapacity:
      return costs.capacity;
    case BarCode::kCapacityReserved:
      return costs.capacity_reserved;
    case BarCode::kActivityFull:
      return costs.activity_full;
    case BarCode::kTimeOverlap:
      return costs.time_overlap;
    case BarCode::kTravel:
    case BarCode::kTransport:
      return costs.ride;
    case BarCode::kPendingGuardian:
      return costs.pending_guardian;
    case BarCode::kCost:
      return costs.cost;
    case BarCode::kContactForm:
      // A group does not get smaller by agreeing on something.
      if (bar.params.contains("group_size")) return std::nullopt;
      return costs.contact_form;
    case BarCode::kPaused:
      if (bar.params.contains("cause")) return std::nullopt;
      return costs.paused;
    default:
      return std::nullopt;
  }
}

// A volunteer does not have the resident come to the volunteer's home.
Party WhoIsDriven(const PairContext& pair, Setting setting) {
  return pair.kind == PairKind::kResidentVolunteer && setting == Setting::kHome ? Party::kSecond : Party::kFirst;
}

// The meeting as it is, or by a ride when nobody can travel; nullopt when that is too far to ask of anybody.
std::optional<Meeting> WithRide(const PairContext& pair, const Meeting& meeting) {
  if (meeting.journey.possible) return meeting;
  Meeting driven = meeting;
  Journey& journey = driven.journey;
  journey.possible = true;
  journey.mover = WhoIsDriven(pair, meeting.setting);
  journey.mode = TravelMode::kCar;
  journey.minutes = TravelMinutes(journey.mode, journey.distance_cm);
  if (journey.minutes > pair.policy.max_pick_up_minutes) return std::nullopt;
  // The ride only takes time off: where there is none, there is none to look at.
  if (meeting.longest_block_minutes > 0) {
    driven.longest_block_minutes = LongestBlockAfter(pair, journey);
  }
  return driven;
}

bool IsTooShort(const PairContext& pair, const Meeting& meeting) {
  return meeting.longest_block_minutes < pair.policy.min_block_minutes;
}

// In the words of the gate, which speaks of this meeting.
void AddTimeOverlap(const PairContext& pair, const Meeting& meeting, std::vector<Bar>& bars) {
  BarList found(BarList::Mode::kAll);
  for (const MeetingGate gate : MeetingGates()) gate(pair, meeting, found);
  for (Bar& bar : found.Take()) {
    if (bar.code == BarCode::kTimeOverlap) bars.push_back(std::move(bar));
  }
}

}  // namespace

std::optional<int> CostOfLifting(const ChangeCosts& costs, std::span<const Bar> bars) {
  int sum = 0;
  for (const Bar& bar : bars) {
    const std::optional<int> cost = CostOf(costs, bar);
    if (!cost) return std::nullopt;
    sum += *cost;
  }
  return sum;
}

std::optional<int> CostOfMeeting(const PairContext& pair, const Meeting& meeting, std::span<const Bar> bars) {
  const ChangeCosts& costs = pair.policy.change_costs;
  int sum = 0;
  for (const Bar& bar : bars) {
    if (bar.code == BarCode::kTimeOverlap) continue;
    const std::optional<int> cost = CostOf(costs, bar);
    if (!cost) return std::nullopt;
    sum += *cost;
  }
  const std::optional<Meeting> driven = WithRide(pair, meeting);
  if (!driven) return std::nullopt;
  return sum + (IsTooShort(pair, *driven) ? costs.time_overlap : 0);
}

PairChange ChangeOf(const PairContext& pair, const Meeting& meeting, const std::vector<Bar>& bars,
                    const SideValues& lasting) {
  PairChange change;
  Meeting changed = *WithRide(pair, meeting);
  change.lifted = bars;
  std::erase_if(change.lifted, [](const Bar& bar) { return bar.code == BarCode::kTimeOverlap; });
  if (IsTooShort(pair, changed)) {
    AddTimeOverlap(pair, changed, change.lifted);
    changed.longest_block_minutes = pair.policy.min_block_minutes;
  }
  PutInOrder(change.lifted);
  change.cost = *CostOfLifting(pair.policy.change_costs, change.lifted);
  SideValues values = lasting;
  SetMeetingTerms(pair, changed, values);
  change.score = ScoreOf(pair, values);
  return change;
}

}  // namespace klik::engine
