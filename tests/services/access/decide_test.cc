#include "services/access/decide.h"

#include <gtest/gtest.h>

namespace klik::services {
namespace {

using klik::v1::Access;

const Owner kOwn{.system = "crm", .organisation = "organisations/a", .municipalities = {"GM0420"}};
const Owner kNeighbour{.system = "other", .organisation = "organisations/b", .municipalities = {"GM0420"}};
const Owner kElsewhere{.system = "other", .organisation = "organisations/b", .municipalities = {"GM0363"}};

Principal Caller(Access::Role role) {
  Principal principal;
  principal.system = "crm";
  principal.organisation = "organisations/a";
  principal.municipality = "GM0420";
  principal.roles.Add(role);
  return principal;
}

Access::Grant Grant(Access::Role role, Access::Records records) {
  Access::Grant grant;
  grant.set_role(role);
  grant.set_records(records);
  return grant;
}

TEST(FindGrantTest, WhoHasNoRoleOfTheMethodIsDenied) {
  Access access;
  *access.add_grants() = Grant(Access::COORDINATOR, Access::MUNICIPALITY);
  EXPECT_EQ(FindGrant(Caller(Access::ADMINISTRATOR), access).status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(FindGrant(Principal(), access).status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(FindGrant(Caller(Access::COORDINATOR), access).ok());
}

TEST(FindGrantTest, APartnerNeedsTheScopeToo) {
  Access access;
  *access.add_grants() = Grant(Access::PARTNER, Access::OWN);
  access.mutable_grants(0)->set_scope(Access::MATCH_READ);
  Principal partner = Caller(Access::PARTNER);
  partner.scopes.Add(Access::PROFILE_READ);
  EXPECT_FALSE(FindGrant(partner, access).ok());
  partner.scopes.Add(Access::MATCH_READ);
  EXPECT_TRUE(FindGrant(partner, access).ok());
}

TEST(FindGrantTest, OfSeveralRolesTheWidestHolds) {
  Access access;
  *access.add_grants() = Grant(Access::REFERRER, Access::OWN);
  *access.add_grants() = Grant(Access::COORDINATOR, Access::MUNICIPALITY);
  *access.add_grants() = Grant(Access::ADMINISTRATOR, Access::NO_RECORDS);
  Principal both = Caller(Access::REFERRER);
  both.roles.Add(Access::COORDINATOR);
  both.roles.Add(Access::ADMINISTRATOR);
  EXPECT_EQ(FindGrant(both, access)->records(), Access::MUNICIPALITY);
}

TEST(ReachesTest, EndsWhereTheGrantEnds) {
  const Principal caller = Caller(Access::COORDINATOR);
  const auto reaches = [&](Access::Records records, const Owner& owner) {
    return Reaches(caller, Grant(Access::COORDINATOR, records), owner);
  };
  EXPECT_TRUE(reaches(Access::ALL, kElsewhere));
  EXPECT_TRUE(reaches(Access::MUNICIPALITY, kNeighbour));
  EXPECT_FALSE(reaches(Access::MUNICIPALITY, kElsewhere));
  EXPECT_TRUE(reaches(Access::ORGANISATION, kOwn));
  EXPECT_FALSE(reaches(Access::ORGANISATION, kNeighbour));
  EXPECT_TRUE(reaches(Access::OWN, kOwn));
  EXPECT_FALSE(reaches(Access::OWN, kNeighbour));
  EXPECT_FALSE(reaches(Access::NO_RECORDS, kOwn));
}

TEST(ReachesTest, ADraftIsOfWhoSavedItAlone) {
  Owner draft = kOwn;
  draft.is_draft = true;
  Principal coordinator = Caller(Access::COORDINATOR);
  const auto reaches = [&](const Principal& caller) {
    return Reaches(caller, Grant(Access::COORDINATOR, Access::MUNICIPALITY), draft);
  };
  EXPECT_TRUE(reaches(coordinator)) << "of the same organisation";
  coordinator.organisation = "organisations/b";
  EXPECT_FALSE(reaches(coordinator));
  coordinator.organisation = "";
  EXPECT_FALSE(reaches(coordinator)) << "of the same system, but not of the organisation";
  draft.organisation = "";
  EXPECT_TRUE(reaches(coordinator));
  coordinator.system = "other";
  EXPECT_FALSE(reaches(coordinator));
  draft.is_draft = false;
  EXPECT_TRUE(reaches(coordinator));
}

TEST(ReachesTest, AnEmptyNameIsNobodys) {
  EXPECT_FALSE(Reaches(Principal(), Grant(Access::PARTNER, Access::OWN), Owner()));
  EXPECT_FALSE(Reaches(Principal(), Grant(Access::REFERRER, Access::ORGANISATION), Owner()));
}

TEST(ReachesTest, WhatBelongsToNoMunicipalityIsForWhoseSystemBroughtItIn) {
  const auto reaches = [](const std::string& system) {
    return Reaches(Caller(Access::COORDINATOR), Grant(Access::COORDINATOR, Access::MUNICIPALITY),
                   Owner{.system = system, .organisation = "", .municipalities = {}});
  };
  EXPECT_TRUE(reaches("crm"));
  EXPECT_FALSE(reaches("other"));
}

TEST(ReachesTest, WhatLiesBetweenPeopleOfTwoMunicipalitiesIsOfBoth) {
  const Owner between{.system = "other", .organisation = "", .municipalities = {"GM0363", "GM0420"}};
  EXPECT_TRUE(Reaches(Caller(Access::COORDINATOR), Grant(Access::COORDINATOR, Access::MUNICIPALITY), between));
}

klik::v1::DataClass Highest(Access::Role role, const Owner& owner, bool reason,
                            Access::Purpose purpose = Access::MATCHING,
                            Access::Records records = Access::MUNICIPALITY) {
  Access access;
  access.set_purpose(purpose);
  return HighestClass(Caller(role), access, Grant(role, records), owner, reason);
}

TEST(HighestClassTest, FollowsRoleCaseAndReason) {
  EXPECT_EQ(Highest(Access::COORDINATOR, kOwn, false), klik::v1::P3);
  EXPECT_EQ(Highest(Access::COORDINATOR, kNeighbour, false), klik::v1::P1);
  EXPECT_EQ(Highest(Access::COORDINATOR, kNeighbour, true), klik::v1::P3);
  EXPECT_EQ(Highest(Access::REFERRER, kOwn, false), klik::v1::P3);
  EXPECT_EQ(Highest(Access::REFERRER, kNeighbour, true), klik::v1::P0);
  EXPECT_EQ(Highest(Access::PARTNER, kOwn, false), klik::v1::P3);
  EXPECT_EQ(Highest(Access::PARTNER, kNeighbour, true), klik::v1::P1);
  EXPECT_EQ(Highest(Access::ANALYST, kOwn, true), klik::v1::P0);
}

TEST(HighestClassTest, WhoRunsTheServerSeesAccountsAndWhoGuardsDataSeesWhoLooked) {
  EXPECT_EQ(Highest(Access::ADMINISTRATOR, kOwn, true), klik::v1::P0);
  EXPECT_EQ(Highest(Access::ADMINISTRATOR, kOwn, false, Access::ADMINISTRATION), klik::v1::P2);
  EXPECT_EQ(Highest(Access::PRIVACY_OFFICER, kOwn, true), klik::v1::P0);
  EXPECT_EQ(Highest(Access::PRIVACY_OFFICER, kOwn, false, Access::DATA_PROTECTION), klik::v1::P3);
  EXPECT_EQ(Highest(Access::ANALYST, Owner(), false, Access::SIGN_IN, Access::SELF), klik::v1::P2);
}

TEST(HighestClassTest, ASecretIsShownWhereTheMethodGivesIt) {
  Access access;
  access.set_gives_secret(true);
  EXPECT_EQ(HighestClass(Principal(), access, Access::Grant(), Owner(), false), klik::v1::P4);
}

}  // namespace
}  // namespace klik::services
