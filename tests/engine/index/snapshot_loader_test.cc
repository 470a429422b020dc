// What is loaded at once is what the changes one by one come to, whoever makes the parts and in whatever order.
#include "engine/index/snapshot_loader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/index/snapshot_builder.h"
#include "engine/match/search.h"
#include "tests/testing/oracle.h"
#include "tests/testing/random_world.h"

namespace klik::engine {
namespace {

// The last task first, as threads may.
void RunBackwards(std::size_t count, absl::FunctionRef<void(std::size_t)> task) {
  while (count-- > 0) task(count);
}

// In order of id; every other one has an external id.
template <typename T>
std::vector<Change> InOrder(std::vector<T> values) {
  std::sort(values.begin(), values.end(), [](const T& a, const T& b) { return a.meta.id < b.meta.id; });
  std::vector<Change> changes;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i % 2 == 0) values[i].meta.external_id = {"crm", NameOf(values[i].meta.id)};
    changes.emplace_back(std::make_shared<const T>(std::move(values[i])));
  }
  return changes;
}

// One for every third resident, another that led to nobody yet, and two for the first.
std::vector<Referral> ReferralsTo(const std::vector<Resident>& residents) {
  std::vector<Referral> referrals;
  const auto add = [&referrals](std::optional<EntityId> resident) {
    Referral& referral = referrals.emplace_back();
    referral.meta.id = {Kind::kReferral, absl::StrCat("q", 100 + referrals.size())};
    referral.resident = std::move(resident);
  };
  for (std::size_t i = 0; i < residents.size(); i += 3) add(residents[i].meta.id);
  add(std::nullopt);
  if (!residents.empty()) add(residents.front().meta.id);
  return referrals;
}

struct Stored {
  std::vector<Change> others;
  std::map<Kind, std::vector<Change>> rows;
};

Stored StoredOf(const testing::World& world) {
  Stored stored;
  std::set<std::string> organisations;
  for (const Activity& activity : world.activities) {
    if (activity.organisation.has_value()) organisations.insert(activity.organisation->id);
  }
  for (const std::string& id : organisations) {
    auto organisation = std::make_shared<Organisation>();
    organisation->meta.id = {Kind::kOrganisation, id};
    stored.others.emplace_back(std::move(organisation));
  }
  for (Change& match : InOrder(world.matches)) stored.others.push_back(std::move(match));
  for (Change& exclusion : InOrder(world.exclusions)) stored.others.push_back(std::move(exclusion));
  for (Change& referral : InOrder(ReferralsTo(world.residents))) stored.others.push_back(std::move(referral));
  stored.rows[Kind::kActivity] = InOrder(world.activities);
  stored.rows[Kind::kResident] = InOrder(world.residents);
  stored.rows[Kind::kVolunteer] = InOrder(world.volunteers);
  return stored;
}

absl::StatusOr<std::shared_ptr<const Snapshot>> Load(const Stored& stored, std::size_t rows_in_part) {
  SnapshotLoader loader(Taxonomy::BuiltIn(), stored.others);
  for (const auto& [kind, rows] : stored.rows) {
    for (std::size_t begin = 0; begin < rows.size(); begin += rows_in_part) {
      SnapshotLoader::Part part(loader, kind);
      for (std::size_t i = begin; i < std::min(rows.size(), begin + rows_in_part); ++i) part.Add(rows[i]);
      loader.Add(std::move(part));
    }
  }
  return loader.Build(7, RunBackwards);
}

std::shared_ptr<const Snapshot> ApplyAll(const Stored& stored) {
  SnapshotBuilder builder(std::make_shared<const Snapshot>(Taxonomy::BuiltIn()));
  const auto apply = [&](bool organisations) {
    for (const Change& change : stored.others) {
      if ((IdOf(change).kind == Kind::kOrganisation) == organisations) builder.Apply(change);
    }
  };
  apply(true);
  for (const auto& [kind, rows] : stored.rows) {
    for (const Change& row : rows) builder.Apply(row);
  }
  apply(false);
  return builder.Build(7);
}

std::set<std::string> PlacedIn(const SpatialTable& table) {
  std::set<std::string> ids;
  for (std::size_t i = 0; i < table.block_count(); ++i) {
    for (int slot = 0; slot < table.block(i).size; ++slot) {
      ids.insert(table.block(i).members[static_cast<std::size_t>(slot)].row->meta->id.id);
    }
  }
  return ids;
}

