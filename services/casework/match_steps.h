// The steps of a match: which may be taken in which state, and what comes of them.
//
//   WAITING -> PROPOSED -> SHOWN -> TRIAL -> ACTIVE <-> PAUSED
//   PROPOSED, SHOWN -> DECLINED, EXPIRED, RETRACTED; WAITING -> RETRACTED; TRIAL, ACTIVE, PAUSED -> ENDED
//
// Each takes the match as it is and answers with the next, but for its metadata, or with an error and nothing changed:
// FAILED_PRECONDITION WRONG_STATE when the state does not allow it (a proposal whose time is over allows nothing),
// NOT_AGREED when somebody has not said yes, ALREADY_RECORDED; INVALID_ARGUMENT with the field when the match has no
// such side or week.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_CASEWORK_MATCH_STEPS_H_
#define KLIK_SERVICES_CASEWORK_MATCH_STEPS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/model/match.h"
#include "engine/model/policy.h"

namespace klik::services {

// Who takes a step, and when.
struct Actor {
  absl::Time now;
  std::string account;  // `accounts/{id}`; empty: the server itself.
};

using NextMatch = absl::StatusOr<engine::Match>;

// A new proposal, of a new match or of one that is WAITING.
engine::Match Proposed(engine::Match match, engine::Proposal proposal, absl::Time expire_time, const Actor& actor);

NextMatch RecordAnswer(engine::Match match, engine::MatchSide side, engine::Answer answer, const Actor& actor);
NextMatch StartTrial(engine::Match match, const Actor& actor);
NextMatch StartMatch(engine::Match match, const Actor& actor);
NextMatch PauseMatch(engine::Match match, const Actor& actor);
NextMatch EndMatch(engine::Match match, engine::EndReason reason, engine::Farewell farewell, const Actor& actor);
NextMatch RetractMatch(engine::Match match, const Actor& actor);

// The time of `check_in` and whose it is are the actor's. A week for which the policy asks, from a week before it is
// due. NOT_REACHED may be followed by an answer of the same week.
NextMatch RecordCheckIn(engine::Match match, engine::CheckIn check_in, const engine::Policy& policy,
                        const Actor& actor);
NextMatch RecordFarewell(engine::Match match, engine::Farewell farewell, const Actor& actor);
NextMatch RecordFeedback(engine::Match match, engine::Feedback feedback, const Actor& actor);

// What the server does by itself.
//
// A proposal nobody has answered in time. It must be open.
engine::Match Expired(engine::Match match, absl::Time now);
// Somebody withdrew: what is open is retracted, what goes on has ended. The match must be either, or WAITING.
engine::Match Withdrawn(engine::Match match, absl::Time now);

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_MATCH_STEPS_H_
