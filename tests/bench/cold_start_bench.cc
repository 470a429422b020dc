// From a store on disk to the first exact answer: writes a made world of so many profiles as a server would have left
// it, has the kernel forget its files, opens it as `klikd` does, and asks one question, whose answer must be that of
// all rows. Beside it reading the same records alone, and decoding them alone: nothing that loads them is faster.
//
// klik_bench_cold_start [PROFILES]
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/match/search.h"
#include "services/registry/change_record.h"
#include "services/registry/clock.h"
#include "services/registry/registry.h"
#include "storage/record/keys.h"
#include "tests/bench/stored_world.h"
#include "tests/bench/times.h"
#include "tests/bench/world/bench_world.h"
#include "tests/bench/world/fail.h"
#include "tests/testing/oracle.h"

namespace klik::bench {
namespace {

using engine::Kind;

void PrintRate(const char* what, std::int64_t profiles, double seconds) {
  std::printf("  %-40s %7.2f s  %9.0f profiles/s\n", what, seconds, static_cast<double>(profiles) / seconds);
  std::fflush(stdout);
}

// All profiles by themselves; `decode` as well as read.
double TimeToRead(const storage::Store& store, const engine::Taxonomy& taxonomy, bool decode) {
  const auto start = SteadyClock::now();
  const auto snapshot = store.OpenSnapshot();
  if (!snapshot.ok()) Fail("cannot open a snapshot");
  for (const Kind kind : {Kind::kActivity, Kind::kResident, Kind::kVolunteer}) {
    const auto scanned = (*snapshot)->Scan(
        storage::RecordRange(kind), [&](std::string_view key, std::string_view value) -> absl::Status {
          return decode ? services::DecodeChange(kind, key, value, taxonomy).status() : absl::OkStatus();
        });
    if (!scanned.ok()) Fail(std::string(scanned.message()));
  }
  return SecondsSince(start);
}

void Run(std::int64_t profiles) {
  std::printf("cold start with %lld profiles\n", static_cast<long long>(profiles));
  const engine::Taxonomy& taxonomy = engine::Taxonomy::BuiltIn();
  const ScratchDirectory directory;
  engine::SearchQuery query;
  {
    const std::int64_t residents = profiles * 4 / 5;
    const BenchWorld world = MakeWorld(
        {{50.85, 53.45, 3.60, 7.00}, 2'500, residents, residents, profiles / 5 - profiles / 50, profiles / 50});
    query.subject = {Kind::kResident, world.residents.front()};
    query.moment = world.moment;
    const auto store = OpenStore(directory);
    Fill(*store, *world.snapshot);
    store->Close();  // As a klikd that is stopped.
  }
  ForgetFiles(directory);
  const services::SystemClock clock;
  auto start = SteadyClock::now();
  const auto store = OpenStore(directory);
  auto registry = services::Registry::Open(*store, taxonomy, clock);
  if (!registry.ok()) Fail(std::string(registry.status().message()));
  const auto snapshot = (*registry)->snapshot();
  const engine::MatchingDay day(engine::Policy(), query.moment);
  const engine::SearchResult found = engine::Search(*snapshot, day, query);
  const double seconds = SecondsSince(start);
  query.prune = false;
  const std::string difference = testing::FirstDifference(found, engine::Search(*snapshot, day, query));
  if (!difference.empty()) Fail("the first answer is wrong: " + difference);
  PrintRate("opened, to the first exact answer", profiles, seconds);
  PrintRate("the records read, alone", profiles, TimeToRead(*store, taxonomy, false));
  PrintRate("read and decoded, alone, on one thread", profiles, TimeToRead(*store, taxonomy, true));
}

}  // namespace
}  // namespace klik::bench

int main(int argc, char** argv) try {
  const long long profiles = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  if (profiles < 100) klik::bench::Fail("usage: klik_bench_cold_start [PROFILES]");
  klik::bench::Run(profiles);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "klik_bench_cold_start: %s\n", error.what());
  return 1;
}
