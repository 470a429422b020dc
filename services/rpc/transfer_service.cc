#include <utility>

#include "klik/v1/transfer_service.grpc.pb.h"
#include "services/rpc/grpc_status.h"
#include "services/rpc/import_call.h"
#include "services/rpc/services.h"
#include "services/rpc/watch_call.h"

namespace klik::services {
namespace {

// A stream that ends before it began; to be finished.
template <typename Reactor>
class Refused final : public Reactor {
 public:
  void OnDone() override { delete this; }
};

class TransferService final : public v1::TransferService::CallbackService {
 public:
  explicit TransferService(std::shared_ptr<Backend> backend) : backend_(std::move(backend)) {}

  ImportReactor* ImportRecords(grpc::CallbackServerContext* context) override {
    auto refused = std::make_unique<Refused<ImportReactor>>();
    std::optional<Caller> caller = Admit<v1::ImportRecordsRequest>(*context, *refused);
    if (!caller.has_value()) return refused.release();
    return ImportCall::Start(*backend_, *std::move(caller));
  }

  WatchReactor* WatchChanges(grpc::CallbackServerContext* context, const v1::WatchChangesRequest* request) override {
    auto refused = std::make_unique<Refused<WatchReactor>>();
    std::optional<Caller> caller = Admit<v1::WatchChangesRequest>(*context, *refused);
    if (!caller.has_value()) return refused.release();
    return WatchCall::Start(*backend_, *context, *std::move(caller), *request);
  }

 private:
  // nullopt: `refused` is finished, now or once it is on record.
  template <typename Request, typename Reactor>
  std::optional<Caller> Admit(const grpc::CallbackServerContext& context, Reactor& refused) const {
    return backend_->calls.Admit(context, *Request::descriptor(),
                                 [&refused](const absl::Status& status) { refused.Finish(ToGrpcStatus(status)); });
  }

  const std::shared_ptr<Backend> backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeTransferService(std::shared_ptr<Backend> backend) {
  return std::make_unique<TransferService>(std::move(backend));
}

}  // namespace klik::services
