// The way in: every call passes here before anything of it is looked at, and again before anything is answered.
//
// Who calls; not too often; may they; no longer and no larger than the method allows; then the handler; then what is
// not for this caller is taken out of the answer; and what was done goes on record before it is told.
//
// The snapshot and the registry are reached only with a Caller, and only an authenticated call has one: so a handler
// that forgets to ask who is calling does not compile. Looking up a record by name asks for the caller's Reach. Each
// reactor is finished exactly once, here.
//
// Any thread. A read is answered on gRPC's own thread when nothing of it goes on record, else on the registry's; one
// that takes long is worked out on a thread aside. A write is decided on the registry's thread and answered from there.
#ifndef KLIK_SERVICES_RPC_CALLS_H_
#define KLIK_SERVICES_RPC_CALLS_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/index/snapshot.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "services/access/audit_event.h"
#include "services/access/authenticator.h"
#include "services/access/method_access.h"
#include "services/access/rate_limiter.h"
#include "services/access/reach.h"
#include "services/access/redact.h"
#include "services/errors/errors.h"
#include "services/registry/clock.h"
#include "services/registry/registry.h"
#include "services/rpc/call_limits.h"
#include "services/rpc/caller.h"
#include "services/rpc/convert/violations.h"
#include "services/rpc/grpc_status.h"
#include "services/rpc/request_id.h"
#include "services/workers/worker_threads.h"

namespace klik::services {

// OK unless the message is over `most`.
absl::Status CheckMessageSize(std::size_t bytes, std::size_t most = kMaxMessageBytes);

class Calls {
 public:
  // All must outlive it.
  Calls(Registry& registry, const Authenticator& authenticator, const Clock& clock, MethodTable methods,
        Redactor redactor);

  using Finish = absl::AnyInvocable<void(const absl::Status&)>;

  // Who calls the method that takes `request`. nullopt when nobody who may: then `refuse` gets the error, once the
  // refusal is on record.
  std::optional<Caller> Admit(const grpc::CallbackServerContext& context, const google::protobuf::Descriptor& request,
                              Finish refuse) const;

  // What has gone on record.
  const storage::AuditLog& audit(const Caller&) const { return registry_.audit(); }

  // Word of what changes.
  ChangeFeed& changes(const Caller&) const { return registry_.changes(); }

  // The caller of a call that goes on, as of now: what there is now, and whether they may still. An error ends the
  // call.
  absl::StatusOr<Caller> Renew(const grpc::CallbackServerContext& context, const Caller& caller) const;

  // One message of a call that answers with many, or the error it ends with: `message` keeps what is for the caller,
  // and `finish` comes once that is on record. It must be there until then.
  void Release(const Caller& caller, const absl::Status& status, google::protobuf::Message& message,
               Finish finish) const {
    Conclude(caller, status, message, std::move(finish));
  }

  // Puts on record what the mutation comes to, with whom `reach` looked at. `mutation.done` is called exactly once, on
  // the registry's thread or on this one.
  void Submit(const Caller& caller, const Reach& reach, Mutation mutation) const;
  // Waits for what becomes of it; never on a thread of gRPC or of the registry. On record goes what the mutation says.
  absl::StatusOr<Answer> Await(const Caller& caller, Mutation mutation) const;

  // `handler(caller, response)` returns absl::Status.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                 Handler handler) const {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const std::optional<Caller> caller = AdmitUnary(*context, *request, reactor);
    if (caller.has_value()) Conclude(*caller, handler(*caller, *response), *response, FinishOf(reactor));
    return reactor;
  }

