// A referral: what a neighbourhood team asks for somebody, as a plain value. Matching never looks at one.
#ifndef KLIK_ENGINE_MODEL_REFERRAL_H_
#define KLIK_ENGINE_MODEL_REFERRAL_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/model/entity.h"
#include "engine/model/enums.h"
#include "engine/model/person.h"

namespace klik::engine {

struct ReferralStep {
  ReferralState state = ReferralState::kUnspecified;
  ReferralReason reason = ReferralReason::kUnspecified;
  absl::Time time;
  std::string account;  // `accounts/{id}`; empty: the server's own.

  friend bool operator==(const ReferralStep&, const ReferralStep&) = default;
};

struct Referral {
  Metadata meta;
  std::string referrer;  // `organisations/{id}`, the team; empty: none.
  std::string municipality;
  std::string reason;  // In the team's own words.
  Urgency urgency = Urgency::kRoutine;
  Resident draft;  // The person as far as the team knows: of the metadata the external id, without state and need.
  std::vector<LegalBasis> legal_bases;
  ReferralState state = ReferralState::kDraft;
  ReferralReason state_reason = ReferralReason::kUnspecified;
  std::optional<EntityId> resident;  // Once accepted.
  std::vector<ReferralStep> steps;   // In order of time.

  friend bool operator==(const Referral&, const Referral&) = default;
};

// Whether it has come to its end.
constexpr bool IsFinal(ReferralState state) {
  return state == ReferralState::kRejected || state == ReferralState::kCompleted ||
         state == ReferralState::kCancelled || state == ReferralState::kFailed;
}

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MODEL_REFERRAL_H_
