#include "tests/clients/cli/fake_referrals.h"

namespace klik::testing {
namespace {

void Fill(v1::Referral& referral) {
  referral.set_name("referrals/q1");
  referral.set_external_id("Q1");
  referral.set_urgency(v1::Referral::SOON);
  referral.set_state(v1::Referral::ON_HOLD);
  referral.set_next_step(v1::Referral::WAITING);
  referral.set_expected_wait_days(30);
  referral.mutable_create_time()->set_seconds(1'793'611'800);
}

template <typename Request>
grpc::Status GiveBack(const Request& request, v1::Referral& response) {
  if (request.name() == "referrals/none") return grpc::Status(grpc::StatusCode::NOT_FOUND, "there is none");
  Fill(response);
  response.set_reason(request.GetDescriptor()->name() + " " + request.ShortDebugString());
  return grpc::Status::OK;
}

}  // namespace

grpc::Status FakeReferrals::SubmitReferral(grpc::ServerContext*, const v1::SubmitReferralRequest* request,
                                           v1::Referral* response) {
  *response = request->referral();
  if (!request->validate_only()) response->set_name("referrals/q1");
  return grpc::Status::OK;
}

grpc::Status FakeReferrals::GetReferral(grpc::ServerContext*, const v1::GetReferralRequest* request,
                                        v1::Referral* response) {
  return GiveBack(*request, *response);
}

grpc::Status FakeReferrals::ListReferrals(grpc::ServerContext*, const v1::ListReferralsRequest* request,
                                          v1::ListReferralsResponse* response) {
  Fill(*response->add_referrals());
  for (const int state : request->states()) {
    v1::Referral& asked = *response->add_referrals();
    asked.set_name("referrals/asked");
    asked.set_state(static_cast<v1::Referral::State>(state));
  }
  return grpc::Status::OK;
}

grpc::Status FakeReferrals::SearchDuplicates(grpc::ServerContext*, const v1::SearchDuplicatesRequest*,
                                             v1::SearchDuplicatesResponse* response) {
  v1::PossibleDuplicate& duplicate = *response->add_duplicates();
  duplicate.set_resident("residents/r1");
  duplicate.set_display_name("Zoë 1");
  duplicate.set_birth_year(1950);
  duplicate.set_settlement("Medemblik");
  duplicate.set_same_name(true);
  duplicate.set_same_birth_year(true);
  return grpc::Status::OK;
}

grpc::Status FakeReferrals::AcceptReferral(grpc::ServerContext*, const v1::AcceptReferralRequest* request,
                                           v1::Referral* response) {
  return GiveBack(*request, *response);
}

grpc::Status FakeReferrals::RejectReferral(grpc::ServerContext*, const v1::RejectReferralRequest* request,
                                           v1::Referral* response) {
  return GiveBack(*request, *response);
}

grpc::Status FakeReferrals::HoldReferral(grpc::ServerContext*, const v1::HoldReferralRequest* request,
                                         v1::Referral* response) {
  return GiveBack(*request, *response);
}

grpc::Status FakeReferrals::ResumeReferral(grpc::ServerContext*, const v1::ResumeReferralRequest* request,
                                           v1::Referral* response) {
  return GiveBack(*request, *response);
}

grpc::Status FakeReferrals::CancelReferral(grpc::ServerContext*, const v1::CancelReferralRequest* request,
                                           v1::Referral* response) {
  return GiveBack(*request, *response);
}

grpc::Status FakeReferrals::CompleteReferral(grpc::ServerContext*, const v1::CompleteReferralRequest* request,
                                             v1::Referral* response) {
  return GiveBack(*request, *response);
}

}  // namespace klik::testing
