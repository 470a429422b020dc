#include "clients/demo/villages.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace klik::demo {
namespace {

constexpr int kAgeClassYears = 5;
// 10-14, 15-19, ... 95 and over: children under 10 take no part.
constexpr std::size_t kAgeClasses = 18;
constexpr int kFirstAge = 10;
constexpr int kYoungest = 12;

// How often somebody of an age class is in the demo, against the heads the CBS counts. Loneliness is of all ages;
// minors are few because a guardian has to come along, the very old because care is around them already.
constexpr std::array<int, kAgeClasses> kPerMilleByAge = {40,  160, 700,  700,  720,  720,  760,  800,  850,
                                                         850, 900, 1000, 1100, 1250, 1400, 1450, 1450, 1300};

// Onderdijk (1,848 inhabitants) has no postcode of its own: its people are among those of 1693, Wervershoof.
constexpr int kOnderdijk = 1848;

constexpr std::array<Area, 22> kAreas = {{
    {"Andijk", "1619", 52746, 5221, 11, Landscape::kBulbs, 7010},
    {"Benningbroek", "1654", 52704, 5014, 5, Landscape::kFarmland, 740},
    {"Sijbekarspel", "1655", 52712, 4977, 6, Landscape::kFarmland, 920},
    {"Abbekerk", "1657", 52732, 5017, 5, Landscape::kFarmland, 2070},
    {"Lambertschaag", "1658", 52748, 5015, 3, Landscape::kFarmland, 175},
    {"Medemblik", "1671", 52767, 5107, 8, Landscape::kWater, 8510},
    {"Opperdoes", "1674", 52760, 5077, 5, Landscape::kWater, 1935},
    {"Twisk", "1676", 52741, 5056, 5, Landscape::kFarmland, 1090},
    {"Oostwoud", "1678", 52725, 5091, 4, Landscape::kFarmland, 875},
    {"Midwoud", "1679", 52713, 5070, 5, Landscape::kFarmland, 2415},
    {"Zwaagdijk-Oost", "1681", 52706, 5154, 3, Landscape::kBulbs, 260},
    {"Zwaagdijk-Oost", "1682", 52699, 5110, 3, Landscape::kBulbs, 200},
    {"Zwaagdijk-Oost", "1683", 52707, 5138, 3, Landscape::kBulbs, 200},
    {"Zwaagdijk-Oost", "1684", 52692, 5111, 3, Landscape::kBulbs, 455},
    {"Zwaagdijk-West", "1685", 52673, 5056, 4, Landscape::kBulbs, 470},
    {"Zwaagdijk-West", "1686", 52682, 5076, 3, Landscape::kBulbs, 120},
    {"Wognum", "1687", 52682, 5023, 8, Landscape::kTown, 6375},
    {"Nibbixwoud", "1688", 52693, 5057, 5, Landscape::kFarmland, 2480},
    {"Hauwert", "1691", 52708, 5100, 4, Landscape::kFarmland, 680},
    {"Hauwert", "1692", 52719, 5124, 3, Landscape::kFarmland, 25},
    {"Wervershoof", "1693", 52731, 5152, 8, Landscape::kBulbs, 8115 - kOnderdijk},
    {"Onderdijk", "1693", 52750, 5133, 4, Landscape::kWater, kOnderdijk},
}};

constexpr std::array<Area, 5> kAreasNearby = {{
    {"Hoogkarspel", "1616", 52693, 5165, 7, Landscape::kFarmland, 0},
    {"Zwaag", "1689", 52667, 5074, 8, Landscape::kTown, 0},
    {"Hoorn", "1622", 52650, 5075, 10, Landscape::kTown, 0},
    {"Grootebroek", "1613", 52698, 5223, 7, Landscape::kTown, 0},
    {"Hoogwoud", "1718", 52717, 4935, 5, Landscape::kFarmland, 0},
}};

struct AgeRow {
  std::string_view postcode;
  std::array<int, kAgeClasses> heads;
};

constexpr std::array<AgeRow, 21> kAges = {{
    {"1619", {410, 410, 375, 325, 340, 415, 395, 435, 520, 570, 545, 505, 480, 290, 160, 85, 35, 15}},
    {"1654", {50, 55, 35, 40, 35, 25, 50, 40, 60, 70, 60, 45, 70, 30, 10, 10, 5, 0}},
    {"1655", {60, 60, 50, 55, 65, 50, 55, 40, 75, 75, 65, 65, 55, 45, 15, 10, 0, 0}},
    {"1657", {90, 130, 100, 90, 110, 100, 105, 140, 170, 170, 135, 145, 190, 115, 45, 25, 15, 0}},
    {"1658", {5, 10, 5, 15, 5, 5, 5, 10, 25, 20, 15, 15, 15, 5, 5, 5, 0, 0}},
    {"1671", {530, 485, 480, 435, 495, 490, 500, 595, 655, 565, 525, 530, 585, 385, 230, 130, 40, 5}},
    {"1674", {110, 150, 120, 85, 105, 90, 115, 140, 160, 145, 145, 110, 125, 65, 40, 20, 10, 5}},
    {"1676", {60, 65, 60, 35, 35, 50, 50, 75, 115, 95, 90, 90, 95, 35, 35, 5, 0, 5}},
    {"1678", {35, 60, 65, 40, 30, 35, 40, 45, 90, 75, 95, 65, 70, 40, 20, 5, 5, 0}},
    {"1679", {145, 165, 120, 145, 140, 115, 150, 190, 180, 160, 175, 145, 155, 95, 65, 40, 10, 5}},
    {"1681", {10, 15, 20, 10, 5, 10, 25, 20, 25, 30, 20, 15, 10, 15, 5, 0, 0, 0}},
    {"1682", {15, 15, 10, 15, 10, 10, 15, 15, 15, 20, 10, 10, 5, 5, 5, 5, 0, 0}},
    {"1683", {10, 15, 10, 15, 10, 15, 10, 10, 15, 15, 20, 15, 10, 5, 5, 0, 0, 0}},
    {"1684", {25, 25, 35, 30, 25, 20, 20, 35, 45, 45, 20, 35, 15, 20, 10, 5, 0, 0}},
    {"1685", {35, 30, 35, 20, 25, 25, 30, 35, 45, 35, 30, 25, 25, 15, 10, 5, 5, 0}},
    {"1686", {5, 5, 15, 10, 5, 0, 5, 10, 5, 15, 10, 5, 5, 10, 5, 0, 0, 0}},
    {"1687", {385, 430, 375, 310, 370, 315, 395, 425, 485, 450, 460, 390, 365, 240, 150, 120, 35, 10}},
    {"1688", {175, 185, 150, 120, 115, 125, 155, 175, 175, 160, 140, 190, 175, 105, 60, 25, 5, 0}},
    {"1691", {45, 40, 25, 35, 30, 30, 35, 45, 55, 55, 50, 50, 60, 35, 15, 5, 5, 0}},
    {"1692", {0, 0, 5, 0, 0, 0, 0, 0, 5, 0, 5, 5, 0, 0, 0, 0, 0, 0}},
    {"1693", {415, 490, 440, 465, 440, 460, 440, 495, 645, 685, 605, 505, 475, 305, 230, 105, 60, 10}},
}};

v1::Place MakePlace(const Area& area) {
  v1::Place place;
  place.set_postcode(std::string(area.postcode));
  place.set_settlement(std::string(area.settlement));
  return place;
}

}  // namespace

