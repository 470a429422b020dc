// The peer in plain C++: what a good programmer writes first. Rows of a grid, each in order of longitude; packed
// records in that order; cheap questions before dear ones; and no interests weighed for whom the best twenty are out of
// reach. No bitmaps over people, no bounds over blocks of them.
//
// Immutable; any thread may search.
#ifndef KLIK_TESTS_BENCH_GRID_SCAN_H_
#define KLIK_TESTS_BENCH_GRID_SCAN_H_

#include <cstdint>
#include <vector>

#include "tests/bench/packed.h"

namespace klik::bench {

struct Answer {
  std::uint32_t candidate = 0;  // Its place in the packed world.
  bool ask_first = false;
  std::int64_t score = 0;

  friend bool operator==(const Answer&, const Answer&) = default;
};

// The corners of a box that surely holds all within the distance.
struct Box {
  std::int32_t south = 0;
  std::int32_t north = 0;
  std::int32_t west = 0;
  std::int32_t east = 0;
};
Box BoxAround(const Subject& subject);

class GridScan {
 public:
  // `world` must outlive it.
  explicit GridScan(const PackedWorld& world);

  // The best first.
  std::vector<Answer> Search(const Subject& subject, std::size_t limit) const;

  std::size_t bytes() const { return world_.bytes() + rows_.size() * sizeof(rows_[0]); }

 private:
  const PackedWorld& world_;
  int first_row_ = 0;
  std::vector<std::uint32_t> rows_;  // Where each row of the grid starts, and the end.
};

}  // namespace klik::bench

#endif  // KLIK_TESTS_BENCH_GRID_SCAN_H_
