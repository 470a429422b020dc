// A pair with what is on record about the two together.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_MATCH_LINKED_PAIR_H_
#define KLIK_ENGINE_MATCH_LINKED_PAIR_H_

#include "engine/index/snapshot.h"
#include "engine/model/policy.h"
#include "engine/rules/pair_context.h"

namespace klik::engine {

// As MakePairContext, and told of the matches that link the two. All must outlive the pair.
PairContext MakeLinkedPair(const Snapshot& snapshot, const Policy& policy, const Moment& moment, const Row& subject,
                           const Row& candidate, const Calendar& calendar);

// Whether there is anything on record about the row and anybody: when there is not, a pair has nothing to be told.
bool HasLinks(const Snapshot& snapshot, const Row& row);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_LINKED_PAIR_H_
