#include "services/registry/ended_evaluations.h"

#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "services/outcomes/evaluation.h"
#include "storage/record/keys.h"

namespace klik::services {
namespace {

bool EndsEvaluation(const engine::Snapshot& before, const engine::Change& change) {
  const engine::EntityId& id = engine::IdOf(change);
  if (id.kind != engine::Kind::kResident) return false;
  const engine::Row* const row = before.FindRow(id);
  if (row == nullptr || !TakesPartInEvaluation(*row->resident)) return false;
  const auto* const after = std::get_if<std::shared_ptr<const engine::Resident>>(&change);
  return after == nullptr || !TakesPartInEvaluation(**after);
}

absl::Status FindOutcomes(const std::string& resident, const storage::Store& store, const storage::Batch& pending,
                          std::set<std::string>& keys) {
  const storage::KeyRange range = storage::OutcomesOf(resident);
  const auto end = pending.writes().lower_bound(range.end);
  for (auto write = pending.writes().lower_bound(range.first); write != end; ++write) keys.insert(write->first);
  const auto snapshot = store.OpenSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  return (*snapshot)->Scan(range, [&](std::string_view key, std::string_view) {
    keys.emplace(key);
    return absl::OkStatus();
  });
}

}  // namespace

absl::Status FindEndedEvaluations(const engine::Snapshot& before, const std::vector<engine::Change>& changes,
                                  const storage::Store& store, const storage::Batch& pending, EndedEvaluations& ended) {
  for (const engine::Change& change : changes) {
    if (!EndsEvaluation(before, change)) continue;
    const engine::EntityId id = engine::IdOf(change);
    std::set<std::string> keys;
    if (absl::Status found = FindOutcomes(id.id, store, pending, keys); !found.ok()) return found;
    for (const std::string& key : keys) ended.deletions.push_back({key, std::nullopt, {}});
    ended.subjects.push_back(storage::OutcomeSubject(engine::NameOf(id)));
  }
  return absl::OkStatus();
}

}  // namespace klik::services
