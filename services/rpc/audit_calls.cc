#include "services/rpc/audit_calls.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/matching_request.h"
#include "services/rpc/request_id.h"
#include "storage/audit/audit_log.h"

namespace klik::services {
namespace {

constexpr absl::string_view kEntries = "auditEntries/";
constexpr std::size_t kMaxAccountName = 64;

std::string EntryName(std::uint64_t entry) { return entry == 0 ? "" : absl::StrCat(kEntries, entry); }

// 0 when it is no name of an entry.
std::uint64_t ParseEntryName(const std::string& name) {
  absl::string_view number = name;
  std::uint64_t entry = 0;
  if (!absl::ConsumePrefix(&number, kEntries) || !absl::SimpleAtoi(number, &entry) || EntryName(entry) != name) {
    return 0;
  }
  return entry;
}

std::optional<storage::AuditNote> ReadNote(const v1::VerifyAuditRequest& request, Violations& violations) {
  if (request.noted_entry().empty() && request.noted_hash().empty()) return std::nullopt;
  storage::AuditNote note;
  note.entry = ParseEntryName(request.noted_entry());
  Field(violations, "noted_entry").Require(note.entry > 0, "is not auditEntries/{number}");
  const std::string& digits = request.noted_hash();
  const bool is_hash = digits.size() == 2 * storage::kAuditHashBytes &&
                       digits.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (Field(violations, "noted_hash").Require(is_hash, "is not 64 hexadecimal digits in lower case")) {
    note.hash = absl::HexStringToBytes(digits);
  }
  return note;
}

v1::VerifyAuditResponse::Fault ToApi(storage::AuditFault fault) {
  switch (fault) {
    case storage::AuditFault::kMissing:
      return v1::VerifyAuditResponse::MISSING;
    case storage::AuditFault::kDamaged:
      return v1::VerifyAuditResponse::DAMAGED;
    case storage::AuditFault::kNotChained:
      return v1::VerifyAuditResponse::NOT_CHAINED;
    case storage::AuditFault::kBeyondEnd:
      return v1::VerifyAuditResponse::BEYOND_END;
    case storage::AuditFault::kNotTheEnd:
      return v1::VerifyAuditResponse::NOT_THE_END;
    case storage::AuditFault::kNotAsNoted:
      return v1::VerifyAuditResponse::NOT_AS_NOTED;
  }
  return v1::VerifyAuditResponse::FAULT_UNSPECIFIED;
}

v1::AuditEntry ToApi(storage::AuditEntry entry) {
  storage::AuditEvent& event = entry.event;
  v1::AuditEntry out;
  out.set_name(EntryName(entry.entry));
  *out.mutable_write_time() = ToTimestamp(entry.time);
  out.set_operation(std::move(event.operation));
  out.set_action(ToApiEnum<v1::AuditEntry::Action>(event.action));
  out.set_outcome(absl::StatusCodeToString(event.outcome));
  out.set_denied(event.denied);
  out.set_account(std::move(event.account));
  for (std::string& role : event.roles) out.add_roles(std::move(role));
  out.set_organisation(std::move(event.organisation));
  out.set_municipality(std::move(event.municipality));
  out.set_session(std::move(event.session_id));
  out.set_peer(std::move(event.peer));
  out.set_purpose(std::move(event.purpose));
  out.set_legal_basis(std::move(event.legal_basis));
  out.set_reason(std::move(event.reason));
  for (std::string& subject : event.subjects) out.add_subjects(std::move(subject));
  out.set_closed_subjects(static_cast<std::int32_t>(entry.closed_subjects));
  out.set_erased_subjects(static_cast<std::int32_t>(entry.erased_subjects));
  out.set_trace(std::move(event.trace_id));
  return out;
}

// A store that cannot be read, or a trail that cannot: the text may speak of files of the server.
absl::Status CannotRead(const absl::Status& error) {
  if (absl::IsDataLoss(error)) {
    return Error(absl::StatusCode::kDataLoss, "AUDIT_DAMAGED", "the audit trail is damaged; VerifyAudit tells where");
  }
  return Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE", "the store cannot be read");
}

// The person whose entries are asked for, by name; empty when everybody's are. nullopt when nobody is known so.
std::optional<std::string> ReadSubject(const Caller& caller, const std::string& subject, const Field& field) {
  if (subject.empty()) return "";
  constexpr auto kRule = "is not the name of a resident or volunteer, nor ext:{external id}";
  const auto id =
      ReadOneOf(subject, {engine::Kind::kResident, engine::Kind::kVolunteer}, kRule, caller, caller.reach(), field);
  if (!id.has_value()) return std::nullopt;
  return engine::NameOf(*id);
}

std::string ReadAccount(const std::string& account, const Field& field) {
  const bool plain = account.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789/-_") == std::string::npos;
  field.Require(plain && account.size() <= kMaxAccountName, "is not the name of an account");
  return account;
}

// Everybody whose part of an entry may still be opened, and what administration is about; a reason without a person is
// nobody's.
std::vector<std::string> ReadableSubjects(const engine::Snapshot& snapshot, const AccountDirectory& directory) {
  std::vector<std::string> readable = {""};
  directory.ForEachAccount("", [&](const Account& account) {
    readable.push_back(account->name);
    return true;
  });
  directory.ForEachPartnerToken("", [&](const PartnerTokenEntry& token) {
    readable.push_back(token->name);
    return true;
  });
  for (const engine::Kind kind : {engine::Kind::kResident, engine::Kind::kVolunteer}) {
    snapshot.rows(kind).ForEach([&](const std::string& id, const auto&) {
      readable.push_back(engine::NameOf({kind, id}));
      return true;
    });
  }
  return readable;
}

}  // namespace

absl::Status AnswerVerifyAudit(const Caller& caller, const Backend& backend, const v1::VerifyAuditRequest& request,
                               v1::VerifyAuditResponse& out) {
  Violations violations;
  const std::optional<storage::AuditNote> note = ReadNote(request, violations);
  if (!violations.empty()) return violations.ToStatus();
  const absl::StatusOr<storage::AuditVerdict> verdict = backend.calls.audit(caller).Verify(note);
  if (!verdict.ok()) return CannotRead(verdict.status());
  if (verdict->head.entry > 0) {
    out.set_last_entry(EntryName(verdict->head.entry));
    out.set_hash(absl::BytesToHexString(verdict->head.hash));
    *out.mutable_last_time() = ToTimestamp(verdict->head.time);
  }
  if (verdict->finding.has_value()) {
    out.set_first_bad_entry(EntryName(verdict->finding->entry));
    out.set_fault(ToApi(verdict->finding->fault));
  }
  return absl::OkStatus();
}

absl::Status AnswerAuditEntries(const Caller& caller, Backend& backend, const v1::ListAuditEntriesRequest& request,
                                v1::ListAuditEntriesResponse& out) {
  Violations violations;
  const std::optional<std::string> subject = ReadSubject(caller, request.subject(), Field(violations, "subject"));
  storage::AuditQuery query;
  query.account = ReadAccount(request.account(), Field(violations, "account"));
  if (!violations.empty()) return violations.ToStatus();
  if (!subject.has_value()) return NotFound();
  query.subject = *subject;
  if (query.subject.empty()) query.readable = ReadableSubjects(*caller.snapshot(), backend.directory);
  const absl::StatusOr<Page> page = backend.pages.Begin(
      caller, request.page_size(), request.page_token(),
      absl::StrCat(MethodOf(*v1::ListAuditEntriesRequest::descriptor()), " ", query.subject, " ", query.account));
  if (!page.ok()) return page.status();
  query.before = ParseEntryName(page->after);
  query.limit = static_cast<std::size_t>(page->size);

  absl::StatusOr<storage::AuditPage> found = backend.calls.audit(caller).List(query);
  if (!found.ok()) return CannotRead(found.status());
  std::size_t bytes = 0;
  for (storage::AuditEntry& entry : found->entries) {
    found->more = found->more || bytes >= kMaxPageBytes;
    if (bytes >= kMaxPageBytes) break;
    v1::AuditEntry& added = *out.add_audit_entries();
    added = ToApi(std::move(entry));
    bytes += added.ByteSizeLong();
  }
  if (found->more) {
    out.set_next_page_token(
        backend.pages.TokenAfter(caller, *page, out.audit_entries(out.audit_entries_size() - 1).name()));
  }
  return absl::OkStatus();
}

}  // namespace klik::services
