#include "services/casework/match_steps.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "services/casework/due.h"
#include "services/errors/errors.h"
#include "services/registry/clock.h"

namespace klik::services {
namespace {

using engine::MatchSide;
using engine::MatchState;

// A check-in may come this much early.
constexpr int kEarlyCheckInDays = 7;

absl::Status WrongState() {
  return Error(absl::StatusCode::kFailedPrecondition, "WRONG_STATE",
               "the match is not in a state from which this can be done");
}

absl::Status AlreadyRecorded() {
  return Error(absl::StatusCode::kFailedPrecondition, "ALREADY_RECORDED", "this was recorded before");
}

absl::Status CheckState(const engine::Match& match, std::initializer_list<MatchState> from, const Actor& actor) {
  const bool allowed = std::find(from.begin(), from.end(), match.state) != from.end();
  return allowed && !HasExpired(match, actor.now) ? absl::OkStatus() : WrongState();
}

absl::Status CheckSide(const engine::Match& match, MatchSide side) {
  const std::vector<MatchSide> sides = SidesOf(match);
  if (std::find(sides.begin(), sides.end(), side) != sides.end()) return absl::OkStatus();
  return InvalidFields({{"side", "is not a side of this match"}});
}

absl::Status CheckAgreed(const engine::Match& match) {
  if (AllSaidYes(match)) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "NOT_AGREED", "not everybody has said yes");
}

void Enter(MatchState state, const Actor& actor, engine::Match& match) {
  match.state = state;
  match.steps.push_back({state, actor.now, actor.account});
}

engine::Match Over(engine::Match match, MatchState state, const Actor& actor) {
  Enter(state, actor, match);
  match.end_time = actor.now;
  match.expire_time.reset();
  return match;
}

}  // namespace

engine::Match Proposed(engine::Match match, engine::Proposal proposal, absl::Time expire_time, const Actor& actor) {
  proposal.time = actor.now;
  proposal.account = actor.account;
  match.proposal = std::move(proposal);
  match.expire_time = expire_time;
  Enter(MatchState::kProposed, actor, match);
  return match;
}

NextMatch RecordAnswer(engine::Match match, MatchSide side, engine::Answer answer, const Actor& actor) {
  if (absl::Status known = CheckSide(match, side); !known.ok()) return known;
  const auto open = {MatchState::kProposed, MatchState::kShown};
  if (absl::Status state = CheckState(match, open, actor); !state.ok()) return state;
  if (ConsentOf(match, side) != nullptr) return AlreadyRecorded();
  match.consents.push_back({side, answer, actor.now, actor.account});
  if (answer == engine::Answer::kNo) return Over(std::move(match), MatchState::kDeclined, actor);
  if (match.state == MatchState::kProposed) Enter(MatchState::kShown, actor, match);
  return match;
}

NextMatch StartTrial(engine::Match match, const Actor& actor) {
  if (absl::Status state = CheckState(match, {MatchState::kShown}, actor); !state.ok()) return state;
  if (absl::Status agreed = CheckAgreed(match); !agreed.ok()) return agreed;
  match.expire_time.reset();
  Enter(MatchState::kTrial, actor, match);
  return match;
}

// One need not get acquainted with an activity first.
NextMatch StartMatch(engine::Match match, const Actor& actor) {
  const bool is_activity = match.other.kind == engine::Kind::kActivity;
  const auto from = {MatchState::kTrial, MatchState::kPaused, is_activity ? MatchState::kShown : MatchState::kTrial};
  if (absl::Status state = CheckState(match, from, actor); !state.ok()) return state;
  if (match.state == MatchState::kShown) {
    if (absl::Status agreed = CheckAgreed(match); !agreed.ok()) return agreed;
  }
  match.expire_time.reset();
  if (!match.start_time.has_value()) match.start_time = actor.now;
  Enter(MatchState::kActive, actor, match);
  return match;
}

NextMatch PauseMatch(engine::Match match, const Actor& actor) {
  if (absl::Status state = CheckState(match, {MatchState::kActive}, actor); !state.ok()) return state;
  Enter(MatchState::kPaused, actor, match);
  return match;
}

NextMatch EndMatch(engine::Match match, engine::EndReason reason, engine::Farewell farewell, const Actor& actor) {
  const auto running = {MatchState::kTrial, MatchState::kActive, MatchState::kPaused};
  if (absl::Status state = CheckState(match, running, actor); !state.ok()) return state;
  match.end_reason = reason;
  match.farewell = farewell;
  return Over(std::move(match), MatchState::kEnded, actor);
}

NextMatch RetractMatch(engine::Match match, const Actor& actor) {
  const auto before = {MatchState::kWaiting, MatchState::kProposed, MatchState::kShown};
  if (absl::Status state = CheckState(match, before, actor); !state.ok()) return state;
  return Over(std::move(match), MatchState::kRetracted, actor);
}

NextMatch RecordCheckIn(engine::Match match, engine::CheckIn check_in, const engine::Policy& policy,
                        const Actor& actor) {
  if (absl::Status known = CheckSide(match, check_in.side); !known.ok()) return known;
  const std::vector<int>& weeks = policy.check_in_weeks;
  if (std::find(weeks.begin(), weeks.end(), check_in.week) == weeks.end()) {
    return InvalidFields({{"week", "is not a week for which the policy asks"}});
  }
  const auto followed = {MatchState::kActive, MatchState::kPaused};
  if (absl::Status state = CheckState(match, followed, actor); !state.ok()) return state;
  if (!match.start_time.has_value()) return WrongState();
  if (MomentAt(actor.now).today + kEarlyCheckInDays < CheckInDay(match, check_in.week)) {
    return Error(absl::StatusCode::kFailedPrecondition, "TOO_EARLY", "they have not met for so many weeks");
  }
  check_in.time = actor.now;
  check_in.account = actor.account;
  for (engine::CheckIn& before : match.check_ins) {
    if (before.week != check_in.week || before.side != check_in.side) continue;
    if (before.mood != engine::Mood::kNotReached) return AlreadyRecorded();
    before = std::move(check_in);
    return match;
  }
  match.check_ins.push_back(std::move(check_in));
  return match;
}

NextMatch RecordFarewell(engine::Match match, engine::Farewell farewell, const Actor& actor) {
  if (absl::Status state = CheckState(match, {MatchState::kEnded}, actor); !state.ok()) return state;
  if (match.farewell != engine::Farewell::kUnspecified) return AlreadyRecorded();
  match.farewell = farewell;
  return match;
}

NextMatch RecordFeedback(engine::Match match, engine::Feedback feedback, const Actor& actor) {
  if (absl::Status known = CheckSide(match, feedback.side); !known.ok()) return known;
  const auto met = {MatchState::kTrial, MatchState::kActive, MatchState::kEnded};
  if (absl::Status state = CheckState(match, met, actor); !state.ok()) return state;
  for (const engine::Feedback& before : match.feedback) {
    if (before.side == feedback.side) return AlreadyRecorded();
  }
  feedback.time = actor.now;
  feedback.account = actor.account;
  match.feedback.push_back(std::move(feedback));
  return match;
}

engine::Match Expired(engine::Match match, absl::Time now) {
  const auto until = match.expire_time;
  match = Over(std::move(match), MatchState::kExpired, {now, ""});
  match.expire_time = until;
  return match;
}

engine::Match Withdrawn(engine::Match match, absl::Time now) {
  match.end_reason = engine::EndReason::kConsentWithdrawn;
  const MatchState state = engine::IsRunning(match.state) ? MatchState::kEnded : MatchState::kRetracted;
  return Over(std::move(match), state, {now, ""});
}

}  // namespace klik::services
