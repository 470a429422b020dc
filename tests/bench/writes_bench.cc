// Searches with and without a thousand acknowledged changes of profiles a second beside them, in turn, in the demo
// municipality over RocksDB; and how soon a change is seen. Fails when an acknowledged change is not in the snapshot
// that follows.
//
// klik_bench_writes [SECONDS]
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <future>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/match/search.h"
#include "services/registry/clock.h"
#include "services/registry/registry.h"
#include "tests/bench/stored_world.h"
#include "tests/bench/world/bench_world.h"
#include "tests/bench/world/fail.h"

namespace klik::bench {
namespace {

using engine::Kind;
using SteadyClock = std::chrono::steady_clock;

constexpr int kWritesPerSecond = 1000;
// Calls under way at once: as many clients of the API would make them.
constexpr int kWriters = 8;
constexpr double kSliceSeconds = 0.5;

double SecondsSince(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

double Percentile(std::vector<double>& values, double part) {
  if (values.empty()) Fail("nothing was measured");
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

// Changes when residents were last confirmed, and looks at what the next snapshot says.
class Writer {
 public:
  Writer(services::Registry& registry, const std::vector<std::string>& residents, unsigned seed)
      : registry_(registry), residents_(residents), random_(seed) {}

  void WriteUntil(const std::atomic<bool>& stop) {
    const auto pause = std::chrono::microseconds(1'000'000LL * kWriters / kWritesPerSecond);
    auto next = SteadyClock::now();
    while (!stop) {
      Write();
      next += pause;
      std::this_thread::sleep_until(next);
    }
  }

  std::vector<double> seen_micros;   // From the decision, before it is stored, to the acknowledged answer.
  std::vector<double> shown_micros;  // From the acknowledged answer to a snapshot that has it, in hand.

 private:
  void Write() {
    const std::string& id = residents_[random_() % residents_.size()];
    const auto etag = static_cast<std::uint64_t>(random_());
    const auto asked = SteadyClock::now();
    std::promise<absl::Status> done;
    services::Mutation mutation;
    mutation.decide = [&](const engine::Snapshot& view, absl::Time now) -> absl::StatusOr<services::Decision> {
      auto changed = std::make_shared<engine::Resident>(*view.FindResident(id));
      changed->confirm_time = now;
      changed->birth_year = 1930 + static_cast<int>(etag % 60);
      expected_ = changed->birth_year;
      services::Decision decision;
      decision.changes.push_back(std::shared_ptr<const engine::Resident>(std::move(changed)));
      return decision;
    };
    mutation.done = [&](absl::StatusOr<services::Answer> answer) { done.set_value(answer.status()); };
    registry_.Submit(std::move(mutation));
    const absl::Status status = done.get_future().get();
    const auto answered = SteadyClock::now();
    if (!status.ok()) Fail(std::string(status.message()));
    const auto snapshot = registry_.snapshot();
    // Another writer may have been at the same resident meanwhile.
    wrong += snapshot->FindRow({Kind::kResident, id})->resident->birth_year == expected_ ? 0 : 1;
    shown_micros.push_back(SecondsSince(answered) * 1e6);
    seen_micros.push_back(std::chrono::duration<double>(answered - asked).count() * 1e6);
  }

  services::Registry& registry_;
  const std::vector<std::string>& residents_;
  std::mt19937_64 random_;
  int expected_ = 0;

 public:
  int wrong = 0;
};

void Search(const services::Registry& registry, const engine::MatchingDay& day, const engine::Moment& moment,
            const std::vector<std::string>& residents, std::mt19937_64& random, std::vector<double>& micros) {
  engine::SearchQuery query;
  query.moment = moment;
  const auto start = SteadyClock::now();
  while (SecondsSince(start) < kSliceSeconds) {
    query.subject = {Kind::kResident, residents[random() % residents.size()]};
    const auto asked = SteadyClock::now();
    const auto snapshot = registry.snapshot();
    engine::Search(*snapshot, day, query);
    micros.push_back(SecondsSince(asked) * 1e6);
  }
}

void Run(double seconds) {
  const BenchWorld world = MakeDemoWorld();
  const ScratchDirectory directory;
  const auto store = OpenStore(directory);
  Fill(*store, *world.snapshot);
  const services::SystemClock clock;
  auto registry = services::Registry::Open(*store, engine::Taxonomy::BuiltIn(), clock);
  if (!registry.ok()) Fail(std::string(registry.status().message()));
  const engine::MatchingDay day(engine::Policy(), world.moment);
  std::vector<double> alone, beside, seen, shown;
  std::mt19937_64 random(1);
  int wrong = 0;
  for (double spent = 0; spent < seconds; spent += 2 * kSliceSeconds) {
    Search(**registry, day, world.moment, world.residents, random, alone);
    std::atomic<bool> stop = false;
    std::vector<std::unique_ptr<Writer>> writers;
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < kWriters; ++i) {
      writers.push_back(std::make_unique<Writer>(**registry, world.residents, static_cast<unsigned>(random())));
      threads.emplace_back([&stop, writer = writers.back().get()] { writer->WriteUntil(stop); });
    }
    Search(**registry, day, world.moment, world.residents, random, beside);
    stop = true;
    for (std::thread& thread : threads) thread.join();
    for (const auto& writer : writers) {
      seen.insert(seen.end(), writer->seen_micros.begin(), writer->seen_micros.end());
      shown.insert(shown.end(), writer->shown_micros.begin(), writer->shown_micros.end());
      wrong += writer->wrong;
    }
  }
  // Eight writers among 18,000 residents are seldom at the same one within a call.
  if (wrong > static_cast<int>(seen.size() / 100)) Fail("acknowledged changes are not in the next snapshot");
  std::printf("searches in the demo municipality, one thread; %d writers make %d changes a second beside them\n",
              kWriters, kWritesPerSecond);
  const double writes = static_cast<double>(seen.size()) / (static_cast<double>(beside.size() > 0) * seconds / 2);
  std::printf("  alone    %8zu searches  p50 %7.1f us  p99 %7.1f us\n", alone.size(), Percentile(alone, 0.5),
              Percentile(alone, 0.99));
  std::printf("  beside   %8zu searches  p50 %7.1f us  p99 %7.1f us  x %.2f of p99 alone\n", beside.size(),
              Percentile(beside, 0.5), Percentile(beside, 0.99), Percentile(beside, 0.99) / Percentile(alone, 0.99));
  std::printf("  %.0f changes a second were acknowledged; each from call to answer p50 %.0f us, p99 %.0f us\n", writes,
              Percentile(seen, 0.5), Percentile(seen, 0.99));
  std::printf("  seen by whoever asks after the answer: p50 %.1f us, p99 %.1f us, at most %.1f us\n",
              Percentile(shown, 0.5), Percentile(shown, 0.99), Percentile(shown, 1));
}

}  // namespace
}  // namespace klik::bench

int main(int argc, char** argv) try {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 20;
  if (seconds < 1) klik::bench::Fail("usage: klik_bench_writes [SECONDS]");
  klik::bench::Run(seconds);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "klik_bench_writes: %s\n", error.what());
  return 1;
}
