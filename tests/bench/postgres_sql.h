// The formula of RULES.md in SQL: one statement for a resident against volunteers and activities.
//
// Pure functions.
#ifndef KLIK_TESTS_BENCH_POSTGRES_SQL_H_
#define KLIK_TESTS_BENCH_POSTGRES_SQL_H_

#include <string>
#include <vector>

#include "engine/model/policy.h"

namespace klik::bench {

// A subject names no more topics than this.
inline constexpr int kSubjectTopics = 16;
// Nor dislikes more than this.
inline constexpr int kSubjectDislikes = 4;

struct SqlShape {
  int topic_slots = 0;  // The most topics that a candidate has.
  int no_topic = 0;     // What stands in slots that are not used: one past the last topic.
};

// A parameter of the statement: `:name` in the text as it is written below, `$n` in what PostgreSQL gets.
struct SqlParameter {
  std::string name;
  std::string type;
};
const std::vector<SqlParameter>& SqlParameters();

std::string CreateTablesSql(const SqlShape& shape);
std::string IndexTablesSql();
// Gives id, ask_first and score of the best `:k`, the best first.
std::string SearchSql(const SqlShape& shape, const engine::Policy& policy);

}  // namespace klik::bench

#endif  // KLIK_TESTS_BENCH_POSTGRES_SQL_H_
