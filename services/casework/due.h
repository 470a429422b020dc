// What a match asks for as time goes by: check-ins, and attention when it may be about to stop.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_CASEWORK_DUE_H_
#define KLIK_SERVICES_CASEWORK_DUE_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/model/match.h"
#include "engine/model/policy.h"

namespace klik::services {

// A check-in that nobody answers for so long is itself a sign.
inline constexpr int kOverdueCheckInDays = 14;

// Who can be asked how it goes: resident, other, and the companion if there is one.
std::vector<engine::MatchSide> SidesOf(const engine::Match& match);

// The last answer of a side; nullptr when there is none.
const engine::Consent* ConsentOf(const engine::Match& match, engine::MatchSide side);
bool AllSaidYes(const engine::Match& match);

// The day on which people have met for so many weeks. The match must have started.
absl::CivilDay CheckInDay(const engine::Match& match, int week);

struct DueCheckIn {
  int week = 0;
  engine::MatchSide side = engine::MatchSide::kUnspecified;
  absl::CivilDay due;

  friend bool operator==(const DueCheckIn&, const DueCheckIn&) = default;
};

// Of an ACTIVE or PAUSED match, at most one for each side: the latest that is due by `today` and not recorded, when no
// later one is. One that was missed is not caught up with once the next is due. NOT_REACHED counts as recorded.
std::vector<DueCheckIn> DueCheckInsOf(const engine::Match& match, const engine::Policy& policy, absl::CivilDay today);

// Whether an ACTIVE or PAUSED match may be about to stop: a side's last check-in was POOR or NOT_REACHED, or they no
// longer meet, or the side does not want to go on; or a check-in is overdue. Most pairs that stop early do so without a
// word (STAR, OJJDP 2018).
bool MayDropOff(const engine::Match& match, const engine::Policy& policy, absl::CivilDay today);

// Whether a proposal's time is over.
inline bool HasExpired(const engine::Match& match, absl::Time now) {
  return engine::IsOpen(match.state) && match.expire_time.has_value() && *match.expire_time <= now;
}

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_DUE_H_
