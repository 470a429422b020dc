// A match as it is told: with what follows from the day and from the others, and without whoever has withdrawn.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_RPC_MATCH_ANSWER_H_
#define KLIK_SERVICES_RPC_MATCH_ANSWER_H_

#include "absl/time/civil_time.h"
#include "engine/index/snapshot.h"
#include "engine/model/match.h"
#include "engine/model/policy.h"
#include "klik/v1/match_service.pb.h"

namespace klik::services {

// The parties are looked up in `view`; the match itself need not be in it.
//
// What the match alone tells: it stays so until the match or a party changes.
v1::Match TellMatch(const engine::Match& match, const engine::Snapshot& view);
// With what the day tells, and those who wait before it.
v1::Match TellMatch(const engine::Match& match, const engine::Snapshot& view, const engine::Policy& policy,
                    absl::CivilDay today);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_MATCH_ANSWER_H_
