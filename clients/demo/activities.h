// The ordinary activities of the demo municipality: clubs' and halls' weekly hours.
#ifndef KLIK_CLIENTS_DEMO_ACTIVITIES_H_
#define KLIK_CLIENTS_DEMO_ACTIVITIES_H_

#include <cstdint>
#include <vector>

#include "absl/time/civil_time.h"
#include "clients/demo/organisations.h"
#include "klik/v1/activity_service.pb.h"

namespace klik::demo {

// `A001` to `count`.
std::vector<v1::Activity> MakeActivities(std::uint64_t seed, int count, absl::CivilDay today,
                                         const std::vector<Club>& clubs);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_ACTIVITIES_H_
