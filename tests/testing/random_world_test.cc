// A random test is worth what its worlds contain.
#include "tests/testing/random_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "engine/match/search.h"
#include "tests/testing/oracle.h"

namespace klik::testing {
namespace {

using engine::BarCode;
using engine::SearchResult;
using engine::WarningCode;

// How often things come up in the answers to everybody of a thousand worlds.
struct Tally {
  int candidates = 0;
  int excluded = 0;
  int equal_scores = 0;
  int nearly_eligible = 0;
  int fetched = 0;
  int changes = 0;
  int rides = 0;
  int rides_alone = 0;
  int rides_that_cost_time = 0;
  int too_large_groups = 0;
  int leave_too_soon = 0;
  int stay_too_short = 0;
  std::map<BarCode, int> bars;
  std::map<WarningCode, int> warnings;
  std::map<engine::Setting, int> settings;

  void Add(const SearchResult& result) {
    for (std::size_t i = 0; i < result.candidates.size(); ++i) {
      const auto& candidate = result.candidates[i];
      ++candidates;
      ++settings[candidate.pair.setting];
      for (const WarningCode code : candidate.warnings) ++warnings[code];
      if (i > 0 && result.candidates[i - 1].pair.score.score == candidate.pair.score.score) ++equal_scores;
      const bool activity_drives =
          candidate.id.kind == engine::Kind::kActivity && candidate.pair.travel.mover == engine::Side::kCandidate;
      if (activity_drives) ++fetched;
    }
    for (const auto& left_out : result.excluded) {
      ++excluded;
      if (left_out.pair.bars.size() == 1) ++nearly_eligible;
      for (const engine::Bar& bar : left_out.pair.bars) {
        ++bars[bar.code];
        if (bar.params.count("group_size") > 0) ++too_large_groups;
        if (bar.code == BarCode::kCommitment) ++(bar.params.count("until") > 0 ? leave_too_soon : stay_too_short);
      }
      if (left_out.nearest_change) AddChange(left_out.pair, left_out.nearest_change->lifted);
    }
  }

  void AddChange(const engine::PairResult& pair, const std::vector<engine::Bar>& lifted) {
    ++changes;
    if (!Has(lifted, BarCode::kTravel) && !Has(lifted, BarCode::kTransport)) return;
    ++rides;
    if (lifted.size() == 1) ++rides_alone;
    if (Has(lifted, BarCode::kTimeOverlap) && !Has(pair.bars, BarCode::kTimeOverlap)) ++rides_that_cost_time;
  }

