// Searches in the demo municipality by everybody who looks at all rows and by the index, with each set of instructions
// this processor has, in one process and in turn. Every answer is held against the one that looked at all rows; where
// one differs the program fails. Prints times, pairs worked out and memory; judges none of them.
//
// klik_bench_index [SEARCHES]
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/match/search.h"
#include "tests/bench/times.h"
#include "tests/bench/world/bench_world.h"
#include "tests/bench/world/fail.h"
#include "tests/testing/oracle.h"

namespace klik::bench {
namespace {

using engine::InstructionSet;
using engine::Kind;

// One way of searching.
struct Way {
  const char* name;
  bool prune = true;
  InstructionSet instructions = InstructionSet::kPlain;
  Times times = {};
  std::int64_t evaluated = 0;
};

std::vector<Way> WaysToSearch() {
  std::vector<Way> ways = {{"all rows", false}, {"index, plain", true, InstructionSet::kPlain}};
  if (engine::IsSupported(InstructionSet::kAvx2)) ways.push_back({"index, AVX2", true, InstructionSet::kAvx2});
  if (engine::IsSupported(InstructionSet::kAvx512)) ways.push_back({"index, AVX-512", true, InstructionSet::kAvx512});
  return ways;
}

// One search in every way, the first of which says what is right.
void SearchInTurn(const engine::Snapshot& snapshot, engine::SearchQuery query, std::vector<Way>& ways) {
  static const engine::MatchingDay day(engine::Policy(), BenchMoment());
  engine::SearchResult wanted;
  for (Way& way : ways) {
    query.prune = way.prune;
    query.instructions = way.instructions;
    engine::SearchResult found = way.times.Take([&] { return engine::Search(snapshot, day, query); });
    way.evaluated += found.evaluated;
    if (&way == &ways.front()) {
      wanted = std::move(found);
    } else if (const std::string difference = testing::FirstDifference(found, wanted); !difference.empty()) {
      Fail(std::string(way.name) + ": " + difference);
    }
  }
}

void Measure(const engine::Snapshot& snapshot, const char* what, Kind subjects, const std::vector<Kind>& kinds,
             int searches) {
  std::vector<std::string> ids;
  snapshot.rows(subjects).ForEach([&](const std::string& id, const auto&) { ids.push_back(id); });
  std::mt19937_64 random(1);
  std::vector<Way> ways = WaysToSearch();
  for (int i = 0; i < searches; ++i) {
    engine::SearchQuery query;
    query.subject = {subjects, ids[random() % ids.size()]};
    query.kinds = kinds;
    query.moment = BenchMoment();
    SearchInTurn(snapshot, query, ways);
  }
  std::printf("%s, %d searches of 20 candidates\n", what, searches);
  const double all_rows = ways.front().times.Percentile(0.5);
  for (const Way& way : ways) {
    const double p50 = way.times.Percentile(0.5);
    std::printf("  %-16s p50 %8.1f us  p99 %8.1f us  %6.1f times as fast  %8.1f pairs worked out\n", way.name, p50,
                way.times.Percentile(0.99), all_rows / p50, static_cast<double>(way.evaluated) / searches);
  }
}

void PrintMemory(const engine::Snapshot& snapshot) {
  std::size_t rows = 0;
  std::size_t bytes = 0;
  for (const Kind kind : {Kind::kResident, Kind::kVolunteer, Kind::kActivity}) {
    rows += snapshot.spatial(kind).size();
    bytes += snapshot.spatial(kind).MemoryBytes();
  }
  std::printf("index of %zu profiles: %.1f bytes each; %zu bytes in a full block\n", rows,
              static_cast<double>(bytes) / static_cast<double>(rows), sizeof(engine::RowBlock) / engine::kBlockSlots);
}

}  // namespace
}  // namespace klik::bench

int main(int argc, char** argv) try {
  using klik::engine::Kind;
  const int searches = argc > 1 ? std::atoi(argv[1]) : 1000;
  if (searches < 1) klik::bench::Fail("usage: klik_bench_index [SEARCHES]");
  const auto snapshot = klik::bench::MakeDemoWorld().snapshot;
  klik::bench::PrintMemory(*snapshot);
  klik::bench::Measure(*snapshot, "residents, whatever fits them", Kind::kResident, {}, searches);
  klik::bench::Measure(*snapshot, "residents, neighbours", Kind::kResident, {Kind::kResident}, searches);
  klik::bench::Measure(*snapshot, "volunteers, residents", Kind::kVolunteer, {Kind::kResident}, searches);
  klik::bench::Measure(*snapshot, "activities, residents", Kind::kActivity, {Kind::kResident}, searches);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "klik_bench_index: %s\n", error.what());
  return 1;
}
