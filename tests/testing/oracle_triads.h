// The oracle for triads: RULES.md section 6, slowly and plainly, on plain values.
//
// Written from the rules alone; of the engine it uses the values, the taxonomy, the policy and the hours of daylight,
// and of a pair it takes what the oracle for pairs says. Pure; any thread.
#ifndef KLIK_TESTS_TESTING_ORACLE_TRIADS_H_
#define KLIK_TESTS_TESTING_ORACLE_TRIADS_H_

#include <string>

#include "engine/match/triads.h"
#include "tests/testing/oracle.h"

namespace klik::testing {

// The resident and the activity must be in the world. Of the pairs in a triad only the scores are filled in.
engine::TriadResult OracleTriads(const World& world, const engine::Taxonomy& taxonomy, const engine::Policy& policy,
                                 const engine::TriadQuery& query);

// By pair, code, side and parameters.
void SortBars(engine::TriadResult& result);

// The first line in which two answers differ; empty when they are the same.
std::string FirstDifference(const engine::TriadResult& actual, const engine::TriadResult& expected);

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_ORACLE_TRIADS_H_
