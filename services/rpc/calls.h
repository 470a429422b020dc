// The way in: every call passes here before anything of it is looked at.
//
// The snapshot and the registry are reached only with a Caller, and only an authenticated call has one: so a handler
// that forgets to ask who is calling does not compile. Each reactor is finished exactly once, here.
//
// Any thread. A read is answered on gRPC's own thread: it touches memory only and never waits; one that takes long, on
// a thread aside. A write is decided on the registry's thread and answered from there.
#ifndef KLIK_SERVICES_RPC_CALLS_H_
#define KLIK_SERVICES_RPC_CALLS_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/index/snapshot.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "services/access/authenticator.h"
#include "services/access/method_access.h"
#include "services/errors/errors.h"
#include "services/registry/clock.h"
#include "services/registry/registry.h"
#include "services/rpc/aside.h"
#include "services/rpc/call_limits.h"
#include "services/rpc/caller.h"
#include "services/rpc/convert/violations.h"
#include "services/rpc/grpc_status.h"
#include "services/rpc/request_id.h"

namespace klik::services {

// OK unless the message is over kMaxMessageBytes.
absl::Status CheckMessageSize(std::size_t bytes);

class Calls {
 public:
  // All must outlive it.
  Calls(Registry& registry, const Authenticator& authenticator, const Clock& clock, MethodTable methods)
      : registry_(registry), authenticator_(authenticator), clock_(clock), methods_(std::move(methods)) {}

  // Who calls the method that takes `request`; an error when nobody who may.
  absl::StatusOr<Caller> Admit(const grpc::CallbackServerContext& context,
                               const google::protobuf::Descriptor& request) const;

  // What has gone on record.
  const storage::AuditLog& audit(const Caller&) const { return registry_.audit(); }

  // `mutation.done` is called exactly once, on the registry's thread or on this one.
  void Submit(const Caller& caller, Mutation mutation) const;
  // Waits for what becomes of it; never on a thread of gRPC or of the registry.
  absl::StatusOr<Answer> Await(const Caller& caller, Mutation mutation) const;

  // `handler(caller, response)` returns absl::Status.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                 Handler handler) const {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const absl::StatusOr<Caller> caller = AdmitUnary(*context, *request);
    reactor->Finish(ToGrpcStatus(caller.ok() ? handler(*caller, *response) : caller.status()));
    return reactor;
  }

  // The same for what takes long. `handler` is kept until it is called, so it must not refer to locals.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* ReadAside(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                      Handler handler) const {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    absl::StatusOr<Caller> caller = AdmitUnary(*context, *request);
    if (!caller.ok()) {
      reactor->Finish(ToGrpcStatus(caller.status()));
      return reactor;
    }
    const bool taken = aside_->Submit([context, reactor, response, caller = *std::move(caller), handler]() mutable {
      // Who has gone away meanwhile is not worked for.
      reactor->Finish(context->IsCancelled() ? grpc::Status::CANCELLED : ToGrpcStatus(handler(caller, *response)));
    });
    if (!taken) reactor->Finish(ToGrpcStatus(Overloaded(kAsideRetryDelay)));
    return reactor;
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
    const absl::StatusOr<Caller> caller = AdmitUnary(*context, *request);
    absl::StatusOr<Mutation> mutation = caller.ok() ? Prepare(*caller, *request, handler) : caller.status();
    if (!mutation.ok()) {
      reactor->Finish(ToGrpcStatus(mutation.status()));
      return reactor;
    }
    mutation->done = [reactor, response, then = std::move(then)](absl::StatusOr<Answer> answer) mutable {
      const absl::Status unpacked = Unpack(answer, *response);
      then(answer.ok(), *response);
      reactor->Finish(ToGrpcStatus(unpacked));
    };
    registry_.Submit(*std::move(mutation));
    return reactor;
  }

  // For what is answered later, from another thread: `handler(caller, finish)` has `finish(status)` called exactly
  // once.
  template <typename Request, typename Handler>
  grpc::ServerUnaryReactor* Later(grpc::CallbackServerContext* context, const Request* request, Handler handler) const {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const absl::StatusOr<Caller> caller = AdmitUnary(*context, *request);
    if (!caller.ok()) {
      reactor->Finish(ToGrpcStatus(caller.status()));
      return reactor;
    }
    handler(*caller, [reactor](const absl::Status& status) { reactor->Finish(ToGrpcStatus(status)); });
    return reactor;
  }

 private:
  absl::StatusOr<Caller> AdmitUnary(const grpc::CallbackServerContext& context,
                                    const google::protobuf::Message& request) const;

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
    mutation.audit = caller.OnRecord();
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
  // By pointer: the calls are moved into their place.
  std::unique_ptr<Aside> aside_ = std::make_unique<Aside>();
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CALLS_H_
