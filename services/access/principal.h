// Who calls, as signing in or a token told. Holds no secret and no name of a person.
#ifndef KLIK_SERVICES_ACCESS_PRINCIPAL_H_
#define KLIK_SERVICES_ACCESS_PRINCIPAL_H_

#include <string>

#include "absl/time/time.h"
#include "services/access/roles.h"

namespace klik::services {

struct Principal {
  std::string account_id;
  // The name space of the caller's external ids and request ids.
  std::string system;
  RoleSet roles;
  // GM code; empty: every municipality of this server.
  std::string municipality;
  // `organisations/{id}`; empty: none.
  std::string organisation;
  ScopeSet scopes;
  std::string session_id;
  absl::Time authenticated_at;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_PRINCIPAL_H_
