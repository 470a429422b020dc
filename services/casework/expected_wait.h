// How long it takes from a referral until people get acquainted, as the referrals of the last year tell.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_CASEWORK_EXPECTED_WAIT_H_
#define KLIK_SERVICES_CASEWORK_EXPECTED_WAIT_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "engine/index/snapshot.h"
#include "engine/model/referral.h"

namespace klik::services {

// With fewer cases a median says more of them than of what is to be expected.
inline constexpr std::size_t kMinWaitCases = 5;
inline constexpr absl::Duration kWaitWindow = absl::Hours(24 * 365);

class ExpectedWaits {
 public:
  // From the referrals that were submitted in the year before `now` and came so far.
  static ExpectedWaits Read(const engine::Snapshot& view, absl::Time now);

  // The median in days, of a municipality or, when empty, of all. nullopt: too few cases.
  std::optional<int> Of(const std::string& municipality) const;

 private:
  std::map<std::string, int> by_municipality_;
};

// When a match of the referral's resident first became TRIAL or ACTIVE after it was submitted; nullopt: it did not.
std::optional<absl::Time> AcquaintedTimeOf(const engine::Snapshot& view, const engine::Referral& referral);

// Days from now, given the `expected` ones from the start; 0 when it takes longer already. nullopt when nothing is to
// be waited for, or nothing is known.
std::optional<int> RemainingWait(const engine::Snapshot& view, const engine::Referral& referral,
                                 std::optional<int> expected, absl::Time now);

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_EXPECTED_WAIT_H_
