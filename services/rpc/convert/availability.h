// Availability, Sessions and their windows: the API's messages and the engine's values.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_RPC_CONVERT_AVAILABILITY_H_
#define KLIK_SERVICES_RPC_CONVERT_AVAILABILITY_H_

#include "engine/model/activity.h"
#include "engine/model/availability.h"
#include "klik/v1/activity_service.pb.h"
#include "klik/v1/common.pb.h"
#include "services/rpc/convert/violations.h"

namespace klik::services {

// `stated` is whether there is one at all: there must be.
engine::Availability ReadAvailability(bool stated, const v1::Availability& availability, const Field& field);
void SetAvailability(const engine::Availability& availability, v1::Availability& out);

engine::Sessions ReadSessions(bool stated, const v1::Sessions& sessions, const Field& field);
void SetSessions(const engine::Sessions& sessions, v1::Sessions& out);

void SetWindow(const engine::Window& window, v1::Availability::Window& out);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_AVAILABILITY_H_
