// Clubs, halls and institutions of the demo municipality: made up, but of the kind every West-Frisian village has.
#ifndef KLIK_CLIENTS_DEMO_ORGANISATIONS_H_
#define KLIK_CLIENTS_DEMO_ORGANISATIONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "klik/v1/organisation_service.pb.h"

namespace klik::demo {

// What an organisation is there for, so that activities find theirs. A team holds none: it refers people.
enum class OrganisationRole {
  kHall,
  kSeniors,
  kWelfare,
  kChurch,
  kLibrary,
  kSport,
  kMusic,
  kGarden,
  kCare,
  kCulture,
  kSchool,
  kEmployer,
  kMunicipality,
  kTeam
};

struct Club {
  OrganisationRole role;
  // Empty: of the whole municipality.
  std::string_view settlement;
  v1::Organisation organisation;
};

// About sixty, `O01` on; always the same.
std::vector<Club> MakeClubs();

// The one of the village with the role, else one of the whole municipality, else the village's hall.
const Club& ClubFor(OrganisationRole role, std::string_view settlement, const std::vector<Club>& clubs);

// The village hall, as people call it: `De Schoof`.
std::string_view HallOf(std::string_view settlement);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_ORGANISATIONS_H_
