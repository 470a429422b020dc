#include "services/rpc/import_call.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "absl/time/clock.h"
#include "services/errors/errors.h"
#include "services/rpc/call_limits.h"
#include "services/rpc/grpc_status.h"

namespace klik::services {
namespace {

constexpr std::string_view kOverloaded = "OVERLOADED";

ConvertContext ContextFor(const Backend& backend, const Caller& caller) {
  ConvertContext context = backend.ContextFor(caller);
  context.takes_state = true;
  return context;
}

}  // namespace

ImportReactor* ImportCall::Start(const Backend& backend, Caller caller) {
  const auto call = std::make_shared<ImportCall>(backend, std::move(caller));
  call->self_ = call;
  call->Advance();
  return call.get();
}

ImportCall::ImportCall(const Backend& backend, Caller caller)
    : backend_(backend),
      caller_(std::move(caller)),
      scope_{caller_.reach(), ContextFor(backend, caller_), /*validate_only=*/false, {}} {}

void ImportCall::OnReadDone(bool ok) {
  if (ok) Accept();
  {
    const std::lock_guard lock(mutex_);
    reading_ = false;
    read_all_ = read_all_ || !ok;
  }
  Advance();
}

void ImportCall::OnWriteDone(bool ok) {
  {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    cancelled_ = cancelled_ || !ok;
  }
  Advance();
}

void ImportCall::OnCancel() {
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
  }
  Advance();
}

void ImportCall::OnDone() {
  // The last thing that happens to the call, unless Advance is still on its way out.
  const std::shared_ptr<ImportCall> self = std::move(self_);
}

void ImportCall::Advance() {
  const std::shared_ptr<ImportCall> self = shared_from_this();
  {
    const std::lock_guard lock(mutex_);
    advance_again_ = true;
    if (std::exchange(advancing_, true)) return;
  }
  for (;;) {
    Step step = Step::kNone;
    Line line;
    {
      const std::lock_guard lock(mutex_);
      step = NextStep();
      line = std::move(next_);
      if (step == Step::kNone && !std::exchange(advance_again_, false)) {
        advancing_ = false;
        return;
      }
    }
    // Without the mutex: the answer may come at once, on this thread.
    if (step == Step::kRead) StartRead(&request_);
    if (step == Step::kWrite) StartWrite(&response_);
    if (step == Step::kSubmit) Submit(line);
    if (step == Step::kFinish) return Finish(grpc::Status::OK);
  }
}

ImportCall::Step ImportCall::NextStep() {
  if (finished_) return Step::kNone;
  if (!cancelled_) {
    if (read_all_ && in_flight_ == 0 && ready_.empty() && !deferred_.empty()) StartRound();
    if (!writing_ && !results_.empty()) {
      FillResponse();
      writing_ = true;
      return Step::kWrite;
    }
    const bool window_open = in_flight_ < kImportWindow && results_.size() < kMaxWaitingResults && !registry_full_;
    if (window_open && !ready_.empty()) {
      next_ = std::move(ready_.front());
      ready_.pop_front();
      ++in_flight_;
      return Step::kSubmit;
    }
    if (window_open && !reading_ && !read_all_) {
      reading_ = true;
      return Step::kRead;
    }
  }
  if (!IsSettled()) return Step::kNone;
  finished_ = true;
  return Step::kFinish;
}

// Nothing is under way any more, and there is nothing left to do or nobody to do it for.
bool ImportCall::IsSettled() const {
  if (reading_ || writing_ || in_flight_ > 0) return false;
  return cancelled_ || (read_all_ && ready_.empty() && deferred_.empty() && results_.empty());
}

// Once everything has been read: again with what was waiting, for as long as that brings something.
void ImportCall::StartRound() {
  std::vector<Deferred> waiting = std::exchange(deferred_, {});
  deferred_bytes_ = 0;
  const bool again = std::exchange(made_progress_, false);
  for (Deferred& deferred : waiting) {
    if (again) {
      ready_.push_back(std::move(deferred.line));
    } else {
      AddFailure(deferred.line->line(), deferred.error);
    }
  }
}

void ImportCall::Accept() {
  if (std::exchange(first_, false)) scope_.validate_only = request_.validate_only();
  absl::StatusOr<Line> line = ReadImportLine(request_, scope_);
  const std::lock_guard lock(mutex_);
  if (line.ok()) {
    ready_.push_back(*std::move(line));
  } else {
    AddFailure(request_.line(), line.status());
  }
}

void ImportCall::Submit(const Line& line) {
  Mutation mutation;
  mutation.decide = [line](const engine::Snapshot& view, absl::Time now) { return line->Decide(view, now); };
  mutation.done = [self = shared_from_this(), line](absl::StatusOr<Answer> answer) {
    bool wait = false;
    {
      const std::lock_guard lock(self->mutex_);
      const bool was_full = self->registry_full_;
      self->Settle(line, answer);
      wait = self->registry_full_ && !was_full;
    }
    if (wait) self->WaitForRegistry();
    self->Advance();
  };
  backend_.calls.Submit(caller_, line->reach(), std::move(mutation));
}

void ImportCall::Settle(const Line& line, const absl::StatusOr<Answer>& answer) {
  --in_flight_;
  if (answer.ok()) {
    made_progress_ = true;
    if (scope_.validate_only && !line->external_id().empty()) scope_.ids.AddChecked(line->external_id(), line->id());
    v1::ImportResult& result = results_.emplace_back();
    result.set_line(line->line());
    result.set_outcome(line->outcome());
    if (!scope_.validate_only) result.set_name(engine::NameOf(line->id()));
    return;
  }
  if (absl::IsResourceExhausted(answer.status()) && ToImportError(answer.status()).reason() == kOverloaded) {
    ready_.push_front(line);
    registry_full_ = true;
    return;
  }
  if (!absl::IsInvalidArgument(answer.status()) || !line->misses_reference()) {
    return AddFailure(line->line(), answer.status());
  }
  if (deferred_.size() >= kMaxDeferredRecords || deferred_bytes_ + line->bytes() > kMaxDeferredBytes) {
    return AddFailure(line->line(), Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_WAITING",
                                          "too many records refer to ones further on; put those first"));
  }
  deferred_bytes_ += line->bytes();
  deferred_.push_back({line, answer.status()});
}

void ImportCall::AddFailure(std::int32_t line, const absl::Status& error) {
  v1::ImportResult& result = results_.emplace_back();
  result.set_line(line);
  result.set_outcome(v1::ImportResult::FAILED);
  *result.mutable_error() = ToImportError(error);
}

void ImportCall::FillResponse() {
  response_.Clear();
  const auto count = static_cast<std::ptrdiff_t>(std::min(results_.size(), kMaxResultsPerMessage));
  for (auto result = results_.begin(); result != results_.begin() + count; ++result) {
    *response_.add_results() = std::move(*result);
  }
  results_.erase(results_.begin(), results_.begin() + count);
}

void ImportCall::WaitForRegistry() {
  // Holds the call only weakly: the alarm is part of it. A new one each time, for the last may still be on its way out.
  const std::weak_ptr<ImportCall> weak = weak_from_this();
  alarm_ = std::make_unique<grpc::Alarm>();
  alarm_->Set(absl::ToChronoTime(absl::Now() + kImportRetryDelay), [weak](bool) {
    const std::shared_ptr<ImportCall> self = weak.lock();
    if (self == nullptr) return;
    {
      const std::lock_guard lock(self->mutex_);
      self->registry_full_ = false;
    }
    self->Advance();
  });
}

}  // namespace klik::services
