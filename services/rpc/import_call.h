// One ImportRecords stream: reads lines, has the registry decide them, and streams the results back.
//
// gRPC's threads and the registry's come in at the same time; what to do next is decided in one place, Advance, by one
// of them at a time. The call lives until gRPC is done with it and no answer is outstanding any more.
#ifndef KLIK_SERVICES_RPC_IMPORT_CALL_H_
#define KLIK_SERVICES_RPC_IMPORT_CALL_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/alarm.h"
#include "grpcpp/support/server_callback.h"
#include "klik/v1/transfer_service.pb.h"
#include "services/registry/registry.h"
#include "services/rpc/backend.h"
#include "services/rpc/calls.h"
#include "services/rpc/import_line.h"

namespace klik::services {

using ImportReactor = grpc::ServerBidiReactor<v1::ImportRecordsRequest, v1::ImportRecordsResponse>;

class ImportCall final : public ImportReactor, public std::enable_shared_from_this<ImportCall> {
 public:
  // The reactor keeps itself until gRPC is done with it. `backend` must outlive the server.
  static ImportReactor* Start(const Backend& backend, Caller caller);

  ImportCall(const Backend& backend, Caller caller);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  using Line = std::shared_ptr<ImportLine>;

  // A line that misses a record, and what becomes of it if that never comes.
  struct Deferred {
    Line line;
    absl::Status error;
  };

  enum class Step : std::uint8_t { kNone, kRead, kWrite, kSubmit, kFinish };

  // Does whatever can be done now. Called whenever something has changed, without the mutex.
  void Advance();

  // These hold the mutex.
  Step NextStep();
  bool IsSettled() const;
  void StartRound();
  void Settle(const Line& line, const absl::StatusOr<Answer>& answer);
  void AddFailure(std::int32_t line, const absl::Status& error);
  void FillResponse();

  void Accept();
  void Submit(const Line& line);
  void WaitForRegistry();

  const Backend& backend_;
  const Caller caller_;
  ImportScope scope_;
  std::unique_ptr<grpc::Alarm> alarm_;  // While the registry is full.
  std::shared_ptr<ImportCall> self_;    // Until OnDone.

  // Each belongs to gRPC while a read or a write is under way.
  v1::ImportRecordsRequest request_;
  v1::ImportRecordsResponse response_;
  bool first_ = true;

  std::mutex mutex_;  // Guards what follows.
  bool advancing_ = false;
  bool advance_again_ = false;
  bool reading_ = false;
  bool writing_ = false;
  bool read_all_ = false;
  bool cancelled_ = false;
  bool finished_ = false;
  bool registry_full_ = false;
  int in_flight_ = 0;
  Line next_;               // To be submitted by the step that was chosen.
  std::deque<Line> ready_;  // To be submitted.
  std::vector<Deferred> deferred_;
  std::size_t deferred_bytes_ = 0;
  bool made_progress_ = true;  // Since the last round through what was deferred.
  std::vector<v1::ImportResult> results_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_IMPORT_CALL_H_
