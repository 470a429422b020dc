#include "services/access/reach.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "engine/index/snapshot_builder.h"
#include "engine/taxonomy/taxonomy.h"

namespace klik::services {
namespace {

using klik::v1::Access;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <typename Value>
engine::Change Record(engine::Kind kind, const std::string& id, const std::string& system,
                      const std::string& municipality) {
  auto value = std::make_shared<Value>();
  value->meta.id = {kind, id};
  value->meta.system = system;
  value->municipality = municipality;
  return std::shared_ptr<const Value>(std::move(value));
}

class ReachTest : public ::testing::Test {
 protected:
  ReachTest() {
    engine::SnapshotBuilder builder(std::make_shared<const engine::Snapshot>(engine::Taxonomy::BuiltIn()));
    builder.Apply(Record<engine::Resident>(engine::Kind::kResident, "mine", "crm", "GM0420"));
    builder.Apply(Record<engine::Volunteer>(engine::Kind::kVolunteer, "near", "other", "GM0420"));
    builder.Apply(Record<engine::Volunteer>(engine::Kind::kVolunteer, "far", "other", "GM0363"));
    builder.Apply(Record<engine::Activity>(engine::Kind::kActivity, "far", "other", "GM0363"));
    view_ = builder.Build(1);
  }

  Reach Of(Access::Role role, Access::Records records) const {
    Principal principal;
    principal.system = "crm";
    principal.municipality = "GM0420";
    principal.roles.Add(role);
    Access::Grant grant;
    grant.set_role(role);
    grant.set_records(records);
    return Reach(principal, access_, grant, /*stated_reason=*/false);
  }

  const Access access_;
  std::shared_ptr<const engine::Snapshot> view_;
  const engine::EntityId mine_{engine::Kind::kResident, "mine"};
  const engine::EntityId near_{engine::Kind::kVolunteer, "near"};
  const engine::EntityId far_{engine::Kind::kVolunteer, "far"};
  const engine::EntityId activity_{engine::Kind::kActivity, "far"};
};

TEST_F(ReachTest, FindsWhatTheGrantReachesAndKeepsInMindWhoWasNamed) {
  const Reach reach = Of(Access::COORDINATOR, Access::MUNICIPALITY);
  EXPECT_TRUE(reach.Finds(*view_, mine_));
  EXPECT_TRUE(reach.Finds(*view_, near_));
  EXPECT_FALSE(reach.withheld());
  EXPECT_FALSE(reach.Finds(*view_, far_));
  EXPECT_TRUE(reach.withheld());
  EXPECT_THAT(reach.named(), ElementsAre("residents/mine", "volunteers/near", "volunteers/far"));
}

TEST_F(ReachTest, OfWhoIsNotThereNothingIsKept) {
  const Reach reach = Of(Access::COORDINATOR, Access::MUNICIPALITY);
  EXPECT_FALSE(reach.Finds(*view_, {engine::Kind::kResident, "nobody"}));
  EXPECT_FALSE(reach.withheld());
  EXPECT_THAT(reach.named(), IsEmpty());
}

TEST_F(ReachTest, ACandidateIsAnybodyOfTheMunicipalityAndWhateverThereIsToDo) {
  const Reach reach = Of(Access::PARTNER, Access::OWN);
  EXPECT_FALSE(reach.Finds(*view_, near_));
  EXPECT_TRUE(reach.ForCandidates().Finds(*view_, near_));
  EXPECT_FALSE(reach.ForCandidates().Finds(*view_, far_));
  EXPECT_TRUE(reach.ForCandidates().Finds(*view_, activity_));
}

TEST_F(ReachTest, ThatForCandidatesIsOfTheSameCallAndAFreshOneIsNot) {
  const Reach reach = Of(Access::COORDINATOR, Access::MUNICIPALITY);
  EXPECT_FALSE(reach.ForCandidates().Finds(*view_, far_));
  EXPECT_TRUE(reach.withheld());
  EXPECT_FALSE(reach.Fresh().withheld());
}

TEST_F(ReachTest, NobodyMakesWhatBelongsToAnotherMunicipality) {
  const Reach reach = Of(Access::COORDINATOR, Access::MUNICIPALITY);
  EXPECT_TRUE(reach.MayMake({.system = "crm", .organisation = "", .municipalities = {"GM0420"}}));
  EXPECT_TRUE(reach.MayMake({.system = "crm", .organisation = "", .municipalities = {}}));
  EXPECT_FALSE(reach.MayMake({.system = "crm", .organisation = "", .municipalities = {"GM0363"}}));
}

}  // namespace
}  // namespace klik::services
