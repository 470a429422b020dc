// SearchCandidates and ExplainMatch, as a client sees them.
#include <cmath>
#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "klik/v1/activity_service.grpc.pb.h"
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
using ::testing::Not;
using testing::Outcome;
using testing::Parsed;
using ::testing::UnorderedElementsAre;
using Stub = v1::MatchingService::Stub;

const std::string kReady = testing::kPerson + R"pb(
  languages { code: "nl" level: FLUENT }
  travel { mode: BIKE max_minutes: 60 }
  interests { topic: "music.choir" attitude: LIKES }
  legal_bases { purpose: MATCHING basis: CONSENT }
)pb";
const std::string kVog = " vog { state: VALID issued_date: '2026-01-01' }";

class MatchingTest : public ::testing::Test {
 protected:
  MatchingTest() {
    CreateResident("external_id: 'R1' display_name: 'Truus' contact_forms: HOME_VISIT contact_forms: GROUP");
    CreateVolunteer("external_id: 'V1' display_name: 'Anja' place { settlement: 'Onderdijk' }" + kVog);
    CreateVolunteer("external_id: 'V2' place { postcode: '1671' } birth_year: 1990" + kVog);
    CreateVolunteer("external_id: 'V3' vog { state: REQUESTED }");
    v1::CreateActivityRequest activity;
    *activity.mutable_activity() =
        Parsed<v1::Activity>(testing::kActivity + "external_id: 'A1' topics: 'music.choir' cost_cents: 500");
    const auto activities = server_.Stub<v1::ActivityService>();
    Call(*activities, &v1::ActivityService::Stub::CreateActivity, activity).value();
    v1::CreateOrganisationRequest organisation;
    *organisation.mutable_organisation() = Parsed<v1::Organisation>("title: 'x' external_id: 'O1'");
    const auto organisations = server_.Stub<v1::OrganisationService>();
    Call(*organisations, &v1::OrganisationService::Stub::CreateOrganisation, organisation).value();
  }

  void CreateResident(const std::string& changes) {
    v1::CreateResidentRequest request;
    *request.mutable_resident() = Parsed<v1::Resident>(kReady + changes);
    const auto residents = server_.Stub<v1::ResidentService>();
    Call(*residents, &v1::ResidentService::Stub::CreateResident, request).value();
  }

  void CreateVolunteer(const std::string& changes) {
    v1::CreateVolunteerRequest request;
    *request.mutable_volunteer() = Parsed<v1::Volunteer>(kReady + changes);
    const auto volunteers = server_.Stub<v1::VolunteerService>();
    Call(*volunteers, &v1::VolunteerService::Stub::CreateVolunteer, request).value();
  }

  Outcome<v1::SearchCandidatesResponse> Search(const std::string& request) {
    return Call(*matching_, &Stub::SearchCandidates, Parsed<v1::SearchCandidatesRequest>(request));
  }
  Outcome<v1::ExplainMatchResponse> Explain(const std::string& request) {
    return Call(*matching_, &Stub::ExplainMatch, Parsed<v1::ExplainMatchRequest>(request));
  }

  testing::TestServer server_;
  std::unique_ptr<Stub> matching_ = server_.Stub<v1::MatchingService>();
};

TEST_F(MatchingTest, TermsAddUpToTheScore) {
  int looked_at = 0;
  for (const char* subject : {"ext:R1", "ext:V1", "ext:V2", "ext:A1"}) {
    const auto found = Search("subject: '" + std::string(subject) + "'").value();
    for (const v1::Candidate& candidate : found.candidates()) {
      double sum = 0;
      double weights = 0;
      for (const v1::TermScore& term : candidate.terms()) {
        sum += term.value() * term.weight();
        weights += term.weight();
      }
      EXPECT_NEAR(sum, candidate.score(), 1e-12);
      EXPECT_NEAR(weights, 1, 1e-12);
      const double low = std::min(candidate.side_scores().subject(), candidate.side_scores().candidate());
      const double high = std::max(candidate.side_scores().subject(), candidate.side_scores().candidate());
      EXPECT_NEAR(candidate.score(), (low + high) / 4 + low / 2, 1e-12);
      ++looked_at;
    }
  }
  EXPECT_GE(looked_at, 6);
}

TEST_F(MatchingTest, TellsOfEachCandidate) {
  const auto found = Search("subject: 'ext:R1' kinds: VOLUNTEER").value();
  ASSERT_EQ(found.candidates_size(), 2);
  const v1::Candidate& anja = found.candidates(0).display_name() == "Anja" ? found.candidates(0) : found.candidates(1);
  EXPECT_EQ(anja.kind(), v1::VOLUNTEER);
  EXPECT_EQ(anja.contact_form(), v1::HOME_VISIT);
  EXPECT_EQ(anja.travel().mover(), anja.candidate());
  EXPECT_EQ(anja.travel().mode(), v1::TravelOption::BIKE);
  EXPECT_GT(anja.travel().distance_metres(), 0);
  ASSERT_EQ(anja.meeting_windows_size(), 1);
  EXPECT_EQ(anja.meeting_windows(0).weekday(), v1::Availability::TUESDAY);
  EXPECT_EQ(anja.terms(0).term(), v1::TermScore::INTERESTS);
  EXPECT_THAT(anja.terms(0).evidence(), Not(IsEmpty()));
  EXPECT_EQ(anja.warnings_size(), anja.warning_texts_size());
  EXPECT_EQ(found.candidates(0).rank(), 1);
  EXPECT_EQ(found.candidates(1).rank(), 2);
  EXPECT_EQ(found.revision(), static_cast<std::int64_t>(server_.registry().snapshot()->revision()));
  EXPECT_EQ(found.policy_version(), engine::Policy().version);
  // Only when asked for.
  EXPECT_EQ(found.excluded_size(), 0);
  EXPECT_EQ(found.excluded_total(), 0);
}

