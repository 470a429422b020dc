#include "tests/engine/match/every_answer.h"

#include <gtest/gtest.h>

namespace klik::testing {

using engine::EntityId;
using engine::SearchQuery;
using engine::SearchResult;

Case MakeCase(std::uint64_t seed) {
  Case it{seed, Random(seed), {}, {}, {}};
  it.world = RandomWorld(it.random);
  it.moment = RandomMoment(it.random);
  it.policy = RandomPolicy(it.random);
  return it;
}

SearchResult Everything(const Case& it, const World& world, const EntityId& subject) {
  SearchQuery query;
  query.subject = subject;
  query.limit = 100;
  query.include_excluded = true;
  query.moment = it.moment;
  return engine::Search(*SnapshotOf(world), {it.policy, query.moment}, query);
}

const engine::RankedCandidate* FindCandidate(const SearchResult& result, const EntityId& id) {
  for (const auto& candidate : result.candidates) {
    if (candidate.id == id) return &candidate;
  }
  return nullptr;
}

void ForEveryAnswer(const std::function<void(Case&, const EntityId&, const SearchResult&)>& visit) {
  for (std::uint64_t seed = 1; seed <= kPropertyWorlds && !::testing::Test::HasFailure(); ++seed) {
    Case it = MakeCase(seed);
    for (const EntityId& subject : IdsOf(it.world)) visit(it, subject, Everything(it, it.world, subject));
  }
}

engine::Person* FindPerson(World& world, const EntityId& id) {
  for (auto& resident : world.residents) {
    if (resident.meta.id == id) return &resident;
  }
  for (auto& volunteer : world.volunteers) {
    if (volunteer.meta.id == id) return &volunteer;
  }
  return nullptr;
}

}  // namespace klik::testing
