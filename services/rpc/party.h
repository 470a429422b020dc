// The parties of matching as requests name them: residents, volunteers and activities.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_RPC_PARTY_H_
#define KLIK_SERVICES_RPC_PARTY_H_

#include <optional>
#include <string>

#include "engine/index/row.h"
#include "engine/model/entity.h"
#include "services/rpc/calls.h"
#include "services/rpc/convert/violations.h"

namespace klik::services {

// A resident, volunteer or activity, by name or `ext:{external id}`. nullopt when the field is rejected and when there
// is no such resource.
std::optional<engine::EntityId> ReadParty(const std::string& name, const Caller& caller, const Field& field);

// How staff call it: a display name or a title.
const std::string& DisplayNameOf(const engine::Row& row);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_PARTY_H_
