#include "engine/index/snapshot_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "engine/match/search.h"
#include "tests/testing/oracle.h"
#include "tests/testing/random_world.h"

namespace klik::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::shared_ptr<const Snapshot> Nothing() { return std::make_shared<Snapshot>(Taxonomy::BuiltIn()); }

template <typename T>
std::shared_ptr<const T> Made(Kind kind, const std::string& id, const ExternalId& external_id = {}) {
  auto made = std::make_shared<T>();
  made->meta.id = {kind, id};
  made->meta.external_id = std::move(external_id);
  return made;
}

std::shared_ptr<const Match> MatchOf(const std::string& id, const std::string& resident, const std::string& volunteer,
                                     MatchState state) {
  auto match = std::make_shared<Match>();
  match->meta.id = {Kind::kMatch, id};
  match->resident = {Kind::kResident, resident};
  match->other = {Kind::kVolunteer, volunteer};
  match->state = state;
  return match;
}

std::shared_ptr<const Exclusion> ExclusionOf(const std::string& id, EntityId first, EntityId second) {
  auto exclusion = std::make_shared<Exclusion>();
  exclusion->meta.id = {Kind::kExclusion, id};
  exclusion->first = std::move(first);
  exclusion->second = std::move(second);
  exclusion->category = ExclusionCategory::kFamily;
  return exclusion;
}

std::shared_ptr<const Snapshot> TruusAndDaan() {
  SnapshotBuilder builder(Nothing());
  builder.Apply(Made<Resident>(Kind::kResident, "truus", {"crm", "1"}));
  builder.Apply(Made<Volunteer>(Kind::kVolunteer, "daan", {"crm", "2"}));
  return builder.Build(1);
}

TEST(SnapshotBuilderTest, WhatIsPutInIsFoundAndTheBaseKeepsWhatItHad) {
  const auto base = TruusAndDaan();
  SnapshotBuilder builder(base);
  builder.Apply(Made<Activity>(Kind::kActivity, "choir"));
  builder.Apply(Made<Organisation>(Kind::kOrganisation, "club"));
  EXPECT_NE(builder.view().FindActivity("choir"), nullptr);
  EXPECT_EQ(builder.view().revision(), 1U);
  const auto next = builder.Build(2);
  EXPECT_EQ(next->revision(), 2U);
  EXPECT_NE(next->FindActivity("choir"), nullptr);
  EXPECT_NE(next->FindOrganisation("club"), nullptr);
  EXPECT_NE(next->FindMetadata({Kind::kResident, "truus"}), nullptr);
  EXPECT_EQ(next->FindResident("truus"), base->FindResident("truus"));
  EXPECT_EQ(next->FindResident("daan"), nullptr);
  EXPECT_EQ(next->FindMetadata({Kind::kVolunteer, "truus"}), nullptr);
  EXPECT_EQ(base->FindActivity("choir"), nullptr);
  EXPECT_EQ(base->revision(), 1U);
}

TEST(SnapshotBuilderTest, IdOfAChangeIsThatOfWhatChanges) {
  EXPECT_EQ(IdOf(Made<Resident>(Kind::kResident, "truus")), (EntityId{Kind::kResident, "truus"}));
  EXPECT_EQ(IdOf(Erased{{Kind::kMatch, "m"}}), (EntityId{Kind::kMatch, "m"}));
}

TEST(SnapshotBuilderTest, ANewStateReplacesTheOld) {
  const auto base = TruusAndDaan();
  auto older = std::make_shared<Resident>(*base->FindResident("truus"));
  older->birth_year = 1940;
  SnapshotBuilder builder(base);
  builder.Apply(std::shared_ptr<const Resident>(older));
  const auto next = builder.Build(2);
  EXPECT_EQ(next->FindResident("truus")->birth_year, 1940);
  EXPECT_EQ(next->FindRow({Kind::kResident, "truus"})->resident, older);
  EXPECT_EQ(base->FindResident("truus")->birth_year, 0);
  EXPECT_EQ(next->rows(Kind::kResident).size(), 1U);
}

