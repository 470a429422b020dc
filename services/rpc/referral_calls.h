// What ReferralService does: the reading calls answer, the writing ones check what the request alone tells and leave
// the rest to a Decide.
//
// Any thread; a Decide runs on the registry's, while the request is still there.
#ifndef KLIK_SERVICES_RPC_REFERRAL_CALLS_H_
#define KLIK_SERVICES_RPC_REFERRAL_CALLS_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/index/snapshot.h"
#include "engine/model/referral.h"
#include "klik/v1/referral_service.pb.h"
#include "services/casework/referral_steps.h"
#include "services/registry/registry.h"
#include "services/rpc/backend.h"
#include "services/rpc/convert/resource_name.h"
#include "services/rpc/convert/violations.h"
#include "services/rpc/referral_answer.h"

namespace klik::services {

class ReferralCalls {
 public:
  explicit ReferralCalls(Backend& backend) : backend_(backend) {}

  absl::Status Get(const Caller& caller, const v1::GetReferralRequest& request, v1::Referral& out) const;
  absl::Status List(const Caller& caller, const v1::ListReferralsRequest& request,
                    v1::ListReferralsResponse& out) const;
  absl::Status SearchDuplicates(const Caller& caller, const v1::SearchDuplicatesRequest& request,
                                v1::SearchDuplicatesResponse& out) const;

  absl::StatusOr<Decide> Save(const Caller& caller, const v1::SaveReferralRequest& request,
                              Violations& violations) const;
  absl::StatusOr<Decide> Submit(const Caller& caller, const v1::SubmitReferralRequest& request,
                                Violations& violations) const;
  absl::StatusOr<Decide> Accept(const Caller& caller, const v1::AcceptReferralRequest& request,
                                Violations& violations) const;
  // Any other step; of a request without a `reason`, give the unspecified one.
  template <typename Request>
  absl::StatusOr<Decide> Move(const Caller& caller, const Request& request, ReferralMove move,
                              v1::Referral::StateReason reason, Violations& violations) const {
    return MoveTo(caller, {request.name(), request.etag(), move, reason}, violations);
  }

 private:
  struct Order {
    std::string name;
    std::string etag;  // Empty: whatever its version.
    ReferralMove move;
    v1::Referral::StateReason reason;
  };

  // What the message says, read and completed with what is the caller's: leniently, or as one that is sent.
  engine::Referral Read(const Caller& caller, const v1::Referral& message, bool leniently,
                        Violations& violations) const;
  absl::StatusOr<Decide> MoveTo(const Caller& caller, Order order, Violations& violations) const;

  Backend& backend_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_REFERRAL_CALLS_H_
