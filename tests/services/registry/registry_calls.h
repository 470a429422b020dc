// Mutations for tests of the registry, and ways to send them.
#ifndef KLIK_TESTS_SERVICES_REGISTRY_REGISTRY_CALLS_H_
#define KLIK_TESTS_SERVICES_REGISTRY_REGISTRY_CALLS_H_

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/model/activity.h"
#include "services/errors/errors.h"
#include "services/registry/registry.h"

namespace klik::services {

using Reply = absl::StatusOr<Answer>;

// Decides that there is an organisation of this id and title, and answers with the title. ALREADY_EXISTS when the id is
// taken.
inline Decide CreateOrganisation(std::string id, std::string title) {
  return [id = std::move(id), title = std::move(title)](const engine::Snapshot& view,
                                                        absl::Time now) -> absl::StatusOr<Decision> {
    if (view.FindOrganisation(id) != nullptr) return absl::AlreadyExistsError(id);
    engine::Organisation organisation;
    organisation.meta = {.id = {engine::Kind::kOrganisation, id},
                         .external_id = {},
                         .system = "crm",
                         .version = 1,
                         .create_time = now,
                         .update_time = now};
    organisation.title = title;
    return Decision{{std::make_shared<const engine::Organisation>(std::move(organisation))}, title};
  };
}

// `method` and `digest` are the same for all calls that do not say otherwise.
inline RequestId Request(std::string id, std::string digest = "digest", std::string method = "Service/Method") {
  return {.caller = "caller", .id = std::move(id), .method = std::move(method), .digest = std::move(digest)};
}

inline std::future<Reply> Send(Registry& registry, Mutation mutation) {
  auto reply = std::make_shared<std::promise<Reply>>();
  std::future<Reply> future = reply->get_future();
  mutation.done = [reply](Reply answer) { reply->set_value(std::move(answer)); };
  registry.Submit(std::move(mutation));
  return future;
}

inline std::future<Reply> Send(Registry& registry, Decide decide, std::optional<RequestId> request_id = std::nullopt) {
  Mutation mutation;
  mutation.request_id = std::move(request_id);
  mutation.decide = std::move(decide);
  return Send(registry, std::move(mutation));
}

inline Reply Call(Registry& registry, Decide decide, std::optional<RequestId> request_id = std::nullopt) {
  return Send(registry, std::move(decide), std::move(request_id)).get();
}

inline std::string ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const google::rpc::Status rpc_status = ToRpcStatus(status);
  for (const auto& detail : rpc_status.details()) detail.UnpackTo(&info);
  return info.reason();
}

// Holds the sequencer from the constructor to Open(), so that what is sent meanwhile waits in the queue.
class Gate {
 public:
  explicit Gate(Registry& registry) {
    std::promise<void> reached;
    std::future<void> is_reached = reached.get_future();
    answered_ = Send(registry, [this, &reached](const engine::Snapshot&, absl::Time) -> absl::StatusOr<Decision> {
      reached.set_value();
      opened_.get_future().wait();
      return Decision{};
    });
    is_reached.wait();
  }
  ~Gate() { Open(); }
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  void Open() {
    if (!answered_.valid()) return;
    opened_.set_value();
    answered_.wait();
    answered_ = {};
  }

 private:
  std::promise<void> opened_;
  std::future<Reply> answered_;
};

}  // namespace klik::services

#endif  // KLIK_TESTS_SERVICES_REGISTRY_REGISTRY_CALLS_H_
