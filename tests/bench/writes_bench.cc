// Searches with and without a thousand acknowledged changes of profiles a second beside them, in turn, in the demo
// municipality over RocksDB; and how soon a change is seen. Fails when an acknowledged change is not in the snapshot
// that follows.
//
// klik_bench_writes [SECONDS]
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <future>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "engine/match/search.h"
#include "services/registry/clock.h"
#include "services/registry/registry.h"
#include "storage/store.h"
#include "tests/bench/stored_world.h"
#include "tests/bench/times.h"
#include "tests/bench/world/bench_world.h"
#include "tests/bench/world/fail.h"

namespace klik::bench {
namespace {

using engine::Kind;

constexpr int kWritesPerSecond = 1000;
// Calls under way at once: as many clients of the API would make them.
constexpr int kWriters = 8;
constexpr double kSliceSeconds = 0.5;

// Tells when commits came back, whoever made them.
class TimedStore final : public storage::Store {
 public:
  explicit TimedStore(std::unique_ptr<storage::Store> store) : store_(std::move(store)) {}

  absl::StatusOr<engine::Revision> Commit(const storage::Batch& batch) override {
    auto revision = store_->Commit(batch);
    committed_ = SteadyClock::now();
    return revision;
  }
  absl::StatusOr<std::string> Get(std::string_view key) const override { return store_->Get(key); }
  absl::StatusOr<std::unique_ptr<const storage::Snapshot>> OpenSnapshot() const override {
    return store_->OpenSnapshot();
  }
  absl::StatusOr<engine::Revision> WaitForChange(engine::Revision after, absl::Time deadline) const override {
    return store_->WaitForChange(after, deadline);
  }
  absl::Status Purge() override { return store_->Purge(); }
  void Close() override { store_->Close(); }

  // Of the commit that a `done` belongs to; on the sequencer's thread.
  SteadyClock::time_point committed() const { return committed_; }

 private:
  std::unique_ptr<storage::Store> store_;
  SteadyClock::time_point committed_;
};

// Changes profiles of its own, so that what it wrote is what the next snapshot must say.
class Writer {
 public:
  Writer(services::Registry& registry, const TimedStore& store, std::vector<std::string> volunteers, unsigned seed)
      : registry_(registry), store_(store), volunteers_(std::move(volunteers)), random_(seed) {}

  void WriteUntil(const std::atomic<bool>& stop) {
    const auto pause = std::chrono::microseconds(1'000'000LL * kWriters / kWritesPerSecond);
    auto next = SteadyClock::now();
    while (!stop) {
      Write();
      next += pause;
      std::this_thread::sleep_until(next);
    }
  }

  Times answered;  // From the call to its answer.
  Times visible;   // From the commit to a snapshot that has it, in the hands of who asks.
  int wrong = 0;   // Acknowledged, and not in the snapshot that follows.

 private:
  void Write() {
    const std::string& id = volunteers_[random_() % volunteers_.size()];
    const auto asked = SteadyClock::now();
    SteadyClock::time_point committed;
    std::promise<absl::Status> done;
    int written = 0;
    services::Mutation mutation;
    mutation.decide = [&](const engine::Snapshot& view, absl::Time now) -> absl::StatusOr<services::Decision> {
      auto changed = std::make_shared<engine::Volunteer>(*view.FindVolunteer(id));
      changed->last_asked_time = now;
      // Another one than before.
      changed->birth_year = changed->birth_year == 1970 ? 1971 : 1970;
      written = changed->birth_year;
      services::Decision decision;
      decision.changes.emplace_back(std::shared_ptr<const engine::Volunteer>(std::move(changed)));
      return decision;
    };
    mutation.done = [&](const absl::StatusOr<services::Answer>& answer) {
      committed = store_.committed();
      done.set_value(answer.status());
    };
    registry_.Submit(std::move(mutation));
    const absl::Status status = done.get_future().get();
    if (!status.ok()) Fail(std::string(status.message()));
    const auto snapshot = registry_.snapshot();
    if (snapshot->FindRow({Kind::kVolunteer, id})->person->birth_year != written) ++wrong;
    visible.AddSince(committed);
    answered.AddSince(asked);
  }

