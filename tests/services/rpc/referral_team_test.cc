// Referrals as teams see them: their own, where they stand and what comes next, and nothing else.
#include <string>
#include <vector>

#include "engine/model/match.h"
#include "gmock/gmock.h"
#include "klik/v1/referral_service.grpc.pb.h"
#include "klik/v1/transfer_service.grpc.pb.h"
#include "tests/services/registry/registry_calls.h"
#include "tests/services/rpc/account_server.h"
#include "tests/services/rpc/messages.h"

namespace klik::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Stub = v1::ReferralService::Stub;

const std::string kReferral =
    "reason: 'komt nergens meer' legal_bases { purpose: MATCHING basis: CONSENT } "
    "resident_draft { display_name: 'Truus de Boer' " +
    kPerson + "}";

// Two teams, a coordinator of their municipality, and one of another.
class ReferralTeamTest : public AccountTest {
 protected:
  ReferralTeamTest() {
    administrator_ = FirstAdministrator();
    const auto add = [&](const std::string& name, const std::string& rest) {
      return NewPerson(administrator_, name, rest).token;
    };
    const std::string here = " municipality: 'GM0420'";
    team_ = add("team", "roles: REFERRER organisation: 'organisations/team'" + here);
    colleague_ = add("colleague", "roles: REFERRER organisation: 'organisations/team'" + here);
    other_team_ = add("other", "roles: REFERRER organisation: 'organisations/other'" + here);
    coordinator_ = add("coordinator", "roles: COORDINATOR" + here);
    elsewhere_ = add("elsewhere", "roles: COORDINATOR municipality: 'GM0441'");
  }

  template <typename Request, typename Response>
  Outcome<Response> Ask(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                        const Request& request, const std::string& token) {
    return server_->Call<Stub>(method, request, token);
  }
  Outcome<v1::Referral> Submit(const std::string& token, const std::string& text = kReferral) {
    v1::SubmitReferralRequest request;
    *request.mutable_referral() = Parsed<v1::Referral>(text);
    return Ask(&Stub::SubmitReferral, request, token);
  }
  Outcome<v1::Referral> Get(const std::string& token, const std::string& name) {
    v1::GetReferralRequest request;
    request.set_name(name);
    return Ask(&Stub::GetReferral, request, token);
  }
  std::vector<std::string> List(const std::string& token) {
    std::vector<std::string> names;
    const auto listed = Ask(&Stub::ListReferrals, v1::ListReferralsRequest(), token).value();
    for (const v1::Referral& referral : listed.referrals()) names.push_back(referral.name());
    return names;
  }
  Outcome<v1::Referral> Accept(const std::string& token, const std::string& name) {
    v1::AcceptReferralRequest request;
    request.set_name(name);
    return Ask(&Stub::AcceptReferral, request, token);
  }

  // A match of the resident with a new volunteer, in this state since now.
  void AddMatch(const std::string& resident, engine::MatchState state) {
    const auto add = [&](const engine::Snapshot&, absl::Time now) -> absl::StatusOr<services::Decision> {
      auto volunteer = std::make_shared<engine::Volunteer>();
      volunteer->meta.id = {engine::Kind::kVolunteer, services::NewId()};
      volunteer->display_name = "Piet Geheim";
      auto match = std::make_shared<engine::Match>();
      match->meta = {{engine::Kind::kMatch, services::NewId()}, {}, "crm", 1, now, now};
      match->resident = *engine::ParseName(resident);
      match->other = volunteer->meta.id;
      match->state = state;
      match->steps = {{state, now, ""}};
      return services::Decision{
          {std::shared_ptr<const engine::Volunteer>(volunteer), std::shared_ptr<const engine::Match>(match)}, ""};
    };
    ASSERT_TRUE(services::Call(server_->registry(), add).ok());
  }

  Person administrator_;
  std::string team_, colleague_, other_team_, coordinator_, elsewhere_;
};

std::string BytesOf(const Outcome<v1::Referral>& outcome) {
  return std::to_string(outcome.status.error_code()) + outcome.status.error_message() + outcome.status.error_details();
}

TEST_F(ReferralTeamTest, ATeamSeesItsOwnAndNobodyElses) {
  const auto sent = Submit(team_).value();
  EXPECT_EQ(sent.referrer(), "organisations/team");
  EXPECT_EQ(sent.municipality(), "GM0420");
  EXPECT_THAT(sent.steps(0).account(), ::testing::StartsWith("accounts/"));
  EXPECT_EQ(Get(team_, sent.name()).value().resident_draft().display_name(), "Truus de Boer");
  EXPECT_EQ(Get(colleague_, sent.name()).value().reason(), "komt nergens meer");
  EXPECT_EQ(Get(coordinator_, sent.name()).value().resident_draft().display_name(), "Truus de Boer");
  for (const std::string& stranger : {other_team_, elsewhere_}) {
    EXPECT_EQ(Get(stranger, sent.name()).status.error_code(), grpc::NOT_FOUND);
    EXPECT_EQ(BytesOf(Get(stranger, sent.name())), BytesOf(Get(stranger, "referrals/aaaaaaaaaaaaaaaaaaaaaaaaaa")));
    EXPECT_THAT(List(stranger), IsEmpty());
    v1::CancelReferralRequest request;
    request.set_name(sent.name());
    request.set_reason(v1::Referral::OTHER);
    EXPECT_EQ(Ask(&Stub::CancelReferral, request, stranger).status.error_code(), grpc::NOT_FOUND);
  }
  EXPECT_THAT(List(colleague_), ElementsAre(sent.name()));
  EXPECT_THAT(List(coordinator_), ElementsAre(sent.name()));
  EXPECT_EQ(Submit(team_, kReferral + "municipality: 'GM0441'").reason(), "OUTSIDE_MUNICIPALITY");
  const std::string roaming =
      NewPerson(administrator_, "roaming", "roles: REFERRER organisation: 'organisations/r'").token;
  EXPECT_THAT(Submit(roaming, kReferral).fields(), ElementsAre("referral.municipality"));
  EXPECT_TRUE(Submit(roaming, kReferral + "resident_draft { municipality: 'GM0420' }").status.ok());
}

