#include <utility>

#include "klik/v1/transfer_service.grpc.pb.h"
#include "services/rpc/grpc_status.h"
#include "services/rpc/import_call.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

// A stream that ends before it began; to be finished.
class RefusedImport final : public ImportReactor {
 public:
  void OnDone() override { delete this; }
};

class TransferService final : public v1::TransferService::CallbackService {
 public:
  explicit TransferService(std::shared_ptr<Backend> backend) : backend_(std::move(backend)) {}

  ImportReactor* ImportRecords(grpc::CallbackServerContext* context) override {
    auto refused = std::make_unique<RefusedImport>();
    const auto refuse = [reactor = refused.get()](const absl::Status& status) {
      reactor->Finish(ToGrpcStatus(status));
    };
    std::optional<Caller> caller = backend_->calls.Admit(*context, *v1::ImportRecordsRequest::descriptor(), refuse);
    if (!caller.has_value()) return refused.release();
    return ImportCall::Start(*backend_, *std::move(caller));
  }

 private:
  const std::shared_ptr<Backend> backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeTransferService(std::shared_ptr<Backend> backend) {
  return std::make_unique<TransferService>(std::move(backend));
}

}  // namespace klik::services
