// The ordinary volunteers of the demo municipality.
#ifndef KLIK_CLIENTS_DEMO_VOLUNTEERS_H_
#define KLIK_CLIENTS_DEMO_VOLUNTEERS_H_

#include <cstdint>
#include <vector>

#include "absl/time/civil_time.h"
#include "klik/v1/volunteer_service.pb.h"

namespace klik::demo {

// The age up to which volunteers help only where somebody responsible is there.
inline constexpr int kOldestPupil = 17;

// `V0001` to `count`.
std::vector<v1::Volunteer> MakeVolunteers(std::uint64_t seed, int count, absl::CivilDay today);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_VOLUNTEERS_H_