void ExpectSame(const Snapshot& loaded, const Snapshot& applied, const Stored& stored) {
  EXPECT_EQ(loaded.revision(), applied.revision());
  EXPECT_EQ(loaded.organisations().size(), applied.organisations().size());
  EXPECT_EQ(loaded.matches().size(), applied.matches().size());
  EXPECT_EQ(loaded.exclusions().size(), applied.exclusions().size());
  EXPECT_EQ(loaded.referrals().size(), applied.referrals().size());
  for (const Change& other : stored.others) {
    EXPECT_EQ(loaded.FindMetadata(IdOf(other)), applied.FindMetadata(IdOf(other)));
    const ExternalId external_id = {"crm", NameOf(IdOf(other))};
    EXPECT_EQ(loaded.FindExternal(external_id), applied.FindExternal(external_id));
  }
  for (const auto& [kind, rows] : stored.rows) {
    EXPECT_EQ(loaded.rows(kind).size(), rows.size());
    EXPECT_EQ(loaded.spatial(kind).size(), rows.size());
    EXPECT_EQ(PlacedIn(loaded.spatial(kind)), PlacedIn(applied.spatial(kind)));
    for (const Change& row : rows) {
      const EntityId id = IdOf(row);
      EXPECT_EQ(loaded.FindMetadata(id), applied.FindMetadata(id)) << NameOf(id);
      EXPECT_EQ(loaded.MatchesOf(id), applied.MatchesOf(id));
      EXPECT_EQ(loaded.ExclusionsOf(id), applied.ExclusionsOf(id));
      EXPECT_EQ(loaded.ReferralsOf(id), applied.ReferralsOf(id));
      EXPECT_EQ(loaded.FindRow(id)->load.running, applied.FindRow(id)->load.running);
      EXPECT_EQ(loaded.FindRow(id)->load.open_until, applied.FindRow(id)->load.open_until);
      const ExternalId external_id = {"crm", NameOf(id)};
      EXPECT_EQ(loaded.FindExternal(external_id), applied.FindExternal(external_id));
    }
  }
}

TEST(SnapshotLoaderTest, AtOnceGivesWhatChangeByChangeGives) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    testing::Random random(seed);
    const testing::World world = testing::RandomWorld(random);
    const Moment moment = testing::RandomMoment(random);
    const Stored stored = StoredOf(world);
    const auto applied = ApplyAll(stored);
    const auto loaded = Load(stored, static_cast<std::size_t>(random.Between(1, 8)));
    ASSERT_TRUE(loaded.ok()) << loaded.status();
    ASSERT_NO_FATAL_FAILURE(ExpectSame(**loaded, *applied, stored));
    for (const EntityId& subject : testing::IdsOf(world)) {
      SearchQuery query;
      query.subject = subject;
      query.include_excluded = true;
      query.moment = moment;
      ASSERT_EQ(testing::FirstDifference(Search(**loaded, {Policy(), query.moment}, query),
                                         Search(*applied, {Policy(), query.moment}, query)),
                "")
          << NameOf(subject);
    }
  }
}

std::shared_ptr<const Resident> SomeResident(int number, const std::string& external_id) {
  auto resident = std::make_shared<Resident>();
  resident->meta.id = {Kind::kResident, absl::StrCat("r", 100'000 + number)};
  resident->meta.external_id = {"crm", external_id};
  return resident;
}

// More than one thread puts in its place in one go.
TEST(SnapshotLoaderTest, OfManyExternalIdsEachIsFoundAndChangesGoOnFromThere) {
  constexpr int kMany = 40'000;
  Stored stored;
  for (int i = 0; i < kMany; ++i) stored.rows[Kind::kResident].push_back(SomeResident(i, absl::StrCat(i)));
  const auto loaded = Load(stored, 1'000);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  for (int i = 0; i < kMany; ++i) {
    ASSERT_EQ((*loaded)->FindExternal({"crm", absl::StrCat(i)})->id, absl::StrCat("r", 100'000 + i));
  }
  EXPECT_EQ((*loaded)->FindExternal({"crm", "none"}), std::nullopt);
  SnapshotBuilder builder(*loaded);
  builder.Apply(SomeResident(17, "another"));
  builder.Apply(Erased{{Kind::kResident, "r100018"}});
  const auto next = builder.Build(8);
  EXPECT_EQ(next->FindExternal({"crm", "17"}), std::nullopt);
  EXPECT_EQ(next->FindExternal({"crm", "another"})->id, "r100017");
  EXPECT_EQ(next->FindExternal({"crm", "18"}), std::nullopt);
  EXPECT_EQ((*loaded)->FindExternal({"crm", "18"})->id, "r100018");
}

TEST(SnapshotLoaderTest, TwoWithOneExternalIdAreNamed) {
  constexpr int kMany = 40'000;
  for (const int other : {1, kMany / 2, kMany - 1}) {
    Stored stored;
    for (int i = 0; i < kMany; ++i) {
      stored.rows[Kind::kResident].push_back(SomeResident(i, absl::StrCat(i == other ? 0 : i)));
    }
    EXPECT_EQ(
        Load(stored, 1'000).status(),
        absl::DataLossError(absl::StrCat("residents/r", 100'000 + other, " has the external id of residents/r100000")));
  }
}

TEST(SnapshotLoaderDeathTest, PartsOutOfOrderAndRowsOfAnotherKindAreBrokenInvariants) {
  const std::vector<Change> nobody;
  SnapshotLoader loader(Taxonomy::BuiltIn(), nobody);
  SnapshotLoader::Part first(loader, Kind::kResident);
  first.Add(SomeResident(1, "1"));
  SnapshotLoader::Part second(loader, Kind::kResident);
  second.Add(SomeResident(2, "2"));
  SnapshotLoader::Part others(loader, Kind::kVolunteer);
  EXPECT_DEATH(others.Add(SomeResident(3, "3")), "");
  loader.Add(std::move(second));
  EXPECT_DEATH(loader.Add(std::move(first)), "");
}

}  // namespace
}  // namespace klik::engine
