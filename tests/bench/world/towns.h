// Where people live in the made worlds: towns and villages whose sizes follow Zipf's law, the small ones for half
// around the large, laid over a box.
//
// Immutable after construction; any thread may read it.
#ifndef KLIK_TESTS_BENCH_WORLD_TOWNS_H_
#define KLIK_TESTS_BENCH_WORLD_TOWNS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/model/place.h"
#include "tests/bench/world/draw.h"

namespace klik::bench {

// In degrees.
struct Land {
  double south = 0;
  double north = 0;
  double west = 0;
  double east = 0;
};

class Towns {
 public:
  Towns(std::uint64_t seed, const Land& land, int count, double residents);

  // Somewhere in a town, a large one more likely than a small one.
  engine::GeoPoint Somewhere(Draw& draw) const;

 private:
  struct Town {
    double latitude;
    double longitude;
    double radius_km;
    double up_to;  // Share of the people in this town and those before it.
  };
  std::vector<Town> towns_;
};

}  // namespace klik::bench

#endif  // KLIK_TESTS_BENCH_WORLD_TOWNS_H_
