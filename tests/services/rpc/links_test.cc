// SearchTriads and SearchCircles, as a client sees them.
#include <algorithm>
#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "klik/v1/activity_service.grpc.pb.h"
#include "klik/v1/matching_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"
#include "tests/services/rpc/messages.h"
#include "tests/services/rpc/test_server.h"

namespace klik::services {
namespace {

using testing::Call;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Outcome;
using testing::Parsed;
using ::testing::UnorderedElementsAre;
using Stub = v1::MatchingService::Stub;

const std::string kReady = R"pb(
  birth_year: 1950
  place { postcode: "1671" settlement: "Medemblik" }
  languages { code: "nl" level: FLUENT }
  interests { topic: "music.choir" attitude: LIKES }
  legal_bases { purpose: MATCHING basis: CONSENT }
)pb";
const std::string kThursday = " weekday: THURSDAY weeks: EVERY start_time: ";

class LinksTest : public ::testing::Test {
 protected:
  LinksTest() {
    CreateResident("external_id: 'R1' display_name: 'Riet' availability { windows {" + kThursday +
                   "'13:00' end_time: '17:00' } }");
    CreateVolunteer(
        "external_id: 'V1' display_name: 'Ada' travel { mode: CAR max_minutes: 30 } availability { windows {" +
        kThursday + "'13:30' end_time: '16:30' } }");
    CreateVolunteer(
        "external_id: 'V2' display_name: 'Bert' travel { mode: CAR max_minutes: 30 } availability { windows {" +
        kThursday + "'14:00' end_time: '15:00' } }");
    v1::CreateActivityRequest request;
    *request.mutable_activity() = Parsed<v1::Activity>(
        "external_id: 'A1' title: 'Koor' topics: 'music.choir' place { postcode: '1671' settlement: 'Medemblik' } "
        "sessions { windows {" +
        kThursday + "'14:00' end_time: '16:00' } }");
    const auto activities = server_.Stub<v1::ActivityService>();
    Call(*activities, &v1::ActivityService::Stub::CreateActivity, request).value();
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

  // Neighbours who could sing together on Thursday.
  void CreateNeighbours(int people) {
    for (int i = 0; i < people; ++i) {
      CreateResident("external_id: 'P" + std::to_string(i) + "' display_name: 'Buur " + std::to_string(i) +
                     "' peer_links: true travel { mode: WALK max_minutes: 20 } waiting_since: '2025-01-01' "
                     "availability { windows {" +
                     kThursday + "'09:10' end_time: '12:00' } }");
    }
  }

  Outcome<v1::SearchTriadsResponse> Triads(const std::string& request) {
    return Call(*matching_, &Stub::SearchTriads, Parsed<v1::SearchTriadsRequest>(request));
  }
  Outcome<v1::SearchCirclesResponse> Circles(const std::string& request) {
    return Call(*matching_, &Stub::SearchCircles, Parsed<v1::SearchCirclesRequest>(request));
  }

  testing::TestServer server_;
  std::unique_ptr<Stub> matching_ = server_.Stub<v1::MatchingService>();
};

TEST_F(LinksTest, TellsWhoCouldGoAlong) {
  const auto found = Triads("resident: 'ext:R1' activity: 'ext:A1'").value();
  ASSERT_EQ(found.triads_size(), 1);
  const v1::Triad& ada = found.triads(0);
  EXPECT_EQ(ada.volunteer_display_name(), "Ada");
  EXPECT_EQ(ada.activity_title(), "Koor");
  EXPECT_EQ(ada.rank(), 1);
  EXPECT_EQ(ada.way(), v1::Triad::TOGETHER);
  EXPECT_EQ(ada.volunteer_travel().mover(), ada.volunteer());
  EXPECT_EQ(ada.resident_travel().mover(), ada.volunteer());
  EXPECT_EQ(ada.resident_travel().mode(), v1::TravelOption::CAR);
  ASSERT_EQ(ada.visits_size(), 3);
  EXPECT_EQ(ada.visits(0).start_time(), "14:00");
  EXPECT_EQ(ada.visits(0).end_time(), "16:00");
  EXPECT_LT(ada.visits(0).date(), ada.visits(1).date());
  EXPECT_THAT(ada.texts(0), HasSubstr("haalt de inwoner op met de auto: 4 minuten"));
  const double resident = ada.side_scores().resident();
  const double volunteer = ada.side_scores().volunteer();
  const double activity = ada.side_scores().activity();
  const double lowest = std::min({resident, volunteer, activity});
  EXPECT_NEAR(ada.score(), lowest / 2 + (resident + volunteer + activity) / 6, 1e-12);
  EXPECT_GT(ada.score(), 0);
  EXPECT_EQ(ada.activity_terms_size(), 9);
  EXPECT_EQ(ada.volunteer_terms_size(), 9);
  EXPECT_FALSE(ada.activity_terms(0).evidence().empty());
  EXPECT_TRUE(ada.activity_terms(1).evidence().empty());
  EXPECT_EQ(ada.warnings_size(), ada.warning_texts_size());
  // Only when asked for.
  EXPECT_EQ(found.excluded_size(), 0);
  EXPECT_EQ(found.excluded_total(), 1);
  EXPECT_EQ(found.policy_version(), engine::Policy().version);
  EXPECT_EQ(found.revision(), static_cast<std::int64_t>(server_.registry().snapshot()->revision()));
}

TEST_F(LinksTest, TellsWhoCannotGoAlongAndBetweenWhomItStands) {
  const auto excluded = [&](const std::string& language) {
    return Triads("resident: 'ext:R1' include_excluded: true language_code: '" + language + "'").value().excluded(0);
  };
  const v1::ExcludedTriad bert = excluded("nl");
  EXPECT_EQ(bert.volunteer_display_name(), "Bert");
  ASSERT_EQ(bert.reasons_size(), 1);
  EXPECT_EQ(bert.reasons(0).pair(), v1::TriadReason::ALL_THREE);
  EXPECT_EQ(bert.reasons(0).reason().code(), v1::TIME_OVERLAP);
  EXPECT_EQ(bert.reasons(0).reason().params().at("needed_visits"), "3");
  EXPECT_THAT(bert.reasons(0).reason().text(), HasSubstr("0 van de 3"));
  EXPECT_THAT(excluded("en").reasons(0).reason().text(), HasSubstr("0 of 3"));
}

TEST_F(LinksTest, RefusesWhatItCannotAnswerAboutTriads) {
  EXPECT_THAT(Triads("resident: 'ext:V1' activity: 'ext:R1' limit: 201 language_code: 'de'").fields(),
              UnorderedElementsAre("resident", "activity", "limit", "language_code"));
  EXPECT_THAT(Triads("").fields(), ElementsAre("resident"));
  EXPECT_THAT(Triads("resident: 'volunteers/abc'").fields(), ElementsAre("resident"));
  EXPECT_EQ(Triads("resident: 'ext:nobody'").status.error_code(), grpc::NOT_FOUND);
  EXPECT_EQ(Triads("resident: 'ext:R1' activity: 'activities/none'").status.error_code(), grpc::NOT_FOUND);
}

TEST_F(LinksTest, FormsCirclesOfNeighbours) {
  EXPECT_EQ(Circles("").value().circles_size(), 0);
  CreateNeighbours(4);
  const auto found = Circles("settlements: 'medemblik' topics: 'music.choir'").value();
  EXPECT_TRUE(found.complete());
  ASSERT_EQ(found.circles_size(), 1);
  const v1::Circle& circle = found.circles(0);
  EXPECT_EQ(circle.rank(), 1);
  EXPECT_EQ(circle.topic(), "music.choir");
  EXPECT_EQ(circle.topic_label(), "Zingen en koor");
  EXPECT_EQ(circle.settlement(), "Medemblik");
  ASSERT_EQ(circle.members_size(), 4);
  EXPECT_EQ(circle.members(0).display_name(), "Buur 0");
  EXPECT_EQ(circle.members(0).travel().mode(), v1::TravelOption::WALK);
  EXPECT_EQ(circle.members(0).travel().mover(), circle.members(0).resident());
  EXPECT_EQ(circle.window().weekday(), v1::Availability::THURSDAY);
  EXPECT_EQ(circle.window().start_time(), "09:15");
  EXPECT_EQ(circle.window().end_time(), "11:15");
  EXPECT_EQ(circle.window().weeks(), v1::Availability::EVERY);
  EXPECT_FALSE(circle.first_date().empty());
  EXPECT_THAT(circle.languages(), ElementsAre("nl"));
  EXPECT_GT(circle.score(), 4 * 500);
  EXPECT_THAT(circle.texts(), Contains(HasSubstr("Zingen en koor")));
  EXPECT_EQ(Circles("language_code: 'en'").value().circles(0).topic_label(), "Singing and choir");
  EXPECT_EQ(Circles("max_size: 3").value().circles(0).members_size(), 3);
  EXPECT_EQ(Circles("min_size: 5").value().circles_size(), 0);
  EXPECT_EQ(Circles("topics: 'water_tech'").value().circles_size(), 0);
}

TEST_F(LinksTest, RefusesWhatItCannotAnswerAboutCircles) {
  EXPECT_THAT(
      Circles("topics: 'music' topics: 'no.such' settlements: 'Andijk' settlements: 'andijk' settlements: 'Rome' "
              "min_size: 2 max_size: 9 limit: -1 language_code: 'x'")
          .fields(),
      UnorderedElementsAre("topics[1]", "settlements[1]", "settlements[2]", "min_size", "max_size", "limit",
                           "language_code"));
  EXPECT_THAT(Circles("min_size: 5 max_size: 4").fields(), ElementsAre("max_size"));
  EXPECT_THAT(Circles("limit: 51").fields(), ElementsAre("limit"));
  EXPECT_TRUE(Circles("limit: 50").status.ok());
  std::string many;
  for (int i = 0; i < 21; ++i) many += "settlements: 'x" + std::to_string(i) + "' ";
  EXPECT_THAT(Circles(many).fields(), Contains("settlements"));
}

}  // namespace
}  // namespace klik::services
