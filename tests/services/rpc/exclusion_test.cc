// ExclusionService, as a client sees it: who may be kept apart, what that does to a search, and how it ends.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "klik/v1/activity_service.grpc.pb.h"
#include "klik/v1/exclusion_service.grpc.pb.h"
#include "klik/v1/matching_service.grpc.pb.h"
#include "klik/v1/organisation_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"
#include "tests/services/rpc/messages.h"
#include "tests/services/rpc/test_server.h"

namespace klik::services {
namespace {

using testing::Call;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kActivity;
using testing::kPerson;
using ::testing::MatchesRegex;
using testing::Outcome;
using testing::Parsed;
using ::testing::UnorderedElementsAre;
using Stub = v1::ExclusionService::Stub;

// Two residents, two volunteers, an activity and an organisation; the server's day is 2 November 2026.
class ExclusionTest : public ::testing::Test {
 protected:
  ExclusionTest() {
    for (const char* id : {"R1", "R2"}) {
      v1::CreateResidentRequest request;
      *request.mutable_resident() = Parsed<v1::Resident>(kPerson + "external_id: '" + id + "'");
      Call(*server_.Stub<v1::ResidentService>(), &v1::ResidentService::Stub::CreateResident, request).value();
    }
    for (const char* id : {"V1", "V2"}) {
      v1::CreateVolunteerRequest request;
      *request.mutable_volunteer() = Parsed<v1::Volunteer>(kPerson + "external_id: '" + id + "'");
      Call(*server_.Stub<v1::VolunteerService>(), &v1::VolunteerService::Stub::CreateVolunteer, request).value();
    }
    v1::CreateActivityRequest activity;
    *activity.mutable_activity() = Parsed<v1::Activity>(kActivity + "external_id: 'A1'");
    Call(*server_.Stub<v1::ActivityService>(), &v1::ActivityService::Stub::CreateActivity, activity).value();
    v1::CreateOrganisationRequest club;
    *club.mutable_organisation() = Parsed<v1::Organisation>("title: 'Zang' external_id: 'O1'");
    Call(*server_.Stub<v1::OrganisationService>(), &v1::OrganisationService::Stub::CreateOrganisation, club).value();
  }

  Outcome<v1::Exclusion> Create(const std::string& text, bool validate_only = false) {
    v1::CreateExclusionRequest request;
    *request.mutable_exclusion() = Parsed<v1::Exclusion>(text);
    request.set_validate_only(validate_only);
    return Call(*exclusions_, &Stub::CreateExclusion, request);
  }

  Outcome<v1::Exclusion> Update(const v1::Exclusion& before, const std::string& changes, const std::string& path) {
    v1::UpdateExclusionRequest request;
    *request.mutable_exclusion() = Parsed<v1::Exclusion>(changes);
    request.mutable_exclusion()->set_name(before.name());
    request.mutable_exclusion()->set_etag(before.etag());
    request.mutable_update_mask()->add_paths(path);
    return Call(*exclusions_, &Stub::UpdateExclusion, request);
  }

  std::vector<std::string> List() {
    std::vector<std::string> names;
    const auto listed = Call(*exclusions_, &Stub::ListExclusions, v1::ListExclusionsRequest()).value();
    for (const v1::Exclusion& exclusion : listed.exclusions()) names.push_back(exclusion.name());
    return names;
  }

  // The codes of the bars about who is kept from whom, with the relation where there is one.
  std::vector<std::string> Bars(const std::string& subject, const std::string& candidate) {
    v1::ExplainMatchRequest request;
    request.set_subject(subject);
    request.set_candidate(candidate);
    const auto matching = server_.Stub<v1::MatchingService>();
    const auto explained = Call(*matching, &v1::MatchingService::Stub::ExplainMatch, request).value();
    std::vector<std::string> codes;
    for (const v1::Reason& reason : explained.excluded().reasons()) {
      if (reason.code() == v1::EXCLUDED_PAIR) codes.emplace_back("EXCLUDED_PAIR");
      if (reason.code() == v1::OWN_RELATION) codes.push_back("OWN_RELATION " + reason.params().at("relation"));
    }
    return codes;
  }

