#include "services/rpc/calls.h"

#include <algorithm>
#include <chrono>
#include <future>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/model/entity.h"
#include "klik/v1/access.pb.h"
#include "services/access/decide.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/peer.h"

namespace klik::services {
namespace {

// gRPC counts deadlines by the machine's clock; the registry has a clock of its own.
absl::Time DeadlineBy(const Clock& clock, const grpc::CallbackServerContext& context, const v1::Access& access) {
  const absl::Time latest = clock.Now() + absl::Seconds(access.max_deadline_seconds());
  if (context.deadline() == std::chrono::system_clock::time_point::max()) return latest;
  return std::min(latest, clock.Now() + (absl::FromChrono(context.deadline()) - absl::Now()));
}

absl::Status CheckReason(const std::string& reason) {
  Violations violations;
  ReadText(reason, kMaxReasonCharacters, Field(violations, "klik-reason-bin"));
  return violations.ToStatus();
}

absl::Status NobodyMayCall() {
  return Error(absl::StatusCode::kPermissionDenied, "NOT_GRANTED", "nobody may call this");
}

// What only the registry's thread learns of a call: whom it looked at, and whether they were withheld.
void Tell(const Reach& reach, const engine::Snapshot& view, absl::CivilDay today, AuditEvent& event) {
  for (const std::string& name : reach.named()) AddName(name, event.subjects);
  event.denied = event.denied || reach.withheld();
  if (!event.subjects.empty()) {
    event.legal_basis = LegalBasisOf(view, event.subjects.front(), event.purpose, today);
  }
}

// Whom a referral has led to; of any other record nullopt.
std::optional<engine::EntityId> PersonOf(const engine::Snapshot& view, const engine::EntityId& id) {
  const auto referral = id.kind == engine::Kind::kReferral ? view.FindReferral(id.id) : nullptr;
  return referral == nullptr ? std::nullopt : referral->resident;
}

}  // namespace

absl::Status CheckMessageSize(std::size_t bytes, std::size_t most) {
  if (bytes <= most) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "MESSAGE_TOO_LARGE",
               absl::StrCat("the message is larger than ", most, " bytes"));
}

Calls::Calls(Registry& registry, const Authenticator& authenticator, const Clock& clock, MethodTable methods,
             Redactor redactor)
    : registry_(registry),
      authenticator_(authenticator),
      clock_(clock),
      methods_(std::move(methods)),
      redactor_(std::move(redactor)) {}

std::optional<Caller> Calls::Admit(const grpc::CallbackServerContext& context,
                                   const google::protobuf::Descriptor& request, Finish refuse) const {
  const MethodAccess* const method = methods_.Find(&request);
  if (method == nullptr) {
    refuse(NobodyMayCall());
    return std::nullopt;
  }
  const v1::Access& access = method->access;
  const absl::Time now = clock_.Now();
  const absl::Time deadline = DeadlineBy(clock_, context, access);
  CallOrigin origin{.peer = context.peer(), .reason = {}, .trace = {}};
  if (access.without_sign_in()) {
    return Caller(Reach(Principal(), access, {}, /*stated_reason=*/false), *method, std::move(origin), now, deadline,
                  /*snapshot=*/nullptr);
  }
  const std::string authorization = AuthorizationOf(context);
  const std::string certificate = CertificateOf(context);
  absl::StatusOr<Principal> principal =
      authenticator_.Authenticate({.authorization = authorization, .peer = origin.peer, .certificate = certificate});
  if (!principal.ok()) {
    refuse(principal.status());
    return std::nullopt;
  }
  const bool is_account = !principal->account_id.empty();
  origin.reason = ReasonOf(context);
  if (is_account) origin.trace = TraceOf(TraceParentOf(context));
  absl::Status may = is_account ? rate_limiter_->Take(principal->account_id, now) : absl::OkStatus();
  if (may.ok()) may = CheckReason(origin.reason);
  if (!may.ok()) {
    refuse(may);
    return std::nullopt;
  }
  const absl::StatusOr<v1::Access::Grant> grant = FindGrant(*principal, access);
  if (!grant.ok()) {
    AuditEvent event = EventOf(*method, *principal, {}, origin);
    event.denied = true;
    if (is_account) {
      Record(std::move(event), grant.status(), std::move(refuse));
    } else {
      refuse(grant.status());
    }
    return std::nullopt;
  }
  const bool stated_reason = !origin.reason.empty();
  return Caller(Reach(*std::move(principal), access, *grant, stated_reason), *method, std::move(origin), now, deadline,
                registry_.snapshot());
}