  static bool Has(const std::vector<engine::Bar>& bars, BarCode code) {
    return std::any_of(bars.begin(), bars.end(), [&](const engine::Bar& bar) { return bar.code == code; });
  }
};

Tally TallyOf(int worlds) {
  Tally tally;
  for (int seed = 1; seed <= worlds; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    const World world = RandomWorld(random);
    engine::SearchQuery query;
    query.moment = RandomMoment(random);
    query.include_excluded = true;
    query.kinds = {engine::Kind::kResident, engine::Kind::kVolunteer, engine::Kind::kActivity};
    const auto snapshot = SnapshotOf(world);
    for (const engine::EntityId& subject : IdsOf(world)) {
      query.subject = subject;
      tally.Add(engine::Search(*snapshot, {engine::Policy(), query.moment}, query));
    }
  }
  return tally;
}

TEST(RandomWorldTest, EverythingHappensOften) {
  const Tally tally = TallyOf(1000);
  EXPECT_GT(tally.candidates, 3000);
  EXPECT_GT(tally.excluded, 10'000);
  EXPECT_GT(tally.equal_scores, 100);
  EXPECT_GT(tally.nearly_eligible, 3000);
  EXPECT_GT(tally.fetched, 50);
  EXPECT_GT(tally.changes, 10'000);
  EXPECT_GT(tally.rides, 1000);
  EXPECT_GT(tally.rides_alone, 100);
  EXPECT_GT(tally.rides_that_cost_time, 100);
  EXPECT_GT(tally.too_large_groups, 300);
  EXPECT_GT(tally.leave_too_soon, 300);
  EXPECT_GT(tally.stay_too_short, 300);
  EXPECT_EQ(tally.settings.size(), 4U);
  for (const auto& [setting, times] : tally.settings) EXPECT_GT(times, 100) << static_cast<int>(setting);
  // No rule speaks of these.
  const std::set<BarCode> unused = {BarCode::kUnspecified, BarCode::kScope};
  for (int code = 0; code < engine::kBarCodeCount; ++code) {
    const auto bar = static_cast<BarCode>(code);
    const auto found = tally.bars.find(bar);
    const int times = found == tally.bars.end() ? 0 : found->second;
    if (unused.count(bar) > 0) {
      EXPECT_EQ(times, 0) << code;
    } else {
      EXPECT_GT(times, 100) << code;
    }
  }
  for (const WarningCode code : {WarningCode::kVogExpiresDuring, WarningCode::kAccessibilityUnknown,
                                 WarningCode::kStaleProfile, WarningCode::kConfirmFirst, WarningCode::kNeedUnknown}) {
    EXPECT_GT(tally.warnings.count(code) > 0 ? tally.warnings.at(code) : 0, 50) << static_cast<int>(code);
  }
}

// In how many answers something would be otherwise if the world, the policy or the moment were.
int Differences(const std::function<void(World&, engine::Policy&, engine::Moment&)>& change) {
  int differences = 0;
  for (int seed = 1; seed <= 200; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    World world = RandomWorld(random);
    engine::SearchQuery query;
    query.moment = RandomMoment(random);
    engine::Policy policy = RandomPolicy(random);
    query.include_excluded = true;
    const auto answers = [&] {
      std::vector<SearchResult> results;
      const auto snapshot = SnapshotOf(world);
      for (const engine::EntityId& subject : IdsOf(world)) {
        query.subject = subject;
        results.push_back(engine::Search(*snapshot, {policy, query.moment}, query));
      }
      return results;
    };
    const std::vector<SearchResult> before = answers();
    change(world, policy, query.moment);
    const std::vector<SearchResult> after = answers();
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (!FirstDifference(before[i], after[i]).empty()) ++differences;
    }
  }
  return differences;
}

template <typename Change>
void ForEveryPerson(World& world, Change change) {
  for (auto& resident : world.residents) change(resident);
  for (auto& volunteer : world.volunteers) change(volunteer);
}

void TravelInTheDark(World& world) {
  ForEveryPerson(world, [](engine::Person& person) {
    for (engine::TravelOption& option : person.travel) option.daylight_only = false;
  });
}

TEST(RandomWorldTest, EveryDateMattersToSome) {
  const auto nobody_is_away = [](World& world, engine::Policy&, engine::Moment&) {
    ForEveryPerson(world, [](engine::Person& person) { person.availability.away.clear(); });
  };
  const auto no_session_is_cancelled = [](World& world, engine::Policy&, engine::Moment&) {
    for (auto& activity : world.activities) activity.sessions.hours.away.clear();
  };
  const auto nothing_begins = [](World& world, engine::Policy&, engine::Moment&) {
    for (auto& activity : world.activities) activity.sessions.start_date.reset();
  };
  const auto nothing_ends = [](World& world, engine::Policy&, engine::Moment&) {
    for (auto& activity : world.activities) activity.sessions.end_date.reset();
  };
  const auto nobody_leaves = [](World& world, engine::Policy&, engine::Moment&) {
    for (auto& volunteer : world.volunteers) volunteer.available_until.reset();
  };
  const auto nobody_minds_the_dark = [](World& world, engine::Policy&, engine::Moment&) { TravelInTheDark(world); };
  const auto one_day_more = [](World&, engine::Policy& policy, engine::Moment&) { ++policy.horizon_days; };
  const auto other_costs = [](World&, engine::Policy& policy, engine::Moment&) {
    policy.change_costs = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  };
  EXPECT_GT(Differences(nobody_is_away), 200);
  EXPECT_GT(Differences(no_session_is_cancelled), 50);
  EXPECT_GT(Differences(nothing_begins), 30);
  EXPECT_GT(Differences(nothing_ends), 100);
  EXPECT_GT(Differences(nobody_leaves), 100);
  EXPECT_GT(Differences(nobody_minds_the_dark), 50);
  EXPECT_GT(Differences(one_day_more), 10);
  EXPECT_GT(Differences(other_costs), 300);
}

int LongestBlocks(const SearchResult& result) {
  int minutes = 0;
  for (const auto& candidate : result.candidates) minutes += candidate.pair.longest_block_minutes;
  for (const auto& excluded : result.excluded) minutes += excluded.pair.longest_block_minutes;
  return minutes;
}

TEST(RandomWorldTest, TheClockChangesForSome) {
  int changed = 0;
  for (int seed = 1; seed <= 500; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    World world = RandomWorld(random);
    // Without light only the hours that are skipped or come twice make a difference.
    TravelInTheDark(world);
    engine::SearchQuery query;
    query.moment = RandomMoment(random);
    query.include_excluded = true;
    const auto snapshot = SnapshotOf(world);
    for (const engine::EntityId& subject : IdsOf(world)) {
      query.subject = subject;
      engine::SearchQuery without_change = query;
      without_change.moment.zone = absl::FixedTimeZone(query.moment.zone.At(query.moment.now).offset);
      const engine::Policy policy;
      const SearchResult found = engine::Search(*snapshot, {policy, query.moment}, query);
      if (LongestBlocks(found) !=
          LongestBlocks(engine::Search(*snapshot, {policy, without_change.moment}, without_change)))
        ++changed;
    }
  }
  EXPECT_GT(changed, 20);
}

TEST(RandomWorldTest, TheSameSeedGivesTheSameWorld) {
  Random one(7);
  Random other(7);
  const World world = RandomWorld(one);
  const World again = RandomWorld(other);
  EXPECT_TRUE(world.residents == again.residents);
  EXPECT_TRUE(world.volunteers == again.volunteers);
  EXPECT_TRUE(world.activities == again.activities);
  EXPECT_TRUE(world.matches == again.matches);
  EXPECT_TRUE(world.exclusions == again.exclusions);
}

}  // namespace
}  // namespace klik::testing
