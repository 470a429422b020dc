#include "services/rpc/calls.h"

#include <chrono>
#include <future>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "klik/v1/access.pb.h"
#include "services/access/decide.h"
#include "services/rpc/call_limits.h"
#include "services/rpc/peer.h"

namespace klik::services {
namespace {

// gRPC counts deadlines by the machine's clock; the registry has a clock of its own.
absl::Time DeadlineBy(const Clock& clock, const grpc::CallbackServerContext& context) {
  if (context.deadline() == std::chrono::system_clock::time_point::max()) return absl::InfiniteFuture();
  return clock.Now() + (absl::FromChrono(context.deadline()) - absl::Now());
}

// Whether what a grant gives can be given. Whose records a caller reaches and what of them is shown is not enforced
// yet, so whoever has signed in reaches nobody's: only themselves, what administration is about, and what the
// protection of everybody's data takes.
bool IsOpenYet(const v1::Access& access, const v1::Access::Grant& grant) {
  const bool is_protection = access.purpose() == v1::Access::DATA_PROTECTION && grant.records() == v1::Access::ALL;
  return grant.records() == v1::Access::NO_RECORDS || grant.records() == v1::Access::SELF ||
         access.purpose() == v1::Access::ADMINISTRATION || is_protection;
}

absl::Status Closed() { return Error(absl::StatusCode::kPermissionDenied, "NOT_OPEN_YET", "nobody may call this yet"); }

}  // namespace

absl::Status CheckMessageSize(std::size_t bytes) {
  if (bytes <= kMaxMessageBytes) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "MESSAGE_TOO_LARGE",
               absl::StrCat("the message is larger than ", kMaxMessageBytes, " bytes"));
}

absl::StatusOr<Caller> Calls::Admit(const grpc::CallbackServerContext& context,
                                    const google::protobuf::Descriptor& request) const {
  const MethodAccess* const method = methods_.Find(&request);
  if (method == nullptr) return Closed();
  std::string peer = context.peer();
  const absl::Time deadline = DeadlineBy(clock_, context);
  if (method->access.without_sign_in()) {
    return Caller(*method, Principal(), std::move(peer), clock_.Now(), deadline, /*snapshot=*/nullptr);
  }
  const std::string authorization = AuthorizationOf(context);
  const std::string certificate = CertificateOf(context);
  absl::StatusOr<Principal> principal =
      authenticator_.Authenticate({.authorization = authorization, .peer = peer, .certificate = certificate});
  if (!principal.ok()) return principal.status();
  const absl::StatusOr<v1::Access::Grant> grant = FindGrant(*principal, method->access);
  if (!grant.ok()) return grant.status();
  if (!principal->account_id.empty() && !IsOpenYet(method->access, *grant)) return Closed();
  return Caller(*method, *std::move(principal), std::move(peer), clock_.Now(), deadline, registry_.snapshot());
}

absl::StatusOr<Caller> Calls::AdmitUnary(const grpc::CallbackServerContext& context,
                                         const google::protobuf::Message& request) const {
  absl::StatusOr<Caller> caller = Admit(context, *request.GetDescriptor());
  if (!caller.ok()) return caller;
  if (absl::Status size = CheckMessageSize(request.ByteSizeLong()); !size.ok()) return size;
  if (context.IsCancelled()) {
    return Error(absl::StatusCode::kCancelled, "CANCELLED", "the call was cancelled before it was taken up");
  }
  return caller;
}

void Calls::Submit(const Caller&, Mutation mutation) const { registry_.Submit(std::move(mutation)); }

absl::StatusOr<Answer> Calls::Await(const Caller& caller, Mutation mutation) const {
  auto promise = std::make_shared<std::promise<absl::StatusOr<Answer>>>();
  std::future<absl::StatusOr<Answer>> answer = promise->get_future();
  mutation.done = [promise](absl::StatusOr<Answer> made) { promise->set_value(std::move(made)); };
  Submit(caller, std::move(mutation));
  return answer.get();
}

}  // namespace klik::services
