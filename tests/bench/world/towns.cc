#include "tests/bench/world/towns.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace klik::bench {
namespace {

constexpr double kZipf = 0.95;
constexpr double kKmPerDegree = 111.2;
// Dutch built-up areas hold some 3,000 people to the square kilometre.
constexpr double kPeoplePerKm2 = 3000;
constexpr int kLargeTowns = 40;

double LongitudeKm(double latitude) { return kKmPerDegree * std::cos(latitude * std::numbers::pi / 180); }

}  // namespace

Towns::Towns(std::uint64_t seed, const Land& land, int count, double residents) {
  Draw draw(seed, Stream::kTowns);
  double total = 0;
  for (int rank = 1; rank <= count; ++rank) total += std::pow(rank, -kZipf);
  double up_to = 0;
  for (int rank = 1; rank <= count; ++rank) {
    const double share = std::pow(rank, -kZipf) / total;
    Town town;
    town.latitude = land.south + (land.north - land.south) * draw.Part();
    town.longitude = land.west + (land.east - land.west) * draw.Part();
    if (rank > kLargeTowns && draw.Chance(500)) {
      const Town& large = towns_[static_cast<std::size_t>(draw.Below(kLargeTowns))];
      const double angle = 2 * std::numbers::pi * draw.Part();
      const double km = large.radius_km * (1.2 + 2 * draw.Part()) + 1;
      town.latitude = std::clamp(large.latitude + km * std::sin(angle) / kKmPerDegree, land.south, land.north);
      town.longitude =
          std::clamp(large.longitude + km * std::cos(angle) / LongitudeKm(large.latitude), land.west, land.east);
    }
    town.radius_km = std::max(0.3, std::sqrt(residents * share / kPeoplePerKm2 / std::numbers::pi));
    up_to += share;
    town.up_to = up_to;
    towns_.push_back(town);
  }
}

engine::GeoPoint Towns::Somewhere(Draw& draw) const {
  const double share = draw.Part();
  auto town = std::partition_point(towns_.begin(), towns_.end(), [&](const Town& it) { return it.up_to < share; });
  if (town == towns_.end()) --town;
  // Denser towards the middle.
  const double km = town->radius_km * std::pow(draw.Part(), 0.7);
  const double angle = 2 * std::numbers::pi * draw.Part();
  const auto e6 = [](double degrees) { return static_cast<std::int32_t>(std::lround(degrees * 1e6)); };
  return {e6(town->latitude + km * std::sin(angle) / kKmPerDegree),
          e6(town->longitude + km * std::cos(angle) / LongitudeKm(town->latitude))};
}

}  // namespace klik::bench
