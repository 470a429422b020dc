#include <utility>

#include "klik/v1/taxonomy_service.grpc.pb.h"
#include "services/rpc/pages.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

v1::Topic ToApi(const engine::Topic& topic, const engine::Taxonomy& taxonomy) {
  constexpr std::string_view kCollection = "topics/";
  v1::Topic out;
  out.set_name(std::string(kCollection) + topic.id);
  out.set_label_nl(topic.label_nl);
  out.set_label_en(topic.label_en);
  out.mutable_synonyms()->Add(topic.synonyms.begin(), topic.synonyms.end());
  if (topic.parent.has_value()) out.set_parent(std::string(kCollection) + taxonomy.topic(*topic.parent).id);
  return out;
}

class TaxonomyService final : public v1::TaxonomyService::CallbackService {
 public:
  explicit TaxonomyService(std::shared_ptr<Backend> backend) : backend_(std::move(backend)) {}

  grpc::ServerUnaryReactor* ListTopics(grpc::CallbackServerContext* context, const v1::ListTopicsRequest* request,
                                       v1::ListTopicsResponse* response) override {
    return backend_->calls.Read(context, request, response, [&](const Caller& caller, v1::ListTopicsResponse& out) {
      const auto for_each_after = [&](const Page& page, auto visit) {
        for (const engine::Topic& topic : backend_->taxonomy.topics()) {
          if (topic.id > page.after && !visit(topic.id, topic)) return;
        }
      };
      return FillPage(backend_->pages, caller, *request, *out.mutable_topics(), out, for_each_after,
                      [&](const engine::Topic& topic) { return ToApi(topic, backend_->taxonomy); });
    });
  }

 private:
  const std::shared_ptr<Backend> backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeTaxonomyService(std::shared_ptr<Backend> backend) {
  return std::make_unique<TaxonomyService>(std::move(backend));
}

}  // namespace klik::services
