// An item of the work list, and the periods by which something gets on it.
//
// Plain values; any thread.
#ifndef KLIK_SERVICES_CASEWORK_WORK_ITEM_H_
#define KLIK_SERVICES_CASEWORK_WORK_ITEM_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "engine/index/snapshot.h"
#include "engine/model/entity.h"
#include "engine/model/enums.h"
#include "engine/model/policy.h"
#include "engine/rules/bar.h"
#include "engine/rules/pair_context.h"

namespace klik::services {

// Numbers are the same as in the API; in the order of what is more pressing, at the same day.
enum class WorkKind : std::uint8_t {
  kUnspecified,
  kNewReferral,
  kMayDropOff,
  kProposalExpires,
  kAllSaidYes,
  kTrialToDecide,
  kCheckInDue,
  kFarewellDue,
  kVogLapses,
  kReferralStandsStill,
  kNobodyFits,
};
inline constexpr int kWorkKindCount = 11;

// Somebody looks at a new referral within so many working days, whatever the holidays: of one that asks for contact
// within two weeks early enough to find somebody still.
inline constexpr int kUrgentWorkingDays = 2;
inline constexpr int kSoonWorkingDays = 5;
inline constexpr int kRoutineWorkingDays = 10;
// Days after a check-in that gave cause for concern, or after one was given up for missed.
inline constexpr int kConcernDays = 3;
// Days before a proposal expires.
inline constexpr int kProposalWarningDays = 3;
// Days after the last yes.
inline constexpr int kBeginDays = 7;
// Days after a trial began.
inline constexpr int kTrialDays = 14;
// Days after a contact ended; when it is longer ago than the second, nobody is asked to say goodbye any more.
inline constexpr int kFarewellDays = 7;
inline constexpr int kFarewellLostDays = 90;
// Days before a VOG lapses.
inline constexpr int kVogWarningDays = 60;
// Days in which nobody was proposed.
inline constexpr int kStandstillDays = 14;

// What stands in the way of somebody whom nobody fits.
struct Obstacle {
  engine::BarCode code = engine::BarCode::kUnspecified;
  int candidates = 0;  // For how many it is all, or part, of what stands in the way.

  friend bool operator==(const Obstacle&, const Obstacle&) = default;
};

struct WorkItem {
  WorkKind kind = WorkKind::kUnspecified;
  engine::EntityId subject;
  std::string display_name;
  std::string other_display_name;                                  // Of a match.
  std::optional<absl::CivilDay> due;                               // nullopt: kNobodyFits, which is of no day.
  int week = 0;                                                    // Of kCheckInDue.
  int waiting_days = 0;                                            // Of kNobodyFits.
  std::vector<Obstacle> obstacles;                                 // Of kNobodyFits.
  engine::Urgency urgency = engine::Urgency::kUnspecified;         // Of kNewReferral.
  engine::Kind other_kind = engine::Kind::kVolunteer;              // Of a match.
  std::vector<engine::MatchSide> sides;                            // Whom to ask.
  engine::EndReason end_reason = engine::EndReason::kUnspecified;  // Of kFarewellDue.
};

// What work is sought in.
struct WorkView {
  const engine::Snapshot& snapshot;
  const engine::Policy& policy;
  const engine::Moment& moment;

  absl::CivilDay DayOf(absl::Time time) const { return absl::ToCivilDay(time, moment.zone); }
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_WORK_ITEM_H_
