#include "services/rpc/calls.h"

#include <chrono>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/rpc/call_limits.h"

namespace klik::services {
namespace {

// gRPC counts deadlines by the machine's clock; the registry has a clock of its own.
absl::Time DeadlineBy(const Clock& clock, const grpc::CallbackServerContext& context) {
  if (context.deadline() == std::chrono::system_clock::time_point::max()) return absl::InfiniteFuture();
  return clock.Now() + (absl::FromChrono(context.deadline()) - absl::Now());
}

}  // namespace

absl::Status CheckMessageSize(std::size_t bytes) {
  if (bytes <= kMaxMessageBytes) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "MESSAGE_TOO_LARGE",
               absl::StrCat("the message is larger than ", kMaxMessageBytes, " bytes"));
}

absl::StatusOr<Caller> Calls::Admit(const grpc::CallbackServerContext& context) const {
  absl::StatusOr<Principal> principal = access_.Authenticate();
  if (!principal.ok()) return principal.status();
  return Caller(*std::move(principal), clock_.Now(), DeadlineBy(clock_, context), registry_.snapshot());
}

absl::StatusOr<Caller> Calls::AdmitUnary(const grpc::CallbackServerContext& context, std::size_t bytes) const {
  absl::StatusOr<Caller> caller = Admit(context);
  if (!caller.ok()) return caller;
  if (absl::Status size = CheckMessageSize(bytes); !size.ok()) return size;
  if (context.IsCancelled()) {
    return Error(absl::StatusCode::kCancelled, "CANCELLED", "the call was cancelled before it was taken up");
  }
  return caller;
}

void Calls::Submit(const Caller&, Mutation mutation) const { registry_.Submit(std::move(mutation)); }

}  // namespace klik::services
