// Create, Get, Update, Delete and the changes of state, as a client sees them.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "klik/v1/activity_service.grpc.pb.h"
#include "klik/v1/organisation_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"
#include "tests/services/rpc/messages.h"
#include "tests/services/rpc/test_server.h"

namespace klik::services {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::Call;
using ::testing::ElementsAre;
using testing::kActivity;
using testing::kPerson;
using ::testing::MatchesRegex;
using testing::Outcome;
using testing::Parsed;
using ::testing::UnorderedElementsAre;
using Stub = v1::ResidentService::Stub;

constexpr char kUuid[] = "123E4567-E89B-12D3-A456-426614174000";

class ResourceCallsTest : public ::testing::Test {
 protected:
  Outcome<v1::Resident> Create(const std::string& changes = "", const std::string& request_id = "",
                               bool validate_only = false) {
    v1::CreateResidentRequest request;
    *request.mutable_resident() = Parsed<v1::Resident>(kPerson + changes);
    request.set_request_id(request_id);
    request.set_validate_only(validate_only);
    return Call(*residents_, &Stub::CreateResident, request);
  }

  Outcome<v1::Resident> Get(const std::string& name) {
    v1::GetResidentRequest request;
    request.set_name(name);
    return Call(*residents_, &Stub::GetResident, request);
  }

  // `changes` to an empty message with the name and etag of `before`.
  Outcome<v1::Resident> Update(const v1::Resident& before, const std::string& changes,
                               const std::vector<std::string>& paths, const std::string& request_id = "") {
    v1::UpdateResidentRequest request;
    *request.mutable_resident() = Parsed<v1::Resident>(changes);
    request.mutable_resident()->set_name(before.name());
    request.mutable_resident()->set_etag(before.etag());
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    request.set_request_id(request_id);
    return Call(*residents_, &Stub::UpdateResident, request);
  }

  template <typename Request, typename Response>
  Outcome<Response> Change(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                           const std::string& name, const std::string& etag = "", const std::string& request_id = "") {
    Request request;
    request.set_name(name);
    request.set_etag(etag);
    request.set_request_id(request_id);
    return Call(*residents_, method, request);
  }

