#include "services/rpc/caller.h"

#include "klik/v1/access.pb.h"

namespace klik::services {

std::optional<AuditEvent> Caller::OnRecord() const {
  const bool signed_in = !principal().account_id.empty();
  const bool is_recorded = method_->access.audit() != klik::v1::Access::NOT_PERSONAL;
  if (!is_recorded || (!signed_in && !method_->access.without_sign_in())) return std::nullopt;
  return EventOf(*method_, principal(), reach_.grant(), origin_);
}

}  // namespace klik::services
