#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "klik/v1/work_service.grpc.pb.h"
#include "services/casework/work_list.h"
#include "services/casework/work_texts.h"
#include "services/rpc/call_limits.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/matching_request.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

// An item that its work list has, as clients read it.
void ToApi(const WorkItem& item, absl::CivilDay today, engine::Language language, v1::WorkItem& out) {
  out.set_kind(ToApiEnum<v1::WorkItem::Kind>(item.kind));
  out.set_subject(engine::NameOf(item.subject));
  out.set_display_name(item.display_name);
  out.set_other_display_name(item.other_display_name);
  out.set_due_date(DayText(item.due));
  out.set_text(WorkText(item, today, language));
  for (const Obstacle& obstacle : item.obstacles) {
    v1::WorkItem::Obstacle& added = *out.add_obstacles();
    added.set_code(ToApiEnum<v1::ReasonCode>(obstacle.code));
    added.set_candidates(obstacle.candidates);
  }
  out.set_week(item.week);
  out.set_waiting_days(item.waiting_days);
}

absl::Status AnswerWork(const Caller& caller, const Backend& backend, const v1::ListWorkRequest& request,
                        v1::ListWorkResponse& out) {
  Violations violations;
  WorkQuery query;
  query.kinds = ReadEnums<v1::WorkItem::Kind, WorkKind>(request.kinds(), Field(violations, "kinds"));
  const int limit = ReadNumber(request.limit(), 0, kMaxWorkItems, Field(violations, "limit"));
  query.limit = limit == 0 ? kDefaultWorkItems : limit;
  const engine::Language language = ReadLanguage(request.language_code(), Field(violations, "language_code"));
  if (!violations.empty()) return violations.ToStatus();
  query.moment = MomentAt(caller.now());
  query.municipality = caller.reach().municipality();

  const engine::Snapshot& snapshot = *caller.snapshot();
  const WorkList list =
      FindWork(snapshot, *backend.matching_days.Of(query.moment), query,
               [&](const engine::EntityId& id) { return caller.reach().Includes(OwnerOf(snapshot, id)); });
  for (const WorkItem& item : list.items) ToApi(item, query.moment.today, language, *out.add_items());
  for (std::size_t i = 0; i < list.counts.size(); ++i) {
    if (list.counts[i] == 0) continue;
    v1::ListWorkResponse::KindCount& count = *out.add_counts();
    count.set_kind(static_cast<v1::WorkItem::Kind>(i));
    count.set_items(list.counts[i]);
  }
  return absl::OkStatus();
}

class WorkService final : public v1::WorkService::CallbackService {
 public:
  explicit WorkService(std::shared_ptr<Backend> backend) : backend_(std::move(backend)) {}

  grpc::ServerUnaryReactor* ListWork(grpc::CallbackServerContext* context, const v1::ListWorkRequest* request,
                                     v1::ListWorkResponse* response) override {
    return backend_->calls.ReadAside(
        context, request, response,
        [backend = backend_.get(), request](const Caller& caller, v1::ListWorkResponse& out) {
          return AnswerWork(caller, *backend, *request, out);
        });
  }

 private:
  const std::shared_ptr<Backend> backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeWorkService(std::shared_ptr<Backend> backend) {
  return std::make_unique<WorkService>(std::move(backend));
}

}  // namespace klik::services
