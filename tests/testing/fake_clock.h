// A clock that stands still until it is told otherwise.
//
// Any thread.
#ifndef KLIK_TESTS_TESTING_FAKE_CLOCK_H_
#define KLIK_TESTS_TESTING_FAKE_CLOCK_H_

#include <mutex>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/registry/clock.h"

namespace klik::testing {

class FakeClock final : public services::Clock {
 public:
  // Somewhere in the morning of Monday 2 November 2026.
  FakeClock() : FakeClock(absl::FromCivil(absl::CivilMinute(2026, 11, 2, 9, 30), absl::UTCTimeZone())) {}
  explicit FakeClock(absl::Time now) : now_(now) {}

  absl::Time Now() const override {
    std::lock_guard lock(mutex_);
    return now_;
  }

  void Advance(absl::Duration by) {
    std::lock_guard lock(mutex_);
    now_ += by;
  }

 private:
  mutable std::mutex mutex_;
  absl::Time now_;
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_FAKE_CLOCK_H_
