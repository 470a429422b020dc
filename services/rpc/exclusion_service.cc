#include <utility>

#include "klik/v1/exclusion_service.grpc.pb.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/resource_calls.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class ExclusionService final : public v1::ExclusionService::CallbackService {
 public:
  explicit ExclusionService(std::shared_ptr<Backend> backend)
      : backend_(std::move(backend)), calls_(backend_->calls), exclusions_(*backend_) {}

  Reactor* GetExclusion(Context* context, const v1::GetExclusionRequest* request, v1::Exclusion* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::Exclusion& out) {
      return exclusions_.Get(caller, *request, out);
    });
  }

  Reactor* ListExclusions(Context* context, const v1::ListExclusionsRequest* request,
                          v1::ListExclusionsResponse* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::ListExclusionsResponse& out) {
      return exclusions_.List(caller, *request, *out.mutable_exclusions(), out);
    });
  }

  Reactor* CreateExclusion(Context* context, const v1::CreateExclusionRequest* request,
                           v1::Exclusion* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return exclusions_.Create(caller, request->has_exclusion(), request->exclusion(), request->validate_only(),
                                violations);
    });
  }

  Reactor* UpdateExclusion(Context* context, const v1::UpdateExclusionRequest* request,
                           v1::Exclusion* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return exclusions_.Update(caller, request->has_exclusion(), request->exclusion(), request->update_mask(),
                                request->validate_only(), violations);
    });
  }

  Reactor* DeleteExclusion(Context* context, const v1::DeleteExclusionRequest* request,
                           google::protobuf::Empty* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return exclusions_.Delete(caller, *request, violations);
    });
  }

 private:
  const std::shared_ptr<Backend> backend_;
  const Calls& calls_;
  const ResourceCalls<ExclusionKind> exclusions_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeExclusionService(std::shared_ptr<Backend> backend) {
  return std::make_unique<ExclusionService>(std::move(backend));
}

}  // namespace klik::services
