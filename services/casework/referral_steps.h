// The way of a referral: which step can be taken from where, what it leads to, and which reasons go with it.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_CASEWORK_REFERRAL_STEPS_H_
#define KLIK_SERVICES_CASEWORK_REFERRAL_STEPS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "engine/model/referral.h"

namespace klik::services {

// Of one referral. Who holds and resumes it without end is stopped while there is still room for its end.
inline constexpr std::size_t kMaxReferralSteps = 100;

// What somebody may do with a referral. Steps of the server's own are not among them.
enum class ReferralMove : std::uint8_t { kSubmit, kAccept, kReject, kHold, kResume, kCancel, kComplete };

// What the move leads to; nullopt when it cannot be made from where the referral is. Of kComplete it hangs on `reason`.
std::optional<engine::ReferralState> StateAfter(const engine::Referral& referral, ReferralMove move,
                                                engine::ReferralReason reason = engine::ReferralReason::kUnspecified);

// Whether somebody may give this reason for the move. Those that take no reason take kUnspecified alone.
bool GoesWith(engine::ReferralReason reason, ReferralMove move);

// Puts the referral into `state`, with the step that says when and whose it was: `accounts/{id}`, or empty.
void TakeStep(engine::ReferralState state, engine::ReferralReason reason, absl::Time now, std::string account,
              engine::Referral& referral);

// When it was sent to staff; nullopt: it was not.
std::optional<absl::Time> SubmitTimeOf(const engine::Referral& referral);

}  // namespace klik::services

#endif  // KLIK_SERVICES_CASEWORK_REFERRAL_STEPS_H_
