// Where postcodes and villages are, so that a place can be resolved without the network.
//
// Immutable after construction; any thread may read it. The text is `places.tsv` beside this file, compiled into the
// binary.
#ifndef KLIK_ENGINE_PLACES_GAZETTEER_H_
#define KLIK_ENGINE_PLACES_GAZETTEER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/model/place.h"

namespace klik::engine {

// One row: a settlement within a postcode area. The first row of a postcode area is also the point of the area itself.
struct GazetteerEntry {
  std::string pc4;           // `1693`
  std::string settlement;    // `Onderdijk`
  std::string municipality;  // GM code, `GM0420`; empty when not known for sure.
  GeoPoint point;
};

class Gazetteer {
 public:
  // The gazetteer compiled into this binary. Lives as long as the process.
  static const Gazetteer& BuiltIn();

  // Reads the format described at the top of `places.tsv`. INVALID_ARGUMENT names the line.
  static absl::StatusOr<Gazetteer> Parse(std::string_view tsv);

  const std::vector<GazetteerEntry>& entries() const { return entries_; }

  // Fills point and accuracy of a place whose other fields are as the caller gave them: the given coordinates, else the
  // settlement with the PC4 (of a PC6 its first four digits: the table holds no PC6), else the PC4. Settlements compare
  // without regard to case or to space around them; a postcode may be written `1693`, `1693 AB` or `1693AB`. false, and
  // `place` unchanged, when the postcode is not known and there are no coordinates.
  bool Resolve(Place& place) const;

 private:
  Gazetteer() = default;

  std::vector<GazetteerEntry> entries_;
  absl::flat_hash_map<std::string, GeoPoint> by_pc4_;
  absl::flat_hash_map<std::string, GeoPoint> by_settlement_;  // `1693/onderdijk`
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_PLACES_GAZETTEER_H_
