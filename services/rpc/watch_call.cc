#include "services/rpc/watch_call.h"

#include <utility>

#include "absl/time/clock.h"
#include "services/errors/errors.h"
#include "services/rpc/convert/violations.h"
#include "services/rpc/grpc_status.h"

namespace klik::services {
namespace {

absl::Status ShuttingDown() {
  return Error(absl::StatusCode::kUnavailable, "SHUTTING_DOWN", "the server is stopping; ask again from there");
}

absl::Status CheckRequest(const v1::WatchChangesRequest& request) {
  Violations violations;
  Field(violations, "after_revision").Require(request.after_revision() >= 0, "is below 0");
  return violations.ToStatus();
}

}  // namespace

WatchReactor* WatchCall::Start(const Backend& backend, const grpc::CallbackServerContext& context, Caller caller,
                               const v1::WatchChangesRequest& request) {
  absl::StatusOr<WatchDesk::Place> place = backend.watches->Enter(caller.principal().account_id);
  const auto call = std::make_shared<WatchCall>(backend, context, std::move(caller),
                                                static_cast<engine::Revision>(request.after_revision()));
  call->self_ = call;
  if (!place.ok()) {
    call->End(place.status());
    return call.get();
  }
  call->place_.emplace(*std::move(place));
  if (const absl::Status fits = CheckRequest(request); !fits.ok()) {
    backend.calls.Release(call->caller_, fits, call->response_,
                          [call](const absl::Status& status) { call->End(status); });
    return call.get();
  }
  backend.calls.changes(call->caller_).Listen(call);
  call->Beat();
  call->Advance();
  return call.get();
}

WatchCall::WatchCall(const Backend& backend, const grpc::CallbackServerContext& context, Caller caller,
                     engine::Revision after)
    : backend_(backend), context_(context), caller_(std::move(caller)), list_(after) {}

void WatchCall::OnWriteDone(bool ok) {
  if (!ok) return End(absl::CancelledError());
  Settle();
}

void WatchCall::OnCancel() {
  {
    const std::lock_guard lock(mutex_);
    if (!end_.has_value()) end_ = absl::CancelledError();
  }
  Advance();
}

void WatchCall::OnDone() {
  // The last thing that happens to the call, unless Advance is still on its way out.
  const std::shared_ptr<WatchCall> self = std::move(self_);
  place_.reset();
}

void WatchCall::OnChange() {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  Advance();
}

void WatchCall::Advance() {
  const std::shared_ptr<WatchCall> self = shared_from_this();
  std::optional<absl::Status> end;
  bool heartbeat = false;
  {
    const std::lock_guard lock(mutex_);
    if (under_way_ || finished_) return;
    if (end_.has_value()) {
      finished_ = true;
      end = end_;
    } else if (wanted_ || due_) {
      under_way_ = true;
      wanted_ = false;
      heartbeat = std::exchange(due_, false);
    } else {
      return;
    }
  }
  if (end.has_value()) return Finish(ToGrpcStatus(*end));
  backend_.watches->Submit([self, heartbeat] { self->MakeMessage(heartbeat); });
}

void WatchCall::MakeMessage(bool heartbeat) {
  const ChangeFeed& feed = backend_.calls.changes(caller_);
  if (feed.closed()) return End(ShuttingDown());
  const absl::StatusOr<Caller> caller = backend_.calls.Renew(context_, caller_);
  if (!caller.ok()) return End(caller.status());
  const auto release = [&](const absl::Status& status) {
    backend_.calls.Release(*caller, status, response_, [self = shared_from_this()](const absl::Status& released) {
      if (!released.ok()) return self->End(released);
      self->StartWrite(&self->response_);
    });
  };
  if (const absl::Status filled = list_.Fill(*caller, feed, response_); !filled.ok()) return release(filled);
  const bool tells = response_.changes_size() > 0;
  const bool is_first = (tells || (heartbeat && list_.is_done())) && std::exchange(first_, false);
  // That somebody asked goes on record with the first message; a heartbeat tells of nobody.
  if (tells || is_first) return release(absl::OkStatus());
  if (heartbeat && list_.is_done()) return StartWrite(&response_);
  if (heartbeat) {
    const std::lock_guard lock(mutex_);
    due_ = true;
  }
  Settle();
}

void WatchCall::Settle() {
  {
    const std::lock_guard lock(mutex_);
    under_way_ = false;
    wanted_ = wanted_ || !list_.is_done();
  }
  Advance();
}

void WatchCall::End(const absl::Status& status) {
  {
    const std::lock_guard lock(mutex_);
    under_way_ = false;
    if (!end_.has_value()) end_ = status;
  }
  Advance();
}

void WatchCall::Beat() {
  // Holds the call only weakly: the alarm is part of it. A new one each time, for the last may still be on its way out.
  const std::weak_ptr<WatchCall> weak = weak_from_this();
  alarm_ = std::make_unique<grpc::Alarm>();
  alarm_->Set(absl::ToChronoTime(absl::Now() + backend_.watches->heartbeat()), [weak](bool ok) {
    const std::shared_ptr<WatchCall> self = weak.lock();
    if (self == nullptr || !ok) return;
    {
      const std::lock_guard lock(self->mutex_);
      self->due_ = true;
    }
    self->Beat();
    self->Advance();
  });
}

}  // namespace klik::services
