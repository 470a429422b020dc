// The clock as an argument, so that tests own the time.
#ifndef KLIK_SERVICES_REGISTRY_CLOCK_H_
#define KLIK_SERVICES_REGISTRY_CLOCK_H_

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "engine/match/search.h"

namespace klik::services {

// Any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

// `now` in Europe/Amsterdam. Aborts when the machine has no time zone data: UTC would be silently wrong.
engine::Moment MomentAt(absl::Time now);

}  // namespace klik::services

#endif  // KLIK_SERVICES_REGISTRY_CLOCK_H_
