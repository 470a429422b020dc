// The calls for links of more than two: triads and circles.
//
// Any thread; they read one snapshot and never wait.
#ifndef KLIK_SERVICES_RPC_LINK_CALLS_H_
#define KLIK_SERVICES_RPC_LINK_CALLS_H_

#include "absl/status/status.h"
#include "klik/v1/matching_service.pb.h"
#include "services/rpc/backend.h"
#include "services/rpc/calls.h"

namespace klik::services {

absl::Status AnswerTriads(const Caller& caller, const Backend& backend, const v1::SearchTriadsRequest& request,
                          v1::SearchTriadsResponse& out);
absl::Status AnswerCircles(const Caller& caller, const Backend& backend, const v1::SearchCirclesRequest& request,
                           v1::SearchCirclesResponse& out);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_LINK_CALLS_H_
