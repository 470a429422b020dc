#include <utility>

#include "klik/v1/referral_service.grpc.pb.h"
#include "services/rpc/referral_calls.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class ReferralService final : public v1::ReferralService::CallbackService {
 public:
  explicit ReferralService(std::shared_ptr<Backend> backend)
      : backend_(std::move(backend)), calls_(backend_->calls), referrals_(*backend_) {}

  Reactor* SaveReferral(Context* context, const v1::SaveReferralRequest* request, v1::Referral* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return referrals_.Save(caller, *request, violations);
    });
  }

  Reactor* SubmitReferral(Context* context, const v1::SubmitReferralRequest* request, v1::Referral* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return referrals_.Submit(caller, *request, violations);
    });
  }

  Reactor* GetReferral(Context* context, const v1::GetReferralRequest* request, v1::Referral* response) override {
    return calls_.Read(context, request, response,
                       [&](const Caller& caller, v1::Referral& out) { return referrals_.Get(caller, *request, out); });
  }

  Reactor* ListReferrals(Context* context, const v1::ListReferralsRequest* request,
                         v1::ListReferralsResponse* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::ListReferralsResponse& out) {
      return referrals_.List(caller, *request, out);
    });
  }

  Reactor* SearchDuplicates(Context* context, const v1::SearchDuplicatesRequest* request,
                            v1::SearchDuplicatesResponse* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::SearchDuplicatesResponse& out) {
      return referrals_.SearchDuplicates(caller, *request, out);
    });
  }

  Reactor* AcceptReferral(Context* context, const v1::AcceptReferralRequest* request, v1::Referral* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return referrals_.Accept(caller, *request, violations);
    });
  }

  Reactor* RejectReferral(Context* context, const v1::RejectReferralRequest* request, v1::Referral* response) override {
    return Move(context, request, response, ReferralMove::kReject, request->reason());
  }

  Reactor* HoldReferral(Context* context, const v1::HoldReferralRequest* request, v1::Referral* response) override {
    return Move(context, request, response, ReferralMove::kHold, request->reason());
  }

  Reactor* ResumeReferral(Context* context, const v1::ResumeReferralRequest* request, v1::Referral* response) override {
    return Move(context, request, response, ReferralMove::kResume, v1::Referral::STATE_REASON_UNSPECIFIED);
  }

  Reactor* CancelReferral(Context* context, const v1::CancelReferralRequest* request, v1::Referral* response) override {
    return Move(context, request, response, ReferralMove::kCancel, request->reason());
  }

  Reactor* CompleteReferral(Context* context, const v1::CompleteReferralRequest* request,
                            v1::Referral* response) override {
    return Move(context, request, response, ReferralMove::kComplete, request->reason());
  }

 private:
  template <typename Request>
  Reactor* Move(Context* context, const Request* request, v1::Referral* response, ReferralMove move,
                v1::Referral::StateReason reason) {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return referrals_.Move(caller, *request, move, reason, violations);
    });
  }

  const std::shared_ptr<Backend> backend_;
  const Calls& calls_;
  const ReferralCalls referrals_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeReferralService(std::shared_ptr<Backend> backend) {
  return std::make_unique<ReferralService>(std::move(backend));
}

}  // namespace klik::services
