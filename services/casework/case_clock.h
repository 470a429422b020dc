// What time alone brings to open cases, looked for once a minute: proposals whose time is over, people whose ground for
// matching has lapsed.
//
// Nothing hangs on its punctuality: a proposal whose time is over counts for nothing from that moment, whatever its
// state still says. One thread of its own; any thread may make and destroy it.
#ifndef KLIK_SERVICES_CASEWORK_CASE_CLOCK_H_
#define KLIK_SERVICES_CASEWORK_CASE_CLOCK_H_

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/registry/clock.h"
#include "services/registry/registry.h"

namespace klik::services {

inline constexpr absl::Duration kCaseClockInterval = absl::Minutes(1);

// Brings what has lapsed by now, and returns once it is stored. Not on the registry's thread.
absl::Status BringLapsed(Registry& registry, const Clock& clock);

class CaseClock {
 public:
  // Both must outlive it.
  CaseClock(Registry& registry, const Clock& clock);
  ~CaseClock();
  CaseClock(const CaseClock&) = delete;
  CaseClock& operator=(const CaseClock&) = delete;

 private:
  void Run();

  Registry& registry_;
  const Clock& clock_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // Last: it uses all of the above.
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_CASE_CLOCK_H_
