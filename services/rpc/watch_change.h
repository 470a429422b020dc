// One record as a watcher is told of it: as Get would show it, or that it is gone.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_RPC_WATCH_CHANGE_H_
#define KLIK_SERVICES_RPC_WATCH_CHANGE_H_

#include <array>

#include "engine/model/entity.h"
#include "klik/v1/transfer_service.pb.h"
#include "services/rpc/caller.h"
#include "storage/record/codec.h"

namespace klik::services {

// What watchers are told of.
inline constexpr std::array kWatchedKinds = {engine::Kind::kOrganisation, engine::Kind::kResident,
                                             engine::Kind::kVolunteer,    engine::Kind::kActivity,
                                             engine::Kind::kMatch,        engine::Kind::kReferral};

// Whether the caller is told of such records at all.
bool IsToldOf(const Caller& caller, engine::Kind kind);

// Whether there is a record for the caller in their snapshot; then `out` is what it is now, not redacted.
bool FillChange(const Caller& caller, const engine::EntityId& id, v1::RecordChange& out);

// Whether the caller could know of a record that is there no more for them.
bool CouldKnow(const Caller& caller, engine::Kind kind, const storage::Departure& departure);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_WATCH_CHANGE_H_
