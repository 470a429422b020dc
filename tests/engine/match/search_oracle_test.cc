// The engine must give the oracle's answer to every question, on as many random worlds as there is time for.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/match/search.h"
#include "tests/testing/oracle.h"
#include "tests/testing/random_world.h"

namespace klik::testing {
namespace {

using engine::EntityId;
using engine::Kind;
using engine::SearchQuery;
using engine::SearchResult;

// With KLIK_LONG set there are the more; KLIK_WORLDS says any other number.
constexpr std::uint64_t kDefaultWorlds = 20'000;
constexpr std::uint64_t kLongWorlds = 200'000;

std::uint64_t NumberOfWorlds() {
  const char* text = std::getenv("KLIK_WORLDS");
  std::uint64_t number = 0;
  if (text != nullptr && absl::SimpleAtoi(text, &number)) return number;
  return std::getenv("KLIK_LONG") != nullptr ? kLongWorlds : kDefaultWorlds;
}

struct Asked {
  World world;
  engine::Moment moment;
  engine::Policy policy;
  std::shared_ptr<const engine::Snapshot> snapshot;
};

Asked Ask(Random& random) {
  Asked asked;
  asked.world = RandomWorld(random);
  asked.moment = RandomMoment(random);
  asked.policy = RandomPolicy(random);
  asked.snapshot = SnapshotOf(asked.world);
  return asked;
}

std::string Text(const SearchQuery& query) {
  std::string text = absl::StrCat(engine::NameOf(query.subject), " kinds");
  for (const Kind kind : query.kinds) absl::StrAppend(&text, " ", static_cast<int>(kind));
  return absl::StrCat(text, " topics ", query.filter.topics.size(), " metres ", query.filter.max_distance_metres,
                      " limit ", query.limit, " excluded ", query.include_excluded, " of ", query.excluded_limit);
}

// Empty when the two agree.
std::string Disagreement(const Asked& asked, const SearchQuery& query) {
  SearchResult found = engine::Search(*asked.snapshot, {asked.policy, query.moment}, query);
  SearchResult wanted = OracleSearch(asked.world, engine::Taxonomy::BuiltIn(), asked.policy, query);
  SortBars(found);
  SortBars(wanted);
  const std::string difference = FirstDifference(found, wanted);
  return difference.empty() ? "" : absl::StrCat(Text(query), "\n", difference);
}

TEST(SearchOracleTest, TheEngineAgreesWithTheOracleOnEveryQuestion) {
  const std::uint64_t worlds = NumberOfWorlds();
  ASSERT_GT(worlds, 0U);
  for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
    Random random(seed);
    const Asked asked = Ask(random);
    for (const EntityId& subject : IdsOf(asked.world)) {
      SearchQuery everything;
      everything.subject = subject;
      everything.moment = asked.moment;
      everything.limit = 100;
      everything.include_excluded = true;
      if (subject.kind == Kind::kResident && random.Percent(50)) {
        everything.kinds = {Kind::kActivity, Kind::kVolunteer, Kind::kResident};
      }
      for (const SearchQuery& query : {everything, RandomQuery(random, subject, asked.moment)}) {
        const std::string disagreement = Disagreement(asked, query);
        if (!disagreement.empty()) FAIL() << "seed " << seed << ": " << disagreement;
      }
    }
  }
}

// What Explain says of a pair is what a search for that kind says of it.
std::string ExplainDisagreement(const Asked& asked, const SearchResult& found, const EntityId& subject,
                                const EntityId& candidate) {
  const auto explained =
      engine::Explain(*asked.snapshot, {asked.policy, asked.moment}, subject, candidate, asked.moment);
  if (!explained) return "no explanation";
  for (const auto& entry : found.candidates) {
    if (entry.id != candidate) continue;
    if (!explained->candidate || explained->excluded) return "explained as excluded";
    const std::string said = Describe(*explained->candidate);
    return said == Describe(entry) ? "" : absl::StrCat("explained as ", said, "\nfound as ", Describe(entry));
  }
  for (const auto& entry : found.excluded) {
    if (entry.id != candidate) continue;
    if (!explained->excluded || explained->candidate) return "explained as a candidate";
    const std::string said = Describe(*explained->excluded);
    return said == Describe(entry) ? "" : absl::StrCat("explained as ", said, "\nfound as ", Describe(entry));
  }
  // A withdrawn profile is in no search; asked for by name it has that bar and nothing that lifts it.
  if (!explained->excluded || explained->candidate || explained->excluded->nearest_change) return "found nowhere";
  for (const engine::Bar& bar : explained->excluded->pair.bars) {
    if (bar.code == engine::BarCode::kConsentWithdrawn && bar.side == engine::Side::kCandidate) return "";
  }
  return "found nowhere";
}

TEST(SearchOracleTest, ExplainSaysWhatTheSearchSays) {
  const std::uint64_t worlds = NumberOfWorlds() / 20 + 1;
  for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
    Random random(seed);
    const Asked asked = Ask(random);
    for (const EntityId& subject : IdsOf(asked.world)) {
      for (const Kind kind : {Kind::kResident, Kind::kVolunteer, Kind::kActivity}) {
        const bool linkable = subject.kind != kind || kind == Kind::kResident;
        SearchQuery query;
        query.subject = subject;
        query.kinds = {kind};
        query.limit = 100;
        query.include_excluded = true;
        query.moment = asked.moment;
        const SearchResult found = engine::Search(*asked.snapshot, {asked.policy, query.moment}, query);
        for (const EntityId& candidate : IdsOf(asked.world)) {
          if (candidate.kind != kind || candidate == subject) continue;
          if (!linkable) {
            EXPECT_FALSE(
                engine::Explain(*asked.snapshot, {asked.policy, asked.moment}, subject, candidate, asked.moment)
                    .has_value());
            continue;
          }
          ASSERT_EQ(ExplainDisagreement(asked, found, subject, candidate), "")
              << "seed " << seed << " " << engine::NameOf(subject) << " and " << engine::NameOf(candidate);
        }
      }
    }
  }
}

