// Carries a nearest change out in the world, as staff, time and the two themselves would.
//
// Pure; one thread.
#ifndef KLIK_TESTS_ENGINE_MATCH_CARRY_OUT_H_
#define KLIK_TESTS_ENGINE_MATCH_CARRY_OUT_H_

#include "engine/match/search.h"
#include "tests/engine/match/every_answer.h"
#include "tests/testing/oracle.h"

namespace klik::testing {

// Everything the nearest change names, where it can be in the profile of the candidate; false when that can't be done:
// the time, for instance, must be one the subject has. The two then meet in the setting of `excluded` and no other.
bool CarryOut(const Case& it, const engine::EntityId& subject, const engine::ExcludedCandidate& excluded, World& world);

}  // namespace klik::testing

#endif  // KLIK_TESTS_ENGINE_MATCH_CARRY_OUT_H_
