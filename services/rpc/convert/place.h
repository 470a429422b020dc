// Place: the API's message and the engine's value.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_RPC_CONVERT_PLACE_H_
#define KLIK_SERVICES_RPC_CONVERT_PLACE_H_

#include "engine/model/place.h"
#include "engine/places/gazetteer.h"
#include "klik/v1/common.pb.h"
#include "services/rpc/convert/violations.h"

namespace klik::services {

// `stated` is whether there is a place at all: there must be.
engine::Place ReadPlace(bool stated, const v1::Place& place, const engine::Gazetteer& gazetteer, const Field& field);
void SetPlace(const engine::Place& place, v1::Place& out);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_PLACE_H_
