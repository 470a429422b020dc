// Reads what questions to the matching service have in common.
//
// Pure functions; any thread. What is wrong is reported at the field.
#ifndef KLIK_SERVICES_RPC_MATCHING_REQUEST_H_
#define KLIK_SERVICES_RPC_MATCHING_REQUEST_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "engine/model/entity.h"
#include "engine/text/catalogue.h"
#include "services/rpc/call_limits.h"
#include "services/rpc/calls.h"
#include "services/rpc/convert/violations.h"

namespace klik::services {

// `nl`, also when empty, or `en`.
engine::Language ReadLanguage(const std::string& code, const Field& field);

// A resource of one of the kinds; `rule` says which, for whoever sent another. nullopt when the field is rejected and
// when there is no such resource within `reach`, which is the caller's.
std::optional<engine::EntityId> ReadOneOf(const std::string& name, std::initializer_list<engine::Kind> kinds,
                                          std::string_view rule, const Caller& caller, const Reach& reach,
                                          const Field& field);

// A resident, volunteer or activity.
std::optional<engine::EntityId> ReadParty(const std::string& name, const Caller& caller, const Reach& reach,
                                          const Field& field);

// How many to list; 0 is the default.
int ReadLimit(int limit, const Field& field, int most = kMaxSearchLimit);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_MATCHING_REQUEST_H_