TEST(SnapshotBuilderTest, ExternalIdsFollowTheirResource) {
  const auto base = TruusAndDaan();
  EXPECT_EQ(base->FindExternal({"crm", "1"}), (EntityId{Kind::kResident, "truus"}));
  EXPECT_EQ(base->FindExternal({"csv", "1"}), std::nullopt);
  SnapshotBuilder builder(base);
  builder.Apply(Made<Resident>(Kind::kResident, "truus", {"crm", "7"}));
  builder.Apply(Made<Resident>(Kind::kResident, "wim", {"crm", "1"}));
  builder.Apply(Erased{{Kind::kVolunteer, "daan"}});
  const auto next = builder.Build(2);
  EXPECT_EQ(next->FindExternal({"crm", "7"}), (EntityId{Kind::kResident, "truus"}));
  EXPECT_EQ(next->FindExternal({"crm", "1"}), (EntityId{Kind::kResident, "wim"}));
  EXPECT_EQ(next->FindExternal({"crm", "2"}), std::nullopt);
  EXPECT_EQ(next->FindExternal({}), std::nullopt);
}

TEST(SnapshotBuilderTest, MatchesAreKnownToTheirPartiesAndLoadThem) {
  SnapshotBuilder builder(TruusAndDaan());
  builder.Apply(MatchOf("m1", "truus", "daan", MatchState::kActive));
  builder.Apply(MatchOf("m2", "truus", "daan", MatchState::kProposed));
  const auto two = builder.Build(2);
  EXPECT_THAT(two->MatchesOf({Kind::kResident, "truus"}), UnorderedElementsAre("m1", "m2"));
  EXPECT_THAT(two->MatchesOf({Kind::kVolunteer, "daan"}), UnorderedElementsAre("m1", "m2"));
  EXPECT_EQ(two->FindRow({Kind::kVolunteer, "daan"})->load.running, 1);
  EXPECT_THAT(two->FindRow({Kind::kVolunteer, "daan"})->load.open_until, ElementsAre(absl::InfiniteFuture()));

  SnapshotBuilder ending(two);
  ending.Apply(MatchOf("m1", "truus", "daan", MatchState::kEnded));
  ending.Apply(Erased{{Kind::kMatch, "m2"}});
  const auto ended = ending.Build(3);
  EXPECT_THAT(ended->MatchesOf({Kind::kVolunteer, "daan"}), ElementsAre("m1"));
  EXPECT_EQ(ended->FindRow({Kind::kVolunteer, "daan"})->load.running, 0);
  EXPECT_THAT(ended->FindRow({Kind::kVolunteer, "daan"})->load.open_until, IsEmpty());
  EXPECT_EQ(ended->FindMatch("m2"), nullptr);
  // What was published before does not change.
  EXPECT_EQ(two->FindRow({Kind::kVolunteer, "daan"})->load.running, 1);
  EXPECT_THAT(two->MatchesOf({Kind::kResident, "truus"}), UnorderedElementsAre("m1", "m2"));
  EXPECT_THAT(two->MatchesOf({Kind::kResident, "nobody"}), IsEmpty());
}

TEST(SnapshotBuilderTest, ARowsLoadSurvivesAChangeOfTheProfile) {
  SnapshotBuilder builder(TruusAndDaan());
  builder.Apply(MatchOf("m1", "truus", "daan", MatchState::kTrial));
  builder.Apply(Made<Volunteer>(Kind::kVolunteer, "daan"));
  EXPECT_EQ(builder.Build(2)->FindRow({Kind::kVolunteer, "daan"})->load.running, 1);
}

TEST(SnapshotBuilderTest, AnActivitysLoadSurvivesAChangeOfTheActivity) {
  SnapshotBuilder builder(TruusAndDaan());
  builder.Apply(Made<Activity>(Kind::kActivity, "choir"));
  auto match = std::make_shared<Match>(*MatchOf("m1", "truus", "daan", MatchState::kTrial));
  match->other = {Kind::kActivity, "choir"};
  builder.Apply(std::shared_ptr<const Match>(match));
  builder.Apply(Made<Activity>(Kind::kActivity, "choir"));
  EXPECT_EQ(builder.Build(2)->FindRow({Kind::kActivity, "choir"})->load.running, 1);
}

