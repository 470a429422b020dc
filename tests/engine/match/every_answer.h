// Random worlds and the engine's answer for everybody in them, for tests of what must hold of every answer.
//
// Pure; one thread.
#ifndef KLIK_TESTS_ENGINE_MATCH_EVERY_ANSWER_H_
#define KLIK_TESTS_ENGINE_MATCH_EVERY_ANSWER_H_

#include <cstdint>
#include <functional>

#include "engine/match/search.h"
#include "tests/testing/oracle.h"
#include "tests/testing/random_world.h"

namespace klik::testing {

inline constexpr std::uint64_t kPropertyWorlds = 1500;

struct Case {
  std::uint64_t seed;
  Random random;
  World world;
  engine::Moment moment;
  engine::Policy policy;
};

Case MakeCase(std::uint64_t seed);

// All candidates of all kinds, and all who are left out.
engine::SearchResult Everything(const Case& it, const World& world, const engine::EntityId& subject);

// Calls `visit` with every subject of every world and its answer, until a test has failed.
void ForEveryAnswer(const std::function<void(Case&, const engine::EntityId&, const engine::SearchResult&)>& visit);

// nullptr when it is not among them.
const engine::RankedCandidate* FindCandidate(const engine::SearchResult& result, const engine::EntityId& id);

// nullptr for an activity.
engine::Person* FindPerson(World& world, const engine::EntityId& id);

}  // namespace klik::testing

#endif  // KLIK_TESTS_ENGINE_MATCH_EVERY_ANSWER_H_