TEST_F(MatchingTest, TellsWhyNotInTheLanguageAskedFor) {
  const auto excluded = [&](const std::string& language) {
    return Search("subject: 'ext:R1' kinds: VOLUNTEER include_excluded: true language_code: '" + language + "'")
        .value()
        .excluded(0);
  };
  const v1::ExcludedCandidate dutch = excluded("");
  ASSERT_EQ(dutch.reasons_size(), 1);
  EXPECT_EQ(dutch.reasons(0).code(), v1::VOG_MISSING);
  EXPECT_EQ(dutch.reasons(0).params().at("state"), "requested");
  ASSERT_EQ(dutch.nearest_change().changes_size(), 1);
  EXPECT_EQ(dutch.nearest_change().changes(0).lifts(), v1::VOG_MISSING);
  EXPECT_GT(dutch.nearest_change().rank(), 0);
  EXPECT_FALSE(dutch.nearest_change().text().empty());
  EXPECT_EQ(dutch.reasons(0).text(), excluded("nl").reasons(0).text());
  EXPECT_NE(dutch.reasons(0).text(), excluded("en").reasons(0).text());
}

TEST_F(MatchingTest, Narrows) {
  EXPECT_EQ(Search("subject: 'ext:R1' limit: 1").value().candidates_size(), 1);
  EXPECT_EQ(Search("subject: 'ext:R1' kinds: ACTIVITY").value().candidates_size(), 1);
  EXPECT_EQ(Search("subject: 'ext:V1' kinds: VOLUNTEER").value().candidates_size(), 0);
  EXPECT_EQ(Search("subject: 'ext:R1' kinds: VOLUNTEER include_excluded: true").value().excluded_total(), 1);
  EXPECT_EQ(Search("subject: 'ext:R1' include_excluded: true filter { topics: 'water_tech' }").value().excluded_total(),
            0);
  EXPECT_EQ(Search("subject: 'ext:R1' kinds: VOLUNTEER filter { max_distance_metres: 4000 }").value().candidates_size(),
            1);
}

TEST_F(MatchingTest, RefusesWhatItCannotAnswer) {
  EXPECT_EQ(Search("subject: 'ext:nobody'").status.error_code(), grpc::NOT_FOUND);
  EXPECT_EQ(Search("subject: 'residents/nobody'").status.error_code(), grpc::NOT_FOUND);
  for (const char* subject : {"", "R1", "ext:O1", "organisations/abc", "matches/abc"}) {
    EXPECT_THAT(Search("subject: '" + std::string(subject) + "'").fields(), ElementsAre("subject")) << subject;
  }
  EXPECT_THAT(Search("subject: 'ext:R1' limit: 201 language_code: 'de' kinds: VOLUNTEER kinds: 4 kinds: 0 "
                     "filter { topics: 'music' topics: 'no.such' max_distance_metres: -1 }")
                  .fields(),
              UnorderedElementsAre("limit", "language_code", "kinds[1]", "kinds[2]", "filter.topics[1]",
                                   "filter.max_distance_metres"));
  EXPECT_THAT(Search("subject: 'ext:R1' limit: -1").fields(), ElementsAre("limit"));
  EXPECT_TRUE(Search("subject: 'ext:R1' limit: 200").status.ok());
}

TEST_F(MatchingTest, ExplainsAPairAsTheSearchDoes) {
  const auto found = Search("subject: 'ext:R1' kinds: VOLUNTEER include_excluded: true").value();
  for (const v1::Candidate& candidate : found.candidates()) {
    const auto explained = Explain("subject: 'ext:R1' candidate: '" + candidate.candidate() + "'").value();
    EXPECT_FALSE(explained.has_excluded());
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(explained.candidate(), candidate));
  }
  const auto explained = Explain("subject: 'ext:R1' candidate: 'ext:V3'").value();
  EXPECT_FALSE(explained.has_candidate());
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(explained.excluded(), found.excluded(0)));
}

TEST_F(MatchingTest, RefusesAPairThatCannotBe) {
  EXPECT_THAT(Explain("subject: 'ext:R1' candidate: 'ext:R1'").fields(), ElementsAre("candidate"));
  EXPECT_THAT(Explain("subject: 'ext:V1' candidate: 'ext:V2'").fields(), ElementsAre("candidate"));
  EXPECT_THAT(Explain("subject: 'x' candidate: 'ext:O1' language_code: 'x'").fields(),
              UnorderedElementsAre("subject", "candidate", "language_code"));
  EXPECT_EQ(Explain("subject: 'ext:R1' candidate: 'volunteers/nobody'").status.error_code(), grpc::NOT_FOUND);
}

}  // namespace
}  // namespace klik::services
