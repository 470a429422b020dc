// The peer in SQL: PostgreSQL 15 with PostGIS, candidates in two tables clustered by place with a GiST index, one
// prepared statement. Whatever the subject decides alone goes in as parameters that are worked out beforehand.
//
// One thread.
#ifndef KLIK_TESTS_BENCH_POSTGRES_PEER_H_
#define KLIK_TESTS_BENCH_POSTGRES_PEER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "tests/bench/grid_scan.h"
#include "tests/bench/packed.h"
#include "tests/bench/postgres.h"
#include "tests/bench/postgres_sql.h"

namespace klik::bench {

// By SqlParameters(): scalars as text, arrays in PostgreSQL's binary format.
struct PostgresQuestion {
  std::vector<std::string> values;
  std::vector<int> formats;
};

class PostgresPeer {
 public:
  // Starts a server and loads everybody. `world` must outlive it.
  explicit PostgresPeer(const PackedWorld& world);

  PostgresQuestion Prepare(const Subject& subject) const;
  // The best kLimit, the best first.
  std::vector<Answer> Search(const PostgresQuestion& question);

  std::string Version();
  std::size_t bytes() const { return bytes_; }

 private:
  void Load();
  std::string Row(std::uint32_t index) const;
  std::string VolunteerColumns(const Candidate& candidate) const;

  const PackedWorld& world_;
  SqlShape shape_;
  PostgresServer server_;
  PostgresConnection connection_;
  std::size_t bytes_ = 0;
};

}  // namespace klik::bench

#endif  // KLIK_TESTS_BENCH_POSTGRES_PEER_H_
