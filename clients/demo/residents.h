// The ordinary residents of the demo municipality.
#ifndef KLIK_CLIENTS_DEMO_RESIDENTS_H_
#define KLIK_CLIENTS_DEMO_RESIDENTS_H_

#include <cstdint>
#include <vector>

#include "absl/time/civil_time.h"
#include "klik/v1/resident_service.pb.h"

namespace klik::demo {

// `R00001` to `count`.
std::vector<v1::Resident> MakeResidents(std::uint64_t seed, int count, absl::CivilDay today);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_RESIDENTS_H_