  testing::TestServer server_;
  std::unique_ptr<Stub> residents_ = server_.Stub<v1::ResidentService>();
};

TEST_F(ResourceCallsTest, GivesBackWhatWasCreated) {
  const v1::Resident created = Create("external_id: 'R1'").value();
  EXPECT_THAT(created.name(), MatchesRegex("residents/[a-z0-9]+"));
  EXPECT_TRUE(MessageDifferencer::Equals(created, Get(created.name()).value()));
  EXPECT_TRUE(MessageDifferencer::Equals(created, Get("ext:R1").value()));
  EXPECT_EQ(created.create_time().seconds(), absl::ToUnixSeconds(server_.clock().Now()));
  EXPECT_EQ(created.waiting_since(), "2026-11-02");
}

TEST_F(ResourceCallsTest, TellsAWrongNameFromOneThatIsNotThere) {
  EXPECT_EQ(Get("residents/nobody").status.error_code(), grpc::NOT_FOUND);
  EXPECT_EQ(Get("ext:nobody").status.error_code(), grpc::NOT_FOUND);
  for (const char* name :
       {"", "nobody", "volunteers/abc", "residents/", "residents/A", "ext:", "ext: x", "residents/a/b"}) {
    const auto got = Get(name);
    EXPECT_EQ(got.status.error_code(), grpc::INVALID_ARGUMENT) << name;
    EXPECT_THAT(got.fields(), ElementsAre("name")) << name;
  }
}

TEST_F(ResourceCallsTest, NamesEverythingThatIsWrongAtOnce) {
  const auto created = Create("birth_year: 1700 place { postcode: '0001' } vouchers: ''", "twice");
  EXPECT_EQ(created.status.error_code(), grpc::INVALID_ARGUMENT);
  EXPECT_EQ(created.reason(), "INVALID_FIELDS");
  EXPECT_THAT(created.fields(), UnorderedElementsAre("resident.birth_year", "resident.place.postcode",
                                                     "resident.vouchers[0]", "request_id"));
  const auto nothing = Call(*residents_, &Stub::CreateResident, v1::CreateResidentRequest());
  EXPECT_THAT(nothing.fields(), ElementsAre("resident"));
}

TEST_F(ResourceCallsTest, ErrorsFitInAHeader) {
  std::string interests;
  for (int i = 0; i < 2000; ++i) interests += "interests { topic: 'no.such' }";
  const auto created = Create(interests);
  EXPECT_EQ(created.status.error_code(), grpc::INVALID_ARGUMENT) << created.status.error_message();
  EXPECT_THAT(created.fields(), ::testing::Contains("resident.interests[3].topic"));
  EXPECT_THAT(created.DetailOf<google::rpc::BadRequest>().field_violations().rbegin()->description(),
              MatchesRegex("and [0-9]+ more"));
}

TEST_F(ResourceCallsTest, RefusesAMessageThatIsTooLarge) {
  const auto created = Create("display_name: '" + std::string(256 * 1024, 'x') + "'");
  EXPECT_EQ(created.status.error_code(), grpc::INVALID_ARGUMENT);
  EXPECT_EQ(created.reason(), "MESSAGE_TOO_LARGE");
}

TEST_F(ResourceCallsTest, AnExternalIdIsUniqueOverAllKinds) {
  Create("external_id: 'X1'").value();
  EXPECT_EQ(Create("external_id: 'X1'").status.error_code(), grpc::ALREADY_EXISTS);
  v1::CreateVolunteerRequest request;
  *request.mutable_volunteer() = Parsed<v1::Volunteer>(kPerson + "external_id: 'X1'");
  const auto volunteers = server_.Stub<v1::VolunteerService>();
  const auto created = Call(*volunteers, &v1::VolunteerService::Stub::CreateVolunteer, request);
  EXPECT_EQ(created.status.error_code(), grpc::ALREADY_EXISTS);
  EXPECT_EQ(created.reason(), "EXTERNAL_ID_TAKEN");
  EXPECT_THAT(created.fields(), ElementsAre("volunteer.external_id"));
}

TEST_F(ResourceCallsTest, AStateIsNotTakenFromTheRequest) {
  EXPECT_EQ(Create("state: WITHDRAWN").value().state(), v1::Resident::ACTIVE);
}

TEST_F(ResourceCallsTest, ChecksOnlyWhenAskedTo) {
  const v1::Resident checked = Create("external_id: 'R1'", kUuid, /*validate_only=*/true).value();
  EXPECT_EQ(checked.name(), "");
  EXPECT_EQ(checked.etag(), "");
  EXPECT_EQ(checked.place().accuracy(), v1::Place::PC4);
  EXPECT_EQ(Get("ext:R1").status.error_code(), grpc::NOT_FOUND);
  Create("external_id: 'R1'").value();
  EXPECT_EQ(Create("external_id: 'R1'", "", true).status.error_code(), grpc::ALREADY_EXISTS);
}

TEST_F(ResourceCallsTest, GivesARetriedCallTheFirstAnswer) {
  const v1::Resident first = Create("", kUuid).value();
  std::string lower = kUuid;
  for (char& c : lower) c = static_cast<char>(std::tolower(c));
  EXPECT_TRUE(MessageDifferencer::Equals(Create("", lower).value(), first));
  const auto other = Create("birth_year: 1951", kUuid);
  EXPECT_EQ(other.status.error_code(), grpc::INVALID_ARGUMENT);
  EXPECT_EQ(other.reason(), "REQUEST_ID_REUSED");
}

TEST_F(ResourceCallsTest, GivesARetriedDeleteTheFirstAnswer) {
  const v1::Resident created = Create().value();
  EXPECT_TRUE(Change(&Stub::DeleteResident, created.name(), created.etag(), kUuid).status.ok());
  EXPECT_TRUE(Change(&Stub::DeleteResident, created.name(), created.etag(), kUuid).status.ok());
  EXPECT_EQ(Change(&Stub::DeleteResident, created.name()).status.error_code(), grpc::NOT_FOUND);
}

TEST_F(ResourceCallsTest, ChangesWhatTheMaskNames) {
  const v1::Resident before = Create("max_group_size: 8 display_name: 'A' need { type: SOCIAL }").value();
  server_.clock().Advance(absl::Minutes(1));
  v1::Resident after = Update(before, "display_name: 'B' max_group_size: 3", {"display_name"}).value();
  EXPECT_NE(after.etag(), before.etag());
  EXPECT_EQ(after.update_time().seconds(), before.update_time().seconds() + 60);
  EXPECT_TRUE(MessageDifferencer::Equals(after, Get(before.name()).value()));
  after.set_display_name("A");
  after.set_etag(before.etag());
  *after.mutable_update_time() = before.update_time();
  EXPECT_TRUE(MessageDifferencer::Equals(after, before));
}

TEST_F(ResourceCallsTest, ChangesPartOfAMessage) {
  v1::Resident resident = Create("need { type: SOCIAL confirmed_by: 'c' } max_cost_cents: 5").value();
  resident =
      Update(resident, "place { settlement: 'Onderdijk' } need { type: BOTH }", {"place.settlement", "need.type"})
          .value();
  EXPECT_EQ(resident.place().postcode(), "1693");
  EXPECT_EQ(resident.place().accuracy(), v1::Place::SETTLEMENT);
  EXPECT_EQ(resident.need().type(), v1::Need::BOTH);
  EXPECT_EQ(resident.need().confirmed_by(), "c");
}

TEST_F(ResourceCallsTest, EmptiesWhatTheMaskNamesAndTheResourceLacks) {
  v1::Resident resident = Create("vouchers: 'A' max_cost_cents: 0 need { type: BOTH }").value();
  EXPECT_TRUE(resident.has_max_cost_cents());
  resident = Update(resident, "", {"vouchers", "max_cost_cents", "need", "external_id"}).value();
  EXPECT_EQ(resident.vouchers_size(), 0);
  EXPECT_FALSE(resident.has_max_cost_cents());
  EXPECT_EQ(resident.need().type(), v1::Need::UNKNOWN);
}

TEST_F(ResourceCallsTest, WithoutAMaskChangesThePopulatedFields) {
  const v1::Resident before = Create("vouchers: 'A' vouchers: 'B' display_name: 'A'").value();
  const v1::Resident after = Update(before, "vouchers: 'C' max_cost_cents: 0", {}).value();
  EXPECT_THAT(after.vouchers(), ElementsAre("C"));
  EXPECT_TRUE(after.has_max_cost_cents());
  EXPECT_EQ(after.display_name(), "A");
  // What came back may be sent back.
  v1::UpdateResidentRequest request;
  *request.mutable_resident() = after;
  EXPECT_TRUE(Call(*residents_, &Stub::UpdateResident, request).status.ok());
}

TEST_F(ResourceCallsTest, AStarReplacesEverything) {
  const v1::Resident before = Create("external_id: 'R1' display_name: 'A' waiting_since: '2020-01-01'").value();
  const v1::Resident after = Update(before, kPerson, {"*"}).value();
  EXPECT_EQ(after.external_id(), "");
  EXPECT_EQ(after.display_name(), "");
  EXPECT_EQ(after.waiting_since(), "2026-11-02");
  EXPECT_EQ(Get("ext:R1").status.error_code(), grpc::NOT_FOUND);
  EXPECT_THAT(Update(after, "display_name: 'B'", {"*"}).fields(),
              UnorderedElementsAre("resident.birth_year", "resident.place", "resident.availability"));
}

TEST_F(ResourceCallsTest, RefusesAMaskThatCannotBe) {
  const v1::Resident before = Create().value();
  for (const char* path :
       {"shoe_size", "displayName", "", "name", "etag", "state", "create_time", "place.accuracy", "create_time.seconds",
        "travel.mode", "*.x", "place.", "place..settlement", ".place", "external_id.x"}) {
    const auto updated = Update(before, "display_name: 'B'", {"display_name", path});
    EXPECT_EQ(updated.status.error_code(), grpc::INVALID_ARGUMENT) << path;
    EXPECT_THAT(updated.fields(), ElementsAre("update_mask")) << path;
  }
  EXPECT_EQ(Get(before.name()).value().etag(), before.etag());
}

TEST_F(ResourceCallsTest, AnUpdateNeedsTheEtagOfThePresentVersion) {
  const v1::Resident before = Create().value();
  v1::Resident without = before;
  without.clear_etag();
  EXPECT_THAT(Update(without, "display_name: 'B' birth_year: 1", {"display_name", "birth_year"}).fields(),
              UnorderedElementsAre("resident.etag", "resident.birth_year"));
  Update(before, "display_name: 'B'", {"display_name"}).value();
  const auto late = Update(before, "display_name: 'C'", {"display_name"});
  EXPECT_EQ(late.status.error_code(), grpc::ABORTED);
  EXPECT_EQ(late.reason(), "ETAG_MISMATCH");
}

TEST_F(ResourceCallsTest, AnUpdateKeepsExternalIdsApart) {
  const v1::Resident first = Create("external_id: 'R1'").value();
  const v1::Resident second = Create("external_id: 'R2'").value();
  EXPECT_EQ(Update(second, "external_id: 'R1'", {"external_id"}).status.error_code(), grpc::ALREADY_EXISTS);
  EXPECT_EQ(Update(second, "external_id: 'R3'", {"external_id"}).value().external_id(), "R3");
  EXPECT_EQ(Update(first, "external_id: 'R2'", {"external_id"}).value().external_id(), "R2");
}

TEST_F(ResourceCallsTest, ChangesStateInOrder) {
  const v1::Resident active = Create().value();
  const auto resumed = Change(&Stub::ResumeResident, active.name());
  EXPECT_EQ(resumed.status.error_code(), grpc::FAILED_PRECONDITION);
  EXPECT_EQ(resumed.reason(), "WRONG_STATE");
  const v1::Resident paused = Change(&Stub::PauseResident, active.name(), active.etag()).value();
  EXPECT_EQ(paused.state(), v1::Resident::PAUSED);
  EXPECT_EQ(Change(&Stub::PauseResident, active.name(), active.etag()).status.error_code(), grpc::ABORTED);
  EXPECT_EQ(Update(paused, "display_name: 'B'", {"display_name"}).value().state(), v1::Resident::PAUSED);
  EXPECT_EQ(Change(&Stub::ResumeResident, active.name()).value().state(), v1::Resident::ACTIVE);
  EXPECT_EQ(Change(&Stub::WithdrawResident, active.name()).value().state(), v1::Resident::WITHDRAWN);
  EXPECT_EQ(Change(&Stub::WithdrawResident, active.name()).status.error_code(), grpc::NOT_FOUND);
  EXPECT_EQ(Change(&Stub::PauseResident, "residents/nobody").status.error_code(), grpc::NOT_FOUND);
  EXPECT_THAT(Change(&Stub::PauseResident, "volunteers/x", "", "x").fields(),
              UnorderedElementsAre("name", "request_id"));
}

TEST_F(ResourceCallsTest, AReferenceMustExistAndHolds) {
  const auto activities = server_.Stub<v1::ActivityService>();
  const auto organisations = server_.Stub<v1::OrganisationService>();
  const auto create = [&](const std::string& changes) {
    v1::CreateActivityRequest request;
    *request.mutable_activity() = Parsed<v1::Activity>(kActivity + changes);
    return Call(*activities, &v1::ActivityService::Stub::CreateActivity, request);
  };
  EXPECT_THAT(create("organisation: 'ext:O1'").fields(), ElementsAre("activity.organisation"));
  EXPECT_THAT(create("organisation: 'organisations/nobody' title: ''  topics: 'x'").fields(),
              UnorderedElementsAre("activity.organisation", "activity.title", "activity.topics[0]"));
  EXPECT_THAT(create("organisation: 'residents/abc'").fields(), ElementsAre("activity.organisation"));

  v1::CreateOrganisationRequest request;
  *request.mutable_organisation() = Parsed<v1::Organisation>("title: 'Zang' external_id: 'O1'");
  const auto club = Call(*organisations, &v1::OrganisationService::Stub::CreateOrganisation, request).value();
  EXPECT_EQ(create("organisation: 'ext:O1'").value().organisation(), club.name());
  v1::DeleteOrganisationRequest removal;
  removal.set_name(club.name());
  const auto removed = Call(*organisations, &v1::OrganisationService::Stub::DeleteOrganisation, removal);
  EXPECT_EQ(removed.status.error_code(), grpc::FAILED_PRECONDITION);
  EXPECT_EQ(removed.reason(), "RESOURCE_IN_USE");
}

}  // namespace
}  // namespace klik::services
