// The desk for whoever the issuer knows: sends them there, and takes what they come back with for a session.
//
//   Start     an attempt, and the address to open
//   (the browser goes to the issuer, and from there to the redirect address with `code` and `state`)
//   Complete  the attempt is used up, the code handed in for a token, the token checked, and whoever it is about is led
//             to the account that is bound to them, or that has been invited for them
//
// The issuer is asked on threads of the desk's own, two at a time and few waiting: one that is slow or down holds up
// nobody but those who want to come in through it.
//
// Any thread. Answers come on a thread of the desk or of the registry, or on the caller's before it returns.
#ifndef KLIK_SERVICES_OIDC_OIDC_DESK_H_
#define KLIK_SERVICES_OIDC_OIDC_DESK_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/access/audit_event.h"
#include "services/accounts/secrets.h"
#include "services/accounts/sign_in_desk.h"
#include "services/oidc/attempts.h"
#include "services/oidc/http_client.h"
#include "services/oidc/issuer.h"
#include "services/oidc/oidc_options.h"
#include "services/registry/clock.h"
#include "services/workers/worker_threads.h"

namespace klik::services {

// Calls to the issuer, which may be slow.
inline constexpr std::size_t kIssuerCallsAtOnce = 2;
inline constexpr std::size_t kMaxIssuerCallsWaiting = 16;
// When somebody who found the queue full should come back.
inline constexpr absl::Duration kIssuerRetryDelay = absl::Seconds(1);

struct OidcStart {
  std::string authorization_url;
  absl::Time expire_time;
};

struct OidcAnswer {
  SecretText code;
  SecretText state;
  SecretText attempt;
  std::optional<AuditEvent> audit = std::nullopt;  // As of a Proof.
};

class OidcDesk {
 public:
  // `desk` and `clock` must outlive it. INVALID_ARGUMENT: an option is wrong.
  static absl::StatusOr<std::unique_ptr<OidcDesk>> Make(OidcOptions options, SignInDesk& desk, const Clock& clock,
                                                        const HttpLimits& limits = {});

  OidcDesk(const OidcDesk&) = delete;
  OidcDesk& operator=(const OidcDesk&) = delete;

  // `attempt`: the secret of whoever starts it, kSecretCharacters long; INVALID_FIELDS otherwise. `network`: where it
  // comes from, see NetworkOf. Errors of both: Issuer's, and RESOURCE_EXHAUSTED, reason OVERLOADED.
  void Start(SecretText attempt, std::string network, Done<OidcStart> done);

  // UNAUTHENTICATED, reason OIDC_ATTEMPT_NOT_VALID: used, too old, or started by somebody else. TokenRefused.
  // SignInDesk::SignInKnown's. Whatever comes of it, the attempt is used up.
  void Complete(OidcAnswer answer, Done<SignedIn> done);

  // The issuer is asked nothing new: whoever waits is refused, UNAVAILABLE, reason STOPPING. A server that ends does
  // not wait for one that hangs, queue and all.
  void Stop() { stopping_ = true; }

 private:
  OidcDesk(OidcOptions options, std::unique_ptr<HttpClient> http, SignInDesk& desk, const Clock& clock);

  // Runs `task(shared_done)` on the gate, unless there is no room or the desk stops.
  template <typename Result, typename Task>
  void Aside(Done<Result> done, Task task);
  absl::StatusOr<OidcStart> NewStart(const std::string& secret, const std::string& network);
  absl::StatusOr<IssuerIdentity> Identify(const std::string& code, const Attempt& attempt);

  const OidcOptions options_;
  const std::unique_ptr<HttpClient> http_;
  SignInDesk& desk_;
  const Clock& clock_;
  Issuer issuer_;
  Attempts attempts_;
  std::atomic<bool> stopping_ = false;
  // As many threads as passwords have, and as short a queue. Last: they use all of the above.
  WorkerThreads gate_{kIssuerCallsAtOnce, kMaxIssuerCallsWaiting};
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_OIDC_OIDC_DESK_H_
