#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/match/search.h"
#include "klik/v1/admin_service.grpc.pb.h"
#include "services/rpc/audit_calls.h"
#include "services/rpc/call_limits.h"
#include "services/rpc/convert/policy.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/matching_answer.h"
#include "services/rpc/matching_request.h"
#include "services/rpc/services.h"
#include "storage/sealed/vault.h"

namespace klik::services {
namespace {

struct Standing {
  int rank = 0;
  double score = 0;
};
using Standings = std::map<engine::EntityId, Standing>;

Standings StandingsOf(const engine::Snapshot& snapshot, const engine::MatchingDay& day,
                      const engine::SearchQuery& query) {
  Standings standings;
  for (const auto& candidate : engine::Search(snapshot, day, query).candidates) {
    const double score = static_cast<double>(candidate.pair.score.score) / static_cast<double>(engine::kScoreScale);
    standings[candidate.id] = {candidate.rank, score};
  }
  return standings;
}

bool IsAmong(const Standing& standing, int best) { return standing.rank > 0 && standing.rank <= best; }

// Who is among the best before or after, in order of the rank after, then of the rank before; no rank comes last.
std::vector<v1::RankMove> MovesOf(const Standings& before, const Standings& after, int best,
                                  const engine::Snapshot& snapshot) {
  std::map<engine::EntityId, std::pair<Standing, Standing>> both;
  for (const auto& [id, standing] : before) both[id].first = standing;
  for (const auto& [id, standing] : after) both[id].second = standing;
  std::vector<v1::RankMove> moves;
  for (const auto& [id, standings] : both) {
    const auto& [old_one, new_one] = standings;
    if (!IsAmong(old_one, best) && !IsAmong(new_one, best)) continue;
    v1::RankMove& move = moves.emplace_back();
    move.set_candidate(engine::NameOf(id));
    move.set_kind(ToApiEnum<v1::CandidateKind>(id.kind));
    move.set_display_name(DisplayNameOf(*snapshot.FindRow(id)));
    move.set_rank_before(old_one.rank);
    move.set_rank_after(new_one.rank);
    move.set_score_before(old_one.score);
    move.set_score_after(new_one.score);
  }
  const auto place = [](int rank) { return rank == 0 ? kMaxSearchLimit + 1 : rank; };
  std::sort(moves.begin(), moves.end(), [&](const v1::RankMove& a, const v1::RankMove& b) {
    return std::pair(place(a.rank_after()), place(a.rank_before())) <
           std::pair(place(b.rank_after()), place(b.rank_before()));
  });
  return moves;
}

class AdminService final : public v1::AdminService::CallbackService {
 public:
  explicit AdminService(std::shared_ptr<Backend> backend) : backend_(std::move(backend)) {}

  grpc::ServerUnaryReactor* GetPolicy(grpc::CallbackServerContext* context, const v1::GetPolicyRequest* request,
                                      v1::Policy* response) override {
    return backend_->calls.Read(context, request, response, [&](const Caller&, v1::Policy& out) -> absl::Status {
      const engine::Policy& policy = backend_->policy;
      if (request->name() != "policies/current" && request->name() != absl::StrCat("policies/", policy.version)) {
        return NotFound();
      }
      out = ToApi(policy);
      return absl::OkStatus();
    });
  }

  grpc::ServerUnaryReactor* TryPolicy(grpc::CallbackServerContext* context, const v1::TryPolicyRequest* request,
                                      v1::TryPolicyResponse* response) override {
    return backend_->calls.ReadAside(
        context, request, response,
        [this, request](const Caller& caller, v1::TryPolicyResponse& out) { return Try(caller, *request, out); });
  }

  grpc::ServerUnaryReactor* CheckKeys(grpc::CallbackServerContext* context, const v1::CheckKeysRequest* request,
                                      v1::CheckKeysResponse* response) override {
    return backend_->calls.ReadAside(context, request, response, [this](const Caller&, v1::CheckKeysResponse& out) {
      return Report(*out.mutable_keys());
    });
  }

  grpc::ServerUnaryReactor* RotateKey(grpc::CallbackServerContext* context, const v1::RotateKeyRequest* request,
                                      v1::RotateKeyResponse* response) override {
    return backend_->calls.DoAside(context, request, response,
                                   [this, request](const Caller& caller, v1::RotateKeyResponse& out) {
                                     Violations violations;
                                     ReadRequestId(*request, caller.system(), violations);
                                     if (!violations.empty()) return violations.ToStatus();
                                     return Rotate(caller, out);
                                   });
  }

  grpc::ServerUnaryReactor* VerifyAudit(grpc::CallbackServerContext* context, const v1::VerifyAuditRequest* request,
                                        v1::VerifyAuditResponse* response) override {
    return backend_->calls.ReadAside(context, request, response,
                                     [this, request](const Caller& caller, v1::VerifyAuditResponse& out) {
                                       return AnswerVerifyAudit(caller, *backend_, *request, out);
                                     });
  }

