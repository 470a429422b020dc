// One WatchChanges stream: waits for changes, has the next message made, and sends it.
//
// At most one thing of it is under way: its message is made aside, goes on record, or is on its way to the client. What
// happens meanwhile is only noted; so a client that does not read holds up nobody, and costs the names of what it has
// yet to be told. Threads of gRPC, of the registry and of the desk come in; Advance decides what is next. The call
// lives until gRPC is done with it.
#ifndef KLIK_SERVICES_RPC_WATCH_CALL_H_
#define KLIK_SERVICES_RPC_WATCH_CALL_H_

#include <memory>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "engine/model/entity.h"
#include "grpcpp/alarm.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "klik/v1/transfer_service.pb.h"
#include "services/registry/change_feed.h"
#include "services/rpc/backend.h"
#include "services/rpc/caller.h"
#include "services/rpc/watch_desk.h"
#include "services/rpc/watch_list.h"

namespace klik::services {

using WatchReactor = grpc::ServerWriteReactor<v1::WatchChangesResponse>;

class WatchCall final : public WatchReactor, public ChangeListener, public std::enable_shared_from_this<WatchCall> {
 public:
  // The reactor keeps itself until gRPC is done with it, as does `context`. `backend` must outlive the server.
  static WatchReactor* Start(const Backend& backend, const grpc::CallbackServerContext& context, Caller caller,
                             const v1::WatchChangesRequest& request);

  WatchCall(const Backend& backend, const grpc::CallbackServerContext& context, Caller caller, engine::Revision after);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void OnChange() override;

 private:
  // Does what can be done now. Called whenever something has changed, without the mutex.
  void Advance();
  // The message is made and sent; `heartbeat`: even when it tells of nothing.
  void MakeMessage(bool heartbeat);
  // What was under way is done.
  void Settle();
  void End(const absl::Status& status);
  // From now on, a message every so often.
  void Beat();

  const Backend& backend_;
  const grpc::CallbackServerContext& context_;
  const Caller caller_;  // As the call began.
  std::optional<WatchDesk::Place> place_;
  std::unique_ptr<grpc::Alarm> alarm_;  // For the next heartbeat.
  std::shared_ptr<WatchCall> self_;     // Until OnDone.

  // Of what is under way.
  WatchList list_;
  v1::WatchChangesResponse response_;
  bool first_ = true;

  std::mutex mutex_;  // Guards what follows.
  bool under_way_ = false;
  bool wanted_ = true;  // There may be something to tell.
  bool due_ = true;     // A message, even of nothing: so the first one comes at once.
  bool finished_ = false;
  std::optional<absl::Status> end_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_WATCH_CALL_H_