TEST(SnapshotBuilderTest, ExclusionsAreKnownToBothAndFollowThem) {
  const EntityId truus = {Kind::kResident, "truus"};
  const EntityId daan = {Kind::kVolunteer, "daan"};
  const EntityId choir = {Kind::kActivity, "choir"};
  SnapshotBuilder builder(TruusAndDaan());
  builder.Apply(Made<Activity>(Kind::kActivity, "choir"));
  builder.Apply(ExclusionOf("x1", truus, daan));
  builder.Apply(ExclusionOf("x2", choir, truus));
  const auto two = builder.Build(2);
  EXPECT_EQ(two->FindExclusion("x1")->second, daan);
  EXPECT_EQ(two->exclusions().size(), 2U);
  EXPECT_NE(two->FindMetadata({Kind::kExclusion, "x2"}), nullptr);
  EXPECT_THAT(two->ExclusionsOf(truus), UnorderedElementsAre("x1", "x2"));
  EXPECT_THAT(two->ExclusionsOf(daan), ElementsAre("x1"));

  SnapshotBuilder changing(two);
  changing.Apply(ExclusionOf("x1", truus, choir));
  changing.Apply(Erased{{Kind::kExclusion, "x2"}});
  changing.Apply(Erased{daan});
  const auto changed = changing.Build(3);
  EXPECT_THAT(changed->ExclusionsOf(truus), ElementsAre("x1"));
  EXPECT_THAT(changed->ExclusionsOf(choir), ElementsAre("x1"));
  EXPECT_THAT(changed->ExclusionsOf(daan), IsEmpty());
  EXPECT_EQ(changed->FindExclusion("x2"), nullptr);
  // What was published before does not change.
  EXPECT_THAT(two->ExclusionsOf(daan), ElementsAre("x1"));
}

using SnapshotBuilderDeathTest = ::testing::Test;

TEST(SnapshotBuilderDeathTest, AMatchWithNobodyAndATakenExternalIdAreBrokenInvariants) {
  const auto base = TruusAndDaan();
  EXPECT_DEATH(SnapshotBuilder(base).Apply(MatchOf("m", "truus", "nobody", MatchState::kActive)), "");
  EXPECT_DEATH(SnapshotBuilder(base).Apply(Made<Resident>(Kind::kResident, "wim", {"crm", "2"})), "");
}

TEST(SnapshotBuilderDeathTest, NobodyGoesBeforeTheirExclusions) {
  const EntityId truus = {Kind::kResident, "truus"};
  const EntityId daan = {Kind::kVolunteer, "daan"};
  const auto base = TruusAndDaan();
  EXPECT_DEATH(SnapshotBuilder(base).Apply(ExclusionOf("x", truus, {Kind::kVolunteer, "nobody"})), "");
  SnapshotBuilder builder(base);
  builder.Apply(ExclusionOf("x", truus, daan));
  EXPECT_DEATH(builder.Apply(Erased{daan}), "");
}

// One of the world's things changes; the world is kept up to date beside the builder.
template <typename T>
void ChangeOne(testing::Random& random, std::vector<T>& now, const std::vector<T>& later, SnapshotBuilder& builder) {
  if (now.empty() || later.empty()) return;
  auto& place = now[static_cast<std::size_t>(random.Below(static_cast<int>(now.size())))];
  const Metadata meta = place.meta;
  place = random.OneOf(later);
  place.meta = meta;
  builder.Apply(std::make_shared<const T>(place));
}

