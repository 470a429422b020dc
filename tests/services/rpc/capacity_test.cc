// CheckCapacity, as a client sees it: none, few or several, for somebody of whom next to nothing is told.
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "klik/v1/activity_service.grpc.pb.h"
#include "klik/v1/matching_service.grpc.pb.h"
#include "klik/v1/referral_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"
#include "services/casework/referral_steps.h"
#include "tests/services/registry/registry_calls.h"
#include "tests/services/rpc/messages.h"
#include "tests/services/rpc/test_server.h"

namespace klik::services {
namespace {

using testing::Call;
using ::testing::ElementsAre;
using testing::Outcome;
using testing::Parsed;
using ::testing::UnorderedElementsAre;
using Response = v1::CheckCapacityResponse;

const std::string kVolunteer = testing::kPerson + R"pb(
  languages { code: "nl" level: FLUENT }
  travel { mode: CAR max_minutes: 60 }
  legal_bases { purpose: MATCHING basis: CONSENT }
  vog { state: VALID issued_date: "2026-01-31" }
  commitment { months: 12 times_per_month: 4 }
)pb";

class CapacityTest : public ::testing::Test {
 protected:
  void AddVolunteer(const std::string& rest = "") {
    v1::CreateVolunteerRequest request;
    *request.mutable_volunteer() = Parsed<v1::Volunteer>(kVolunteer + rest);
    Call(*server_.Stub<v1::VolunteerService>(), &v1::VolunteerService::Stub::CreateVolunteer, request).value();
  }
  void AddActivity(const std::string& rest = "") {
    v1::CreateActivityRequest request;
    *request.mutable_activity() =
        Parsed<v1::Activity>(testing::kActivity + "languages { code: 'nl' level: FLUENT } " + rest);
    Call(*server_.Stub<v1::ActivityService>(), &v1::ActivityService::Stub::CreateActivity, request).value();
  }
  Outcome<Response> Ask(const std::string& text) {
    return Call(*server_.Stub<v1::MatchingService>(), &v1::MatchingService::Stub::CheckCapacity,
                Parsed<v1::CheckCapacityRequest>(text));
  }

