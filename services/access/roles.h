// Roles and scopes, as the API names them.
#ifndef KLIK_SERVICES_ACCESS_ROLES_H_
#define KLIK_SERVICES_ACCESS_ROLES_H_

#include "klik/v1/access.pb.h"
#include "services/access/enum_set.h"

namespace klik::services {

using RoleSet = EnumSet<klik::v1::Access::Role>;
// Of a partner's token; empty for a person.
using ScopeSet = EnumSet<klik::v1::Access::Scope>;

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCESS_ROLES_H_
