#include "services/rpc/stream_ids.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/rpc/call_limits.h"
#include "services/rpc/resource_changes.h"

namespace klik::services {

absl::Status StreamIds::Add(const std::string& external_id, std::int32_t line, const std::string& field) {
  const std::lock_guard lock(mutex_);
  if (const auto first = lines_.find(external_id); first != lines_.end()) {
    return FieldError(absl::StatusCode::kInvalidArgument, "DUPLICATE_EXTERNAL_ID", field,
                      absl::StrCat("is also the external id of line ", first->second));
  }
  if (lines_.size() >= kMaxStreamIds) {
    return FieldError(absl::StatusCode::kResourceExhausted, "STREAM_TOO_LONG", field,
                      absl::StrCat("is one too many for one import, at most ", kMaxStreamIds));
  }
  lines_.emplace(external_id, line);
  return absl::OkStatus();
}

void StreamIds::AddChecked(const std::string& external_id, engine::EntityId id) {
  const std::lock_guard lock(mutex_);
  checked_.insert_or_assign(external_id, std::move(id));
}

std::optional<engine::EntityId> StreamIds::FindChecked(const std::string& external_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = checked_.find(external_id);
  if (found == checked_.end()) return std::nullopt;
  return found->second;
}

}  // namespace klik::services
