// Tells who calls by what stands behind `authorization: Bearer`: a session's token or a partner's.
//
// Everything is looked up anew with every call, in memory: what was ended, disabled or revoked is refused from the next
// call on, and roles are as they are now. Any thread.
#ifndef KLIK_SERVICES_ACCOUNTS_ACCOUNT_AUTHENTICATOR_H_
#define KLIK_SERVICES_ACCOUNTS_ACCOUNT_AUTHENTICATOR_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/access/authenticator.h"
#include "services/accounts/account_directory.h"
#include "services/accounts/bearer.h"
#include "services/registry/clock.h"
#include "services/registry/registry.h"

namespace klik::services {

class AccountAuthenticator final : public Authenticator {
 public:
  // All must outlive it, and `directory` must outlive `registry`.
  AccountAuthenticator(AccountDirectory& directory, Registry& registry, const Clock& clock)
      : directory_(directory), registry_(registry), clock_(clock) {}

  absl::StatusOr<Principal> Authenticate(const Credentials& credentials) const override;

 private:
  absl::StatusOr<Principal> OfSession(const SessionBearer& bearer) const;
  absl::StatusOr<Principal> OfPartner(const PartnerBearer& bearer, const Credentials& credentials) const;
  // Has it stored, some time, that a session is in use.
  void NoteUse(const std::string& session) const;

  AccountDirectory& directory_;
  Registry& registry_;
  const Clock& clock_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCOUNTS_ACCOUNT_AUTHENTICATOR_H_
