#include "services/rpc/referral_answer.h"

#include <algorithm>
#include <optional>
#include <string>

#include "engine/model/match.h"
#include "services/access/audience.h"
#include "services/casework/referral_steps.h"
#include "services/rpc/convert/resources.h"

namespace klik::services {
namespace {

using engine::MatchState;
using engine::ReferralState;

bool IsAsking(const engine::Match& match, absl::Time now) {
  return engine::IsOpen(match.state) && (!match.expire_time.has_value() || now < *match.expire_time);
}

// How far it came with a match of the resident's; the further, the greater.
v1::Referral::NextStep StepOf(const engine::Match& match, absl::Time now) {
  if (match.state == MatchState::kTrial) return v1::Referral::PEOPLE_GET_ACQUAINTED;
  if (engine::IsRunning(match.state)) return v1::Referral::CONTACT_IS_GOING_ON;
  if (IsAsking(match, now)) return v1::Referral::PEOPLE_ARE_ASKED;
  return v1::Referral::STAFF_SEEK_CONTACT;
}

// Of one that was accepted. What the resident had before has nothing to do with it.
v1::Referral::NextStep StepWithMatches(const engine::Snapshot& view, const engine::Referral& referral, absl::Time now) {
  v1::Referral::NextStep furthest = v1::Referral::STAFF_SEEK_CONTACT;
  if (!referral.resident.has_value()) return furthest;
  const absl::Time submitted = SubmitTimeOf(referral).value_or(referral.meta.create_time);
  bool queues = false;
  for (const std::string& id : view.MatchesOf(*referral.resident)) {
    const auto match = view.FindMatch(id);
    if (match->meta.create_time < submitted) continue;
    furthest = std::max(furthest, StepOf(*match, now));
    queues = queues || match->state == MatchState::kWaiting;
  }
  return queues && furthest == v1::Referral::STAFF_SEEK_CONTACT ? v1::Referral::WAITING : furthest;
}

}  // namespace

v1::Referral::NextStep NextStepOf(const engine::Snapshot& view, const engine::Referral& referral, absl::Time now) {
  switch (referral.state) {
    case ReferralState::kDraft:
      return v1::Referral::TEAM_SUBMITS;
    case ReferralState::kRequested:
      return v1::Referral::STAFF_LOOK_AT_IT;
    case ReferralState::kAccepted:
    case ReferralState::kInProgress:
      return StepWithMatches(view, referral, now);
    case ReferralState::kOnHold:
      return v1::Referral::WAITING;
    default:
      return v1::Referral::NOTHING;
  }
}

v1::Referral TellReferral(const engine::Referral& referral, const engine::Snapshot& view) {
  v1::Referral out = ReferralKind::ToApi(referral, view.taxonomy());
  if (referral.resident.has_value() && HasWithdrawn(view, *referral.resident)) out.clear_resident();
  return out;
}

v1::Referral ReferralAnswer::ToApi(const engine::Snapshot& view, const engine::Referral& referral) const {
  v1::Referral out = TellReferral(referral, view);
  out.set_next_step(NextStepOf(view, referral, now_));
  const std::optional<int> wait = RemainingWait(view, referral, waits_->Of(referral.municipality), now_);
  if (wait.has_value()) out.set_expected_wait_days(*wait);
  return out;
}

}  // namespace klik::services
