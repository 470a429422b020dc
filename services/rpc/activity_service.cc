#include <utility>

#include "klik/v1/activity_service.grpc.pb.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/resource_calls.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class ActivityService final : public v1::ActivityService::CallbackService {
 public:
  explicit ActivityService(std::shared_ptr<Backend> backend)
      : backend_(std::move(backend)), calls_(backend_->calls), activities_(*backend_) {}

  Reactor* GetActivity(Context* context, const v1::GetActivityRequest* request, v1::Activity* response) override {
    return calls_.Read(context, request, response,
                       [&](const Caller& caller, v1::Activity& out) { return activities_.Get(caller, *request, out); });
  }

  Reactor* ListActivities(Context* context, const v1::ListActivitiesRequest* request,
                          v1::ListActivitiesResponse* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::ListActivitiesResponse& out) {
      return activities_.List(caller, *request, *out.mutable_activities(), out);
    });
  }

  Reactor* CreateActivity(Context* context, const v1::CreateActivityRequest* request, v1::Activity* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return activities_.Create(caller, request->has_activity(), request->activity(), request->validate_only(),
                                violations);
    });
  }

  Reactor* UpdateActivity(Context* context, const v1::UpdateActivityRequest* request, v1::Activity* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return activities_.Update(caller, request->has_activity(), request->activity(), request->update_mask(),
                                request->validate_only(), violations);
    });
  }

  Reactor* DeleteActivity(Context* context, const v1::DeleteActivityRequest* request,
                          google::protobuf::Empty* response) override {
    return calls_.Write(context, request, response, [&](const Caller& caller, Violations& violations) {
      return activities_.Delete(caller, *request, violations);
    });
  }

 private:
  const std::shared_ptr<Backend> backend_;
  const Calls& calls_;
  const ResourceCalls<ActivityKind> activities_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeActivityService(std::shared_ptr<Backend> backend) {
  return std::make_unique<ActivityService>(std::move(backend));
}

}  // namespace klik::services