TEST_F(ReferralTeamTest, ADraftIsOfTheTeamAlone) {
  v1::SaveReferralRequest request;
  *request.mutable_referral() = Parsed<v1::Referral>("reason: 'nog niet af'");
  const auto draft = Ask(&Stub::SaveReferral, request, team_).value();
  EXPECT_EQ(Get(colleague_, draft.name()).value().reason(), "nog niet af");
  for (const std::string& stranger : {other_team_, coordinator_, elsewhere_}) {
    EXPECT_EQ(BytesOf(Get(stranger, draft.name())), BytesOf(Get(stranger, "referrals/aaaaaaaaaaaaaaaaaaaaaaaaaa")));
    EXPECT_THAT(List(stranger), IsEmpty());
  }
  // A coordinator's own is hers alone.
  const auto hers = Ask(&Stub::SaveReferral, request, coordinator_).value();
  EXPECT_EQ(hers.reason(), "nog niet af");
  EXPECT_THAT(List(coordinator_), ElementsAre(hers.name()));
  EXPECT_THAT(List(team_), ElementsAre(draft.name()));
}

TEST_F(ReferralTeamTest, TheTeamSeesWhatComesNextAndNotWho) {
  const std::string name = Submit(team_).value().name();
  EXPECT_EQ(Accept(team_, name).status.error_code(), grpc::PERMISSION_DENIED);
  const std::string resident = Accept(coordinator_, name).value().resident();
  EXPECT_EQ(Get(team_, name).value().next_step(), v1::Referral::STAFF_SEEK_CONTACT);
  const std::pair<engine::MatchState, v1::Referral::NextStep> steps[] = {
      {engine::MatchState::kWaiting, v1::Referral::WAITING},
      {engine::MatchState::kDeclined, v1::Referral::WAITING},
      {engine::MatchState::kProposed, v1::Referral::PEOPLE_ARE_ASKED},
      {engine::MatchState::kTrial, v1::Referral::PEOPLE_GET_ACQUAINTED},
      {engine::MatchState::kActive, v1::Referral::CONTACT_IS_GOING_ON},
  };
  for (const auto& [state, next] : steps) {
    AddMatch(resident, state);
    const auto seen = Get(team_, name).value();
    EXPECT_EQ(seen.next_step(), next);
    const std::string text = seen.ShortDebugString();
    EXPECT_EQ(text.find("Geheim"), std::string::npos);
    EXPECT_EQ(text.find("volunteers/"), std::string::npos);
    EXPECT_FALSE(seen.resident_draft().has_need());
  }
}

// A partner submits; what is of before comes in by staff.
TEST_F(ReferralTeamTest, APartnerImportsNone) {
  v1::CreatePartnerTokenRequest token;
  *token.mutable_partner_token() =
      Parsed<v1::PartnerToken>("title: 'A' system: 'crm' municipality: 'GM0420' scopes: PROFILE_WRITE");
  const std::string secret = Admin(&Accounts::CreatePartnerToken, token, administrator_.token).value().secret();
  const auto stub = v1::TransferService::NewStub(server_->channel());
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + secret);
  const auto stream = stub->ImportRecords(&context);
  v1::ImportRecordsRequest request;
  request.set_line(1);
  *request.mutable_record()->mutable_referral() = Parsed<v1::Referral>(kReferral);
  stream->Write(request);
  stream->WritesDone();
  v1::ImportRecordsResponse response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_EQ(response.results_size(), 1);
  EXPECT_EQ(response.results(0).error().code(), "PERMISSION_DENIED");
  EXPECT_EQ(server_->registry().snapshot()->referrals().size(), 0U);
  while (stream->Read(&response)) continue;
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ReferralTeamTest, WhatTheResidentHadBeforeIsNotTheReferralsDoing) {
  const std::string first = Submit(team_).value().name();
  const std::string resident = Accept(coordinator_, first).value().resident();
  AddMatch(resident, engine::MatchState::kActive);
  clock_.Advance(absl::Minutes(1));
  const std::string second = Submit(team_).value().name();
  v1::AcceptReferralRequest request;
  request.set_name(second);
  request.set_resident(resident);
  EXPECT_EQ(Ask(&Stub::AcceptReferral, request, coordinator_).value().next_step(), v1::Referral::STAFF_SEEK_CONTACT);
  EXPECT_EQ(Get(team_, first).value().next_step(), v1::Referral::CONTACT_IS_GOING_ON);
}

}  // namespace
}  // namespace klik::testing
