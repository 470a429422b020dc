// The calls on matches: reading them, and the steps by which one goes on.
//
// Any thread. What writes checks what the request alone tells, and leaves the rest to a Decide on the registry's
// thread: who fits and whether there is a place is decided there, against everything decided before.
#ifndef KLIK_SERVICES_RPC_MATCH_CALLS_H_
#define KLIK_SERVICES_RPC_MATCH_CALLS_H_

#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "klik/v1/match_service.pb.h"
#include "services/casework/match_steps.h"
#include "services/rpc/backend.h"
#include "services/rpc/convert/violations.h"

namespace klik::services {

class MatchCalls {
 public:
  // `backend` must outlive it.
  explicit MatchCalls(Backend& backend) : backend_(backend) {}

  absl::Status Get(const Caller& caller, const v1::GetMatchRequest& request, v1::Match& out) const;
  absl::Status List(const Caller& caller, const v1::ListMatchesRequest& request, v1::ListMatchesResponse& out) const;
  absl::Status Introduce(const Caller& caller, const v1::GetIntroductionRequest& request, v1::Introduction& out) const;

  absl::StatusOr<Decide> Propose(const Caller& caller, const v1::ProposeMatchRequest& request,
                                 Violations& violations) const;
  absl::StatusOr<Decide> Wait(const Caller& caller, const v1::JoinWaitlistRequest& request,
                              Violations& violations) const;

  // What becomes of the match.
  using TakeStep = absl::AnyInvocable<NextMatch(engine::Match, const Actor&)>;
  absl::StatusOr<Decide> Step(const Caller& caller, const std::string& name, const std::string& etag, TakeStep take,
                              Violations& violations) const;

  const engine::Policy& policy() const { return backend_.policy; }

 private:
  Backend& backend_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_MATCH_CALLS_H_
