// A contact between a resident and a volunteer, an activity or another resident, as a plain value.
#ifndef KLIK_ENGINE_MODEL_MATCH_H_
#define KLIK_ENGINE_MODEL_MATCH_H_

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "engine/model/entity.h"
#include "engine/model/enums.h"

namespace klik::engine {

struct Match {
  Metadata meta;
  EntityId resident;
  EntityId other;
  std::optional<EntityId> companion;
  MatchState state = MatchState::kProposed;
  EndReason end_reason = EndReason::kUnspecified;  // Only when kEnded.
  std::optional<absl::Time> expire_time;           // Of a proposal; nullopt: holds until it ends.
  std::optional<absl::Time> end_time;

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
