#include "engine/index/spatial_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/index/snapshot_builder.h"
#include "engine/rules/travel.h"
#include "tests/testing/large_world.h"
#include "tests/testing/oracle.h"
#include "tests/testing/random_world.h"

namespace klik::engine {
namespace {

using testing::Random;

std::shared_ptr<const Row> SomebodyAt(const std::string& id, int latitude, int longitude, Random& random) {
  auto resident = std::make_shared<Resident>();
  resident->meta.id = {Kind::kResident, id};
  resident->place.point = {latitude, longitude};
  resident->birth_year = 1930 + random.Below(70);
  if (random.Percent(70)) {
    resident->travel.push_back({static_cast<TravelMode>(1 + random.Below(5)), 5 + random.Below(60), false});
  }
  if (random.Percent(60)) resident->contact_forms.push_back(static_cast<ContactForm>(1 + random.Below(3)));
  if (random.Percent(2)) resident->contact_forms.push_back(ContactForm::kPhone);
  const int topics = static_cast<int>(Taxonomy::BuiltIn().topics().size());
  for (int i = random.Below(9); i > 0; --i) {
    const TopicIndex topic{static_cast<std::uint16_t>(random.Below(topics))};
    resident->interests.push_back({topic, static_cast<Attitude>(1 + random.Below(6))});
  }
  return MakeRow(std::move(resident));
}

std::shared_ptr<const Row> SomeRow(const std::string& id, int latitude, int longitude) {
  auto activity = std::make_shared<Activity>();
  activity->meta.id = {Kind::kActivity, id};
  activity->place.point = {latitude, longitude};
  return MakeRow(std::move(activity), {});
}

// A column of topics is filled as far as anybody has so many, and says what the rows say; so do the statements.
void ExpectTopics(const RowBlock& block) {
  std::array<std::multiset<std::pair<int, int>>, kStances> stated;
  for (int slot = 0; slot < block.size; ++slot) {
    const auto at = static_cast<std::size_t>(slot);
    const Packed packed = Pack(*block.members[at].row);
    EXPECT_EQ(block.year[at], packed.year);
    for (std::size_t k = 0; k < block.liked.size(); ++k) {
      ASSERT_EQ(slot < block.liked[k].length, k < packed.liked.size());
      if (k < packed.liked.size()) {
        EXPECT_EQ(block.liked[k].topics[at], packed.liked[k]);
      }
    }
    EXPECT_LE(packed.liked.size(), block.liked.size());
    for (std::size_t stance = 0; stance < kStances; ++stance) {
      for (const std::uint8_t topic : packed.stances[stance]) stated[stance].emplace(slot, topic);
    }
  }
  for (std::size_t stance = 0; stance < kStances; ++stance) {
    std::multiset<std::pair<int, int>> kept;
    for (const RowBlock::Statement& statement : block.stances[stance]) kept.emplace(statement.slot, statement.topic);
    EXPECT_EQ(kept, stated[stance]);
  }
}

// Exactly what the rows come to: too little would pass somebody over, too much nobody.
void ExpectSummary(const RowBlock& block, const BlockSummary& summary) {
  BlockSummary wanted;
  const auto widen = [](std::int32_t value, std::int32_t& lowest, std::int32_t& highest) {
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  };
  for (int slot = 0; slot < block.size; ++slot) {
    const Packed packed = Pack(*block.members[static_cast<std::size_t>(slot)].row);
    widen(packed.point.x_cm, wanted.lowest.x_cm, wanted.highest.x_cm);
    widen(packed.point.y_cm, wanted.lowest.y_cm, wanted.highest.y_cm);
    widen(packed.point.z_cm, wanted.lowest.z_cm, wanted.highest.z_cm);
    wanted.farthest_reach = std::max(wanted.farthest_reach, packed.reach);
    wanted.any_modes = static_cast<std::uint8_t>(wanted.any_modes | packed.modes);
    const auto& forms = block.members[static_cast<std::size_t>(slot)].row->contact_forms;
    const auto states = [forms](ContactForm form) { return (forms >> static_cast<unsigned>(form) & 1U) != 0; };
    wanted.any_remote = wanted.any_remote || forms == 0 || states(ContactForm::kPhone) || states(ContactForm::kOnline);
  }
  EXPECT_EQ(summary.lowest.x_cm, wanted.lowest.x_cm);
  EXPECT_EQ(summary.lowest.y_cm, wanted.lowest.y_cm);
  EXPECT_EQ(summary.lowest.z_cm, wanted.lowest.z_cm);
  EXPECT_EQ(summary.highest.x_cm, wanted.highest.x_cm);
  EXPECT_EQ(summary.highest.y_cm, wanted.highest.y_cm);
  EXPECT_EQ(summary.highest.z_cm, wanted.highest.z_cm);
  EXPECT_EQ(summary.farthest_reach, wanted.farthest_reach);
  EXPECT_EQ(summary.any_modes, wanted.any_modes);
  EXPECT_EQ(summary.any_remote, wanted.any_remote);
}

std::set<const Row*> RowsIn(const SpatialTable& table) {
  std::set<const Row*> rows;
  std::size_t slots = 0;
  for (std::size_t b = 0; b < table.block_count(); ++b) {
    const RowBlock& block = table.block(b);
    slots += static_cast<std::size_t>(block.size);
    for (int slot = 0; slot < block.size; ++slot) {
      const auto at = static_cast<std::size_t>(slot);
      const Row& row = *block.members[at].row;
      rows.insert(&row);
      EXPECT_EQ(block.x[at], row.point.x_cm);
    }
    ExpectSummary(block, table.summary(b));
  }
  for (std::size_t b = 0; b < table.block_count(); ++b) ExpectTopics(table.block(b));
  EXPECT_EQ(slots, table.size());
  EXPECT_EQ(rows.size(), table.size());
  return rows;
}

TEST(SpatialTableTest, HoldsWhatWasPutInWhateverTheOrderOfChanges) {
  Random random(1);
  std::map<std::string, std::shared_ptr<const Row>> wanted;
  std::vector<std::shared_ptr<const Row>> all;
  SpatialTable table;
  const auto check = [&] {
    std::set<const Row*> rows;
    for (const auto& [id, row] : wanted) rows.insert(row.get());
    ASSERT_EQ(RowsIn(table), rows);
  };
  // It grows, stays as it is, and shrinks to nothing; many at one place.
  for (int round = 0; round < 12'000; ++round) {
    const int growth = round < 5000 ? 75 : round < 8000 ? 50 : 20;
    const std::string id = absl::StrCat("a", random.Below(4000));
    const auto found = wanted.find(id);
    if (random.Percent(growth)) {
      if (found != wanted.end()) table.Erase(*found->second);
      const bool crowd = random.Percent(30);
      auto row = crowd ? SomebodyAt(id, 52'730'900, 5'152'200, random)
                       : SomebodyAt(id, 52'000'000 + random.Below(900'000), 5'000'000 + random.Below(900'000), random);
      table.Insert(*row);
      all.push_back(row);
      wanted[id] = std::move(row);
    } else if (found != wanted.end()) {
      table.Erase(*found->second);
      wanted.erase(found);
    }
    if (round % 500 == 0) check();
    if (round == 5000) {
      EXPECT_GT(table.block_count(), 8U);
    }
  }
  check();
  // Blocks that were joined are not kept.
  EXPECT_LT(table.block_count(), 4 + 4 * table.size() / kBlockSlots + 4);
  for (const auto& [id, row] : wanted) table.Erase(*row);
  EXPECT_EQ(table.size(), 0U);
  EXPECT_EQ(table.block_count(), 0U);
}

// Whoever makes a full block split changes one half only; the other must be known as it is, too.
TEST(SpatialTableTest, BothHalvesOfABlockThatIsSplitAreSummarised) {
  for (const int latitude : {52'000'000, 52'999'999}) {
    Random random(2);
    std::vector<std::shared_ptr<const Row>> all;
    SpatialTable table;
    for (int i = 0; i < kBlockSlots; ++i) {
      all.push_back(SomebodyAt(absl::StrCat("a", i), 52'500'000 + 100 * i, 5'000'000, random));
      table.Insert(*all.back());
    }
    ASSERT_EQ(table.block_count(), 1U);
    all.push_back(SomebodyAt("last", latitude, 5'000'000, random));
    table.Insert(*all.back());
    ASSERT_EQ(table.block_count(), 2U);
    EXPECT_EQ(RowsIn(table).size(), all.size());
  }
}

// In two parts, each with every other row, and the last task first.
SpatialTable AtOnce(const std::vector<const Row*>& rows) {
  std::vector<std::vector<SpatialTable::Placed>> parts(2);
  for (std::size_t i = 0; i < rows.size(); ++i) parts[i % 2].push_back(SpatialTable::Place(*rows[i]));
  return SpatialTable::Of(SpatialTable::Sort(parts), [](std::size_t count, absl::FunctionRef<void(std::size_t)> task) {
    while (count-- > 0) task(count);
  });
}

TEST(SpatialTableTest, OfManyAtOnceIsAsOfOneByOne) {
  Random random(3);
  for (const int count : {0, 1, 191, 192, 193, 5000, 7000}) {
    std::vector<std::shared_ptr<const Row>> all;
    std::vector<const Row*> rows;
    SpatialTable one_by_one;
    for (int i = 0; i < count; ++i) {
      all.push_back(SomebodyAt(absl::StrCat("a", i), 52'000'000 + random.Below(900'000),
                               5'000'000 + random.Below(900'000), random));
      rows.push_back(all.back().get());
      one_by_one.Insert(*rows.back());
    }
    SpatialTable at_once = AtOnce(rows);
    ASSERT_EQ(RowsIn(at_once), RowsIn(one_by_one));
    // It goes on from there.
    for (std::size_t i = 0; i < rows.size(); i += 3) at_once.Erase(*rows[i]);
    for (std::size_t i = 0; i < rows.size(); i += 3) at_once.Insert(*rows[i]);
    ASSERT_EQ(RowsIn(at_once), RowsIn(one_by_one));
  }
}

TEST(SpatialTableTest, ACopyKeepsWhatItHadAndSharesTheRest) {
  Random random(2);
  std::vector<std::shared_ptr<const Row>> rows;
  SpatialTable table;
  for (int i = 0; i < 3000; ++i) {
    rows.push_back(SomeRow(absl::StrCat("a", i), 52'000'000 + random.Below(900'000), 5'000'000));
    table.Insert(*rows.back());
  }
  const SpatialTable copy = table;
  const std::set<const Row*> before = RowsIn(copy);
  table.Erase(*rows[7]);
  const auto newcomer = SomeRow("new", 52'400'000, 5'000'000);
  table.Insert(*newcomer);
  EXPECT_EQ(RowsIn(copy), before);
  std::size_t shared = 0;
  for (std::size_t b = 0; b < table.block_count(); ++b) {
    for (std::size_t c = 0; c < copy.block_count(); ++c) {
      if (&table.block(b) == &copy.block(c)) ++shared;
    }
  }
  EXPECT_GE(shared + 3, table.block_count());
  EXPECT_GT(shared, 5U);
}

TEST(SpatialTableTest, BlocksAreOfNeighbours) {
  Random random(3);
  std::vector<std::shared_ptr<const Row>> rows;
  SpatialTable table;
  for (int i = 0; i < 8000; ++i) {
    rows.push_back(
        SomeRow(absl::StrCat("a", i), 52'000'000 + random.Below(500'000), 5'000'000 + random.Below(800'000)));
    table.Insert(*rows.back());
  }
  // About 55 km square, in blocks of about 170: a block is seven kilometres wide, or twice that where the key jumps.
  std::int64_t width = 0;
  for (std::size_t b = 0; b < table.block_count(); ++b) {
    width += DistanceCm(table.summary(b).lowest, table.summary(b).highest) / 100'000;
  }
  EXPECT_LT(width / static_cast<std::int64_t>(table.block_count()), 25);
}

TEST(SpatialTableTest, ASnapshotHoldsTheSameRowsByPlaceAsById) {
  Random random(4);
  auto snapshot = testing::SnapshotOf(testing::LargeWorld(random, 900));
  const auto check = [&] {
    for (const Kind kind : {Kind::kResident, Kind::kVolunteer, Kind::kActivity}) {
      std::set<const Row*> rows;
      snapshot->rows(kind).ForEach([&](const std::string&, const auto& row) { rows.insert(row.get()); });
      ASSERT_EQ(RowsIn(snapshot->spatial(kind)), rows);
    }
  };
  check();
  for (Revision revision = 2; revision < 300; ++revision) {
    SnapshotBuilder builder(snapshot);
    std::vector<std::shared_ptr<const Row>> some;
    snapshot->rows(Kind::kVolunteer).ForEach([&](const std::string&, const auto& row) { some.push_back(row); });
    const auto& chosen = *random.OneOf(some)->volunteer;
    if (random.Percent(50) && snapshot->MatchesOf(chosen.meta.id).empty()) {
      builder.Apply(Erased{chosen.meta.id});
    } else {
      auto moved = std::make_shared<Volunteer>(chosen);
      moved->place.point.latitude_e6 += random.Between(-50'000, 50'000);
      builder.Apply(std::shared_ptr<const Volunteer>(std::move(moved)));
    }
    snapshot = builder.Build(revision);
  }
  check();
}

// The columns cannot ask the rules how fast a mode is.
TEST(RowBlockTest, NobodyGetsFartherThanTheReach) {
  for (const TravelMode mode : {TravelMode::kWalk, TravelMode::kBike, TravelMode::kCar, TravelMode::kPublicTransport,
                                TravelMode::kWheelchairTaxi}) {
    for (const int minutes : {1, 4, 5, 10, 14, 15, 16, 30, 60, 240}) {
      auto volunteer = std::make_shared<Volunteer>();
      volunteer->travel = {{mode, minutes, false}};
      const auto row = MakeRow(std::move(volunteer), {});
      const std::int64_t reach = std::int64_t{Pack(*row).reach} << kDistanceShift;
      std::int64_t farthest = -1;
      for (std::int64_t metres = 0; metres < 300'000; metres += metres < 5000 ? 5 : 50) {
        if (TravelMinutes(mode, metres * 100) <= minutes) farthest = metres * 100;
      }
      EXPECT_GE(reach, farthest) << static_cast<int>(mode) << " " << minutes;
      EXPECT_LE(reach, std::max<std::int64_t>(farthest, 0) + 20'000) << static_cast<int>(mode) << " " << minutes;
    }
  }
}

TEST(RowBlockTest, ADayInUtcBeginsAtMidnightBeforeAndAfter1970) {
  EXPECT_EQ(DayInUtc(absl::UnixEpoch()), 0);
  EXPECT_EQ(DayInUtc(absl::UnixEpoch() + absl::Hours(24) - absl::Seconds(1)), 0);
  EXPECT_EQ(DayInUtc(absl::UnixEpoch() - absl::Seconds(1)), -1);
  EXPECT_EQ(DayInUtc(absl::UnixEpoch() - absl::Hours(24)), -1);
  EXPECT_EQ(DayInUtc(absl::InfiniteFuture()), kAlwaysDay);
}

}  // namespace
}  // namespace klik::engine
