// Who must not be brought together: relatives, colleagues, case workers, people who fell out.
#ifndef KLIK_CLIENTS_DEMO_EXCLUSIONS_H_
#define KLIK_CLIENTS_DEMO_EXCLUSIONS_H_

#include <cstdint>
#include <vector>

#include "absl/time/civil_time.h"
#include "klik/v1/activity_service.pb.h"
#include "klik/v1/exclusion_service.pb.h"
#include "klik/v1/match_service.pb.h"
#include "klik/v1/resident_service.pb.h"
#include "klik/v1/volunteer_service.pb.h"

namespace klik::demo {

// `X001` on, between ordinary people of one village, as many as suit the number of volunteers: no two of the same pair,
// and none of a pair that has a match. The last is of people written by hand: V-PETRA is R-TRUUS's daughter.
std::vector<v1::Exclusion> MakeExclusions(std::uint64_t seed, absl::CivilDay today,
                                          const std::vector<v1::Resident>& residents,
                                          const std::vector<v1::Volunteer>& volunteers,
                                          const std::vector<v1::Activity>& activities,
                                          const std::vector<v1::Match>& matches);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_EXCLUSIONS_H_