  testing::TestServer server_;
  std::unique_ptr<Stub> exclusions_ = server_.Stub<v1::ExclusionService>();
};

TEST_F(ExclusionTest, GivesBackWhatWasCreatedAndAppliesItFromBothSides) {
  const auto created = Create("external_id: 'X1' first: 'ext:V1' second: 'ext:R1' category: CASE_WORKER").value();
  EXPECT_THAT(created.name(), MatchesRegex("exclusions/[a-z0-9]+"));
  EXPECT_THAT(created.first(), MatchesRegex("volunteers/[a-z0-9]+"));
  EXPECT_THAT(created.second(), MatchesRegex("residents/[a-z0-9]+"));
  EXPECT_EQ(created.until(), "");
  v1::GetExclusionRequest request;
  request.set_name("ext:X1");
  EXPECT_EQ(Call(*exclusions_, &Stub::GetExclusion, request).value().SerializeAsString(), created.SerializeAsString());
  EXPECT_THAT(List(), ElementsAre(created.name()));
  EXPECT_THAT(Bars("ext:R1", "ext:V1"), ElementsAre("OWN_RELATION case_worker"));
  EXPECT_THAT(Bars("ext:V1", "ext:R1"), ElementsAre("OWN_RELATION case_worker"));
  EXPECT_THAT(Bars("ext:R2", "ext:V1"), IsEmpty());
}

TEST_F(ExclusionTest, SeveralOfTheSameTwoAreOneBarOfAKind) {
  for (const char* category : {"CASE_WORKER", "FAMILY", "FAMILY", "SAFETY", "OWN_CHOICE"}) {
    Create("first: 'ext:R1' second: 'ext:A1' category: " + std::string(category)).value();
  }
  EXPECT_THAT(Bars("ext:A1", "ext:R1"), ElementsAre("EXCLUDED_PAIR", "OWN_RELATION family"));
}

TEST_F(ExclusionTest, HoldsUntilTheEndOfItsLastDay) {
  const auto created = Create("first: 'ext:R1' second: 'ext:R2' category: OWN_CHOICE until: '2026-11-02'").value();
  EXPECT_THAT(Bars("ext:R2", "ext:R1"), ElementsAre("EXCLUDED_PAIR"));
  const auto past = Update(created, "until: '2026-11-01'", "until").value();
  EXPECT_EQ(past.until(), "2026-11-01");
  EXPECT_EQ(past.first(), created.first());
  EXPECT_THAT(Bars("ext:R2", "ext:R1"), IsEmpty());
  EXPECT_EQ(Update(created, "until: ''", "until").status.error_code(), grpc::ABORTED);
  EXPECT_THAT(Update(past, "category: CATEGORY_UNSPECIFIED", "category").fields(), ElementsAre("exclusion.category"));
  EXPECT_EQ(Update(past, "until: ''", "until").value().until(), "");
  EXPECT_THAT(Bars("ext:R2", "ext:R1"), ElementsAre("EXCLUDED_PAIR"));
}

TEST_F(ExclusionTest, TakesOnlyTwoThatCouldBeBroughtTogether) {
  EXPECT_THAT(Create("").fields(), UnorderedElementsAre("exclusion.first", "exclusion.second", "exclusion.category"));
  const auto fields = [&](const std::string& parties) { return Create(parties + " category: SAFETY").fields(); };
  EXPECT_THAT(fields("first: 'ext:R1' second: 'ext:R1'"), ElementsAre("exclusion.second"));
  EXPECT_THAT(fields("first: 'ext:R1' second: 'ext:nobody'"), ElementsAre("exclusion.second"));
  EXPECT_THAT(fields("first: 'residents/nobody' second: 'ext:R1'"), ElementsAre("exclusion.first"));
  EXPECT_THAT(fields("first: 'ext:O1' second: 'ext:R1'"), ElementsAre("exclusion.first"));
  EXPECT_THAT(fields("first: 'matches/abc' second: 'ext:R1'"), ElementsAre("exclusion.first"));
  EXPECT_THAT(fields("first: 'ext:V1' second: 'ext:V2'"), ElementsAre("exclusion.second"));
  EXPECT_THAT(List(), IsEmpty());
  Create("first: 'ext:R1' second: 'ext:R2' category: SAFETY", /*validate_only=*/true).value();
  EXPECT_THAT(List(), IsEmpty());
}

TEST_F(ExclusionTest, IsDeletedAloneOrGoesWithEitherOfTheTwo) {
  const auto alone = Create("first: 'ext:V1' second: 'ext:R1' category: FAMILY").value();
  v1::DeleteExclusionRequest removal;
  removal.set_name(alone.name());
  Call(*exclusions_, &Stub::DeleteExclusion, removal).value();
  EXPECT_THAT(List(), IsEmpty());

  Create("first: 'ext:V1' second: 'ext:R1' category: FAMILY").value();
  Create("first: 'ext:R1' second: 'ext:A1' category: CONFLICT").value();
  const auto of_others = Create("first: 'ext:V1' second: 'ext:R2' category: FAMILY").value();
  v1::DeleteResidentRequest request;
  request.set_name("ext:R1");
  const auto revision = server_.registry().snapshot()->revision();
  Call(*server_.Stub<v1::ResidentService>(), &v1::ResidentService::Stub::DeleteResident, request).value();
  EXPECT_EQ(server_.registry().snapshot()->revision(), revision + 1) << "one commit";
  EXPECT_THAT(List(), ElementsAre(of_others.name()));
}

}  // namespace
}  // namespace klik::services
