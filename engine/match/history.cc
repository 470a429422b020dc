#include "engine/match/history.h"

#include <algorithm>

#include "engine/match/evaluate.h"

namespace klik::engine {
namespace {

bool IsLive(const Match& match, absl::Time now) {
  if (IsRunning(match.state)) return true;
  return IsOpen(match.state) && (!match.expire_time || *match.expire_time > now);
}

void AddExclusion(ExclusionCategory category, History& history) {
  switch (category) {
    case ExclusionCategory::kUnspecified:
      return;
    case ExclusionCategory::kConflict:
    case ExclusionCategory::kSafety:
    case ExclusionCategory::kOwnChoice:
      history.excluded = true;
      return;
    case ExclusionCategory::kFamily:
    case ExclusionCategory::kColleague:
    case ExclusionCategory::kCaseWorker: {
      // Of several the first in this order.
      const bool known = history.own_relation != ExclusionCategory::kUnspecified;
      history.own_relation = known ? std::min(history.own_relation, category) : category;
      return;
    }
  }
}

}  // namespace

Histories HistoriesOf(const Snapshot& snapshot, const EntityId& subject, const Moment& moment) {
  Histories histories;
  for (const std::string& id : snapshot.MatchesOf(subject)) {
    const auto match = snapshot.FindMatch(id);
    for (const EntityId& party : PartiesOf(*match)) {
      if (party == subject) continue;
      History& history = histories[snapshot.FindRow(party)];
      history.live = history.live || IsLive(*match, moment.now);
      history.excluded =
          history.excluded || (match->state == MatchState::kEnded && match->end_reason == EndReason::kConflict);
    }
  }
  for (const std::string& id : snapshot.ExclusionsOf(subject)) {
    const auto exclusion = snapshot.FindExclusion(id);
    if (!HoldsOn(*exclusion, moment.today)) continue;
    const EntityId& other = exclusion->first == subject ? exclusion->second : exclusion->first;
    AddExclusion(exclusion->category, histories[snapshot.FindRow(other)]);
  }
  return histories;
}

PairContext MakeLinkedPair(const Snapshot& snapshot, const Policy& policy, const Moment& moment, const Row& subject,
                           const Row& candidate, const Calendar& calendar) {
  PairContext pair = MakePairContext(subject, candidate, policy, moment, snapshot.taxonomy(), calendar);
  const Histories histories = HistoriesOf(snapshot, subject.meta->id, moment);
  if (const auto found = histories.find(&candidate); found != histories.end()) found->second.Tell(pair);
  return pair;
}

bool HasHistory(const Snapshot& snapshot, const Row& row) {
  return !snapshot.MatchesOf(row.meta->id).empty() || !snapshot.ExclusionsOf(row.meta->id).empty();
}

}  // namespace klik::engine
