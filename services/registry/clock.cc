#include "services/registry/clock.h"

#include <cstdlib>

#include "absl/time/civil_time.h"

namespace klik::services {
namespace {

absl::TimeZone LoadAmsterdam() {
  absl::TimeZone zone;
  // On failure absl leaves UTC in `zone`: no error, only wrong dates late in the evening.
  if (!absl::LoadTimeZone("Europe/Amsterdam", &zone)) std::abort();
  return zone;
}

}  // namespace

engine::Moment MomentAt(absl::Time now) {
  static const absl::TimeZone amsterdam = LoadAmsterdam();
  return {.now = now, .today = absl::ToCivilDay(now, amsterdam), .zone = amsterdam};
}

}  // namespace klik::services
