// Start-up: what was stored comes back, or the start fails and says why.
#include "services/registry/loader.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/registry/change_record.h"
#include "services/registry/registry.h"
#include "storage/memory/memory_store.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/services/registry/registry_calls.h"
#include "tests/storage/scratch_directory.h"
#include "tests/testing/fake_clock.h"

namespace klik::services {
namespace {

using engine::EntityId;
using engine::Kind;

// A choir, its rehearsal, somebody who waits, somebody who helps, a proposal for the two, a quarrel at the choir, and
// how the one who waits came.
class LoaderTest : public ::testing::Test {
 protected:
  template <typename Resource>
  Resource Make(Kind kind, const std::string& id) const {
    Resource resource;
    resource.meta = {.id = {kind, id},
                     .external_id = {"import", "ext-" + id},
                     .system = "import",
                     .version = 3,
                     .create_time = clock_.Now(),
                     .update_time = clock_.Now() + absl::Minutes(1)};
    return resource;
  }

  engine::Match Proposal() const {
    auto match = Make<engine::Match>(Kind::kMatch, "proposal");
    match.meta.external_id = {};
    match.resident = {Kind::kResident, "anna"};
    match.other = {Kind::kVolunteer, "bart"};
    return match;
  }

  engine::Exclusion Quarrel() const {
    auto exclusion = Make<engine::Exclusion>(Kind::kExclusion, "quarrel");
    exclusion.first = {Kind::kActivity, "rehearsal"};
    exclusion.second = {Kind::kVolunteer, "bart"};
    exclusion.category = engine::ExclusionCategory::kConflict;
    return exclusion;
  }

  engine::Referral Coming() const {
    auto referral = Make<engine::Referral>(Kind::kReferral, "coming");
    referral.municipality = "GM0420";
    referral.state = engine::ReferralState::kAccepted;
    referral.resident = EntityId{Kind::kResident, "anna"};
    return referral;
  }

  engine::Activity Rehearsal() const {
    auto activity = Make<engine::Activity>(Kind::kActivity, "rehearsal");
    activity.organisation = EntityId{Kind::kOrganisation, "choir"};
    activity.format = engine::ActivityFormat::kGroup;
    return activity;
  }

  std::vector<engine::Change> World() const {
    auto resident = Make<engine::Resident>(Kind::kResident, "anna");
    resident.display_name = "Anna";
    resident.waiting_since = absl::CivilDay(2026, 9, 1);
    auto volunteer = Make<engine::Volunteer>(Kind::kVolunteer, "bart");
    volunteer.display_name = "Bart";
    return {std::make_shared<const engine::Organisation>(Make<engine::Organisation>(Kind::kOrganisation, "choir")),
            std::make_shared<const engine::Activity>(Rehearsal()),
            std::make_shared<const engine::Resident>(std::move(resident)),
            std::make_shared<const engine::Volunteer>(std::move(volunteer)),
            std::make_shared<const engine::Match>(Proposal()),
            std::make_shared<const engine::Exclusion>(Quarrel()),
            std::make_shared<const engine::Referral>(Coming())};
  }

  static Decide PutAll(std::vector<engine::Change> changes) {
    return [changes = std::move(changes)](const engine::Snapshot&, absl::Time) { return Decision{changes, ""}; };
  }

  static void Put(storage::Store& store, const std::string& key, const std::string& value) {
    storage::Batch batch;
    batch.Put(key, value);
    ASSERT_TRUE(store.Commit(batch).ok());
  }

