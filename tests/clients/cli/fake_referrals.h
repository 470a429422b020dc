// Referrals of the fake server: Q1, on hold, which every step leads to; whatever is asked is given back in `reason`.
#ifndef KLIK_TESTS_CLIENTS_CLI_FAKE_REFERRALS_H_
#define KLIK_TESTS_CLIENTS_CLI_FAKE_REFERRALS_H_

#include <string>

#include "klik/v1/referral_service.grpc.pb.h"

namespace klik::testing {

class FakeReferrals final : public v1::ReferralService::Service {
 public:
  grpc::Status SubmitReferral(grpc::ServerContext* context, const v1::SubmitReferralRequest* request,
                              v1::Referral* response) override;
  grpc::Status GetReferral(grpc::ServerContext* context, const v1::GetReferralRequest* request,
                           v1::Referral* response) override;
  grpc::Status ListReferrals(grpc::ServerContext* context, const v1::ListReferralsRequest* request,
                             v1::ListReferralsResponse* response) override;
  grpc::Status SearchDuplicates(grpc::ServerContext* context, const v1::SearchDuplicatesRequest* request,
                                v1::SearchDuplicatesResponse* response) override;
  grpc::Status AcceptReferral(grpc::ServerContext* context, const v1::AcceptReferralRequest* request,
                              v1::Referral* response) override;
  grpc::Status RejectReferral(grpc::ServerContext* context, const v1::RejectReferralRequest* request,
                              v1::Referral* response) override;
  grpc::Status HoldReferral(grpc::ServerContext* context, const v1::HoldReferralRequest* request,
                            v1::Referral* response) override;
  grpc::Status ResumeReferral(grpc::ServerContext* context, const v1::ResumeReferralRequest* request,
                              v1::Referral* response) override;
  grpc::Status CancelReferral(grpc::ServerContext* context, const v1::CancelReferralRequest* request,
                              v1::Referral* response) override;
  grpc::Status CompleteReferral(grpc::ServerContext* context, const v1::CompleteReferralRequest* request,
                                v1::Referral* response) override;
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_CLIENTS_CLI_FAKE_REFERRALS_H_
