// The commands for a match on its way. As in commands.h, each returns the exit code of the process; each prints the
// match as it is then.
#ifndef KLIK_CLIENTS_CLI_MATCH_STEPS_H_
#define KLIK_CLIENTS_CLI_MATCH_STEPS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "clients/cli/session.h"
#include "klik/v1/match_service.pb.h"

namespace klik::cli {

// What a step may say; each takes what it needs of it.
struct MatchStep {
  // `matches/{id}`, or of a new one the resident.
  std::string name;
  v1::Match::Side side = v1::Match::SIDE_UNSPECIFIED;
  v1::Match::Answer answer = v1::Match::ANSWER_UNSPECIFIED;
  v1::Match::EndReason end_reason = v1::Match::END_REASON_UNSPECIFIED;
  v1::Match::Farewell farewell = v1::Match::FAREWELL_UNSPECIFIED;
  v1::Match::CheckIn::Mood mood = v1::Match::CheckIn::MOOD_UNSPECIFIED;
  std::int32_t week = 0;
  // nullopt: not told.
  std::optional<bool> still_meeting;
  std::optional<bool> go_on;
  bool would_again = false;
};

// `companion` may be empty.
int RunPropose(const Session& session, const std::string& resident, const std::string& other,
               const std::string& companion);
int RunWaitlist(const Session& session, const std::string& resident, const std::string& activity);
int RunAnswer(const Session& session, const MatchStep& step);
int RunIntroduction(const Session& session, const MatchStep& step);
int RunTrial(const Session& session, const MatchStep& step);
int RunStart(const Session& session, const MatchStep& step);
int RunPause(const Session& session, const MatchStep& step);
int RunRetract(const Session& session, const MatchStep& step);
int RunEnd(const Session& session, const MatchStep& step);
int RunCheckIn(const Session& session, const MatchStep& step);
int RunFarewell(const Session& session, const MatchStep& step);
int RunFeedback(const Session& session, const MatchStep& step);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_MATCH_STEPS_H_
