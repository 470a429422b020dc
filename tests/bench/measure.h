// What is asked of engine and peers, and whether answers are the same.
//
// Values of one run on one thread.
#ifndef KLIK_TESTS_BENCH_MEASURE_H_
#define KLIK_TESTS_BENCH_MEASURE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "engine/match/search.h"
#include "tests/bench/grid_scan.h"
#include "tests/bench/packed.h"
#include "tests/bench/times.h"
#include "tests/bench/world/bench_world.h"
#include "tests/testing/oracle.h"

namespace klik::bench {

inline constexpr int kLimit = 20;

// How often a peer's answer was held against the engine's.
struct Comparison {
  std::size_t compared = 0;
  std::size_t differing = 0;
  std::string first_difference;

  void Add(const std::string& difference) {
    ++compared;
    if (difference.empty()) return;
    if (differing++ == 0) first_difference = difference;
  }
};

engine::SearchQuery QueryOf(const BenchWorld& world, const std::string& resident, int max_distance_metres);

// Who, in which order, asked first or not, and with which score. Empty when they are the same.
std::string Difference(const engine::SearchResult& engine, const std::vector<Answer>& peer, const PackedWorld& packed);
// In any detail of the candidates.
std::string Difference(const engine::SearchResult& engine, engine::SearchResult oracle);

// What the oracle is shown: the resident, and the candidates within the box. It is slow, and would look at everybody.
testing::World WorldIn(const engine::Snapshot& snapshot, const engine::EntityId& resident, const Box& box);

// Bytes of memory that this process holds.
std::size_t ResidentMemory();

}  // namespace klik::bench

#endif  // KLIK_TESTS_BENCH_MEASURE_H_
