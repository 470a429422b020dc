#include <utility>

#include "klik/v1/resident_service.grpc.pb.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/erase_call.h"
#include "services/rpc/resource_calls.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class ResidentService final : public v1::ResidentService::CallbackService {
 public:
  explicit ResidentService(std::shared_ptr<Backend> backend)
      : backend_(std::move(backend)), calls_(backend_->calls), residents_(*backend_) {}

  Reactor* GetResident(Context* context, const v1::GetResidentRequest* request, v1::Resident* response) override {
    return calls_.Read(context, request, response,
                       [&](const Caller& caller, v1::Resident& out) { return residents_.Get(caller, *request, out); });
  }

  Reactor* ListResidents(Context* context, const v1::ListResidentsRequest* request,
                         v1::ListResidentsResponse* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::ListResidentsResponse& out) {
      return residents_.List(caller, *request, *out.mutable_residents(), out);
    });
  }

  Reactor* CreateResident(Context* context, const v1::CreateResidentRequest* request, v1::Resident* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return residents_.Create(caller, request->has_resident(), request->resident(), request->validate_only(),
                               violations);
    });
  }

  Reactor* UpdateResident(Context* context, const v1::UpdateResidentRequest* request, v1::Resident* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return residents_.Update(caller, request->has_resident(), request->resident(), request->update_mask(),
                               request->validate_only(), violations);
    });
  }

  Reactor* DeleteResident(Context* context, const v1::DeleteResidentRequest* request,
                          google::protobuf::Empty* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return residents_.Delete(caller, *request, violations);
    });
  }

  Reactor* PauseResident(Context* context, const v1::PauseResidentRequest* request, v1::Resident* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return residents_.ChangeState(caller, *request, {engine::ProfileState::kActive}, engine::ProfileState::kPaused,
                                    violations);
    });
  }

  Reactor* ResumeResident(Context* context, const v1::ResumeResidentRequest* request, v1::Resident* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return residents_.ChangeState(caller, *request, {engine::ProfileState::kPaused}, engine::ProfileState::kActive,
                                    violations);
    });
  }

  Reactor* WithdrawResident(Context* context, const v1::WithdrawResidentRequest* request,
                            v1::Resident* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return residents_.ChangeState(caller, *request, {engine::ProfileState::kActive, engine::ProfileState::kPaused},
                                    engine::ProfileState::kWithdrawn, violations);
    });
  }

  // It waits for the store and searches files: not on gRPC's threads.
  Reactor* EraseResident(Context* context, const v1::EraseResidentRequest* request,
                         v1::ErasureCertificate* response) override {
    return calls_.DoAside(context, request, response,
                          [this, request](const Caller& caller, v1::ErasureCertificate& out) {
                            return ErasePerson(*backend_, caller, engine::Kind::kResident, *request, out);
                          });
  }

 private:
  const std::shared_ptr<Backend> backend_;
  const Calls& calls_;
  const ResourceCalls<ResidentKind> residents_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeResidentService(std::shared_ptr<Backend> backend) {
  return std::make_unique<ResidentService>(std::move(backend));
}

}  // namespace klik::services
