// How long something took, and what that comes to over many times.
//
// Values of one run; one thread at a time.
#ifndef KLIK_TESTS_BENCH_TIMES_H_
#define KLIK_TESTS_BENCH_TIMES_H_

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

namespace klik::bench {

using SteadyClock = std::chrono::steady_clock;

inline double SecondsSince(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

// `part` of 0.5 is the median. 0 of nothing.
inline double Percentile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

// Microseconds of the same thing done again and again.
class Times {
 public:
  // Whatever `ask` answers.
  template <typename Ask>
  auto Take(Ask&& ask) {
    const auto start = SteadyClock::now();
    auto answer = ask();
    AddSince(start);
    return answer;
  }
  void AddSince(SteadyClock::time_point start) { micros_.push_back(SecondsSince(start) * 1e6); }
  void Add(const Times& others) { micros_.insert(micros_.end(), others.micros_.begin(), others.micros_.end()); }

  std::size_t count() const { return micros_.size(); }
  double Percentile(double part) const { return bench::Percentile(micros_, part); }

 private:
  std::vector<double> micros_;
};

}  // namespace klik::bench

#endif  // KLIK_TESTS_BENCH_TIMES_H_
