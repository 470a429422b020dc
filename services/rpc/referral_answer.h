// A referral as its caller is told of it: with what comes next and how long that usually takes, as things are at the
// moment of asking. Of those who were thought of it says nothing.
//
// A value of one call.
#ifndef KLIK_SERVICES_RPC_REFERRAL_ANSWER_H_
#define KLIK_SERVICES_RPC_REFERRAL_ANSWER_H_

#include <memory>

#include "absl/time/time.h"
#include "engine/index/snapshot.h"
#include "engine/model/referral.h"
#include "klik/v1/referral_service.pb.h"
#include "services/casework/expected_wait.h"
#include "services/rpc/backend.h"

namespace klik::services {

// What the referral alone tells, without a resident who has withdrawn since: it stays so until one of the two changes.
v1::Referral TellReferral(const engine::Referral& referral, const engine::Snapshot& view);

class ReferralAnswer {
 public:
  ReferralAnswer(Backend& backend, const Caller& caller)
      : waits_(backend.wait_times.Of(*caller.snapshot(), caller.now())), now_(caller.now()) {}

  // The referral need not be in `view` yet; its resident's matches are looked up there.
  v1::Referral ToApi(const engine::Snapshot& view, const engine::Referral& referral) const;

 private:
  std::shared_ptr<const ExpectedWaits> waits_;
  absl::Time now_;
};

// What happens next.
v1::Referral::NextStep NextStepOf(const engine::Snapshot& view, const engine::Referral& referral, absl::Time now);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_REFERRAL_ANSWER_H_
