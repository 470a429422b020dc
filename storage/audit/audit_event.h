// What one call did to personal data, or was refused: the part of an audit entry that the caller's side knows.
//
// The fields are those of NEN 7513 (who, when, which data, what, on what ground) and of Logius' Logboek
// Dataverwerkingen; AuditBody in klik/store/v1/audit.proto names the source of each. Whoever keeps the event adds its
// number and its time.
//
// A plain value; one thread at a time. An empty string means: does not apply.
#ifndef KLIK_STORAGE_AUDIT_AUDIT_EVENT_H_
#define KLIK_STORAGE_AUDIT_AUDIT_EVENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace klik::storage {

// Stored by number: a number is never used for anything else.
enum class AuditAction : std::uint8_t {
  kCreate = 1,
  kRead = 2,
  kUpdate = 3,
  kDelete = 4,
  kExecute = 5,  // What is none of the others: to sign in, to make a token.
  kSearch = 6,
};

struct AuditEvent {
  std::string operation;  // Full name of the method: `klik.v1.ResidentService/GetResident`.
  AuditAction action = AuditAction::kRead;

  // What the caller was told. Of what the registry refuses, the registry fills it in.
  absl::StatusCode outcome = absl::StatusCode::kOk;
  // Refused for want of a right, whatever the caller was told: about another's record they hear NOT_FOUND.
  bool denied = false;

  std::string account;             // `accounts/{id}`, or `tokens/{id}` of a partner.
  std::vector<std::string> roles;  // As they counted in this call: `coordinator`.
  std::string organisation;        // `organisations/{id}`, of the account.
  std::string municipality;        // GM code.
  std::string session_id;          // Of the session, never its token.
  std::string peer;                // Network address the call came from.

  std::string purpose;      // Why the data may be used, from the method's access option.
  std::string legal_basis;  // On what ground.
  // Break-glass: why somebody outside the case looks. It may speak of the person, and is sealed as the person's.
  std::string reason;

  // Whose data: `residents/{id}`, `volunteers/{id}`, and what administration changed: `accounts/{id}`, `tokens/{id}`;
  // never what a client made up. The registry adds whom a change is about. Each is kept sealed with the person's own
  // key.
  std::vector<std::string> subjects;

  std::string trace_id;  // Of the request, over all systems it passed; 32 hexadecimal digits.
};

}  // namespace klik::storage

#endif  // KLIK_STORAGE_AUDIT_AUDIT_EVENT_H_
