#include <utility>

#include "klik/v1/volunteer_service.grpc.pb.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/erase_call.h"
#include "services/rpc/resource_calls.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class VolunteerService final : public v1::VolunteerService::CallbackService {
 public:
  explicit VolunteerService(std::shared_ptr<Backend> backend)
      : backend_(std::move(backend)), calls_(backend_->calls), volunteers_(*backend_) {}

  Reactor* GetVolunteer(Context* context, const v1::GetVolunteerRequest* request, v1::Volunteer* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::Volunteer& out) {
      return volunteers_.Get(caller, *request, out);
    });
  }

  Reactor* ListVolunteers(Context* context, const v1::ListVolunteersRequest* request,
                          v1::ListVolunteersResponse* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::ListVolunteersResponse& out) {
      return volunteers_.List(caller, *request, *out.mutable_volunteers(), out);
    });
  }

  Reactor* CreateVolunteer(Context* context, const v1::CreateVolunteerRequest* request,
                           v1::Volunteer* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return volunteers_.Create(caller, request->has_volunteer(), request->volunteer(), request->validate_only(),
                                violations);
    });
  }

  Reactor* UpdateVolunteer(Context* context, const v1::UpdateVolunteerRequest* request,
                           v1::Volunteer* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return volunteers_.Update(caller, request->has_volunteer(), request->volunteer(), request->update_mask(),
                                request->validate_only(), violations);
    });
  }

  Reactor* DeleteVolunteer(Context* context, const v1::DeleteVolunteerRequest* request,
                           google::protobuf::Empty* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return volunteers_.Delete(caller, *request, violations);
    });
  }

  Reactor* PauseVolunteer(Context* context, const v1::PauseVolunteerRequest* request,
                          v1::Volunteer* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return volunteers_.ChangeState(caller, *request, {engine::ProfileState::kActive}, engine::ProfileState::kPaused,
                                     violations);
    });
  }

  Reactor* ResumeVolunteer(Context* context, const v1::ResumeVolunteerRequest* request,
                           v1::Volunteer* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return volunteers_.ChangeState(caller, *request, {engine::ProfileState::kPaused}, engine::ProfileState::kActive,
                                     violations);
    });
  }

  Reactor* WithdrawVolunteer(Context* context, const v1::WithdrawVolunteerRequest* request,
                             v1::Volunteer* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return volunteers_.ChangeState(caller, *request, {engine::ProfileState::kActive, engine::ProfileState::kPaused},
                                     engine::ProfileState::kWithdrawn, violations);
    });
  }

  // It waits for the store and searches files: not on gRPC's threads.
  Reactor* EraseVolunteer(Context* context, const v1::EraseVolunteerRequest* request,
                          v1::ErasureCertificate* response) override {
    return calls_.DoAside(context, request, response,
                          [this, request](const Caller& caller, v1::ErasureCertificate& out) {
                            return ErasePerson(*backend_, caller, engine::Kind::kVolunteer, *request, out);
                          });
  }

 private:
  const std::shared_ptr<Backend> backend_;
  const Calls& calls_;
  const ResourceCalls<VolunteerKind> volunteers_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeVolunteerService(std::shared_ptr<Backend> backend) {
  return std::make_unique<VolunteerService>(std::move(backend));
}

}  // namespace klik::services
