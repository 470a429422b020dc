// What is on record about two: the matches that link them, and the exclusions that keep them apart.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_MATCH_HISTORY_H_
#define KLIK_ENGINE_MATCH_HISTORY_H_

#include "absl/container/flat_hash_map.h"
#include "engine/index/snapshot.h"
#include "engine/model/exclusion.h"
#include "engine/model/policy.h"
#include "engine/rules/pair_context.h"

namespace klik::engine {

struct History {
  bool live = false;
  bool excluded = false;
  ExclusionCategory own_relation = ExclusionCategory::kUnspecified;

  void Tell(PairContext& pair) const {
    pair.already_matched = live;
    pair.excluded = excluded;
    pair.own_relation = own_relation;
  }
};

// Of one with everybody there is anything on record with. By row: every candidate is looked up, and a pointer is
// quicker to look up than a name.
using Histories = absl::flat_hash_map<const Row*, History>;
Histories HistoriesOf(const Snapshot& snapshot, const EntityId& subject, const Moment& moment);

// As MakePairContext, and told of what is on record about the two. All must outlive the pair.
PairContext MakeLinkedPair(const Snapshot& snapshot, const Policy& policy, const Moment& moment, const Row& subject,
                           const Row& candidate, const Calendar& calendar);

// Whether there is anything on record about the row and anybody: when there is not, a pair has nothing to be told.
bool HasHistory(const Snapshot& snapshot, const Row& row);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_HISTORY_H_
