#include "services/rpc/link_calls.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/match/circles.h"
#include "engine/match/triads.h"
#include "services/rpc/call_limits.h"
#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/convert/values.h"
#include "services/rpc/link_answer.h"
#include "services/rpc/matching_request.h"

namespace klik::services {
namespace {

// Names as the gazetteer has them, each at most once.
std::vector<std::string> ReadSettlements(const Repeated<std::string>& names, const engine::Gazetteer& gazetteer,
                                         const Field& field) {
  CheckLength(names, kMaxCircleSettlements, field);
  std::vector<std::string> settlements;
  for (int i = 0; i < std::min(names.size(), kMaxCircleSettlements); ++i) {
    const Field item = field.Item(i);
    const auto& entries = gazetteer.entries();
    const auto entry = std::find_if(entries.begin(), entries.end(), [&](const engine::GazetteerEntry& it) {
      return absl::EqualsIgnoreCase(it.settlement, names[i]);
    });
    if (!item.Require(entry != entries.end(), "is not a village or town that is known here")) continue;
    const bool is_new = std::find(settlements.begin(), settlements.end(), entry->settlement) == settlements.end();
    if (item.Require(is_new, "is stated twice")) settlements.push_back(entry->settlement);
  }
  return settlements;
}

int ReadSize(int size, int otherwise, const engine::Policy& policy, const Field& field) {
  if (size == 0) return otherwise;
  return ReadNumber(size, policy.min_circle_size, policy.max_circle_size, field);
}

}  // namespace

absl::Status AnswerTriads(const Caller& caller, const Backend& backend, const v1::SearchTriadsRequest& request,
                          v1::SearchTriadsResponse& out) {
  Violations violations;
  const auto field = [&](const char* name) { return Field(violations, name); };
  engine::TriadQuery query;
  const auto resident =
      ReadOneOf(request.resident(), {engine::Kind::kResident}, "is not the name of a resident, nor ext:{external id}",
                caller, caller.reach(), field("resident"));
  if (!request.activity().empty()) {
    query.activity = ReadOneOf(request.activity(), {engine::Kind::kActivity},
                               "is not the name of an activity, nor ext:{external id}", caller,
                               caller.reach().ForCandidates(), field("activity"));
  }
  query.limit = ReadLimit(request.limit(), field("limit"));
  const engine::Language language = ReadLanguage(request.language_code(), field("language_code"));
  if (!violations.empty()) return violations.ToStatus();
  if (!resident.has_value() || (!request.activity().empty() && !query.activity.has_value())) return NotFound();
  query.resident = *resident;
  query.municipality = caller.reach().municipality();
  query.include_excluded = request.include_excluded();
  query.excluded_limit = kMaxExcluded;
  query.moment = MomentAt(caller.now());

  const engine::Snapshot& snapshot = *caller.snapshot();
  const engine::TriadResult found = engine::SearchTriads(snapshot, backend.policy, query);
  const LinkAnswer answer(snapshot, backend.policy, language);
  for (const engine::Triad& triad : found.triads) *out.add_triads() = answer.ToApi(query.resident, triad);
  for (const engine::Triad& triad : found.excluded) {
    *out.add_excluded() = answer.ToApiExcluded(query.resident, triad);
  }
  out.set_excluded_total(found.excluded_total);
  out.set_revision(static_cast<std::int64_t>(snapshot.revision()));
  out.set_policy_version(backend.policy.version);
  return absl::OkStatus();
}

absl::Status AnswerCircles(const Caller& caller, const Backend& backend, const v1::SearchCirclesRequest& request,
                           v1::SearchCirclesResponse& out) {
  Violations violations;
  const auto field = [&](const char* name) { return Field(violations, name); };
  engine::CircleQuery query;
  query.topics = ReadTopics(request.topics(), kMaxCircleTopics, backend.taxonomy, field("topics"));
  query.settlements = ReadSettlements(request.settlements(), backend.gazetteer, field("settlements"));
  query.min_size = ReadSize(request.min_size(), backend.policy.min_circle_size, backend.policy, field("min_size"));
  query.max_size = ReadSize(request.max_size(), backend.policy.max_circle_size, backend.policy, field("max_size"));
  field("max_size").Require(query.max_size >= query.min_size, "is below min_size");
  query.limit = ReadLimit(request.limit(), field("limit"), kMaxCircles);
  query.municipality = caller.reach().municipality();
  const engine::Language language = ReadLanguage(request.language_code(), field("language_code"));
  if (!violations.empty()) return violations.ToStatus();
  query.moment = MomentAt(caller.now());

  const engine::Snapshot& snapshot = *caller.snapshot();
  const engine::CircleResult found = engine::FormCircles(snapshot, backend.gazetteer, backend.policy, query);
  const LinkAnswer answer(snapshot, backend.policy, language);
  for (const engine::Circle& circle : found.circles) {
    *out.add_circles() = answer.ToApi(circle, out.circles_size() + 1);
  }
  out.set_complete(found.is_complete);
  out.set_revision(static_cast<std::int64_t>(snapshot.revision()));
  out.set_policy_version(backend.policy.version);
  return absl::OkStatus();
}

}  // namespace klik::services
