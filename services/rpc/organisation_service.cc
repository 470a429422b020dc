#include <utility>

#include "klik/v1/organisation_service.grpc.pb.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/resource_calls.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class OrganisationService final : public v1::OrganisationService::CallbackService {
 public:
  explicit OrganisationService(std::shared_ptr<Backend> backend)
      : backend_(std::move(backend)), calls_(backend_->calls), organisations_(*backend_) {}

  Reactor* GetOrganisation(Context* context, const v1::GetOrganisationRequest* request,
                           v1::Organisation* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::Organisation& out) {
      return organisations_.Get(caller, *request, out);
    });
  }

  Reactor* ListOrganisations(Context* context, const v1::ListOrganisationsRequest* request,
                             v1::ListOrganisationsResponse* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::ListOrganisationsResponse& out) {
      return organisations_.List(caller, *request, *out.mutable_organisations(), out);
    });
  }

  Reactor* CreateOrganisation(Context* context, const v1::CreateOrganisationRequest* request,
                              v1::Organisation* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return organisations_.Create(caller, request->has_organisation(), request->organisation(),
                                   request->validate_only(), violations);
    });
  }

  Reactor* UpdateOrganisation(Context* context, const v1::UpdateOrganisationRequest* request,
                              v1::Organisation* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return organisations_.Update(caller, request->has_organisation(), request->organisation(), request->update_mask(),
                                   request->validate_only(), violations);
    });
  }

  Reactor* DeleteOrganisation(Context* context, const v1::DeleteOrganisationRequest* request,
                              google::protobuf::Empty* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return organisations_.Delete(caller, *request, violations);
    });
  }

 private:
  const std::shared_ptr<Backend> backend_;
  const Calls& calls_;
  const ResourceCalls<OrganisationKind> organisations_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOrganisationService(std::shared_ptr<Backend> backend) {
  return std::make_unique<OrganisationService>(std::move(backend));
}

}  // namespace klik::services