  testing::TestServer server_;
};

TEST_F(CapacityTest, CountsToFiveAndTellsNoMore) {
  const std::string here = "postcode: '1693'";
  EXPECT_EQ(Ask(here).value().capacity(), Response::NONE);
  AddVolunteer();
  EXPECT_EQ(Ask(here).value().volunteers(), Response::FEW);
  EXPECT_EQ(Ask(here).value().activities(), Response::NONE);
  for (int i = 0; i < 3; ++i) AddVolunteer();
  EXPECT_EQ(Ask(here).value().capacity(), Response::FEW) << "four";
  AddActivity();
  EXPECT_EQ(Ask(here).value().capacity(), Response::SEVERAL) << "five together";
  EXPECT_EQ(Ask(here).value().volunteers(), Response::FEW);
  AddVolunteer();
  EXPECT_EQ(Ask(here).value().volunteers(), Response::SEVERAL);
  EXPECT_FALSE(Ask(here).value().has_expected_wait_days());
  EXPECT_EQ(server_.registry().snapshot()->rows(engine::Kind::kResident).size(), 0U) << "nothing is kept";
}

TEST_F(CapacityTest, WhatIsToldNarrowsAndWhatIsNotStandsInNobodysWay) {
  AddVolunteer("wishes { min_age: 30 max_age: 40 gender: MALE hard: true }");
  AddVolunteer("wishes { min_age: 80 hard: true }");
  AddActivity("max_age: 50");
  const auto volunteers = [&](const std::string& text) { return Ask("postcode: '1693' " + text).value().volunteers(); };
  EXPECT_EQ(Ask("postcode: '1693'").value().activities(), Response::FEW);
  EXPECT_EQ(Ask("postcode: '1693' age_decade: 70").value().activities(), Response::NONE);
  EXPECT_EQ(volunteers(""), Response::FEW);
  EXPECT_EQ(volunteers("age_decade: 30"), Response::FEW);
  EXPECT_EQ(volunteers("age_decade: 60"), Response::NONE);
  EXPECT_EQ(volunteers("languages: 'pl'"), Response::NONE);
  EXPECT_EQ(volunteers("languages: ['pl', 'nl']"), Response::FEW);
  EXPECT_EQ(volunteers("availability { windows { weekday: SUNDAY start_time: '10:00' end_time: '12:00' } }"),
            Response::NONE);
}

TEST_F(CapacityTest, APlaceIsAVillageOrTheDigitsOfAPostcode) {
  AddVolunteer();
  for (const char* place : {"postcode: '1693'", "settlement: 'Wervershoof'", "settlement: ' onderdijk '",
                            "postcode: '1693' settlement: 'Onderdijk'"}) {
    EXPECT_EQ(Ask(place).value().volunteers(), Response::FEW) << place;
  }
  EXPECT_THAT(Ask("").fields(), ElementsAre("settlement"));
  EXPECT_THAT(Ask("postcode: '1693 AB'").fields(), ElementsAre("postcode")) << "a handful of houses";
  EXPECT_THAT(Ask("postcode: '0001'").fields(), ElementsAre("postcode"));
  EXPECT_THAT(Ask("settlement: 'Nergenshuizen'").fields(), ElementsAre("settlement"));
  EXPECT_THAT(Ask("age_decade: 73 topics: 'no.such' languages: 'klingon' travel { max_minutes: 10 }").fields(),
              UnorderedElementsAre("settlement", "age_decade", "topics[0]", "languages[0]", "travel[0].mode"));
}

TEST_F(CapacityTest, TheWaitIsThatOfRecentReferrals) {
  const auto add = [](const engine::Snapshot&, absl::Time now) -> absl::StatusOr<Decision> {
    Decision decision;
    auto volunteer = std::make_shared<engine::Volunteer>();
    volunteer->meta.id = {engine::Kind::kVolunteer, "v"};
    decision.changes.emplace_back(std::shared_ptr<const engine::Volunteer>(volunteer));
    for (int i = 1; i <= 5; ++i) {
      auto resident = std::make_shared<engine::Resident>();
      resident->meta.id = {engine::Kind::kResident, absl::StrCat("r", i)};
      auto match = std::make_shared<engine::Match>();
      match->meta.id = {engine::Kind::kMatch, absl::StrCat("m", i)};
      match->resident = resident->meta.id;
      match->other = volunteer->meta.id;
      match->state = engine::MatchState::kEnded;
      match->steps = {{engine::MatchState::kTrial, now, ""}};
      auto referral = std::make_shared<engine::Referral>();
      referral->meta.id = {engine::Kind::kReferral, absl::StrCat("q", i)};
      referral->resident = resident->meta.id;
      TakeStep(engine::ReferralState::kRequested, {}, now - i * absl::Hours(240), "", *referral);
      TakeStep(engine::ReferralState::kCompleted, engine::ReferralReason::kContactFound, now, "", *referral);
      decision.changes.emplace_back(std::shared_ptr<const engine::Resident>(resident));
      decision.changes.emplace_back(std::shared_ptr<const engine::Match>(match));
      decision.changes.emplace_back(std::shared_ptr<const engine::Referral>(referral));
    }
    return decision;
  };
  ASSERT_TRUE(services::Call(server_.registry(), add).ok());
  EXPECT_EQ(Ask("postcode: '1693'").value().expected_wait_days(), 30);

  v1::SubmitReferralRequest submission;
  *submission.mutable_referral() = Parsed<v1::Referral>(
      "reason: 'a' legal_bases { purpose: MATCHING basis: CONSENT } "
      "resident_draft { " +
      testing::kPerson + "}");
  const auto referrals = server_.Stub<v1::ReferralService>();
  const auto sent = Call(*referrals, &v1::ReferralService::Stub::SubmitReferral, submission).value();
  EXPECT_EQ(sent.expected_wait_days(), 30);
  server_.clock().Advance(absl::Hours(240));
  v1::GetReferralRequest request;
  request.set_name(sent.name());
  EXPECT_EQ(Call(*referrals, &v1::ReferralService::Stub::GetReferral, request).value().expected_wait_days(), 20);
}

}  // namespace
}  // namespace klik::services
