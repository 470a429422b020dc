// A place, resolved to a point.
#ifndef KLIK_ENGINE_MODEL_PLACE_H_
#define KLIK_ENGINE_MODEL_PLACE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "engine/model/enums.h"

namespace klik::engine {

// WGS84 in millionths of a degree: 11 cm at most, and whole numbers so that every machine computes the same distance.
struct GeoPoint {
  std::int32_t latitude_e6 = 0;
  std::int32_t longitude_e6 = 0;

  friend bool operator==(const GeoPoint&, const GeoPoint&) = default;
};

struct Place {
  // As given: PC4 `1693` or PC6 `1693 AB`; may be empty when coordinates were given.
  std::string postcode;
  std::string settlement;
  std::string neighbourhood_code;
  // Only when the caller gave coordinates.
  std::optional<GeoPoint> given;
  // Always set in a stored profile.
  GeoPoint point;
  PlaceAccuracy accuracy = PlaceAccuracy::kUnspecified;

  friend bool operator==(const Place&, const Place&) = default;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MODEL_PLACE_H_
