#include "services/casework/due.h"

#include <algorithm>

#include "services/registry/clock.h"

namespace klik::services {
namespace {

using engine::MatchSide;
using engine::MatchState;
using engine::Mood;

bool IsFollowed(const engine::Match& match) {
  return match.start_time.has_value() && (match.state == MatchState::kActive || match.state == MatchState::kPaused);
}

// nullptr when the side has never been asked.
const engine::CheckIn* LatestCheckIn(const engine::Match& match, MatchSide side) {
  const engine::CheckIn* latest = nullptr;
  for (const engine::CheckIn& check_in : match.check_ins) {
    if (check_in.side == side && (latest == nullptr || check_in.week >= latest->week)) latest = &check_in;
  }
  return latest;
}

bool IsWorrying(const engine::CheckIn& check_in) {
  return check_in.mood == Mood::kPoor || check_in.mood == Mood::kNotReached || check_in.still_meeting == false ||
         check_in.wants_to_go_on == false;
}

}  // namespace

std::vector<MatchSide> SidesOf(const engine::Match& match) {
  std::vector<MatchSide> sides = {MatchSide::kResident, MatchSide::kOther};
  if (match.companion.has_value()) sides.push_back(MatchSide::kCompanion);
  return sides;
}

const engine::Consent* ConsentOf(const engine::Match& match, MatchSide side) {
  for (const engine::Consent& consent : match.consents) {
    if (consent.side == side) return &consent;
  }
  return nullptr;
}

bool AllSaidYes(const engine::Match& match) {
  const std::vector<MatchSide> sides = SidesOf(match);
  return std::all_of(sides.begin(), sides.end(), [&](MatchSide side) {
    const engine::Consent* const consent = ConsentOf(match, side);
    return consent != nullptr && consent->answer == engine::Answer::kYes;
  });
}

absl::CivilDay CheckInDay(const engine::Match& match, int week) {
  constexpr int kDaysPerWeek = 7;
  return MomentAt(match.start_time.value()).today + kDaysPerWeek * week;
}

std::vector<DueCheckIn> DueCheckInsOf(const engine::Match& match, const engine::Policy& policy, absl::CivilDay today) {
  std::vector<DueCheckIn> due;
  if (!IsFollowed(match)) return due;
  int week = 0;
  for (const int asked : policy.check_in_weeks) {
    if (CheckInDay(match, asked) <= today) week = std::max(week, asked);
  }
  if (week == 0) return due;
  for (const MatchSide side : SidesOf(match)) {
    const engine::CheckIn* const latest = LatestCheckIn(match, side);
    if (latest == nullptr || latest->week < week) due.push_back({week, side, CheckInDay(match, week)});
  }
  return due;
}

bool MayDropOff(const engine::Match& match, const engine::Policy& policy, absl::CivilDay today) {
  if (!IsFollowed(match)) return false;
  for (const MatchSide side : SidesOf(match)) {
    const engine::CheckIn* const latest = LatestCheckIn(match, side);
    if (latest != nullptr && IsWorrying(*latest)) return true;
  }
  const std::vector<DueCheckIn> due = DueCheckInsOf(match, policy, today);
  return std::any_of(due.begin(), due.end(),
                     [&](const DueCheckIn& check_in) { return check_in.due + kOverdueCheckInDays < today; });
}

}  // namespace klik::services
