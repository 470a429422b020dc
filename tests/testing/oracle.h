// The oracle: search as RULES.md says it, slowly and plainly, on plain values.
//
// It was written from the rules alone and shares with the engine only the values, the taxonomy and the policy: no rows,
// no masks, no gates, no pruning. The engine must give the same answer, down to the last warning. Bars are compared
// with side and all parameters; both sides of a comparison are put in order first, for the rules give bars no order. They
// do give changes one.
//
// Pure; any thread.
#ifndef KLIK_TESTS_TESTING_ORACLE_H_
#define KLIK_TESTS_TESTING_ORACLE_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/match/search.h"
#include "engine/model/activity.h"
#include "engine/model/exclusion.h"
#include "engine/model/match.h"
#include "engine/model/person.h"
#include "engine/model/policy.h"
#include "engine/taxonomy/taxonomy.h"

namespace klik::testing {

// Everything there is.
struct World {
  std::vector<engine::Resident> residents;
  std::vector<engine::Volunteer> volunteers;
  std::vector<engine::Activity> activities;
  std::vector<engine::Match> matches;
  std::vector<engine::Exclusion> exclusions;
};

// The subject must be a resident, volunteer or activity of the world.
engine::SearchResult OracleSearch(const World& world, const engine::Taxonomy& taxonomy, const engine::Policy& policy,
                                  const engine::SearchQuery& query);

// By code, side and parameters.
void SortBars(std::vector<engine::Bar>& bars);
void SortBars(engine::SearchResult& result);

// One line for each entry, and the first line in which two answers differ; empty when they are the same.
std::string Describe(const engine::RankedCandidate& candidate);
std::string Describe(const engine::ExcludedCandidate& excluded);
std::string FirstDifference(const engine::SearchResult& actual, const engine::SearchResult& expected);

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_ORACLE_H_
