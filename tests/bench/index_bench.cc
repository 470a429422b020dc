// Searches in the demo municipality by everybody who looks at all rows and by the index, with each set of instructions
// this processor has, in one process and in turn. Every answer is held against the one that looked at all rows; where
// one differs the program fails. Prints times, pairs worked out and memory; judges none of them.
//
// klik_bench_index [SEARCHES]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "clients/demo/town.h"
#include "engine/index/snapshot_builder.h"
#include "engine/match/search.h"
#include "engine/places/gazetteer.h"
#include "klik/v1/transfer_service.pb.h"
#include "services/rpc/import_line.h"
#include "tests/testing/oracle.h"

namespace klik::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;
using engine::InstructionSet;
using engine::Kind;

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "klik_bench_index: %s\n", what.c_str());
  std::exit(1);
}

engine::Moment Noon() {
  engine::Moment moment;
  moment.today = absl::CivilDay(2026, 11, 25);
  moment.now = absl::FromCivil(absl::CivilHour(2026, 11, 25, 12), moment.zone);
  return moment;
}

// Takes records up as an import does, but for the store.
class Import {
 public:
  explicit Import(const engine::Moment& moment)
      : now_(moment.now),
        scope_{"demo",
               {engine::Taxonomy::BuiltIn(), engine::Gazetteer::BuiltIn(), moment.today, /*takes_state=*/true},
               /*validate_only=*/false,
               {}},
        builder_(std::make_shared<const engine::Snapshot>(engine::Taxonomy::BuiltIn())) {}

  template <typename Message>
  void Add(std::vector<Message>& messages, Message* (v1::ImportRecord::*field)()) {
    for (Message& message : messages) {
      v1::ImportRecordsRequest request;
      request.set_line(++line_);
      *(request.mutable_record()->*field)() = std::move(message);
      const auto line = services::ReadImportLine(request, scope_);
      if (!line.ok()) Fail(std::string(line.status().message()));
      const auto decision = (*line)->Decide(builder_.view(), now_);
      if (!decision.ok()) Fail(std::string(decision.status().message()));
      for (const engine::Change& change : decision->changes) builder_.Apply(change);
    }
  }

  std::shared_ptr<const engine::Snapshot> Build() { return builder_.Build(1); }

 private:
  const absl::Time now_;
  services::ImportScope scope_;
  engine::SnapshotBuilder builder_;
  std::int32_t line_ = 0;
};

std::shared_ptr<const engine::Snapshot> DemoMunicipality(const engine::Moment& moment) {
  demo::TownOptions options;
  options.today = moment.today;
  demo::Town town = demo::MakeTown(options);
  Import import(moment);
  import.Add(town.organisations, &v1::ImportRecord::mutable_organisation);
  import.Add(town.activities, &v1::ImportRecord::mutable_activity);
  import.Add(town.residents, &v1::ImportRecord::mutable_resident);
  import.Add(town.volunteers, &v1::ImportRecord::mutable_volunteer);
  import.Add(town.matches, &v1::ImportRecord::mutable_match);
  return import.Build();
}

// One way of searching.
struct Way {
  const char* name;
  bool prune = true;
  InstructionSet instructions = InstructionSet::kPlain;
  std::vector<double> micros = {};
  std::int64_t evaluated = 0;

  double Percentile(double part) {
    std::sort(micros.begin(), micros.end());
    return micros[static_cast<std::size_t>(part * static_cast<double>(micros.size() - 1))];
  }
};

std::vector<Way> WaysToSearch() {
  std::vector<Way> ways = {{"all rows", false}, {"index, plain", true, InstructionSet::kPlain}};
  if (engine::IsSupported(InstructionSet::kAvx2)) ways.push_back({"index, AVX2", true, InstructionSet::kAvx2});
  if (engine::IsSupported(InstructionSet::kAvx512)) ways.push_back({"index, AVX-512", true, InstructionSet::kAvx512});
  return ways;
}

// One search in every way, the first of which says what is right.
void SearchInTurn(const engine::Snapshot& snapshot, engine::SearchQuery query, std::vector<Way>& ways) {
  static const engine::Policy policy;
  engine::SearchResult wanted;
  for (Way& way : ways) {
    query.prune = way.prune;
    query.instructions = way.instructions;
    const auto start = SteadyClock::now();
    engine::SearchResult found = engine::Search(snapshot, policy, query);
    way.micros.push_back(std::chrono::duration<double>(SteadyClock::now() - start).count() * 1e6);
    way.evaluated += found.evaluated;
    if (&way == &ways.front()) {
      wanted = std::move(found);
    } else if (const std::string difference = testing::FirstDifference(found, wanted); !difference.empty()) {
      Fail(std::string(way.name) + ": " + difference);
    }
  }
}

void Measure(const engine::Snapshot& snapshot, const char* what, Kind subjects, std::vector<Kind> kinds, int searches) {
  std::vector<std::string> ids;
  snapshot.rows(subjects).ForEach([&](const std::string& id, const auto&) { ids.push_back(id); });
  std::mt19937_64 random(1);
  std::vector<Way> ways = WaysToSearch();
  for (int i = 0; i < searches; ++i) {
    engine::SearchQuery query;
    query.subject = {subjects, ids[random() % ids.size()]};
    query.kinds = kinds;
    query.moment = Noon();
    SearchInTurn(snapshot, query, ways);
  }
  std::printf("%s, %d searches of 20 candidates\n", what, searches);
  const double all_rows = ways.front().Percentile(0.5);
  for (Way& way : ways) {
    const double p50 = way.Percentile(0.5);
    std::printf("  %-16s p50 %8.1f us  p99 %8.1f us  %6.1f times as fast  %8.1f pairs worked out\n", way.name, p50,
                way.Percentile(0.99), all_rows / p50, static_cast<double>(way.evaluated) / searches);
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

int main(int argc, char** argv) {
  using klik::engine::Kind;
  const int searches = argc > 1 ? std::atoi(argv[1]) : 1000;
  if (searches < 1) klik::bench::Fail("usage: klik_bench_index [SEARCHES]");
  const auto snapshot = klik::bench::DemoMunicipality(klik::bench::Noon());
  klik::bench::PrintMemory(*snapshot);
  klik::bench::Measure(*snapshot, "residents, whatever fits them", Kind::kResident, {}, searches);
  klik::bench::Measure(*snapshot, "residents, neighbours", Kind::kResident, {Kind::kResident}, searches);
  klik::bench::Measure(*snapshot, "volunteers, residents", Kind::kVolunteer, {Kind::kResident}, searches);
  klik::bench::Measure(*snapshot, "activities, residents", Kind::kActivity, {Kind::kResident}, searches);
  return 0;
}
