// The worlds that are searched: the demo municipality as it is imported, and made ones as large as a region and as the
// country.
#ifndef KLIK_TESTS_BENCH_WORLD_BENCH_WORLD_H_
#define KLIK_TESTS_BENCH_WORLD_BENCH_WORLD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/index/snapshot.h"
#include "engine/rules/pair_context.h"
#include "tests/bench/world/towns.h"

namespace klik::bench {

struct BenchWorld {
  engine::Moment moment;
  std::shared_ptr<const engine::Snapshot> snapshot;
  // Those who are there, in an order of chance.
  std::vector<std::string> residents;
  std::int64_t residents_in_all = 0;  // More than are there when only a sample is made.
};

struct MadeWorldSize {
  Land land;
  int towns = 0;
  std::int64_t residents = 0;
  std::int64_t residents_made = 0;  // Evenly taken from all.
  std::int64_t volunteers = 0;
  std::int64_t activities = 0;
};

BenchWorld MakeDemoWorld();
BenchWorld MakeWorld(const MadeWorldSize& size);

// Noon of the day on which all of them are searched.
engine::Moment BenchMoment();

// In an order of chance that is the same every time.
void Shuffle(std::vector<std::string>& ids);

}  // namespace klik::bench

#endif  // KLIK_TESTS_BENCH_WORLD_BENCH_WORLD_H_
