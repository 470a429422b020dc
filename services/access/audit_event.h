// What the dispatcher tells the audit trail about a call.
#ifndef KLIK_SERVICES_ACCESS_AUDIT_EVENT_H_
#define KLIK_SERVICES_ACCESS_AUDIT_EVENT_H_

#include "storage/audit/audit_event.h"

namespace klik::services {

using storage::AuditAction;
using storage::AuditEvent;

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_AUDIT_EVENT_H_
