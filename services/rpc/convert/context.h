// What it takes to read a profile: tables that never change, and the day.
#ifndef KLIK_SERVICES_RPC_CONVERT_CONTEXT_H_
#define KLIK_SERVICES_RPC_CONVERT_CONTEXT_H_

#include "absl/time/civil_time.h"
#include "engine/places/gazetteer.h"
#include "engine/taxonomy/taxonomy.h"

namespace klik::services {

struct ConvertContext {
  const engine::Taxonomy& taxonomy;
  const engine::Gazetteer& gazetteer;
  absl::CivilDay today;  // In Europe/Amsterdam; ages are counted to it.
  // An import brings the state along; for any other call it is output only.
  bool takes_state = false;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_CONTEXT_H_
