// The seventeen villages of the municipality of Medemblik, and how many people of what age live there.
//
// Heads: CBS, 1 January 2021, by postcode and age (CC BY 4.0). Constant tables; any thread may read them.
#ifndef KLIK_CLIENTS_DEMO_VILLAGES_H_
#define KLIK_CLIENTS_DEMO_VILLAGES_H_

#include <cstddef>
#include <string_view>

#include "absl/types/span.h"
#include "clients/demo/random.h"
#include "klik/v1/common.pb.h"

namespace klik::demo {

inline constexpr std::string_view kMunicipalityCode = "GM0420";

// What a village is known for; it colours what its people like.
enum class Landscape { kFarmland, kBulbs, kWater, kTown };

// A postcode area, or a village within one. Large villages are one area, Zwaagdijk-Oost is four.
struct Area {
  std::string_view settlement;
  std::string_view postcode;
  // Thousandths of a degree: about a hundred metres, which is as near as a demo should go.
  int latitude_milli;
  int longitude_milli;
  // How far from the middle people live, in the same unit.
  int spread_milli;
  Landscape landscape;
  int inhabitants;
};

// Of the municipality.
absl::Span<const Area> Areas();

// Places just over the border, from where some volunteers come. Without head counts.
absl::Span<const Area> AreasNearby();

// The largest area of a village; the settlement is one of Areas().
const Area& AreaOf(std::string_view settlement);

// An age of somebody who lives in the area and may be lonely: everybody from 12 on, older people somewhat more often.
int PickAge(const Area& area, Random& random);

// An area, as likely as it has inhabitants.
const Area& PickArea(Random& random);

// Somewhere in the area. Some are known by postcode and village alone.
v1::Place PlaceIn(const Area& area, Random& random);

// The middle of the village, moved by thousandths of a degree.
v1::Place PlaceAt(const Area& area, int latitude_shift, int longitude_shift);

// As the crow flies, between the middles of two areas.
int MetresBetween(const Area& a, const Area& b);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_VILLAGES_H_
