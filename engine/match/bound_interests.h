// The part of a question's bound that its subject's topics make.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_MATCH_BOUND_INTERESTS_H_
#define KLIK_ENGINE_MATCH_BOUND_INTERESTS_H_

#include "engine/index/row.h"
#include "engine/index/slot_bounds.h"
#include "engine/taxonomy/taxonomy.h"

namespace klik::engine {

// What every topic, in every stance, is worth to the subject and to the candidate who has it. What dislikes cost is
// left out: it only takes off.
InterestTables InterestTablesOf(const Row& subject, const Taxonomy& taxonomy);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_BOUND_INTERESTS_H_
