#include <utility>

#include "klik/v1/transfer_service.grpc.pb.h"
#include "services/rpc/grpc_status.h"
#include "services/rpc/import_call.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

// A stream that ends before it began.
class RefusedImport final : public ImportReactor {
 public:
  explicit RefusedImport(const absl::Status& status) { Finish(ToGrpcStatus(status)); }
  void OnDone() override { delete this; }
};

class TransferService final : public v1::TransferService::CallbackService {
 public:
  explicit TransferService(std::shared_ptr<Backend> backend) : backend_(std::move(backend)) {}

  ImportReactor* ImportRecords(grpc::CallbackServerContext* context) override {
    absl::StatusOr<Caller> caller = backend_->calls.Admit(*context, *v1::ImportRecordsRequest::descriptor());
    if (!caller.ok()) return new RefusedImport(caller.status());
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