  // The same for what takes long. `handler` is kept until it is called, so it must not refer to locals.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* ReadAside(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                      Handler handler) const {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const auto conclude = [this, reactor, response](const Caller& caller, const absl::Status& status) {
      Conclude(caller, status, *response, FinishOf(reactor));
    };
    return RunAside(context, request, response, handler, conclude, reactor);
  }

  // The same for what does something, which it puts on record itself.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* DoAside(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                    Handler handler) const {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const auto conclude = [this, reactor, response](const Caller& caller, const absl::Status& status) {
      if (status.ok()) Show(caller, *registry_.snapshot(), *response);
      reactor->Finish(ToGrpcStatus(status));
    };
    return RunAside(context, request, response, handler, conclude, reactor);
  }

  // `handler(caller, violations)` returns absl::StatusOr<Decide>. What it finds wrong with the request it adds to
  // `violations`; then what it returns is of no matter.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Write(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                  Handler handler) const {
    return WriteThen(context, request, response, handler, [](bool, Response&) {});
  }

  // The same; `then(stored, response)` comes before the answer, on the registry's thread when something was decided. It
  // adds what is not to be kept with the answer.
  template <typename Request, typename Response, typename Handler, typename Then>
  grpc::ServerUnaryReactor* WriteThen(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                      Handler handler, Then then) const {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const std::optional<Caller> caller = AdmitUnary(*context, *request, reactor);
    if (!caller.has_value()) return reactor;
    absl::StatusOr<Mutation> mutation = Prepare(*caller, *request, handler);
    if (!mutation.ok()) {
      Conclude(*caller, mutation.status(), *response, FinishOf(reactor));
      return reactor;
    }
    mutation->done = [this, caller = *caller, reactor, response,
                      then = std::move(then)](const absl::StatusOr<Answer>& answer) mutable {
      const absl::Status unpacked = Unpack(answer, *response);
      then(answer.ok(), *response);
      // What the decision made is in the newest snapshot only.
      if (unpacked.ok()) Show(caller, *registry_.snapshot(), *response);
      reactor->Finish(ToGrpcStatus(unpacked));
    };
    Submit(*caller, caller->reach(), *std::move(mutation));
    return reactor;
  }

  // For what is answered later, from another thread, and put on record by whoever decides it: `handler(caller, finish)`
  // has `finish(status)` called exactly once.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Later(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                  Handler handler) const {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const std::optional<Caller> caller = AdmitUnary(*context, *request, reactor);
    if (!caller.has_value()) return reactor;
    handler(*caller, [this, caller = *caller, reactor, response](const absl::Status& status) {
      if (status.ok()) Show(caller, *registry_.snapshot(), *response);
      reactor->Finish(ToGrpcStatus(status));
    });
    return reactor;
  }

 private:
  static Finish FinishOf(grpc::ServerUnaryReactor* reactor) {
    return [reactor](const absl::Status& status) { reactor->Finish(ToGrpcStatus(status)); };
  }

  // `conclude(caller, status)` finishes the call.
  template <typename Request, typename Response, typename Handler, typename ConcludeCall>
  grpc::ServerUnaryReactor* RunAside(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                     Handler handler, ConcludeCall conclude, grpc::ServerUnaryReactor* reactor) const {
    std::optional<Caller> caller = AdmitUnary(*context, *request, reactor);
    if (!caller.has_value()) return reactor;
    const bool taken =
        aside_->Submit([this, context, response, caller = *std::move(caller), handler, conclude]() mutable {
          // Who has gone away meanwhile is not worked for.
          const absl::Status still = CheckStillWanted(*context, caller);
          conclude(caller, still.ok() ? handler(caller, *response) : still);
        });
    if (!taken) reactor->Finish(ToGrpcStatus(Overloaded(kAsideRetryDelay)));
    return reactor;
  }

  std::optional<Caller> AdmitUnary(const grpc::CallbackServerContext& context, const google::protobuf::Message& request,
                                   grpc::ServerUnaryReactor* reactor) const;
  absl::Status CheckStillWanted(const grpc::CallbackServerContext& context, const Caller& caller) const;

  // Takes out of the answer what is not for the caller; the residents and volunteers that are left in it.
  std::vector<std::string> Show(const Caller& caller, const engine::Snapshot& view,
                                google::protobuf::Message& answer) const;

  // Finishes the call with `status`, and with what of `answer` is for the caller, once that is on record.
  void Conclude(const Caller& caller, const absl::Status& status, google::protobuf::Message& answer,
                Finish finish) const;
  void Record(AuditEvent event, const absl::Status& status, Finish finish) const;

  template <typename Request, typename Handler>
  static absl::StatusOr<Mutation> Prepare(const Caller& caller, const Request& request, Handler& handler) {
    Violations violations;
    Mutation mutation;
    mutation.deadline = caller.deadline();
    mutation.request_id = ReadRequestId(request, caller.system(), violations);
    absl::StatusOr<Decide> decide = handler(caller, violations);
    if (!violations.empty()) return violations.ToStatus();
    if (!decide.ok()) return decide.status();
    mutation.decide = *std::move(decide);
    return mutation;
  }

  template <typename Response>
  static absl::Status Unpack(const absl::StatusOr<Answer>& answer, Response& response) {
    if (!answer.ok()) return answer.status();
    if (response.ParseFromString(answer->response)) return absl::OkStatus();
    return Error(absl::StatusCode::kDataLoss, "ANSWER_UNREADABLE", "the kept answer to this call cannot be read");
  }

  Registry& registry_;
  const Authenticator& authenticator_;
  const Clock& clock_;
  const MethodTable methods_;
  const Redactor redactor_;
  // By pointer: the calls are moved into their place.
  std::unique_ptr<RateLimiter> rate_limiter_ = std::make_unique<RateLimiter>();
  std::unique_ptr<WorkerThreads> aside_ = std::make_unique<WorkerThreads>(/*threads=*/1, kMaxAside);
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CALLS_H_