  const engine::Taxonomy& taxonomy_ = engine::Taxonomy::BuiltIn();
  testing::FakeClock clock_;
};

TEST_F(LoaderTest, ARestartBringsBackTheSameSnapshot) {
  const storage::ScratchDirectory directory;
  std::shared_ptr<const engine::Snapshot> before;
  {
    const auto store = *storage::OpenRocksDbStore(directory.store());
    const auto registry = *Registry::Open(*store, taxonomy_, clock_);
    ASSERT_TRUE(Call(*registry, PutAll(World()), Request("r1")).ok());
    ASSERT_TRUE(Call(*registry, CreateOrganisation("gone", "Gone")).ok());
    ASSERT_TRUE(Call(*registry, PutAll({engine::Erased{{Kind::kOrganisation, "gone"}}})).ok());
    before = registry->snapshot();
    store->Close();
  }
  const auto store = *storage::OpenRocksDbStore(directory.store());
  const auto registry = *Registry::Open(*store, taxonomy_, clock_);
  const auto after = registry->snapshot();

  EXPECT_EQ(after->revision(), before->revision());
  EXPECT_EQ(*after->FindOrganisation("choir"), *before->FindOrganisation("choir"));
  EXPECT_EQ(*after->FindActivity("rehearsal"), *before->FindActivity("rehearsal"));
  EXPECT_EQ(*after->FindResident("anna"), *before->FindResident("anna"));
  EXPECT_EQ(*after->FindVolunteer("bart"), *before->FindVolunteer("bart"));
  EXPECT_EQ(*after->FindMatch("proposal"), *before->FindMatch("proposal"));
  EXPECT_EQ(*after->FindExclusion("quarrel"), *before->FindExclusion("quarrel"));
  EXPECT_EQ(*after->FindReferral("coming"), *before->FindReferral("coming"));
  EXPECT_EQ(after->ReferralsOf({Kind::kResident, "anna"}), std::vector<std::string>{"coming"});
  EXPECT_EQ(after->FindExternal({"import", "ext-coming"}), (EntityId{Kind::kReferral, "coming"}));
  EXPECT_EQ(after->ExclusionsOf({Kind::kVolunteer, "bart"}), std::vector<std::string>{"quarrel"});
  EXPECT_EQ(after->FindOrganisation("gone"), nullptr);
  EXPECT_EQ(after->FindExternal({"import", "ext-anna"}), (EntityId{Kind::kResident, "anna"}));
  EXPECT_EQ(after->MatchesOf({Kind::kVolunteer, "bart"}), std::vector<std::string>{"proposal"});
  EXPECT_EQ(after->FindRow({Kind::kVolunteer, "bart"})->load.open_until.size(), 1u);
  EXPECT_EQ(Call(*registry, CreateOrganisation("club", "Club"))->revision, before->revision() + 1);
}

TEST_F(LoaderTest, ABrokenRecordStopsTheStartAndIsNamed) {
  const auto store = storage::NewMemoryStore();
  Put(*store, "residents/anna", "not a record");
  const auto opened = Registry::Open(*store, taxonomy_, clock_);
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(opened.status().message().find("residents/anna"), absl::string_view::npos) << opened.status();
}

TEST_F(LoaderTest, ARecordThatRefersToWhatIsNotThereStopsTheStartAndIsNamed) {
  for (const engine::Change& change : {engine::Change(std::make_shared<const engine::Match>(Proposal())),
                                       engine::Change(std::make_shared<const engine::Activity>(Rehearsal())),
                                       engine::Change(std::make_shared<const engine::Exclusion>(Quarrel())),
                                       engine::Change(std::make_shared<const engine::Referral>(Coming()))}) {
    const auto store = storage::NewMemoryStore();
    const RecordWrite record = EncodeChange(change, taxonomy_);
    Put(*store, record.key, *record.value);
    const auto loaded = LoadSnapshot(*store, taxonomy_);
    EXPECT_EQ(loaded.status().code(), absl::StatusCode::kDataLoss);
    EXPECT_NE(loaded.status().message().find(record.key), absl::string_view::npos) << loaded.status();
  }
}

TEST_F(LoaderTest, ManyRecordsComeBackEachInItsPlace) {
  const auto store = storage::NewMemoryStore();
  storage::Batch batch;
  for (int i = 0; i < 3000; ++i) {
    auto resident = Make<engine::Resident>(Kind::kResident, absl::StrCat("r", i));
    resident.birth_year = 1930 + i % 60;
    const RecordWrite record = EncodeChange(std::make_shared<const engine::Resident>(std::move(resident)), taxonomy_);
    batch.Put(record.key, *record.value);
  }
  ASSERT_TRUE(store->Commit(batch).ok());
  const auto loaded = LoadSnapshot(*store, taxonomy_);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ((*loaded)->rows(Kind::kResident).size(), 3000u);
  EXPECT_EQ((*loaded)->spatial(Kind::kResident).size(), 3000u);
  for (int i = 0; i < 3000; ++i) {
    EXPECT_EQ((*loaded)->FindResident(absl::StrCat("r", i))->birth_year, 1930 + i % 60);
  }
}

// The first that is wrong is told of, however many come after it, right and wrong.
TEST_F(LoaderTest, ARecordThatDoesNotFitIsNamedThoughThousandsFollow) {
  const auto store = storage::NewMemoryStore();
  storage::Batch batch;
  for (int i = 0; i < 3000; ++i) {
    auto activity = Make<engine::Activity>(Kind::kActivity, absl::StrCat("a", 10'000 + i));
    activity.format = engine::ActivityFormat::kGroup;
    if (i == 5 || i == 2999) activity.organisation = EntityId{Kind::kOrganisation, "gone"};
    const RecordWrite record = EncodeChange(std::make_shared<const engine::Activity>(std::move(activity)), taxonomy_);
    batch.Put(record.key, *record.value);
  }
  batch.Put("residents/anna", "not a record");
  ASSERT_TRUE(store->Commit(batch).ok());
  const auto loaded = LoadSnapshot(*store, taxonomy_);
  EXPECT_EQ(loaded.status().message(), "activities/a10005 refers to organisations/gone, which is not there");
}

// Whichever thread comes upon it first.
TEST_F(LoaderTest, OfTwoBrokenRecordsTheFirstIsNamed) {
  for (int round = 0; round < 20; ++round) {
    const auto store = storage::NewMemoryStore();
    storage::Batch batch;
    for (int i = 0; i < 200; ++i) {
      const RecordWrite record = EncodeChange(
          std::make_shared<const engine::Resident>(Make<engine::Resident>(Kind::kResident, absl::StrCat("b", 100 + i))),
          taxonomy_);
      batch.Put(record.key, *record.value);
    }
    batch.Put("residents/b300", "not a record");
    batch.Put("residents/c100", "not a record either");
    ASSERT_TRUE(store->Commit(batch).ok());
    EXPECT_EQ(LoadSnapshot(*store, taxonomy_).status().message(), "residents/b300: the record is damaged");
  }
}

TEST_F(LoaderTest, ARecordUnderAKeyThatIsNoIdStopsTheStart) {
  for (const std::string key : {"residents/", "residents/ANNA", "residents/anna~", "residents/~"}) {
    const auto store = storage::NewMemoryStore();
    const RecordWrite record = EncodeChange(
        std::make_shared<const engine::Resident>(Make<engine::Resident>(Kind::kResident, "anna")), taxonomy_);
    Put(*store, key, *record.value);
    const absl::Status status = LoadSnapshot(*store, taxonomy_).status();
    EXPECT_EQ(status.message(), key + ": the record is damaged");
  }
}

TEST_F(LoaderTest, TwoRecordsWithOneExternalIdStopTheStart) {
  const auto store = storage::NewMemoryStore();
  for (const std::string id : {"one", "two"}) {
    auto organisation = Make<engine::Organisation>(Kind::kOrganisation, id);
    organisation.meta.external_id = {"import", "same"};
    const RecordWrite record =
        EncodeChange(std::make_shared<const engine::Organisation>(std::move(organisation)), taxonomy_);
    Put(*store, record.key, *record.value);
  }
  const auto loaded = LoadSnapshot(*store, taxonomy_);
  EXPECT_EQ(loaded.status().message(), "organisations/two has the external id of organisations/one");
}

}  // namespace
}  // namespace klik::services
