#include "engine/match/linked_pair.h"

#include <algorithm>

#include "engine/match/evaluate.h"

namespace klik::engine {
namespace {

bool IsLive(const Match& match, absl::Time now) {
  if (IsRunning(match.state)) return true;
  return IsOpen(match.state) && (!match.expire_time || *match.expire_time > now);
}

}  // namespace

PairContext MakeLinkedPair(const Snapshot& snapshot, const Policy& policy, const Moment& moment, const Row& subject,
                           const Row& candidate, const Calendar& calendar) {
  PairContext pair = MakePairContext(subject, candidate, policy, moment, snapshot.taxonomy(), calendar);
  for (const std::string& id : snapshot.MatchesOf(subject.meta->id)) {
    const auto match = snapshot.FindMatch(id);
    const std::vector<EntityId> parties = PartiesOf(*match);
    if (std::find(parties.begin(), parties.end(), candidate.meta->id) == parties.end()) continue;
    pair.already_matched = pair.already_matched || IsLive(*match, moment.now);
    pair.ended_in_conflict =
        pair.ended_in_conflict || (match->state == MatchState::kEnded && match->end_reason == EndReason::kConflict);
  }
  return pair;
}

bool HasLinks(const Snapshot& snapshot, const Row& row) { return !snapshot.MatchesOf(row.meta->id).empty(); }

}  // namespace klik::engine
