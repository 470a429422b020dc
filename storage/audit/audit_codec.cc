#include "storage/audit/audit_codec.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "klik/store/v1/audit.pb.h"
#include "storage/audit/audit_chain.h"

namespace klik::storage {
namespace {

namespace records = ::klik::store::v1;

absl::StatusOr<AuditPart> SealPart(const std::string& subject, const std::string& reason, std::string_view context,
                                   const Sealer& sealer) {
  records::AuditPartText text;
  text.set_subject(subject);
  text.set_reason(reason);
  absl::StatusOr<std::string> sealed = sealer.Seal(subject, context, text.SerializeAsString());
  if (!sealed.ok()) return sealed.status();
  absl::StatusOr<std::string> tag = sealer.Tag(subject);
  // Nobody can be asked about who has no key, so the part needs no tag.
  if (!tag.ok() && !absl::IsNotFound(tag.status())) return tag.status();
  return AuditPart{tag.ok() ? *std::move(tag) : "", *std::move(sealed)};
}

}  // namespace

absl::StatusOr<SealedEvent> SealEvent(AuditEvent event, std::uint64_t entry, const Sealer& sealer) {
  std::vector<std::string> subjects = std::exchange(event.subjects, {});
  const std::string reason = std::exchange(event.reason, {});
  if (subjects.empty() && !reason.empty()) subjects.emplace_back();
  const std::string context = AuditKey(entry);
  SealedEvent sealed{std::move(event), {}};
  for (const std::string& subject : subjects) {
    absl::StatusOr<AuditPart> part = SealPart(subject, reason, context, sealer);
    if (!part.ok()) return part.status();
    sealed.parts.push_back(*std::move(part));
  }
  return sealed;
}

std::string EncodeAuditBody(const SealedEvent& sealed) {
  records::AuditBody out;
  out.set_operation(sealed.event.operation);
  out.set_action(static_cast<std::int32_t>(sealed.event.action));
  out.set_outcome(static_cast<std::int32_t>(sealed.event.outcome));
  out.set_denied(sealed.event.denied);
  out.set_account(sealed.event.account);
  for (const std::string& role : sealed.event.roles) out.add_roles(role);
  out.set_organisation(sealed.event.organisation);
  out.set_municipality(sealed.event.municipality);
  out.set_session_id(sealed.event.session_id);
  out.set_peer(sealed.event.peer);
  out.set_purpose(sealed.event.purpose);
  out.set_legal_basis(sealed.event.legal_basis);
  for (const AuditPart& part : sealed.parts) {
    records::AuditPart& added = *out.add_parts();
    added.set_tag(part.tag);
    added.set_sealed(part.sealed);
  }
  out.set_trace_id(sealed.event.trace_id);
  return out.SerializeAsString();
}

absl::StatusOr<SealedEvent> DecodeAuditBody(std::uint64_t entry, std::string_view body) {
  records::AuditBody in;
  if (!in.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    return absl::DataLossError(absl::StrCat(AuditKey(entry), ": the entry is damaged"));
  }
  SealedEvent sealed;
  sealed.event.operation = in.operation();
  sealed.event.action = static_cast<AuditAction>(in.action());
  sealed.event.outcome = static_cast<absl::StatusCode>(in.outcome());
  sealed.event.denied = in.denied();
  sealed.event.account = in.account();
  sealed.event.roles.assign(in.roles().begin(), in.roles().end());
  sealed.event.organisation = in.organisation();
  sealed.event.municipality = in.municipality();
  sealed.event.session_id = in.session_id();
  sealed.event.peer = in.peer();
  sealed.event.purpose = in.purpose();
  sealed.event.legal_basis = in.legal_basis();
  for (const records::AuditPart& part : in.parts()) sealed.parts.push_back({part.tag(), part.sealed()});
  sealed.event.trace_id = in.trace_id();
  return sealed;
}

absl::StatusOr<AuditEntry> OpenEvent(SealedEvent sealed, std::uint64_t entry, absl::Time time, const Sealer& sealer,
                                     const SubjectOfTag& subject_of) {
  const std::string context = AuditKey(entry);
  AuditEntry opened{.entry = entry, .time = time, .event = std::move(sealed.event)};
  for (const AuditPart& part : sealed.parts) {
    const std::optional<std::string> subject = subject_of(part.tag);
    const absl::StatusOr<std::string> bytes =
        subject.has_value() ? sealer.Open(*subject, context, part.sealed) : absl::NotFoundError("");
    if (absl::IsNotFound(bytes.status())) {
      ++(sealer.IsErased(part.sealed) ? opened.erased_subjects : opened.closed_subjects);
      continue;
    }
    if (!bytes.ok()) return bytes.status();
    records::AuditPartText text;
    if (!text.ParseFromString(*bytes) || text.subject() != *subject) {
      return absl::DataLossError(absl::StrCat(context, ": a part of the entry is damaged"));
    }
    if (!subject->empty()) opened.event.subjects.push_back(*subject);
    opened.event.reason = text.reason();
  }
  return opened;
}

}  // namespace klik::storage
