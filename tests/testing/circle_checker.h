// Circles as RULES.md section 7 says it, slowly and plainly, on plain values: what is wrong with a circle, and all
// circles of a tiny world by trying every set of people.
//
// Written from the rules alone; of the engine it uses the values, the taxonomy, the policy, the gazetteer and the hours
// of daylight. Pure; any thread.
#ifndef KLIK_TESTS_TESTING_CIRCLE_CHECKER_H_
#define KLIK_TESTS_TESTING_CIRCLE_CHECKER_H_

#include <string>
#include <vector>

#include "engine/match/circles.h"
#include "engine/rules/daylight.h"
#include "tests/testing/oracle.h"

namespace klik::testing {

struct CircleQuestion {
  const World& world;
  const engine::Taxonomy& taxonomy;
  const engine::Gazetteer& gazetteer;
  const engine::Policy& policy;
  const engine::CircleQuery& query;
  engine::Daylight light;  // Of the horizon.
};

// Every rule that the circle breaks, in words; empty when it breaks none. Not whether it is the best.
std::string WrongWith(const CircleQuestion& question, const engine::Circle& circle);

// The circles one after the other, each the best of who is left. For up to about eight residents.
std::vector<engine::Circle> CirclesByTryingAll(const CircleQuestion& question);

std::string Describe(const engine::Circle& circle, const engine::Taxonomy& taxonomy);

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_CIRCLE_CHECKER_H_
