// Who already has contact with whom: what makes volunteers full, places taken and pairs barred.
#ifndef KLIK_CLIENTS_DEMO_MATCHES_H_
#define KLIK_CLIENTS_DEMO_MATCHES_H_

#include <cstdint>
#include <vector>

#include "absl/time/civil_time.h"
#include "klik/v1/activity_service.pb.h"
#include "klik/v1/match_service.pb.h"
#include "klik/v1/resident_service.pb.h"
#include "klik/v1/volunteer_service.pb.h"

namespace klik::demo {

// `M00001` on, between the ordinary people given, as many as suit their number. No volunteer gets more than
// max_matches, no activity more than its capacity, no pair two matches. Some wait for a place in an activity that is
// full. A few are of the people written by hand: they keep V-MARIJKE full, V-NOOR reserved and V-SJAAK away from R-WIM.
std::vector<v1::Match> MakeMatches(std::uint64_t seed, absl::CivilDay today, const std::vector<v1::Resident>& residents,
                                   const std::vector<v1::Volunteer>& volunteers,
                                   const std::vector<v1::Activity>& activities);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_MATCHES_H_
