#include <map>
#include <utility>

#include "klik/v1/insight_service.grpc.pb.h"
#include "services/casework/state_counts.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

// A smaller number might tell of somebody.
constexpr int kFewestTold = 5;

// `set(count, number)` is for a number that may be told.
template <typename State, typename Counts, typename Set>
void ToApi(const std::map<State, int>& numbers, bool tells_all, Counts& out, Set set) {
  for (const auto& [state, number] : numbers) {
    auto& count = *out.Add();
    count.set_state(static_cast<decltype(count.state())>(state));
    if (tells_all || number >= kFewestTold) set(count, number);
  }
}

class InsightService final : public v1::InsightService::CallbackService {
 public:
  explicit InsightService(std::shared_ptr<Backend> backend) : backend_(std::move(backend)) {}

  grpc::ServerUnaryReactor* CountStates(grpc::CallbackServerContext* context, const v1::CountStatesRequest* request,
                                        v1::CountStatesResponse* response) override {
    return backend_->calls.Read(context, request, response, [](const Caller& caller, v1::CountStatesResponse& out) {
      const Reach& reach = caller.reach();
      const StateCounts counts = services::CountStates(*caller.snapshot(), reach.municipality());
      const bool tells_all = reach.grant().role() != v1::Access::ANALYST;
      ToApi(counts.residents, tells_all, *out.mutable_residents(), [](auto& of, int n) { of.set_residents(n); });
      ToApi(counts.volunteers, tells_all, *out.mutable_volunteers(), [](auto& of, int n) { of.set_volunteers(n); });
      ToApi(counts.referrals, tells_all, *out.mutable_referrals(), [](auto& of, int n) { of.set_referrals(n); });
      ToApi(counts.matches, tells_all, *out.mutable_matches(), [](auto& of, int n) { of.set_matches(n); });
      return absl::OkStatus();
    });
  }

 private:
  const std::shared_ptr<Backend> backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeInsightService(std::shared_ptr<Backend> backend) {
  return std::make_unique<InsightService>(std::move(backend));
}

}  // namespace klik::services
