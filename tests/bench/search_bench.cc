// Searches for residents, side by side: the engine, a plain C++ grid scan, and PostgreSQL with PostGIS by the same
// formula in SQL; a few of them also by the oracle. Every answer is held against the engine's in the same run. Where
// one differs there is no ratio to speak of, and the program fails.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/match/search.h"
#include "engine/model/policy.h"
#include "tests/bench/grid_scan.h"
#include "tests/bench/measure.h"
#include "tests/bench/packed.h"
#include "tests/bench/postgres_peer.h"
#include "tests/bench/world/bench_world.h"

namespace klik::bench {
namespace {

struct Options {
  std::string world;  // Empty: all of them.
  int queries = 1000;
  double seconds = 40;
  std::optional<int> metres;
  bool without_postgres = false;
  int oracle_queries = 2;
  int smaller = 1;
};

struct WorldKind {
  const char* name;
  const char* description;
  std::vector<int> metres;  // Of each row of the table; 0: no bound.
  BenchWorld (*make)(int smaller);
};

BenchWorld MakeRegion(int smaller) {
  return MakeWorld({{52.60, 52.82, 4.85, 5.24}, 120, 126'000, 126'000 / smaller, 38'000 / smaller, 4'000 / smaller});
}

BenchWorld MakeNation(int smaller) {
  return MakeWorld({{50.85, 53.45, 3.60, 7.00}, 2'500, 5'900'000, 10'000, 1'000'000 / smaller, 100'000 / smaller});
}

const std::vector<WorldKind>& Worlds() {
  static const auto* const kWorlds = new std::vector<WorldKind>{
      {"municipality", "the demo municipality as imported", {0}, [](int) { return MakeDemoWorld(); }},
      {"region", "made: seven municipalities, 126,000 residents, 42,000 candidates", {0, 10'000}, MakeRegion},
      {"nation", "made: 5.9 million residents, 1.1 million candidates", {25'000, 5'000}, MakeNation},
  };
  return *kWorlds;
}

// One world with everybody who searches it.
class Bench {
 public:
  Bench(const WorldKind& kind, const Options& options) : options_(options) {
    std::printf("\n%s: %s\n", kind.name, kind.description);
    const std::size_t before = ResidentMemory();
    const auto start = SteadyClock::now();
    world_ = kind.make(options.smaller);
    day_.emplace(policy_, world_.moment);
    const double seconds = SecondsSince(start);
    const engine::Snapshot& snapshot = *world_.snapshot;
    const std::size_t candidates =
        snapshot.rows(engine::Kind::kVolunteer).size() + snapshot.rows(engine::Kind::kActivity).size();
    const std::size_t profiles = candidates + world_.residents.size();
    std::printf("  %zu volunteers, %zu activities; %zu of %lld residents are in memory, as subjects\n",
                snapshot.rows(engine::Kind::kVolunteer).size(), snapshot.rows(engine::Kind::kActivity).size(),
                world_.residents.size(), static_cast<long long>(world_.residents_in_all));
    std::printf("  engine      made and indexed in %.1f s, %zu bytes a profile with all that is in it\n", seconds,
                (ResidentMemory() - before) / profiles);
    BuildPeers(candidates);
  }

  // Whether all answers were the same.
  bool Measure(int metres);

 private:
  struct Asked {
    engine::SearchQuery query;
    Subject subject;
  };
  struct Peer {
    const char* name;
    Times times;
    Times engine_beside;  // The engine's, between this peer's.
    Comparison comparison;
  };

  void BuildPeers(std::size_t candidates) {
    auto start = SteadyClock::now();
    packed_.emplace(*world_.snapshot, policy_, world_.moment);
    grid_.emplace(*packed_);
    std::printf("  grid scan   packed in %.1f s, %zu bytes a candidate\n", SecondsSince(start),
                grid_->bytes() / candidates);
    if (options_.without_postgres) return;
    start = SteadyClock::now();
    postgres_ = std::make_unique<PostgresPeer>(*packed_);
    std::printf("  PostgreSQL  %s, loaded in %.1f s, %zu bytes a candidate with indexes\n",
                postgres_->Version().c_str(), SecondsSince(start), postgres_->bytes() / candidates);
    std::fflush(stdout);
  }

  engine::SearchResult AskEngine(const Asked& asked, Times& times) const {
    return times.Take([&] { return engine::Search(*world_.snapshot, *day_, asked.query); });
  }

  std::vector<Asked> Questions(int metres) const;
  // ask_peer(question, times) answers.
  template <typename AskPeer>
  void TakeTurns(const std::vector<Asked>& questions, Peer& peer, AskPeer&& ask_peer) const;
  void MeasureGrid(const std::vector<Asked>& questions, Peer& peer) const;
  void MeasurePostgres(const std::vector<Asked>& questions, Peer& peer);
  void AskOracle(const std::vector<Asked>& questions, Peer& peer) const;

  const Options& options_;
  const engine::Policy policy_;
  BenchWorld world_;
  std::optional<engine::MatchingDay> day_;
  std::optional<PackedWorld> packed_;
  std::optional<GridScan> grid_;
  std::unique_ptr<PostgresPeer> postgres_;
};

// Residents whom somebody may be found for: who is barred from everybody is answered by everybody in no time.
std::vector<Bench::Asked> Bench::Questions(int metres) const {
  std::vector<Asked> questions;
  for (const std::string& id : world_.residents) {
    if (questions.size() == static_cast<std::size_t>(options_.queries)) break;
    Subject subject = packed_->Pack(*world_.snapshot->FindResident(id), metres);
    if (subject.barred_from_volunteers || subject.barred_from_activities) continue;
    questions.push_back({QueryOf(world_, id, metres), std::move(subject)});
  }
  return questions;
}

// Engine and peer take turns of some questions each: neither always starts with the other's data in the caches, and
// both are asked the same in the same minute.
template <typename AskPeer>
void Bench::TakeTurns(const std::vector<Asked>& questions, Peer& peer, AskPeer&& ask_peer) const {
  constexpr std::size_t kTurn = 25;
  const auto start = SteadyClock::now();
  const auto turn = [&](std::size_t from, bool counts) {
    Times unused;
    const std::size_t end = std::min(from + kTurn, questions.size());
    std::vector<engine::SearchResult> found;
    for (std::size_t i = from; i < end; ++i) {
      found.push_back(AskEngine(questions[i], counts ? peer.engine_beside : unused));
    }
    for (std::size_t i = from; i < end; ++i) {
      const auto answer = ask_peer(questions[i], counts ? peer.times : unused);
      if (counts) peer.comparison.Add(Difference(found[i - from], answer, *packed_));
    }
  };
  turn(0, false);
  for (std::size_t from = 0; from < questions.size() && SecondsSince(start) < options_.seconds; from += kTurn) {
    turn(from, true);
  }
}

void Bench::MeasureGrid(const std::vector<Asked>& questions, Peer& peer) const {
  TakeTurns(questions, peer, [&](const Asked& asked, Times& times) {
    return times.Take([&] { return grid_->Search(asked.subject, std::size_t{kLimit}); });
  });
}

void Bench::MeasurePostgres(const std::vector<Asked>& questions, Peer& peer) {
  TakeTurns(questions, peer, [&](const Asked& asked, Times& times) {
    const PostgresQuestion question = postgres_->Prepare(asked.subject);
    return times.Take([&] { return postgres_->Search(question); });
  });
}

void Bench::AskOracle(const std::vector<Asked>& questions, Peer& peer) const {
  const auto start = SteadyClock::now();
  for (std::size_t i = 0; i < questions.size() && i < static_cast<std::size_t>(options_.oracle_queries); ++i) {
    const Asked& asked = questions[i];
    const auto found = AskEngine(asked, peer.engine_beside);
    const testing::World part = WorldIn(*world_.snapshot, asked.query.subject, BoxAround(asked.subject));
    auto expected =
        peer.times.Take([&] { return testing::OracleSearch(part, world_.snapshot->taxonomy(), policy_, asked.query); });
    peer.comparison.Add(Difference(found, std::move(expected)));
    if (SecondsSince(start) > options_.seconds) break;
  }
}

void PrintRow(const char* name, const Times& times, std::size_t compared, std::size_t differing, double ratio) {
  std::printf("  %-34s %6zu asked  p50 %11.1f us  p99 %11.1f us", name, times.count(), times.Percentile(0.5),
              times.Percentile(0.99));
  if (compared > 0) std::printf("  %6zu compared, %zu differ", compared, differing);
  if (ratio > 0) std::printf("  x %.3g", ratio);
  std::printf("\n");
}

bool Bench::Measure(int metres) {
  const std::vector<Asked> questions = Questions(metres);
  if (metres > 0) {
    std::printf("  within %.0f km, best %d of volunteers and activities\n", metres / 1000.0, kLimit);
  } else {
    std::printf("  at any distance, best %d of volunteers and activities\n", kLimit);
  }
  std::vector<Peer> peers = {{"grid scan, C++", {}, {}, {}}};
  MeasureGrid(questions, peers.back());
  if (postgres_ != nullptr) {
    peers.push_back({"PostgreSQL + PostGIS", {}, {}, {}});
    MeasurePostgres(questions, peers.back());
  }
  peers.push_back({"oracle", {}, {}, {}});
  AskOracle(questions, peers.back());
  bool same = true;
  for (const Peer& peer : peers) {
    const Comparison& comparison = peer.comparison;
    const bool agrees = comparison.differing == 0;
    same = same && agrees;
    const double engine = peer.engine_beside.Percentile(0.5);
    PrintRow((std::string("engine beside ") + peer.name).c_str(), peer.engine_beside, 0, 0, 0);
    PrintRow(peer.name, peer.times, comparison.compared, comparison.differing,
             agrees ? peer.times.Percentile(0.5) / engine : 0);
    if (!agrees) std::printf("    ANSWERS DIFFER, so there is no ratio. %s\n", comparison.first_difference.c_str());
  }
  std::fflush(stdout);
  return same;
}

int Run(const Options& options) {
  std::printf("searches, one at a time; x: the median of the peer over that of the engine beside it\n");
  bool same = true;
  for (const WorldKind& kind : Worlds()) {
    if (!options.world.empty() && options.world != kind.name) continue;
    Bench bench(kind, options);
    for (const int metres : options.metres ? std::vector<int>{*options.metres} : kind.metres) {
      same = bench.Measure(metres) && same;
    }
  }
  if (!same) std::printf("\nFAILED: answers differ\n");
  return same ? 0 : 1;
}

}  // namespace
}  // namespace klik::bench

int main(int argc, char** argv) {
  klik::bench::Options options;
  CLI::App app("Searches by the engine and by its peers, side by side.");
  app.add_option("--world", options.world, "municipality, region or nation; all of them unless given")
      ->check(CLI::IsMember({"municipality", "region", "nation"}));
  app.add_option("--queries", options.queries, "residents to ask for, at most")->check(CLI::Range(1, 1'000'000));
  app.add_option("--seconds", options.seconds, "how long each peer is asked, at most");
  app.add_option("--metres", options.metres, "search within this distance; 0: no bound");
  app.add_option("--oracle", options.oracle_queries, "how many of the answers the oracle checks");
  app.add_option("--smaller", options.smaller, "divides the made worlds' candidates, to try something out")
      ->check(CLI::Range(1, 1000));
  app.add_flag("--without-postgres", options.without_postgres, "leaves PostgreSQL out");
  CLI11_PARSE(app, argc, argv);
  try {
    return klik::bench::Run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "klik_bench_search: %s\n", error.what());
    return 1;
  }
}
