// Searches where an index has nothing to hold on to: the demo municipality with everybody at one address, always free,
// without interests, or with one interest shared by all; with a limit larger than the world, and with policies in which
// one term is everything. By the index and by all rows, in turn; every answer is held against that of all rows, and one
// that differs fails the program. Prints times; judges none of them.
//
// klik_bench_hard_cases [SEARCHES]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/index/snapshot_builder.h"
#include "engine/match/search.h"
#include "tests/bench/times.h"
#include "tests/bench/world/bench_world.h"
#include "tests/bench/world/fail.h"
#include "tests/testing/oracle.h"

namespace klik::bench {
namespace {

using engine::Kind;

// What is done to everybody's profile.
struct Twist {
  std::function<void(engine::Person&)> person = [](engine::Person&) {};
  std::function<void(engine::Activity&)> activity = [](engine::Activity&) {};
};

// The profiles of the world and nothing else.
std::shared_ptr<const engine::Snapshot> Twisted(const engine::Snapshot& world, const Twist& twist) {
  engine::SnapshotBuilder builder(std::make_shared<const engine::Snapshot>(world.taxonomy()));
  world.organisations().ForEach([&](const std::string&, const auto& organisation) { builder.Apply(organisation); });
  world.rows(Kind::kActivity).ForEach([&](const std::string&, const auto& row) {
    auto activity = std::make_shared<engine::Activity>(*row->activity);
    twist.activity(*activity);
    builder.Apply(std::shared_ptr<const engine::Activity>(std::move(activity)));
  });
  world.rows(Kind::kVolunteer).ForEach([&](const std::string&, const auto& row) {
    auto volunteer = std::make_shared<engine::Volunteer>(*row->volunteer);
    twist.person(*volunteer);
    builder.Apply(std::shared_ptr<const engine::Volunteer>(std::move(volunteer)));
  });
  world.rows(Kind::kResident).ForEach([&](const std::string&, const auto& row) {
    auto resident = std::make_shared<engine::Resident>(*row->resident);
    twist.person(*resident);
    builder.Apply(std::shared_ptr<const engine::Resident>(std::move(resident)));
  });
  return builder.Build(1);
}

std::vector<engine::Window> AllWeek() {
  std::vector<engine::Window> windows;
  for (int day = 1; day <= 7; ++day) {
    windows.push_back({static_cast<engine::Weekday>(day), 0, engine::kMinutesPerDay, engine::Weeks::kEvery});
  }
  return windows;
}

void Measure(const char* what, const engine::Snapshot& snapshot, Kind subjects, const engine::Policy& policy, int limit,
             int searches) {
  const engine::MatchingDay day(policy, BenchMoment());
  std::vector<std::string> ids;
  snapshot.rows(subjects).ForEach([&](const std::string& id, const auto&) { ids.push_back(id); });
  std::mt19937_64 random(1);
  Times indexed, all_rows;
  for (int i = 0; i < searches; ++i) {
    engine::SearchQuery query;
    query.subject = {subjects, ids[random() % ids.size()]};
    query.limit = limit;
    query.moment = BenchMoment();
    const auto ask = [&](bool prune, Times& times) {
      query.prune = prune;
      return times.Take([&] { return engine::Search(snapshot, day, query); });
    };
    const engine::SearchResult found = ask(true, indexed);
    const std::string difference = testing::FirstDifference(found, ask(false, all_rows));
    if (!difference.empty()) Fail(std::string(what) + ": " + difference);
  }
  const double p50 = indexed.Percentile(0.5);
  std::printf("  %-54s p50 %9.1f us  p99 %9.1f us; all rows p50 %9.1f us  p99 %9.1f us\n", what, p50,
              indexed.Percentile(0.99), all_rows.Percentile(0.5), all_rows.Percentile(0.99));
  std::fflush(stdout);
}

void MeasureBoth(const std::string& what, const engine::Snapshot& snapshot, int searches) {
  const engine::Policy policy;
  Measure((what + ", residents ask").c_str(), snapshot, Kind::kResident, policy, 20, searches);
  Measure((what + ", volunteers ask").c_str(), snapshot, Kind::kVolunteer, policy, 20, searches);
}

engine::Policy AllOn(engine::Term term) {
  engine::Policy policy;
  policy.weights.fill(0);
  policy.weights[static_cast<std::size_t>(term)] = engine::kWeightScale;
  return policy;
}

void Run(int searches) {
  const BenchWorld world = MakeDemoWorld();
  const engine::Snapshot& demo = *world.snapshot;
  std::printf("18,000 residents, 2,000 volunteers, 300 activities; %d searches each\n", searches);
  MeasureBoth("as they are", demo, searches);

  const engine::Place address = demo.rows(Kind::kResident).Find(world.residents.front())->get()->resident->place;
  Twist twist;
  twist.person = [&](engine::Person& person) { person.place = address; };
  twist.activity = [&](engine::Activity& activity) { activity.place = address; };
  MeasureBoth("all at one address", *Twisted(demo, twist), searches);

  twist = {};
  twist.person = [](engine::Person& person) { person.availability = {AllWeek(), {}}; };
  MeasureBoth("always free", *Twisted(demo, twist), searches);

  twist = {};
  twist.person = [](engine::Person& person) { person.interests.clear(); };
  twist.activity = [](engine::Activity& activity) { activity.topics.clear(); };
  MeasureBoth("no interests", *Twisted(demo, twist), searches);

  const engine::TopicIndex topic = *demo.taxonomy().Find("music.choir");
  twist.person = [topic](engine::Person& person) { person.interests = {{topic, engine::Attitude::kLikes}}; };
  twist.activity = [topic](engine::Activity& activity) { activity.topics = {topic}; };
  MeasureBoth("one interest shared by all", *Twisted(demo, twist), searches);

  const engine::Policy policy;
  Measure("a limit of 100,000", demo, Kind::kResident, policy, 100'000, std::min(searches, 100));
  Measure("interests are everything", demo, Kind::kResident, AllOn(engine::Term::kInterests), 20, searches);
  Measure("freshness is everything", demo, Kind::kResident, AllOn(engine::Term::kFreshness), 20, searches);
  Measure("travel is everything", demo, Kind::kVolunteer, AllOn(engine::Term::kTravel), 20, searches);
}

}  // namespace
}  // namespace klik::bench

int main(int argc, char** argv) try {
  const int searches = argc > 1 ? std::atoi(argv[1]) : 200;
  if (searches < 1) klik::bench::Fail("usage: klik_bench_hard_cases [SEARCHES]");
  klik::bench::Run(searches);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "klik_bench_hard_cases: %s\n", error.what());
  return 1;
}
