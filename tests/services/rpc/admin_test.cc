// GetPolicy and TryPolicy, as a client sees them.
#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "klik/v1/admin_service.grpc.pb.h"
#include "klik/v1/matching_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/volunteer_service.grpc.pb.h"
#include "tests/services/rpc/messages.h"
#include "tests/services/rpc/test_server.h"

namespace klik::services {
namespace {

using testing::Call;
using ::testing::ElementsAre;
using testing::Outcome;
using testing::Parsed;
using ::testing::UnorderedElementsAre;
using Stub = v1::AdminService::Stub;

const std::string kReady = testing::kPerson + R"pb(
  languages { code: "nl" level: FLUENT }
  travel { mode: BIKE max_minutes: 60 }
  legal_bases { purpose: MATCHING basis: CONSENT }
)pb";

// Truus in Wervershoof likes choirs; Near lives next door and likes nothing, Alike lives in Medemblik and sings.
class AdminTest : public ::testing::Test {
 protected:
  AdminTest() {
    v1::CreateResidentRequest resident;
    *resident.mutable_resident() = Parsed<v1::Resident>(
        kReady + "external_id: 'R1' display_name: 'Truus' interests { topic: 'music.choir' attitude: LIKES }");
    Call(*server_.Stub<v1::ResidentService>(), &v1::ResidentService::Stub::CreateResident, resident).value();
    CreateVolunteer("external_id: 'V-NEAR' display_name: 'Near'");
    CreateVolunteer(
        "external_id: 'V-ALIKE' display_name: 'Alike' place { postcode: '1671' settlement: 'Medemblik' } "
        "interests { topic: 'music.choir' attitude: LIKES }");
  }

  void CreateVolunteer(const std::string& changes) {
    v1::CreateVolunteerRequest request;
    *request.mutable_volunteer() =
        Parsed<v1::Volunteer>(kReady + changes + " vog { state: VALID issued_date: '2026-01-01' }");
    Call(*server_.Stub<v1::VolunteerService>(), &v1::VolunteerService::Stub::CreateVolunteer, request).value();
  }

  v1::Policy Current() {
    return Call(*admin_, &Stub::GetPolicy, Parsed<v1::GetPolicyRequest>("name: 'policies/current'")).value();
  }

  Outcome<v1::TryPolicyResponse> Try(const v1::Policy& policy, const std::string& rest) {
    auto request = Parsed<v1::TryPolicyRequest>(rest);
    *request.mutable_policy() = policy;
    return Call(*admin_, &Stub::TryPolicy, request);
  }

  static v1::Policy Only(v1::Policy policy, v1::TermScore::Term term) {
    policy.set_version("only");
    for (v1::TermWeight& weight : *policy.mutable_weights()) weight.set_weight(weight.term() == term ? 1000 : 0);
    return policy;
  }

  testing::TestServer server_;
  std::unique_ptr<Stub> admin_ = server_.Stub<v1::AdminService>();
};

TEST_F(AdminTest, ShowsThePolicyInForce) {
  const v1::Policy policy = Current();
  EXPECT_EQ(policy.version(), engine::Policy().version);
  EXPECT_EQ(policy.name(), "policies/" + policy.version());
  EXPECT_EQ(policy.weights_size(), engine::kTermCount);
  const auto get = [&](const std::string& name) {
    return Call(*admin_, &Stub::GetPolicy, Parsed<v1::GetPolicyRequest>("name: '" + name + "'"));
  };
  EXPECT_EQ(get(policy.name()).value().version(), policy.version());
  for (const char* name : {"", "policies/", "policies/other", "current"}) {
    EXPECT_EQ(get(name).status.error_code(), grpc::NOT_FOUND) << name;
  }
}

TEST_F(AdminTest, ShowsWhoWouldRiseAndWhoWouldFall) {
  const auto tried = Try(Only(Current(), v1::TermScore::TRAVEL), "subjects: 'ext:R1'").value();
  EXPECT_EQ(tried.policy_version(), engine::Policy().version);
  EXPECT_EQ(tried.tried_version(), "only");
  ASSERT_EQ(tried.changes_size(), 1);
  EXPECT_EQ(tried.changes(0).display_name(), "Truus");
  ASSERT_EQ(tried.changes(0).moves_size(), 2);
  const v1::RankMove& near = tried.changes(0).moves(0);
  const v1::RankMove& alike = tried.changes(0).moves(1);
  EXPECT_EQ(near.display_name(), "Near");
  EXPECT_EQ(near.rank_before(), 2);
  EXPECT_EQ(near.rank_after(), 1);
  EXPECT_EQ(near.score_after(), 1);
  EXPECT_EQ(alike.rank_before(), 1);
  EXPECT_EQ(alike.rank_after(), 2);
  EXPECT_LT(alike.score_after(), 1);
  // Nothing has changed.
  const auto matching = server_.Stub<v1::MatchingService>();
  const auto found = Call(*matching, &v1::MatchingService::Stub::SearchCandidates,
                          Parsed<v1::SearchCandidatesRequest>("subject: 'ext:R1'"))
                         .value();
  EXPECT_EQ(found.candidates(0).display_name(), "Alike");
  EXPECT_EQ(found.policy_version(), engine::Policy().version);
}

TEST_F(AdminTest, WhoseTimeIsTooShortIsGone) {
  v1::Policy strict = Current();
  strict.set_version("strict");
  strict.set_min_block_minutes(480);
  strict.set_good_block_minutes(480);
  const auto tried = Try(strict, "subjects: 'ext:R1' limit: 1").value();
  ASSERT_EQ(tried.changes(0).moves_size(), 1);
  EXPECT_EQ(tried.changes(0).moves(0).rank_before(), 1);
  EXPECT_EQ(tried.changes(0).moves(0).rank_after(), 0);
  EXPECT_EQ(tried.changes(0).moves(0).score_after(), 0);
}

TEST_F(AdminTest, NamesEveryFieldThatIsWrong) {
  v1::Policy wrong = Current();
  wrong.set_version("Wrong");
  wrong.set_horizon_days(1);
  EXPECT_THAT(Try(wrong, "subjects: 'R1' subjects: 'ext:R1' limit: 51").fields(),
              UnorderedElementsAre("policy.version", "policy.horizon_days", "subjects[0]", "limit"));
  EXPECT_THAT(Try(Current(), "").fields(), ElementsAre("subjects"));
  std::string many;
  for (int i = 0; i < 21; ++i) many += "subjects: 'ext:R1' ";
  EXPECT_THAT(Try(Current(), many).fields(), ElementsAre("subjects"));
  EXPECT_EQ(Try(Current(), "subjects: 'ext:R1' subjects: 'ext:nobody'").status.error_code(), grpc::NOT_FOUND);
}

}  // namespace
}  // namespace klik::services