TEST(SearchOracleTest, NobodyIsExplainedToSomebodyWhoIsNotThere) {
  Random random(1);
  const Asked asked = Ask(random);
  const EntityId somebody = asked.world.residents.front().meta.id;
  const EntityId nobody = {Kind::kVolunteer, "nobody"};
  EXPECT_FALSE(
      engine::Explain(*asked.snapshot, {asked.policy, asked.moment}, somebody, nobody, asked.moment).has_value());
  EXPECT_FALSE(
      engine::Explain(*asked.snapshot, {asked.policy, asked.moment}, nobody, somebody, asked.moment).has_value());
}

TEST(SearchOracleTest, TheDistanceFilterKeepsWhoIsAtItsVeryEdge) {
  World world;
  world.residents.emplace_back().meta.id = {Kind::kResident, "r"};
  world.volunteers.emplace_back().meta.id = {Kind::kVolunteer, "at"};
  world.volunteers.emplace_back().meta.id = {Kind::kVolunteer, "beyond"};
  const engine::GeoPoint here = {52'700'000, 5'100'000};
  const engine::GeoPoint a_metre_on = {52'700'000, 5'100'015};
  ASSERT_EQ(engine::DistanceCm(engine::ToSphere(here), engine::ToSphere(a_metre_on)), 100);
  world.residents[0].place.point = here;
  world.volunteers[0].place.point = a_metre_on;
  world.volunteers[1].place.point = {52'700'000, 5'100'016};
  SearchQuery query;
  query.subject = world.residents[0].meta.id;
  query.filter.max_distance_metres = 1;
  query.include_excluded = true;
  const SearchResult found = engine::Search(*SnapshotOf(world), {engine::Policy(), query.moment}, query);
  ASSERT_EQ(found.excluded_total, 1);  // Neither has consented.
  EXPECT_EQ(found.excluded[0].id, world.volunteers[0].meta.id);
}

TEST(SearchOracleTest, AtEqualExternalIdsTheSystemDecides) {
  World world;
  world.residents.emplace_back().meta.id = {Kind::kResident, "r"};
  world.volunteers.emplace_back().meta.id = {Kind::kVolunteer, "1"};
  world.volunteers.emplace_back().meta.id = {Kind::kVolunteer, "2"};
  world.volunteers[0].meta.external_id = {"csv", "7"};
  world.volunteers[1].meta.external_id = {"crm", "7"};
  SearchQuery query;
  query.subject = world.residents[0].meta.id;
  query.include_excluded = true;
  const SearchResult found = engine::Search(*SnapshotOf(world), {engine::Policy(), query.moment}, query);
  ASSERT_EQ(found.excluded.size(), 2U);
  EXPECT_EQ(found.excluded[0].id, world.volunteers[1].meta.id);
}

}  // namespace
}  // namespace klik::testing
