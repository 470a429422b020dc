// A search that passes over whom it can must give the answer of one that looks at everybody, to the bit, with any
// instructions, and must be worth it.
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/match/search.h"
#include "tests/testing/large_world.h"
#include "tests/testing/oracle.h"
#include "tests/testing/random_world.h"

namespace klik::testing {
namespace {

using engine::EntityId;
using engine::InstructionSet;
using engine::Kind;
using engine::SearchQuery;
using engine::SearchResult;

struct Effort {
  std::int64_t pruned = 0;
  std::int64_t all = 0;
};

// Empty when the two searches agree.
std::string Disagreement(const engine::Snapshot& snapshot, const engine::Policy& policy, SearchQuery query,
                         Effort& effort) {
  query.include_excluded = false;
  query.prune = false;
  const SearchResult wanted = engine::Search(snapshot, {policy, query.moment}, query);
  query.prune = true;
  const SearchResult found = engine::Search(snapshot, {policy, query.moment}, query);
  effort.all += wanted.evaluated;
  effort.pruned += found.evaluated;
  const std::string difference = FirstDifference(found, wanted);
  return difference.empty() ? "" : absl::StrCat(engine::NameOf(query.subject), "\n", difference);
}

// Asks for some of the subjects.
Effort ExpectTheSame(Random& random, const World& world, const engine::Policy& policy, int subjects) {
  Effort effort;
  const auto snapshot = SnapshotOf(world);
  const std::vector<EntityId> ids = IdsOf(world);
  const engine::Moment moment = RandomMoment(random);
  for (int i = 0; i < subjects && !::testing::Test::HasFailure(); ++i) {
    SearchQuery query = RandomQuery(random, random.OneOf(ids), moment);
    EXPECT_EQ(Disagreement(*snapshot, policy, query, effort), "");
  }
  return effort;
}

TEST(PrunedSearchTest, TheAnswerIsThatOfLookingAtEverybodyInSmallWorlds) {
  Effort effort;
  for (std::uint64_t seed = 1; seed <= 3000 && !HasFailure(); ++seed) {
    Random random(seed);
    const World world = RandomWorld(random);
    const engine::Policy policy = RandomPolicy(random);
    const Effort here = ExpectTheSame(random, world, policy, 6);
    effort.all += here.all;
    effort.pruned += here.pruned;
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
  EXPECT_LT(effort.pruned, effort.all / 2);
}

TEST(PrunedSearchTest, TheAnswerIsThatOfLookingAtEverybodyInLargeWorlds) {
  Effort effort;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    Random random(seed);
    const World world = LargeWorld(random, 300 * seed);
    const engine::Policy policy = RandomPolicy(random);
    const Effort here = ExpectTheSame(random, world, policy, 60);
    effort.all += here.all;
    effort.pruned += here.pruned;
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
  EXPECT_LT(effort.pruned, effort.all / 8);
}

class InstructionSetTest : public ::testing::TestWithParam<InstructionSet> {};

TEST_P(InstructionSetTest, GivesTheSameAnswersForTheSameEffort) {
  if (!engine::IsSupported(GetParam())) GTEST_SKIP() << "this processor lacks them";
  Random random(7);
  const World world = LargeWorld(random, 1200);
  const auto snapshot = SnapshotOf(world);
  const engine::Moment moment = RandomMoment(random);
  for (const EntityId& subject : IdsOf(world)) {
    SearchQuery query = RandomQuery(random, subject, moment);
    query.include_excluded = false;
    query.instructions = InstructionSet::kPlain;
    const SearchResult wanted = engine::Search(*snapshot, {engine::Policy(), query.moment}, query);
    query.instructions = GetParam();
    const SearchResult found = engine::Search(*snapshot, {engine::Policy(), query.moment}, query);
    ASSERT_EQ(FirstDifference(found, wanted), "");
    ASSERT_EQ(found.evaluated, wanted.evaluated);
  }
}

INSTANTIATE_TEST_SUITE_P(All, InstructionSetTest,
                         ::testing::Values(InstructionSet::kPlain, InstructionSet::kAvx2, InstructionSet::kAvx512));

// --- What is hard to pass over.

TEST(PrunedSearchTest, PoliciesThatLookAtOneTermOnly) {
  for (int term = 0; term < engine::kTermCount; ++term) {
    Random random(static_cast<std::uint64_t>(term) + 1);
    const World world = LargeWorld(random, 600);
    engine::Policy policy;
    policy.weights.fill(0);
    policy.weights[static_cast<std::size_t>(term)] = engine::kWeightScale;
    ExpectTheSame(random, world, policy, 60);
    ASSERT_FALSE(HasFailure()) << "term " << term;
  }
}

TEST(PrunedSearchTest, ALimitAboveTheNumberOfCandidates) {
  Random random(3);
  const World world = LargeWorld(random, 800);
  const auto snapshot = SnapshotOf(world);
  Effort effort;
  for (const EntityId& subject : {world.residents[5].meta.id, world.volunteers[5].meta.id}) {
    SearchQuery query;
    query.subject = subject;
    query.limit = 100'000;
    query.moment = RandomMoment(random);
    EXPECT_EQ(Disagreement(*snapshot, engine::Policy(), query, effort), "");
  }
  // Whoever is surely barred is passed over all the same.
  EXPECT_LT(effort.pruned, effort.all * 3 / 4);
}

TEST(PrunedSearchTest, NoneAtAll) {
  Random random(4);
  const World world = RandomWorld(random);
  SearchQuery query;
  query.subject = world.residents.front().meta.id;
  query.limit = 0;
  query.moment = RandomMoment(random);
  EXPECT_TRUE(engine::Search(*SnapshotOf(world), {engine::Policy(), query.moment}, query).candidates.empty());
}

// All at one address, always free, each with one and the same interest or with none.
World Alike(int people, bool interested) {
  World world;
  Random random(1);
  const auto music = *engine::Taxonomy::BuiltIn().Find("music.choir");
  const auto fill = [&](engine::Person& person, Kind kind, int number) {
    person.meta.id = {kind, absl::StrCat("p", number)};
    person.birth_year = 1950 + random.Below(40);
    person.place.point = {52'730'900, 5'152'200};
    person.travel = {{engine::TravelMode::kBike, 30, false}};
    for (int day = 1; day <= 7; ++day) {
      person.availability.windows.push_back({static_cast<engine::Weekday>(day), 0, 1440, engine::Weeks::kEvery});
    }
    person.languages = {{"nl", engine::LanguageLevel::kFluent}};
    person.legal_bases = {{engine::Purpose::kMatching, engine::Basis::kConsent, {}, {}, "", false}};
    if (interested) person.interests = {{music, engine::Attitude::kLikes}};
    person.commitment = {random.OneOf({3, 6, 12}), random.OneOf({1, 2, 4})};
  };
  for (int i = 0; i < 10; ++i) {
    engine::Resident resident;
    fill(resident, Kind::kResident, i);
    resident.need.type = engine::NeedType::kEmotional;
    world.residents.push_back(resident);
  }
  for (int i = 0; i < people; ++i) {
    engine::Volunteer volunteer;
    fill(volunteer, Kind::kVolunteer, i);
    volunteer.vog = {engine::VogState::kValid, absl::CivilDay(2026, 1, 1), ""};
    volunteer.last_asked_time =
        absl::FromCivil(absl::CivilDay(2026, 11, 1), absl::UTCTimeZone()) - absl::Hours(random.Below(24 * 80));
    world.volunteers.push_back(volunteer);
  }
  return world;
}

TEST(PrunedSearchTest, TenThousandPeopleWhoAreAlikeAtOneAddress) {
  for (const bool interested : {false, true}) {
    const World world = Alike(10'000, interested);
    const auto snapshot = SnapshotOf(world);
    Effort effort;
    Random random(1);
    for (const engine::Resident& resident : world.residents) {
      SearchQuery query;
      query.subject = resident.meta.id;
      query.moment = RandomMoment(random);
      ASSERT_EQ(Disagreement(*snapshot, engine::Policy(), query, effort), "");
    }
    EXPECT_LT(effort.pruned, effort.all / 4) << "interested " << interested;
  }
}

// Who is settled comes before who is to be asked first, however much better those are and however many.
TEST(PrunedSearchTest, TheSettledAreFoundBehindManyWhoAreToBeAskedFirst) {
  World world = Alike(300, /*interested=*/true);
  for (engine::Resident& resident : world.residents) resident.access_needs = {engine::AccessNeed::kNoAnimals};
  for (int i = 0; i < 20; ++i) {
    engine::Activity activity;
    activity.meta.id = {Kind::kActivity, absl::StrCat("a", i)};
    activity.place.point = {52'770'900, 5'152'200};
    activity.sessions.hours = world.residents.front().availability;
    activity.access = {{engine::AccessNeed::kNoAnimals, engine::Fact::kYes}};
    world.activities.push_back(activity);
  }
  Random random(1);
  SearchQuery query;
  query.subject = world.residents.front().meta.id;
  query.limit = 5;
  query.moment = RandomMoment(random);
  const auto snapshot = SnapshotOf(world);
  engine::Policy policy;
  policy.weights.fill(0);
  policy.weights[static_cast<std::size_t>(engine::Term::kTravel)] = engine::kWeightScale;
  Effort effort;
  EXPECT_EQ(Disagreement(*snapshot, policy, query, effort), "");
  const SearchResult found = engine::Search(*snapshot, {policy, query.moment}, query);
  ASSERT_EQ(found.candidates.size(), 5U);
  EXPECT_FALSE(found.candidates.front().pair.ask_first);
}

TEST_P(InstructionSetTest, EveryGenderMeetsTheWishForIt) {
  if (!engine::IsSupported(GetParam())) GTEST_SKIP() << "this processor lacks them";
  World world = Alike(100, /*interested=*/true);
  constexpr engine::Gender kGenders[] = {engine::Gender::kUnspecified, engine::Gender::kFemale, engine::Gender::kMale,
                                         engine::Gender::kNonBinary};
  for (std::size_t i = 0; i < world.volunteers.size(); ++i) {
    world.volunteers[i].gender = kGenders[i % 4];
    world.volunteers[i].commitment = {};
  }
  for (const engine::Gender wished : kGenders) {
    world.residents.front().wishes = {{.min_age = 0, .max_age = 0, .gender = wished, .hard = true}};
    Random random(1);
    SearchQuery query;
    query.subject = world.residents.front().meta.id;
    query.limit = 200;
    query.moment = RandomMoment(random);
    query.instructions = GetParam();
    const std::size_t expected = wished == engine::Gender::kUnspecified ? 100 : 25;
    EXPECT_EQ(engine::Search(*SnapshotOf(world), {engine::Policy(), query.moment}, query).candidates.size(), expected);
  }
}

TEST(PrunedSearchTest, ManyThreadsOverOneSnapshot) {
  Random random(5);
  const World world = LargeWorld(random, 1000);
  const auto snapshot = SnapshotOf(world);
  const engine::Moment moment = RandomMoment(random);
  const std::vector<EntityId> ids = IdsOf(world);
  const auto search = [&](const EntityId& subject) {
    SearchQuery query;
    query.subject = subject;
    query.moment = moment;
    return engine::Search(*snapshot, {engine::Policy(), query.moment}, query);
  };
  std::vector<SearchResult> wanted;
  for (std::size_t i = 0; i < 100; ++i) wanted.push_back(search(ids[i]));
  std::vector<std::vector<SearchResult>> found(4);
  std::vector<std::thread> threads;
  for (auto& results : found) {
    threads.emplace_back([&] {
      for (std::size_t i = 0; i < wanted.size(); ++i) results.push_back(search(ids[i]));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& results : found) {
    for (std::size_t i = 0; i < wanted.size(); ++i) ASSERT_EQ(FirstDifference(results[i], wanted[i]), "");
  }
}

}  // namespace
}  // namespace klik::testing