  services::Registry& registry_;
  const TimedStore& store_;
  const std::vector<std::string> volunteers_;
  std::mt19937_64 random_;
};

// What a search takes, with letting go of its snapshot: it may be the last to hold what a writer has replaced.
void Search(const services::Registry& registry, const engine::MatchingDay& day, const engine::Moment& moment,
            const std::vector<std::string>& residents, std::mt19937_64& random, Times& times) {
  engine::SearchQuery query;
  query.moment = moment;
  const auto start = SteadyClock::now();
  while (SecondsSince(start) < kSliceSeconds) {
    query.subject = {Kind::kResident, residents[random() % residents.size()]};
    const auto asked = SteadyClock::now();
    engine::Search(*registry.snapshot(), day, query);
    times.AddSince(asked);
  }
}

class Bench {
 public:
  explicit Bench(services::Registry& registry, const TimedStore& store, const BenchWorld& world)
      : registry_(registry), store_(store), world_(world), day_(engine::Policy(), world.moment) {
    std::size_t i = 0;
    world.snapshot->rows(Kind::kVolunteer).ForEach([&](const std::string& id, const auto&) {
      volunteers_[i++ % kWriters].push_back(id);
    });
  }

  void Slice() {
    Search(registry_, day_, world_.moment, world_.residents, random_, alone_);
    std::atomic<bool> stop = false;
    std::vector<std::unique_ptr<Writer>> writers;
    std::vector<std::thread> threads;
    for (const std::vector<std::string>& volunteers : volunteers_) {
      const auto seed = static_cast<unsigned>(random_());
      writers.push_back(std::make_unique<Writer>(registry_, store_, volunteers, seed));
      threads.emplace_back([&stop, writer = writers.back().get()] { writer->WriteUntil(stop); });
    }
    const auto start = SteadyClock::now();
    Search(registry_, day_, world_.moment, world_.residents, random_, beside_);
    stop = true;
    for (std::thread& thread : threads) thread.join();
    writing_seconds_ += SecondsSince(start);
    for (const auto& writer : writers) {
      answered_.Add(writer->answered);
      visible_.Add(writer->visible);
      if (writer->wrong > 0) Fail("an acknowledged change is not in the next snapshot");
    }
  }

  void Print() {
    std::printf("searches in the demo municipality, one thread; %d writers change volunteers beside them\n", kWriters);
    const double p99 = alone_.Percentile(0.99);
    std::printf("  alone    %8zu searches  p50 %7.1f us  p99 %7.1f us\n", alone_.count(), alone_.Percentile(0.5), p99);
    std::printf("  beside   %8zu searches  p50 %7.1f us  p99 %7.1f us  x %.2f of p99 alone\n", beside_.count(),
                beside_.Percentile(0.5), beside_.Percentile(0.99), beside_.Percentile(0.99) / p99);
    std::printf("  %.0f changes a second were acknowledged; from call to answer p50 %.0f us, p99 %.0f us\n",
                static_cast<double>(answered_.count()) / writing_seconds_, answered_.Percentile(0.5),
                answered_.Percentile(0.99));
    std::printf("  from its commit to a snapshot in hand that has it: p50 %.1f us, p99 %.1f us, at most %.1f us\n",
                visible_.Percentile(0.5), visible_.Percentile(0.99), visible_.Percentile(1));
  }

 private:
  services::Registry& registry_;
  const TimedStore& store_;
  const BenchWorld& world_;
  const engine::MatchingDay day_;
  std::array<std::vector<std::string>, kWriters> volunteers_;
  std::mt19937_64 random_{1};
  Times alone_, beside_, answered_, visible_;
  double writing_seconds_ = 0;
};

void Run(double seconds) {
  const BenchWorld world = MakeDemoWorld();
  const ScratchDirectory directory;
  TimedStore store(OpenStore(directory));
  Fill(store, *world.snapshot);
  const services::SystemClock clock;
  auto registry = services::Registry::Open(store, engine::Taxonomy::BuiltIn(), clock);
  if (!registry.ok()) Fail(std::string(registry.status().message()));
  Bench bench(**registry, store, world);
  const auto start = SteadyClock::now();
  while (SecondsSince(start) < seconds) bench.Slice();
  bench.Print();
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
