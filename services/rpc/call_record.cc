#include "services/rpc/call_record.h"

#include <sodium.h>

#include <array>
#include <cstddef>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "engine/model/entity.h"
#include "engine/model/person.h"
#include "engine/rules/legal_basis.h"

namespace klik::services {
namespace {

using klik::v1::Access;

constexpr std::size_t kTraceDigits = 32;
constexpr std::string_view kEvaluation = "evaluation";

AuditAction ActionOf(Access::Audit audit) {
  switch (audit) {
    case Access::CREATE:
      return AuditAction::kCreate;
    case Access::READ:
      return AuditAction::kRead;
    case Access::UPDATE:
      return AuditAction::kUpdate;
    case Access::DELETE:
      return AuditAction::kDelete;
    case Access::SEARCH:
      return AuditAction::kSearch;
    default:
      return AuditAction::kExecute;
  }
}

std::string NameOf(engine::Basis basis) {
  switch (basis) {
    case engine::Basis::kConsent:
      return "consent";
    case engine::Basis::kAgreement:
      return "agreement";
    case engine::Basis::kLegalTask:
      return "legal_task";
    case engine::Basis::kUnspecified:
      break;
  }
  return "";
}

// `klik.v1.ResidentService.GetResident` as gRPC writes it, `klik.v1.ResidentService/GetResident`.
std::string OperationOf(std::string method) {
  const std::size_t dot = method.rfind('.');
  if (dot == std::string::npos) std::abort();
  method[dot] = '/';
  return method;
}

bool IsHexadecimal(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

AuditEvent EventOf(const MethodAccess& method, const Principal& principal, const Access::Grant& grant,
                   const CallOrigin& origin) {
  AuditEvent event;
  event.operation = OperationOf(method.method);
  event.action = ActionOf(method.access.audit());
  event.account = principal.account_id;
  if (grant.role() != Access::ROLE_UNSPECIFIED) {
    event.roles.push_back(absl::AsciiStrToLower(Access::Role_Name(grant.role())));
  }
  event.organisation = principal.organisation;
  event.municipality = principal.municipality;
  event.session_id = principal.session_id;
  event.peer = origin.peer;
  event.purpose = absl::AsciiStrToLower(Access::Purpose_Name(method.access.purpose()));
  event.reason = origin.reason;
  event.trace_id = origin.trace;
  return event;
}

std::string LegalBasisOf(const engine::Snapshot& view, const std::string& person, std::string_view purpose,
                         absl::CivilDay today) {
  const engine::Purpose needed = purpose == kEvaluation ? engine::Purpose::kEvaluation : engine::Purpose::kMatching;
  const auto id = engine::ParseName(person);
  const engine::Row* const row = id.has_value() ? view.FindRow(*id) : nullptr;
  if (row == nullptr || row->person == nullptr) return "";
  for (const engine::LegalBasis& basis : row->person->legal_bases) {
    if (basis.purpose == needed && engine::HoldsOn(basis, today)) return NameOf(basis.basis);
  }
  return "";
}

std::string TraceOf(std::string_view traceparent) {
  constexpr std::size_t kLength = 55;  // 00-{32 digits}-{16 digits}-{2 digits}
  constexpr std::size_t kTraceAt = 3;
  constexpr std::size_t kParentAt = kTraceAt + kTraceDigits + 1;
  if (traceparent.size() == kLength && traceparent.starts_with("00-") && traceparent[kParentAt - 1] == '-') {
    const std::string_view trace = traceparent.substr(kTraceAt, kTraceDigits);
    if (IsHexadecimal(trace) && trace.find_first_not_of('0') != std::string_view::npos) return std::string(trace);
  }
  std::array<char, kTraceDigits / 2> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return absl::BytesToHexString({bytes.data(), bytes.size()});
}

}  // namespace klik::services