absl::Span<const Area> Areas() { return kAreas; }
absl::Span<const Area> AreasNearby() { return kAreasNearby; }

const Area& AreaOf(std::string_view settlement) {
  const Area* largest = nullptr;
  for (const Area& area : kAreas) {
    if (area.settlement != settlement) continue;
    if (largest == nullptr || area.inhabitants > largest->inhabitants) largest = &area;
  }
  return *largest;
}

const Area& PickArea(Random& random) {
  std::array<int, kAreas.size()> weights;
  std::transform(kAreas.begin(), kAreas.end(), weights.begin(), [](const Area& area) { return area.inhabitants; });
  return kAreas[random.PickWeighted(weights)];
}

int PickAge(const Area& area, Random& random) {
  const auto row =
      std::find_if(kAges.begin(), kAges.end(), [&](const AgeRow& r) { return r.postcode == area.postcode; });
  std::array<int, kAgeClasses> weights;
  for (std::size_t i = 0; i < kAgeClasses; ++i) weights[i] = row->heads[i] * kPerMilleByAge[i];
  const int first = kFirstAge + static_cast<int>(random.PickWeighted(weights)) * kAgeClassYears;
  return std::max(kYoungest, random.Between(first, first + kAgeClassYears - 1));
}

v1::Place PlaceAt(const Area& area, int latitude_shift, int longitude_shift) {
  v1::Place place = MakePlace(area);
  place.set_latitude((area.latitude_milli + latitude_shift) / 1000.0);
  place.set_longitude((area.longitude_milli + longitude_shift) / 1000.0);
  return place;
}

v1::Place PlaceIn(const Area& area, Random& random) {
  if (random.Chance(300)) return MakePlace(area);
  // The sum of two throws: more people near the middle. A thousandth of a degree of longitude is 0.6 of one of latitude
  // here, and villages in West-Friesland are ribbons along a road from east to west.
  const auto shift = [&](int spread) {
    return random.Between(-spread, spread) / 2 + random.Between(-spread, spread) / 2;
  };
  const int latitude = shift(std::max(2, area.spread_milli / 2));
  const int longitude = shift(area.spread_milli * 2);
  return PlaceAt(area, latitude, longitude);
}

int MetresBetween(const Area& a, const Area& b) {
  constexpr double kMetresNorth = 111.2;  // of a thousandth of a degree
  constexpr double kMetresEast = 67.4;    // at 52.7 degrees north
  const double north = (a.latitude_milli - b.latitude_milli) * kMetresNorth;
  const double east = (a.longitude_milli - b.longitude_milli) * kMetresEast;
  return static_cast<int>(std::sqrt(north * north + east * east));
}

}  // namespace klik::demo
