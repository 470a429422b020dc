// A contact between a resident and a volunteer, an activity or another resident, with its story, as a plain value.
#ifndef KLIK_ENGINE_MODEL_MATCH_H_
#define KLIK_ENGINE_MODEL_MATCH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/model/entity.h"
#include "engine/model/enums.h"
#include "engine/model/policy.h"

namespace klik::engine {

// Whose step something was is `accounts/{id}`; empty: the server's own.
struct MatchStep {
  MatchState state = MatchState::kUnspecified;
  absl::Time time;
  std::string account;

  friend bool operator==(const MatchStep&, const MatchStep&) = default;
};

// What a side answered when it was asked.
struct Consent {
  MatchSide side = MatchSide::kUnspecified;
  Answer answer = Answer::kUnspecified;
  absl::Time time;
  std::string account;

  friend bool operator==(const Consent&, const Consent&) = default;
};

// How the pair stood when it was proposed.
struct Proposal {
  std::int64_t score = 0;                                     // 0 to kScoreScale.
  std::array<std::int16_t, kTermCount> resident_values = {};  // By Term, 0 to kTermScale.
  std::array<std::int16_t, kTermCount> other_values = {};
  std::array<int, kTermCount> weights = {};
  std::string policy_version;
  Revision revision = 0;
  std::string input_digest;  // Of what was compared, in hexadecimal digits.
  absl::Time time;
  std::string account;

  friend bool operator==(const Proposal&, const Proposal&) = default;
};

// How a side says that it goes, so many weeks after the start.
struct CheckIn {
  int week = 0;
  MatchSide side = MatchSide::kUnspecified;
  Mood mood = Mood::kUnspecified;
  std::optional<bool> still_meeting;   // nullopt: not told.
  std::optional<bool> wants_to_go_on;  // nullopt: not told.
  absl::Time time;
  std::string account;

  friend bool operator==(const CheckIn&, const CheckIn&) = default;
};

// What a side says of it afterwards.
struct Feedback {
  MatchSide side = MatchSide::kUnspecified;
  Mood mood = Mood::kUnspecified;
  bool would_again = false;
  absl::Time time;
  std::string account;

  friend bool operator==(const Feedback&, const Feedback&) = default;
};

struct Match {
  Metadata meta;
  EntityId resident;
  EntityId other;
  std::optional<EntityId> companion;
  MatchState state = MatchState::kProposed;
  EndReason end_reason = EndReason::kUnspecified;  // Only when kEnded, and kConsentWithdrawn when kRetracted.
  std::optional<absl::Time> expire_time;           // Of a proposal; nullopt: holds until it ends.
  std::optional<absl::Time> end_time;
  std::optional<absl::Time> start_time;  // When it became kActive for the first time.
  std::optional<Proposal> proposal;      // nullopt: it came from elsewhere, or is kWaiting.
  std::vector<Consent> consents;         // In order of time, as all that follows.
  std::vector<CheckIn> check_ins;
  std::vector<Feedback> feedback;
  Farewell farewell = Farewell::kUnspecified;
  std::vector<MatchStep> steps;

  friend bool operator==(const Match&, const Match&) = default;
};

// A proposal that waits for an answer: it reserves capacity.
constexpr bool IsOpen(MatchState state) { return state == MatchState::kProposed || state == MatchState::kShown; }

// A contact that is going on: it uses capacity.
constexpr bool IsRunning(MatchState state) {
  return state == MatchState::kTrial || state == MatchState::kActive || state == MatchState::kPaused;
}

// Resident, other and, if there is one, companion.
inline std::vector<EntityId> PartiesOf(const Match& match) {
  std::vector<EntityId> parties = {match.resident, match.other};
  if (match.companion) parties.push_back(*match.companion);
  return parties;
}

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MODEL_MATCH_H_
