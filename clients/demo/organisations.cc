#include "clients/demo/organisations.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/demo/villages.h"

namespace klik::demo {
namespace {

using enum OrganisationRole;
using v1::Organisation;

struct Hall {
  std::string_view settlement;
  std::string_view name;
};

constexpr std::array<Hall, 17> kHalls = {{{"Abbekerk", "De Nieuwe Schuur"},
                                          {"Andijk", "De Kwelder"},
                                          {"Benningbroek", "De Oude School"},
                                          {"Hauwert", "Het Dorpshart"},
                                          {"Lambertschaag", "De Kolk"},
                                          {"Medemblik", "De Kogge"},
                                          {"Midwoud", "De Vier Vaarten"},
                                          {"Nibbixwoud", "De Stolp"},
                                          {"Onderdijk", "De Wielen"},
                                          {"Oostwoud", "De Veenakkers"},
                                          {"Opperdoes", "De Ronde"},
                                          {"Sijbekarspel", "De Linde"},
                                          {"Twisk", "De Dorpsherberg"},
                                          {"Wervershoof", "De Schoof"},
                                          {"Wognum", "Het Kernhuis"},
                                          {"Zwaagdijk-Oost", "De Balk"},
                                          {"Zwaagdijk-West", "De Dijkstek"}}};

struct ClubRow {
  OrganisationRole role;
  std::string_view settlement;
  std::string_view title;
  Organisation::Kind kind;
};

constexpr auto kRows = std::to_array<ClubRow>({
    {kMunicipality, "", "Gemeente Medemblik, team samenleving (demo)", Organisation::MUNICIPALITY},
    {kWelfare, "", "Vrijwilligerspunt Westfriesland (demo)", Organisation::WELFARE},
    {kWelfare, "Wognum", "Welzijn Wognum en omstreken", Organisation::WELFARE},
    {kWelfare, "Medemblik", "Buurtkamer Medemblik", Organisation::WELFARE},
    {kWelfare, "Andijk", "Buurtkamer Andijk", Organisation::WELFARE},
    {kWelfare, "Wervershoof", "Ontmoetingspunt Wervershoof", Organisation::WELFARE},
    {kSeniors, "", "Ouderenbond De Westfriese Herfst", Organisation::CLUB},
    {kSeniors, "Andijk", "Seniorenvereniging Andijk", Organisation::CLUB},
    {kSeniors, "Medemblik", "Seniorenvereniging Medemblik", Organisation::CLUB},
    {kSeniors, "Wervershoof", "Seniorenclub Wervershoof", Organisation::CLUB},
    {kSeniors, "Wognum", "Seniorenclub Wognum", Organisation::CLUB},
    {kSeniors, "Nibbixwoud", "Seniorensoos Nibbixwoud", Organisation::CLUB},
    {kSeniors, "Opperdoes", "Ouderensoos Opperdoes", Organisation::CLUB},
    {kChurch, "", "Samen Kerk in de dorpen", Organisation::FAITH},
    {kChurch, "Andijk", "Protestantse kerkgemeenschap Andijk (demo)", Organisation::FAITH},
    {kChurch, "Medemblik", "Kerk aan de haven, Medemblik", Organisation::FAITH},
    {kChurch, "Wervershoof", "Parochiekern Wervershoof (demo)", Organisation::FAITH},
    {kChurch, "Wognum", "Parochiekern Wognum (demo)", Organisation::FAITH},
    {kChurch, "Twisk", "Dorpskerk Twisk, kring voor ontmoeting", Organisation::FAITH},
    {kLibrary, "", "Bibliobus De Leeslijn", Organisation::OTHER},
    {kLibrary, "Medemblik", "Leeshuis Medemblik", Organisation::OTHER},
    {kLibrary, "Wervershoof", "Leeshuis Wervershoof", Organisation::OTHER},
    {kLibrary, "Wognum", "Leeshuis Wognum", Organisation::OTHER},
    {kLibrary, "Andijk", "Leeshuis Andijk", Organisation::OTHER},
    {kSport, "", "Beweegteam Medemblik", Organisation::CLUB},
    {kSport, "Andijk", "Sportvereniging De Dijkers", Organisation::CLUB},
    {kSport, "Wervershoof", "Gymvereniging Wervershoof Fit", Organisation::CLUB},
    {kSport, "Wognum", "Omnisport Wognum", Organisation::CLUB},
    {kSport, "Medemblik", "Watersportclub De Oosterhaven", Organisation::CLUB},
    {kSport, "Midwoud", "Sportclub Midwoud-Oostwoud", Organisation::CLUB},
    {kMusic, "", "Muziekschool De Dubbele Dijk", Organisation::CLUB},
    {kMusic, "Wervershoof", "Koor Westerkoggezangers", Organisation::CLUB},
    {kMusic, "Medemblik", "Harmonie Radboud", Organisation::CLUB},
    {kMusic, "Andijk", "Fanfare Crescendo Andijk", Organisation::CLUB},
    {kGarden, "", "Dorpstuinen West-Friesland", Organisation::CLUB},
    {kGarden, "Andijk", "Volkstuinvereniging Het Grootslag", Organisation::CLUB},
    {kGarden, "Twisk", "Dorpstuin Twisk", Organisation::CLUB},
    {kCare, "Medemblik", "Woonzorgcentrum De Valbrug", Organisation::CARE},
    {kCare, "Wervershoof", "Woonzorgcentrum Sint Maarten", Organisation::CARE},
    {kCare, "Andijk", "Woonzorgcentrum De Dijkzicht", Organisation::CARE},
    {kCare, "Wognum", "Zorgboerderij De Lege Wei", Organisation::CARE},
    {kCulture, "", "Historische kring De Omringdijk", Organisation::CLUB},
    {kCulture, "Medemblik", "Stoommachineclub Vol Stoom", Organisation::CLUB},
    {kSchool, "Medemblik", "Scholengemeenschap De Dijkschool", Organisation::SCHOOL},
    {kSchool, "Wognum", "Basisschool De Klimop", Organisation::SCHOOL},
    {kSchool, "Wervershoof", "Basisschool De Regenboog (demo)", Organisation::SCHOOL},
    {kEmployer, "Andijk", "Zaadveredeling De Gouden Korrel", Organisation::EMPLOYER},
    {kEmployer, "Zwaagdijk-Oost", "Bloemenveiling Het Oosten", Organisation::EMPLOYER},
    {kTeam, "Wervershoof", "Wijkteam Oost: Andijk en Wervershoof (demo)", Organisation::WELFARE},
    {kTeam, "Medemblik", "Wijkteam West: Medemblik en Wognum (demo)", Organisation::WELFARE},
});

Club MakeClub(OrganisationRole role, std::string_view settlement, std::string title, Organisation::Kind kind) {
  Club club = {role, settlement, {}};
  club.organisation.set_title(std::move(title));
  club.organisation.set_kind(kind);
  return club;
}

}  // namespace

std::vector<Club> MakeClubs() {
  std::vector<Club> clubs;
  for (const Hall& hall : kHalls) {
    clubs.push_back(MakeClub(kHall, hall.settlement,
                             absl::StrCat("Dorpshuis ", std::string(hall.name), ", ", std::string(hall.settlement)),
                             Organisation::CLUB));
  }
  for (const ClubRow& row : kRows)
    clubs.push_back(MakeClub(row.role, row.settlement, std::string(row.title), row.kind));
  int number = 0;
  for (Club& club : clubs) {
    ++number;
    club.organisation.set_external_id(absl::StrFormat("O%02d", number));
    // `.example` is kept free for addresses that reach nobody.
    club.organisation.set_contact(absl::StrFormat("info@o%02d.example", number));
  }
  return clubs;
}

const Club& ClubFor(OrganisationRole role, std::string_view settlement, const std::vector<Club>& clubs) {
  const auto find = [&](OrganisationRole wanted, std::string_view where) {
    return std::find_if(clubs.begin(), clubs.end(),
                        [&](const Club& club) { return club.role == wanted && club.settlement == where; });
  };
  auto found = find(role, settlement);
  if (found == clubs.end()) found = find(role, "");
  if (found == clubs.end()) found = find(kHall, settlement);
  return *found;
}

std::string_view HallOf(std::string_view settlement) {
  return std::find_if(kHalls.begin(), kHalls.end(), [&](const Hall& hall) { return hall.settlement == settlement; })
      ->name;
}

}  // namespace klik::demo
