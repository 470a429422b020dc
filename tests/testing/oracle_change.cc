// RULES.md section 5: what would have to change, and what that costs.
#include <algorithm>
#include <string>

#include "tests/testing/oracle_pair.h"

namespace klik::testing {
namespace {

using engine::Bar;
using engine::BarCode;
using engine::Side;

// nullopt: nothing that staff or time can do lifts it.
std::optional<int> CostOf(const Bar& bar, const engine::ChangeCosts& costs) {
  switch (bar.code) {
    case BarCode::kCapacityReserved:
      return costs.capacity_reserved;
    case BarCode::kVogMissing:
      return bar.params.at("state") == "requested" ? costs.vog_requested : costs.vog_missing;
    case BarCode::kConsentMissing:
      return costs.consent_missing;
    case BarCode::kVogExpired:
      return costs.vog_expired;
    case BarCode::kPendingGuardian:
      return costs.pending_guardian;
    case BarCode::kPaused:
      if (bar.params.count("cause") > 0) return std::nullopt;
      return costs.paused;
    case BarCode::kCost:
      return costs.cost;
    case BarCode::kContactForm:
      if (bar.params.count("group_size") > 0) return std::nullopt;
      return costs.contact_form;
    case BarCode::kTimeOverlap:
      return costs.time_overlap;
    case BarCode::kTransport:
    case BarCode::kTravel:
      return costs.ride;
    case BarCode::kCapacity:
      return costs.capacity;
    case BarCode::kActivityFull:
      return costs.activity_full;
    default:
      return std::nullopt;
  }
}

bool Has(const Meeting& meeting, BarCode code) {
  return std::any_of(meeting.bars.begin(), meeting.bars.end(), [&](const Bar& bar) { return bar.code == code; });
}

}  // namespace

std::optional<Change> ChangeFor(const Pair& pair, const Meeting& meeting) {
  const engine::Policy& policy = pair.question.policy;
  Meeting after = meeting;
  if (Has(meeting, BarCode::kTravel) || Has(meeting, BarCode::kTransport)) {
    after.journey = RideTo(pair, meeting.setting);
    if (!after.journey.possible) return std::nullopt;
    after.blocks = CommonBlocks(pair, after.journey);
  }
  Change change;
  for (const Bar& bar : meeting.bars) {
    if (bar.code != BarCode::kTimeOverlap) change.lifted.push_back(bar);
  }
  const int needed = policy.min_block_minutes;
  const int longest = LongestOf(after.blocks);
  if (longest < needed) {
    change.lifted.push_back({BarCode::kTimeOverlap,
                             Side::kPair,
                             {{"minutes", std::to_string(longest)}, {"needed_minutes", std::to_string(needed)}}});
    after.blocks = {{engine::Weekday::kMonday, 0, needed, engine::Weeks::kEvery}};
  }
  SortBars(change.lifted);
  for (const Bar& bar : change.lifted) {
    const std::optional<int> cost = CostOf(bar, policy.change_costs);
    if (!cost) return std::nullopt;
    change.cost += *cost;
  }
  change.score = ScoreOf(pair, after);
  return change;
}

}  // namespace klik::testing
