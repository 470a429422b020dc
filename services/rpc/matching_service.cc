#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/match/evaluate.h"
#include "engine/match/search.h"
#include "klik/v1/matching_service.grpc.pb.h"
#include "services/rpc/call_limits.h"
#include "services/rpc/capacity_call.h"
#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/values.h"
#include "services/rpc/link_calls.h"
#include "services/rpc/matching_answer.h"
#include "services/rpc/matching_request.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

std::vector<engine::Kind> ReadKinds(const google::protobuf::RepeatedField<int>& kinds, const Field& field) {
  std::vector<engine::Kind> out;
  for (int i = 0; i < kinds.size(); ++i) {
    const bool known = kinds[i] != v1::CANDIDATE_KIND_UNSPECIFIED && v1::CandidateKind_IsValid(kinds[i]);
    if (!field.Item(i).Require(known, "is not a kind of candidate")) continue;
    const auto kind = static_cast<engine::Kind>(kinds[i]);
    if (std::find(out.begin(), out.end(), kind) == out.end()) out.push_back(kind);
  }
  return out;
}

engine::Filter ReadFilter(const v1::CandidateFilter& filter, const engine::Taxonomy& taxonomy, const Field& field) {
  field.Member("max_distance_metres").Require(filter.max_distance_metres() >= 0, "is negative");
  return {ReadTopics(filter.topics(), kMaxFilterTopics, taxonomy, field.Member("topics")), filter.max_distance_metres(),
          /*municipality=*/""};
}

class MatchingService final : public v1::MatchingService::CallbackService {
 public:
  explicit MatchingService(std::shared_ptr<Backend> backend) : backend_(std::move(backend)) {}

  grpc::ServerUnaryReactor* SearchCandidates(grpc::CallbackServerContext* context,
                                             const v1::SearchCandidatesRequest* request,
                                             v1::SearchCandidatesResponse* response) override {
    return backend_->calls.Read(
        context, request, response,
        [&](const Caller& caller, v1::SearchCandidatesResponse& out) { return Search(caller, *request, out); });
  }

  grpc::ServerUnaryReactor* ExplainMatch(grpc::CallbackServerContext* context, const v1::ExplainMatchRequest* request,
                                         v1::ExplainMatchResponse* response) override {
    return backend_->calls.Read(context, request, response, [&](const Caller& caller, v1::ExplainMatchResponse& out) {
      return Explain(caller, *request, out);
    });
  }

  grpc::ServerUnaryReactor* SearchTriads(grpc::CallbackServerContext* context, const v1::SearchTriadsRequest* request,
                                         v1::SearchTriadsResponse* response) override {
    return backend_->calls.Read(context, request, response, [&](const Caller& caller, v1::SearchTriadsResponse& out) {
      return AnswerTriads(caller, *backend_, *request, out);
    });
  }

  grpc::ServerUnaryReactor* SearchCircles(grpc::CallbackServerContext* context, const v1::SearchCirclesRequest* request,
                                          v1::SearchCirclesResponse* response) override {
    return backend_->calls.ReadAside(
        context, request, response,
        [backend = backend_.get(), request](const Caller& caller, v1::SearchCirclesResponse& out) {
          return AnswerCircles(caller, *backend, *request, out);
        });
  }

  grpc::ServerUnaryReactor* CheckCapacity(grpc::CallbackServerContext* context, const v1::CheckCapacityRequest* request,
                                          v1::CheckCapacityResponse* response) override {
    return backend_->calls.Read(context, request, response, [&](const Caller& caller, v1::CheckCapacityResponse& out) {
      return services::CheckCapacity(*backend_, caller, *request, out);
    });
  }

 private:
  absl::Status Search(const Caller& caller, const v1::SearchCandidatesRequest& request,
                      v1::SearchCandidatesResponse& out) const {
    Violations violations;
    const auto field = [&](const char* name) { return Field(violations, name); };
    const auto subject = ReadParty(request.subject(), caller, caller.reach(), field("subject"));
    engine::SearchQuery query;
    query.kinds = ReadKinds(request.kinds(), field("kinds"));
    query.filter = ReadFilter(request.filter(), backend_->taxonomy, field("filter"));
    query.filter.municipality = caller.reach().municipality();
    query.limit = ReadLimit(request.limit(), field("limit"));
    const engine::Language language = ReadLanguage(request.language_code(), field("language_code"));
    if (!violations.empty()) return violations.ToStatus();
    if (!subject.has_value()) return NotFound();
    query.subject = *subject;
    query.include_excluded = request.include_excluded();
    query.excluded_limit = kMaxExcluded;
    query.moment = MomentAt(caller.now());

    const engine::Snapshot& snapshot = *caller.snapshot();
    const engine::SearchResult found = engine::Search(snapshot, *backend_->matching_days.Of(query.moment), query);
    const MatchingAnswer answer(snapshot, backend_->policy, query.subject, language);
    for (const auto& candidate : found.candidates) answer.ToApi(candidate, *out.add_candidates());
    for (const auto& excluded : found.excluded) *out.add_excluded() = answer.ToApi(excluded);
    out.set_excluded_total(found.excluded_total);
    out.set_revision(static_cast<std::int64_t>(snapshot.revision()));
    out.set_policy_version(backend_->policy.version);
    return absl::OkStatus();
  }

  absl::Status Explain(const Caller& caller, const v1::ExplainMatchRequest& request,
                       v1::ExplainMatchResponse& out) const {
    Violations violations;
    const Field candidate_field(violations, "candidate");
    const auto subject = ReadParty(request.subject(), caller, caller.reach(), Field(violations, "subject"));
    const auto candidate = ReadParty(request.candidate(), caller, caller.reach().ForCandidates(), candidate_field);
    const engine::Language language = ReadLanguage(request.language_code(), Field(violations, "language_code"));
    if (subject.has_value() && candidate.has_value()) {
      candidate_field.Require(*subject != *candidate, "is the subject itself");
      candidate_field.Require(engine::CanLink(subject->kind, candidate->kind),
                              "is of a kind that cannot be linked with the subject");
    }
    if (!violations.empty()) return violations.ToStatus();
    if (!subject.has_value() || !candidate.has_value()) return NotFound();

    const engine::Snapshot& snapshot = *caller.snapshot();
    const engine::Moment moment = MomentAt(caller.now());
    const auto explanation = engine::Explain(snapshot, *backend_->matching_days.Of(moment), *subject, *candidate,
                                             moment, {{}, 0, caller.reach().municipality()});
    if (!explanation.has_value()) return NotFound();
    const MatchingAnswer answer(snapshot, backend_->policy, *subject, language);
    if (explanation->candidate.has_value()) answer.ToApi(*explanation->candidate, *out.mutable_candidate());
    if (explanation->excluded.has_value()) *out.mutable_excluded() = answer.ToApi(*explanation->excluded);
    out.set_revision(static_cast<std::int64_t>(snapshot.revision()));
    out.set_policy_version(backend_->policy.version);
    return absl::OkStatus();
  }

  const std::shared_ptr<Backend> backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeMatchingService(std::shared_ptr<Backend> backend) {
  return std::make_unique<MatchingService>(std::move(backend));
}

}  // namespace klik::services
