// The whole demo municipality: made-up people in the real villages of Medemblik, and what goes on there.
//
// The same options give the same town, to the byte, on every platform.
#ifndef KLIK_CLIENTS_DEMO_TOWN_H_
#define KLIK_CLIENTS_DEMO_TOWN_H_

#include <cstdint>
#include <ostream>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "klik/v1/activity_service.pb.h"
#include "klik/v1/exclusion_service.pb.h"
#include "klik/v1/match_service.pb.h"
#include "klik/v1/organisation_service.pb.h"
#include "klik/v1/referral_service.pb.h"
#include "klik/v1/resident_service.pb.h"
#include "klik/v1/volunteer_service.pb.h"

namespace klik::demo {

// Fewer of a kind than this have no room for those written by hand.
inline constexpr int kFewestOfAKind = 20;
inline constexpr int kMostOfAKind = 1'000'000;

struct TownOptions {
  std::uint64_t seed = 1;
  int residents = 18000;
  int volunteers = 2000;
  int activities = 300;
  // What is "now" in the town: ages, waiting times and the dates of certificates count from it.
  absl::CivilDay today;
};

struct Town {
  std::vector<v1::Organisation> organisations;
  std::vector<v1::Activity> activities;
  std::vector<v1::Resident> residents;
  std::vector<v1::Volunteer> volunteers;
  std::vector<v1::Match> matches;
  std::vector<v1::Referral> referrals;
  std::vector<v1::Exclusion> exclusions;
};

// The numbers in `options` are kFewestOfAKind to kMostOfAKind, and count those written by hand.
Town MakeTown(const TownOptions& options);

// One klik.v1.ImportRecord a line, in protobuf JSON; what is referred to comes first. An error when `out` fails.
absl::Status WriteJsonLines(const Town& town, std::ostream& out);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_TOWN_H_
