// A random test is worth what its worlds contain.
#include "tests/testing/random_world.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

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
      for (const engine::Bar& bar : left_out.pair.bars) ++bars[bar.code];
    }
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
      tally.Add(engine::Search(*snapshot, engine::Policy(), query));
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
  EXPECT_EQ(tally.settings.size(), 4U);
  for (const auto& [setting, times] : tally.settings) EXPECT_GT(times, 100) << static_cast<int>(setting);
  // No rule speaks of these.
  const std::set<BarCode> unused = {BarCode::kUnspecified, BarCode::kCommitment, BarCode::kScope};
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