absl::StatusOr<Caller> Calls::Renew(const grpc::CallbackServerContext& context, const Caller& caller) const {
  if (absl::Status still = CheckStillWanted(context, caller); !still.ok()) return still;
  const std::string authorization = AuthorizationOf(context);
  const std::string certificate = CertificateOf(context);
  absl::StatusOr<Principal> principal = authenticator_.Authenticate(
      {.authorization = authorization, .peer = caller.origin_.peer, .certificate = certificate});
  if (!principal.ok()) return principal.status();
  const v1::Access& access = caller.method_->access;
  const absl::StatusOr<v1::Access::Grant> grant = FindGrant(*principal, access);
  if (!grant.ok()) return grant.status();
  const bool stated_reason = !caller.origin_.reason.empty();
  return Caller(Reach(*std::move(principal), access, *grant, stated_reason), *caller.method_, caller.origin_,
                clock_.Now(), caller.deadline(), registry_.snapshot());
}

std::optional<Caller> Calls::AdmitUnary(const grpc::CallbackServerContext& context,
                                        const google::protobuf::Message& request,
                                        grpc::ServerUnaryReactor* reactor) const {
  std::optional<Caller> caller = Admit(context, *request.GetDescriptor(), FinishOf(reactor));
  if (!caller.has_value()) return std::nullopt;
  absl::Status fits =
      CheckMessageSize(request.ByteSizeLong(), static_cast<std::size_t>(caller->method_->access.max_request_bytes()));
  if (fits.ok()) fits = CheckStillWanted(context, *caller);
  if (fits.ok()) return caller;
  reactor->Finish(ToGrpcStatus(fits));
  return std::nullopt;
}

absl::Status Calls::CheckStillWanted(const grpc::CallbackServerContext& context, const Caller& caller) const {
  if (context.IsCancelled()) {
    return Error(absl::StatusCode::kCancelled, "CANCELLED", "the call was cancelled before it was taken up");
  }
  if (clock_.Now() > caller.deadline()) {
    return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED", "the call was not taken up in time");
  }
  return absl::OkStatus();
}

std::vector<std::string> Calls::Show(const Caller& caller, const engine::Snapshot& view,
                                     google::protobuf::Message& answer) const {
  std::vector<std::string> shown;
  if (caller.is_unguarded()) return shown;
  const Reach& reach = caller.reach();
  const Owner sent{.system = caller.system(), .organisation = {}, .municipalities = {}};
  redactor_.Redact(answer, reach.HighestClassOf(Owner()), [&](const std::string& name) {
    const auto id = engine::ParseName(name);
    // What has no name yet is what the caller sent.
    if (!id.has_value()) return reach.HighestClassOf(sent);
    // That somebody is gone is nothing of theirs, and cannot be kept as theirs.
    if (IsPerson(id->kind) && view.FindRow(*id) != nullptr) AddName(name, shown);
    if (const std::optional<engine::EntityId> person = PersonOf(view, *id)) AddName(engine::NameOf(*person), shown);
    const klik::v1::DataClass highest = reach.HighestClassOf(OwnerOf(view, *id));
    // Where there is something to do is nobody's secret.
    return id->kind == engine::Kind::kActivity ? std::max(highest, klik::v1::P2) : highest;
  });
  return shown;
}

void Calls::Conclude(const Caller& caller, const absl::Status& status, google::protobuf::Message& answer,
                     Finish finish) const {
  std::vector<std::string> shown;
  if (status.ok() && caller.snapshot() != nullptr) shown = Show(caller, *caller.snapshot(), answer);
  std::optional<AuditEvent> event = caller.OnRecord();
  if (!event.has_value() || caller.snapshot() == nullptr) return finish(status);
  Tell(caller.reach(), *caller.snapshot(), caller.today(), *event);
  for (std::string& name : shown) AddName(std::move(name), event->subjects);
  Record(*std::move(event), status, std::move(finish));
}

void Calls::Record(AuditEvent event, const absl::Status& status, Finish finish) const {
  Mutation mutation;
  mutation.audit = std::move(event);
  mutation.decide = [status](const engine::Snapshot&, absl::Time) -> absl::StatusOr<Decision> {
    if (!status.ok()) return status;
    return Decision{};
  };
  mutation.done = [finish = std::move(finish)](const absl::StatusOr<Answer>& answer) mutable {
    finish(answer.status());
  };
  registry_.Submit(std::move(mutation));
}

void Calls::Submit(const Caller& caller, const Reach& reach, Mutation mutation) const {
  mutation.audit = caller.OnRecord();
  if (mutation.audit.has_value()) {
    mutation.tell = [reach, view = caller.snapshot(), today = caller.today()](AuditEvent& event) {
      Tell(reach, *view, today, event);
    };
  }
  registry_.Submit(std::move(mutation));
}

absl::StatusOr<Answer> Calls::Await(const Caller&, Mutation mutation) const {
  auto promise = std::make_shared<std::promise<absl::StatusOr<Answer>>>();
  std::future<absl::StatusOr<Answer>> answer = promise->get_future();
  mutation.done = [promise](absl::StatusOr<Answer> made) { promise->set_value(std::move(made)); };
  registry_.Submit(std::move(mutation));
  return answer.get();
}

}  // namespace klik::services
