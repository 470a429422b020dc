// What the neighbourhood teams ask for: people whom they refer, from the first call to what became of it.
#ifndef KLIK_CLIENTS_DEMO_REFERRALS_H_
#define KLIK_CLIENTS_DEMO_REFERRALS_H_

#include <cstdint>
#include <vector>

#include "absl/time/civil_time.h"
#include "clients/demo/organisations.h"
#include "klik/v1/match_service.pb.h"
#include "klik/v1/referral_service.pb.h"
#include "klik/v1/resident_service.pb.h"

namespace klik::demo {

// `F0001` on, in every state, as many as suit the number of residents. Whoever was accepted is one of `residents`, with
// the matches that the state speaks of, and has one referral; the others are not known to Klik yet, but for one who
// is, and whom a coordinator should recognise.
std::vector<v1::Referral> MakeReferrals(std::uint64_t seed, absl::CivilDay today, const std::vector<Club>& clubs,
                                        const std::vector<v1::Resident>& residents,
                                        const std::vector<v1::Match>& matches);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_REFERRALS_H_
