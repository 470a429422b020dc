#include "services/casework/referral_steps.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace klik::services {
namespace {

using engine::ReferralReason;
using engine::ReferralState;

// Hold, resume, and the end.
constexpr std::size_t kStepsOfAHold = 3;

bool IsOneOf(ReferralReason reason, std::initializer_list<ReferralReason> reasons) {
  return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}

bool IsUnderWay(ReferralState state) {
  return state == ReferralState::kAccepted || state == ReferralState::kInProgress;
}

// Of one that is on hold: what it was before. One that came from elsewhere may not tell.
ReferralState BeforeHold(const engine::Referral& referral) {
  for (auto step = referral.steps.rbegin(); step != referral.steps.rend(); ++step) {
    if (step->state != ReferralState::kOnHold) return step->state;
  }
  return referral.resident.has_value() ? ReferralState::kAccepted : ReferralState::kRequested;
}

ReferralState EndFor(ReferralReason reason) {
  return reason == ReferralReason::kContactFound ? ReferralState::kCompleted : ReferralState::kFailed;
}

bool MayReject(const engine::Referral& referral) {
  if (referral.state == ReferralState::kOnHold) return BeforeHold(referral) == ReferralState::kRequested;
  return referral.state == ReferralState::kRequested;
}

bool MayHold(const engine::Referral& referral) {
  return (referral.state == ReferralState::kRequested || IsUnderWay(referral.state)) &&
         referral.steps.size() + kStepsOfAHold <= kMaxReferralSteps;
}

}  // namespace

std::optional<ReferralState> StateAfter(const engine::Referral& referral, ReferralMove move, ReferralReason reason) {
  const auto when = [](bool may, ReferralState state) { return may ? std::optional(state) : std::nullopt; };
  switch (move) {
    case ReferralMove::kSubmit:
      return when(referral.state == ReferralState::kDraft, ReferralState::kRequested);
    case ReferralMove::kAccept:
      return when(referral.state == ReferralState::kRequested, ReferralState::kAccepted);
    case ReferralMove::kReject:
      return when(MayReject(referral), ReferralState::kRejected);
    case ReferralMove::kHold:
      return when(MayHold(referral), ReferralState::kOnHold);
    case ReferralMove::kResume:
      return when(referral.state == ReferralState::kOnHold, BeforeHold(referral));
    case ReferralMove::kCancel:
      return when(!engine::IsFinal(referral.state), ReferralState::kCancelled);
    case ReferralMove::kComplete:
      return when(IsUnderWay(referral.state), EndFor(reason));
  }
  return std::nullopt;
}

bool GoesWith(ReferralReason reason, ReferralMove move) {
  // Of whatever comes to nothing.
  const bool of_the_person =
      IsOneOf(reason, {ReferralReason::kPersonDoesNotWant, ReferralReason::kNotReached, ReferralReason::kMovedAway,
                       ReferralReason::kDeceased, ReferralReason::kOther});
  switch (move) {
    case ReferralMove::kReject:
      return of_the_person || IsOneOf(reason, {ReferralReason::kNotForUs, ReferralReason::kOutsideMunicipality,
                                               ReferralReason::kProfessionalHelpFirst, ReferralReason::kDuplicate,
                                               ReferralReason::kNoLegalBasis});
    case ReferralMove::kHold:
      return IsOneOf(reason, {ReferralReason::kWaitingForPerson, ReferralReason::kWaitingForTeam,
                              ReferralReason::kPersonUnwell, ReferralReason::kOther});
    case ReferralMove::kCancel:
      return of_the_person || reason == ReferralReason::kMadeByMistake;
    case ReferralMove::kComplete:
      return of_the_person || IsOneOf(reason, {ReferralReason::kContactFound, ReferralReason::kNobodyFound});
    case ReferralMove::kSubmit:
    case ReferralMove::kAccept:
    case ReferralMove::kResume:
      break;
  }
  return reason == ReferralReason::kUnspecified;
}

void TakeStep(ReferralState state, ReferralReason reason, absl::Time now, std::string account,
              engine::Referral& referral) {
  referral.state = state;
  referral.state_reason = reason;
  referral.steps.push_back({state, reason, now, std::move(account)});
}

std::optional<absl::Time> SubmitTimeOf(const engine::Referral& referral) {
  for (const engine::ReferralStep& step : referral.steps) {
    if (step.state != ReferralState::kDraft) return step.time;
  }
  return std::nullopt;
}

}  // namespace klik::services
