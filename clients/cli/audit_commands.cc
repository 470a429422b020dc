#include <google/protobuf/util/time_util.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/call.h"
#include "clients/cli/commands.h"
#include "clients/cli/labels.h"
#include "clients/cli/render.h"
#include "klik/v1/admin_service.grpc.pb.h"

namespace klik::cli {
namespace {

std::string DescribeFault(Language language, v1::VerifyAuditResponse::Fault fault) {
  switch (fault) {
    case v1::VerifyAuditResponse::MISSING:
      return Pick(language, "de regel ontbreekt", "the entry is missing");
    case v1::VerifyAuditResponse::DAMAGED:
      return Pick(language, "de regel is niet te lezen", "the entry cannot be read");
    case v1::VerifyAuditResponse::NOT_CHAINED:
      return Pick(language, "de regel is veranderd, verplaatst of ertussen gezet",
                  "the entry was edited, moved or put in");
    case v1::VerifyAuditResponse::BEYOND_END:
      return Pick(language, "de regel staat achter het einde", "the entry stands behind the end");
    case v1::VerifyAuditResponse::NOT_THE_END:
      return Pick(language, "het logboek hoort niet met deze regel te eindigen", "the trail is not to end with it");
    case v1::VerifyAuditResponse::NOT_AS_NOTED:
      return Pick(language, "de regel is niet zoals genoteerd: het logboek is opnieuw geschreven",
                  "the entry is not as noted: the trail was written anew");
    default:
      return "?";
  }
}

// Seconds will do for a reader.
std::string TimeCell(const google::protobuf::Timestamp& time) {
  return google::protobuf::util::TimeUtil::ToString(
      google::protobuf::util::TimeUtil::SecondsToTimestamp(time.seconds()));
}

// `GEWEIGERD NOT_FOUND`: refused, whatever the caller was told.
std::string OutcomeCell(const v1::AuditEntry& entry, Language language) {
  if (!entry.denied()) return entry.outcome();
  return absl::StrCat(Pick(language, "GEWEIGERD ", "DENIED "), entry.outcome());
}

// `residents/a +2 1 gewist`: two more that were not asked for, and one who is erased.
std::string SubjectsCell(const v1::AuditEntry& entry, Language language) {
  std::vector<std::string> cell(entry.subjects().begin(), entry.subjects().end());
  if (entry.closed_subjects() > 0) cell.push_back(absl::StrCat("+", entry.closed_subjects()));
  if (entry.erased_subjects() > 0) {
    cell.push_back(absl::StrCat(entry.erased_subjects(), " ", Pick(language, "gewist", "erased")));
  }
  return absl::StrJoin(cell, " ");
}

Row ToRow(const v1::AuditEntry& entry, Language language) {
  Row row{{TimeCell(entry.write_time()), entry.account(), absl::StrJoin(entry.roles(), " "), entry.operation(),
           OutcomeCell(entry, language), entry.purpose(), SubjectsCell(entry, language)},
          {}};
  if (!entry.reason().empty()) {
    row.details.push_back(absl::StrCat("  ", Pick(language, "reden: ", "reason: "), Printable(entry.reason())));
  }
  return row;
}

}  // namespace

int RunVerifyAudit(const Session& session, const VerifyAuditOptions& options) {
  v1::VerifyAuditRequest request;
  request.set_noted_entry(options.noted_entry);
  request.set_noted_hash(options.noted_hash);
  v1::VerifyAuditResponse response;
  const grpc::Status status =
      Call<v1::AdminService>(session.channel, &v1::AdminService::StubInterface::VerifyAudit, request, response);
  if (!status.ok()) return Fail(session, status);
  const bool in_order = response.first_bad_entry().empty() && response.fault() == 0;
  if (session.json) {
    const int printed = PrintJson(session, response);
    return in_order ? printed : kExitFailed;
  }
  const Language language = session.language;
  std::ostream& out = session.console.out;
  if (!in_order) {
    out << Pick(language, "NIET IN ORDE: ", "NOT IN ORDER: ") << Printable(response.first_bad_entry()) << ", "
        << DescribeFault(language, response.fault()) << "\n";
  } else if (response.last_entry().empty()) {
    out << Pick(language, "In orde: er staat nog niets in het logboek", "In order: nothing is on record yet") << "\n";
  } else {
    out << Pick(language, "In orde tot en met ", "In order up to ") << Printable(response.last_entry()) << " ("
        << TimeCell(response.last_time()) << ")\n"
        << Pick(language, "Bewaar buiten Klik: ", "Keep outside of Klik: ") << Printable(response.last_entry()) << " "
        << Printable(response.hash()) << "\n";
  }
  return in_order ? kExitOk : kExitFailed;
}

int RunListAudit(const Session& session, const ListAuditOptions& options) {
  v1::ListAuditEntriesRequest request;
  request.set_subject(options.subject);
  request.set_account(options.account);
  request.set_page_size(options.limit);
  v1::ListAuditEntriesResponse response;
  const grpc::Status status =
      Call<v1::AdminService>(session.channel, &v1::AdminService::StubInterface::ListAuditEntries, request, response);
  if (!status.ok()) return Fail(session, status);
  if (session.json) return PrintJson(session, response);
  const Language language = session.language;
  Table table;
  table.columns = {{Pick(language, "Tijd (UTC)", "Time (UTC)")},
                   {Pick(language, "Wie", "Who")},
                   {Pick(language, "Rol", "Role")},
                   {Pick(language, "Wat", "What")},
                   {Pick(language, "Uitkomst", "Outcome")},
                   {Pick(language, "Doel", "Purpose")},
                   {Pick(language, "Over wie", "About whom")}};
  for (const v1::AuditEntry& entry : response.audit_entries()) table.rows.push_back(ToRow(entry, language));
  session.console.out << RenderTable(table, Paint(session.console.colour));
  if (!response.next_page_token().empty()) {
    session.console.out << Pick(language, "Er zijn er meer; --limit laat er tot 1000 zien.",
                                "There are more; --limit shows up to 1000.")
                        << "\n";
  }
  return kExitOk;
}

}  // namespace klik::cli
