// The sign-in desk: whoever proves to be somebody leaves it with a session.
//
// A proof is a password and a code of the second factor. First the throttle, then the gate, then argon2id on a thread
// of the gate, then one mutation that uses the code up and makes the session, in one commit. A name that nobody has
// goes the same way: the same work, the same answer. What failed is stored before it is answered, so that a restart is
// no new chance.
//
// An invitation is how somebody gets there the first time: a random secret in a link, kept as a digest, good for one
// use. The first account of a server is invited by the server itself; that invitation is in memory only, so that it
// dies with the process.
//
// Whoever an issuer vouches for brings no password: the issuer and the subject it names are the proof, made by
// services/oidc.
//
// Any thread. Answers come on a thread of the gate or of the registry, or on the caller's before it returns.
#ifndef KLIK_SERVICES_ACCOUNTS_SIGN_IN_DESK_H_
#define KLIK_SERVICES_ACCOUNTS_SIGN_IN_DESK_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/access/audit_event.h"
#include "services/accounts/account_directory.h"
#include "services/accounts/passwords.h"
#include "services/accounts/secrets.h"
#include "services/accounts/throttle.h"
#include "services/registry/clock.h"
#include "services/registry/registry.h"
#include "services/workers/worker_threads.h"

namespace klik::services {

// The gate before argon2id: a flood of sign-ins costs two threads and 128 MiB, however large it is.
inline constexpr std::size_t kPasswordsAtOnce = 2;
inline constexpr std::size_t kMaxPasswordsWaiting = 16;
// When somebody who found the queue full should come back.
inline constexpr absl::Duration kPasswordRetryDelay = absl::Seconds(1);

// All failures that are stored.
absl::StatusOr<std::vector<storage::ThrottleRecord>> LoadThrottles(const storage::Store& store);

template <typename Result>
using Done = absl::AnyInvocable<void(absl::StatusOr<Result>)>;

struct Proof {
  std::string user_name;
  SecretText password;
  SecretText code;      // Of the second factor, or a recovery code.
  std::string network;  // Where it comes from, see NetworkOf.
  // What goes on record of it, without the account when that is what is to be proved; nullopt: nothing does.
  std::optional<AuditEvent> audit = std::nullopt;
};

struct SignedIn {
  storage::AccountRecord account;
  storage::SessionRecord session;
  std::string token;
  std::vector<std::string> recovery_codes;  // At a first start.
};

struct Prepared {
  std::string user_name;  // Empty: to be chosen.
  std::string totp_secret;
};

struct Completion {
  SecretText invitation;
  std::string user_name;
  SecretText password;
  SecretText code;
  std::optional<AuditEvent> audit = std::nullopt;  // As of a proof.
};

// Somebody whom an issuer has signed in, and vouches for.
struct IssuerIdentity {
  std::string issuer;
  std::string subject;    // Who it is there, for ever.
  std::string user_name;  // Who could have been invited here, in small letters; empty: nobody.
};

class SignInDesk {
 public:
  // All must outlive it, and `directory` must outlive `registry`. It must outlive what `registry` has queued.
  SignInDesk(Registry& registry, AccountDirectory& directory, const Clock& clock,
             std::vector<storage::ThrottleRecord> failures, PasswordCost cost = {});

  // The invitation for the first account of this server, good for an hour, and only the last one; nullopt when there
  // are accounts.
  std::optional<std::string> OpenFirstStart();

  // UNAUTHENTICATED, reason INVITATION_NOT_VALID: used, too old, or never made.
  absl::StatusOr<Prepared> Prepare(std::string_view invitation);

  // As Prepare; INVALID_FIELDS.
  void Complete(Completion completion, Done<SignedIn> done);

  // UNAUTHENTICATED, reason SIGN_IN_FAILED: whatever was wrong. RESOURCE_EXHAUSTED, reasons SIGN_IN_THROTTLED and
  // OVERLOADED.
  void SignIn(Proof proof, Done<SignedIn> done);

  // To the account that is bound to the identity, whatever its user name is now. While there is none: to the one
  // invited under the user name, which is bound to it by that; the invitation is used up. UNAUTHENTICATED, reason
  // NOT_INVITED.
  void SignInKnown(IssuerIdentity identity, std::optional<AuditEvent> audit, Done<SignedIn> done);

  // Both as SignIn, for the owner of `session`. Its other sessions end.
  void ChangePassword(std::string session, Proof proof, SecretText new_password, Done<SignedIn> done);
  // The new ones.
  void RenewRecoveryCodes(Proof proof, Done<std::vector<std::string>> done);

 private:
  // What a proof has shown.
  struct Owner {
    Account account;
    PasswordKey key;
    SecretText totp_secret;
    std::optional<std::int64_t> step;  // Of the code, else it was
    std::string recovery_code;         // a recovery code: its digest.
    Throttle::Ticket ticket;
    std::optional<AuditEvent> audit = std::nullopt;
  };
  struct FirstStart {
    std::string digest;
    absl::Time expire_time;
  };

  // Calls `then` on the gate's thread with what was proved, or `done` with why not.
  template <typename Result>
  void Prove(Proof proof, const std::shared_ptr<Done<Result>>& done, absl::AnyInvocable<void(Owner)> then);
  // On the gate. nullopt: no.
  absl::StatusOr<std::optional<Owner>> Check(const Proof& proof, absl::Time now) const;
  // Decides `change(record, directory_change, now)` on the account as it then is, the code used up.
  template <typename Result, typename Change>
  void Commit(const std::shared_ptr<Owner>& owner, const std::shared_ptr<Done<Result>>& done, Change change);
  // What failed, for good; then answers.
  template <typename Result>
  void StoreFailure(const Throttle::Ticket& ticket, std::optional<AuditEvent> audit,
                    const std::shared_ptr<Done<Result>>& done);
  // Sets what the invitation is for, of the account with this name; that is new when it is the server's first.
  void CommitCompletion(const std::shared_ptr<Completion>& completion, const std::string& name, std::string totp_secret,
                        std::int64_t step, NewPassword password, const std::shared_ptr<Done<SignedIn>>& done);

  // Whose open invitation it is, now or as decided so far; a record without a name: of the first account to be.
  std::optional<storage::AccountRecord> InvitedBy(const std::string& digest, absl::Time now, bool decided) const;
  // The account of the identity, as decided so far; nullptr: none, or not now.
  Account KnownAs(const IssuerIdentity& identity, absl::Time now) const;
  std::optional<std::string> PendingTotp(const std::string& digest) const;
  void ForgetInvitation(const std::string& digest);

  Registry& registry_;
  AccountDirectory& directory_;
  const Clock& clock_;
  const PasswordCost cost_;
  Throttle throttle_;

  mutable std::mutex mutex_;  // Guards what follows.
  std::optional<FirstStart> first_start_;
  // Second factors prepared and not yet in use, by digest of the invitation.
  std::map<std::string, SecretText> pending_totp_;

  WorkerThreads gate_{kPasswordsAtOnce, kMaxPasswordsWaiting};  // Last: its threads use all of the above.
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCOUNTS_SIGN_IN_DESK_H_