void ChangeAMatch(testing::Random& random, testing::World& world, SnapshotBuilder& builder) {
  if (world.matches.empty()) return;
  const auto index = random.Below(static_cast<int>(world.matches.size()));
  if (random.Percent(30)) {
    builder.Apply(Erased{world.matches[static_cast<std::size_t>(index)].meta.id});
    world.matches.erase(world.matches.begin() + index);
    return;
  }
  Match& match = world.matches[static_cast<std::size_t>(index)];
  match.state = random.OneOf({MatchState::kProposed, MatchState::kActive, MatchState::kEnded});
  match.end_reason = match.state == MatchState::kEnded ? EndReason::kConflict : EndReason::kUnspecified;
  // Another companion: the former one is free again.
  match.companion.reset();
  if (!world.volunteers.empty() && random.Percent(50)) match.companion = random.OneOf(world.volunteers).meta.id;
  builder.Apply(std::make_shared<const Match>(match));
}

void ChangeAnExclusion(testing::Random& random, testing::World& world, SnapshotBuilder& builder) {
  if (world.exclusions.empty()) return;
  const auto index = random.Below(static_cast<int>(world.exclusions.size()));
  Exclusion& exclusion = world.exclusions[static_cast<std::size_t>(index)];
  if (random.Percent(30)) {
    builder.Apply(Erased{exclusion.meta.id});
    world.exclusions.erase(world.exclusions.begin() + index);
    return;
  }
  exclusion.category = random.OneOf({ExclusionCategory::kSafety, ExclusionCategory::kColleague});
  if (exclusion.first.kind == Kind::kResident) exclusion.second = world.residents.back().meta.id;
  if (exclusion.first == exclusion.second) exclusion.second = world.residents.front().meta.id;
  builder.Apply(std::make_shared<const Exclusion>(exclusion));
}

// With all exclusions that speak of the volunteer.
void EraseAVolunteer(testing::World& world, SnapshotBuilder& builder) {
  for (auto volunteer = world.volunteers.begin(); volunteer != world.volunteers.end(); ++volunteer) {
    const bool has_matches = std::any_of(world.matches.begin(), world.matches.end(), [&](const Match& match) {
      const auto parties = PartiesOf(match);
      return std::find(parties.begin(), parties.end(), volunteer->meta.id) != parties.end();
    });
    if (has_matches) continue;
    std::erase_if(world.exclusions, [&](const Exclusion& exclusion) {
      const bool speaks_of = exclusion.first == volunteer->meta.id || exclusion.second == volunteer->meta.id;
      if (speaks_of) builder.Apply(Erased{exclusion.meta.id});
      return speaks_of;
    });
    builder.Apply(Erased{volunteer->meta.id});
    world.volunteers.erase(volunteer);
    return;
  }
}

TEST(SnapshotBuilderTest, ChangeByChangeGivesWhatBuildingAtOnceGives) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    testing::Random random(seed);
    testing::World world = testing::RandomWorld(random);
    const testing::World later = testing::RandomWorld(random);
    const Moment moment = testing::RandomMoment(random);
    auto snapshot = testing::SnapshotOf(world);
    for (Revision revision = 2; revision <= 5; ++revision) {
      SnapshotBuilder builder(snapshot);
      for (int i = random.Between(1, 4); i > 0; --i) {
        ChangeOne(random, world.residents, later.residents, builder);
        ChangeOne(random, world.volunteers, later.volunteers, builder);
        ChangeOne(random, world.activities, later.activities, builder);
        ChangeAMatch(random, world, builder);
        ChangeAnExclusion(random, world, builder);
      }
      if (random.Percent(30)) EraseAVolunteer(world, builder);
      snapshot = builder.Build(revision);
    }
    const auto at_once = testing::SnapshotOf(world);
    for (const EntityId& subject : testing::IdsOf(world)) {
      SearchQuery query;
      query.subject = subject;
      query.include_excluded = true;
      query.moment = moment;
      ASSERT_EQ(testing::FirstDifference(Search(*snapshot, {Policy(), query.moment}, query),
                                         Search(*at_once, {Policy(), query.moment}, query)),
                "")
          << "seed " << seed << " " << NameOf(subject);
    }
  }
}

}  // namespace
}  // namespace klik::engine