  grpc::ServerUnaryReactor* ListAuditEntries(grpc::CallbackServerContext* context,
                                             const v1::ListAuditEntriesRequest* request,
                                             v1::ListAuditEntriesResponse* response) override {
    return backend_->calls.ReadAside(context, request, response,
                                     [this, request](const Caller& caller, v1::ListAuditEntriesResponse& out) {
                                       return AnswerAuditEntries(caller, *backend_, *request, out);
                                     });
  }

 private:
  // The store's own text may speak of files of the server.
  static absl::Status KeysUnavailable() {
    return Error(absl::StatusCode::kUnavailable, "KEYS_UNAVAILABLE",
                 "the keys cannot be read or written now; the same call again goes on where it was");
  }

  absl::Status Rotate(const Caller& caller, v1::RotateKeyResponse& out) const {
    const absl::Status rotated = backend_->vault.Rotate();
    if (absl::Status recorded = Record(caller, rotated.code()); !recorded.ok()) return recorded;
    if (absl::IsFailedPrecondition(rotated)) {
      return Error(absl::StatusCode::kFailedPrecondition, "NO_NEXT_KEY",
                   "there is no next key where klikd --next-key-file says");
    }
    return rotated.ok() ? Report(*out.mutable_keys()) : KeysUnavailable();
  }

  // Puts on record what has been done, which no record of the registry tells.
  absl::Status Record(const Caller& caller, absl::StatusCode outcome) const {
    Mutation mutation;
    mutation.audit = caller.OnRecord();
    if (!mutation.audit.has_value()) return absl::OkStatus();
    mutation.audit->outcome = outcome;
    mutation.decide = [](const engine::Snapshot&, absl::Time) -> absl::StatusOr<Decision> { return Decision{}; };
    return backend_->calls.Await(caller, std::move(mutation)).status();
  }

  absl::Status Report(v1::KeyReport& out) const {
    const absl::StatusOr<storage::SealedCheck> check = backend_->vault.Verify();
    if (!check.ok()) return KeysUnavailable();
    const storage::Keyring::Summary keys = backend_->vault.Summarise();
    out.set_master_key(keys.master_key);
    out.set_people(static_cast<std::int32_t>(keys.keys));
    out.set_erased(static_cast<std::int32_t>(keys.erased));
    out.set_wrapped_otherwise(static_cast<std::int32_t>(keys.wrapped_otherwise));
    out.set_records(static_cast<std::int32_t>(check->records));
    for (const std::string& key : check->damaged) {
      if (out.damaged_size() < kMaxDamagedNames) out.add_damaged(key);
    }
    return absl::OkStatus();
  }

  absl::Status Try(const Caller& caller, const v1::TryPolicyRequest& request, v1::TryPolicyResponse& out) const {
    Violations violations;
    const engine::Policy tried = ReadPolicy(request.policy(), Field(violations, "policy"));
    const Field subjects_field(violations, "subjects");
    std::vector<engine::EntityId> subjects;
    bool all_found = true;
    CheckLength(request.subjects(), kMaxTriedSubjects, subjects_field);
    subjects_field.Require(!request.subjects().empty(), "is required");
    for (int i = 0; i < std::min(request.subjects_size(), kMaxTriedSubjects); ++i) {
      const auto subject = ReadParty(request.subjects(i), caller, caller.reach(), subjects_field.Item(i));
      all_found = all_found && subject.has_value();
      if (subject.has_value()) subjects.push_back(*subject);
    }
    const int limit = ReadNumber(request.limit(), 0, kMaxTriedLimit, Field(violations, "limit"));
    if (!violations.empty()) return violations.ToStatus();
    if (!all_found) return NotFound();

    const engine::Snapshot& snapshot = *caller.snapshot();
    engine::SearchQuery query;
    query.moment = MomentAt(caller.now());
    query.limit = kMaxSearchLimit;
    query.filter.municipality = caller.reach().municipality();
    const auto today = backend_->matching_days.Of(query.moment);
    const engine::MatchingDay tried_today(tried, query.moment);
    for (const engine::EntityId& subject : subjects) {
      query.subject = subject;
      v1::RankingChange& change = *out.add_changes();
      change.set_subject(engine::NameOf(subject));
      change.set_display_name(DisplayNameOf(*snapshot.FindRow(subject)));
      const Standings before = StandingsOf(snapshot, *today, query);
      const Standings after = StandingsOf(snapshot, tried_today, query);
      for (v1::RankMove& move : MovesOf(before, after, limit == 0 ? kDefaultTriedLimit : limit, snapshot)) {
        *change.add_moves() = std::move(move);
      }
    }
    out.set_policy_version(backend_->policy.version);
    out.set_tried_version(tried.version);
    out.set_revision(static_cast<std::int64_t>(snapshot.revision()));
    return absl::OkStatus();
  }

  const std::shared_ptr<Backend> backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeAdminService(std::shared_ptr<Backend> backend) {
  return std::make_unique<AdminService>(std::move(backend));
}

}  // namespace klik::services
