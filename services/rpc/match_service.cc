#include <utility>

#include "klik/v1/match_service.grpc.pb.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/resource_calls.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class MatchService final : public v1::MatchService::CallbackService {
 public:
  explicit MatchService(std::shared_ptr<Backend> backend)
      : backend_(std::move(backend)), calls_(backend_->calls), matches_(*backend_) {}

  Reactor* GetMatch(Context* context, const v1::GetMatchRequest* request, v1::Match* response) override {
    return calls_.Read(context, request, response,
                       [&](const Caller& caller, v1::Match& out) { return matches_.Get(caller, *request, out); });
  }

  Reactor* ListMatches(Context* context, const v1::ListMatchesRequest* request,
                       v1::ListMatchesResponse* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::ListMatchesResponse& out) {
      return matches_.List(caller, *request, *out.mutable_matches(), out);
    });
  }

 private:
  const std::shared_ptr<Backend> backend_;
  const Calls& calls_;
  const ResourceCalls<MatchKind> matches_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeMatchService(std::shared_ptr<Backend> backend) {
  return std::make_unique<MatchService>(std::move(backend));
}

}  // namespace klik::services
