#include "services/rpc/caller.h"

#include <cstddef>
#include <vector>

#include "absl/strings/ascii.h"
#include "klik/v1/access.pb.h"

namespace klik::services {
namespace {

using klik::v1::Access;

std::optional<AuditAction> ActionOf(Access::Audit audit) {
  switch (audit) {
    case Access::CREATE:
      return AuditAction::kCreate;
    case Access::READ:
      return AuditAction::kRead;
    case Access::UPDATE:
      return AuditAction::kUpdate;
    case Access::DELETE:
      return AuditAction::kDelete;
    case Access::EXECUTE:
      return AuditAction::kExecute;
    case Access::SEARCH:
      return AuditAction::kSearch;
    default:
      return std::nullopt;
  }
}

// `klik.v1.ResidentService.GetResident` as gRPC writes it, with a slash.
std::string OperationOf(std::string method) {
  if (const std::size_t dot = method.rfind('.'); dot != std::string::npos) method[dot] = '/';
  return method;
}

std::vector<std::string> NamesOf(const RoleSet& roles) {
  std::vector<std::string> names;
  for (int number = Access::Role_MIN; number <= Access::Role_MAX; ++number) {
    const auto role = static_cast<Access::Role>(number);
    if (Access::Role_IsValid(number) && roles.Has(role))
      names.push_back(absl::AsciiStrToLower(Access::Role_Name(role)));
  }
  return names;
}

}  // namespace

std::optional<AuditEvent> Caller::OnRecord() const {
  const Access& access = method_->access;
  const std::optional<AuditAction> action = ActionOf(access.audit());
  const bool signed_in = !principal_.account_id.empty();
  if (!action.has_value() || (!signed_in && !access.without_sign_in())) return std::nullopt;
  AuditEvent event;
  event.operation = OperationOf(method_->method);
  event.action = *action;
  event.account = principal_.account_id;
  event.roles = NamesOf(principal_.roles);
  event.organisation = principal_.organisation;
  event.municipality = principal_.municipality;
  event.session_id = principal_.session_id;
  event.peer = peer_;
  event.purpose = absl::AsciiStrToLower(Access::Purpose_Name(access.purpose()));
  return event;
}

}  // namespace klik::services
