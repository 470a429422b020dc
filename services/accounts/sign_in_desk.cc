#include "services/accounts/sign_in_desk.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "klik/v1/access.pb.h"
#include "services/accounts/account_changes.h"
#include "services/accounts/bearer.h"
#include "services/accounts/password_rules.h"
#include "services/accounts/recovery_codes.h"
#include "services/accounts/totp.h"
#include "services/errors/errors.h"

namespace klik::services {
namespace {

absl::Status SignInFailed() {
  return Error(absl::StatusCode::kUnauthenticated, "SIGN_IN_FAILED",
               "user name, password and code do not belong together");
}

absl::Status InvitationNotValid() {
  return Error(absl::StatusCode::kUnauthenticated, "INVITATION_NOT_VALID",
               "this invitation has been used, is too old, or was never made");
}

// The same for a stranger, a disabled account and an invitation that is too old.
absl::Status NotInvited() {
  return Error(absl::StatusCode::kUnauthenticated, "NOT_INVITED",
               "the issuer knows you, but nobody has made an account for you here, or it is not open");
}

// Makes a session of `account`, and the token that it is known by.
SignedIn StartSession(const AccountDirectory& directory, const storage::AccountRecord& account, absl::Time now,
                      DirectoryChange& change) {
  MakeRoomForSession(directory, account.name, now, change);
  SignedIn signed_in;
  signed_in.account = account;
  signed_in.token = NewSessionToken();
  signed_in.session = {.name = absl::StrCat(std::string(storage::kSessions), NewId()),
                       .account = account.name,
                       .token = DigestOfSessionToken(signed_in.token),
                       .create_time = now,
                       .last_used_time = now};
  change.Put(signed_in.session);
  return signed_in;
}

storage::AccountRecord FirstAccount(const std::string& name, const std::string& user_name, absl::Time now) {
  storage::AccountRecord account;
  account.name = name;
  account.create_time = now;
  account.user_name = user_name;
  account.display_name = user_name;
  account.roles = {klik::v1::Access::ADMINISTRATOR};
  account.system = SystemOf(account);
  return account;
}

}  // namespace

absl::StatusOr<std::vector<storage::ThrottleRecord>> LoadThrottles(const storage::Store& store) {
  const auto stored = store.OpenSnapshot();
  if (!stored.ok()) return stored.status();
  std::vector<storage::ThrottleRecord> throttles;
  const auto add = [&](std::string_view key, std::string_view value) -> absl::Status {
    absl::StatusOr<storage::ThrottleRecord> throttle = storage::DecodeThrottle(key, value);
    if (!throttle.ok()) return throttle.status();
    throttles.push_back(*std::move(throttle));
    return absl::OkStatus();
  };
  absl::Status scanned = (*stored)->Scan(storage::KeyRange::WithPrefix(storage::kThrottles), add);
  if (!scanned.ok()) return scanned;
  return throttles;
}

SignInDesk::SignInDesk(Registry& registry, AccountDirectory& directory, const Clock& clock,
                       std::vector<storage::ThrottleRecord> failures, PasswordCost cost)
    : registry_(registry), directory_(directory), clock_(clock), cost_(cost), throttle_(std::move(failures)) {}

std::optional<std::string> SignInDesk::OpenFirstStart() {
  if (directory_.HasAccounts()) return std::nullopt;
  std::string invitation = NewSecret();
  const std::lock_guard lock(mutex_);
  first_start_ = FirstStart{DigestOfInvitation(invitation), clock_.Now() + kFirstStartLifetime};
  return invitation;
}

std::optional<storage::AccountRecord> SignInDesk::InvitedBy(const std::string& digest, absl::Time now,
                                                            bool decided) const {
  {
    const std::lock_guard lock(mutex_);
    const bool is_first = first_start_.has_value() && SameBytes(first_start_->digest, digest);
    if (is_first) {
      const bool has_accounts = decided ? !directory_.DecidedAccounts().empty() : directory_.HasAccounts();
      if (has_accounts || now >= first_start_->expire_time) return std::nullopt;
      return storage::AccountRecord();
    }
  }
  Account account = directory_.FindInvited(digest);
  if (account != nullptr && decided) account = directory_.DecidedAccount(account->name);
  const bool open = account != nullptr && account->state == storage::AccountState::kInvited &&
                    !account->invitation.empty() && SameBytes(account->invitation, digest) &&
                    now < account->invitation_expire_time;
  if (!open) return std::nullopt;
  return *account;
}

absl::StatusOr<Prepared> SignInDesk::Prepare(std::string_view invitation) {
  const std::string digest = DigestOfInvitation(invitation);
  const std::optional<storage::AccountRecord> account = InvitedBy(digest, clock_.Now(), /*decided=*/false);
  if (!account.has_value()) return InvitationNotValid();
  Prepared prepared{account->user_name, NewTotpSecret()};
  const std::lock_guard lock(mutex_);
  pending_totp_[digest] = SecretText(prepared.totp_secret);
  return prepared;
}

std::optional<std::string> SignInDesk::PendingTotp(const std::string& digest) const {
  const std::lock_guard lock(mutex_);
  const auto found = pending_totp_.find(digest);
  if (found == pending_totp_.end()) return std::nullopt;
  return found->second.text();
}

void SignInDesk::ForgetInvitation(const std::string& digest) {
  const std::lock_guard lock(mutex_);
  pending_totp_.erase(digest);
  if (first_start_.has_value() && SameBytes(first_start_->digest, digest)) first_start_.reset();
}

void SignInDesk::Complete(Completion completion, Done<SignedIn> done) {
  const absl::Time now = clock_.Now();
  const std::string digest = DigestOfInvitation(completion.invitation.text());
  const std::optional<storage::AccountRecord> account = InvitedBy(digest, now, /*decided=*/false);
  if (!account.has_value()) return done(InvitationNotValid());
  std::vector<FieldViolation> violations;
  const bool first = account->name.empty();
  completion.user_name = UserNameOf(completion.user_name);
  if (first && !IsUserName(completion.user_name)) {
    violations.push_back({"user_name", "is not 3 to 64 of a-z, 0-9, `.`, `-`, `_` and `@`"});
  }
  if (!first && !completion.user_name.empty() && completion.user_name != account->user_name) {
    violations.push_back({"user_name", "is not the one that was invited"});
  }
  const std::string& user_name = first ? completion.user_name : account->user_name;
  if (const auto weakness = WeaknessOf(completion.password.text(), user_name)) {
    violations.push_back({"password", std::string(*weakness)});
  }
  SecretText totp(PendingTotp(digest).value_or(""));
  const std::optional<std::int64_t> step =
      totp.text().empty() ? std::nullopt
                          : FindTotpStep(totp.text(), completion.code.text(), now, account->last_totp_step);
  if (!step.has_value()) violations.push_back({"code", "is not of the second factor as last prepared"});
  if (!violations.empty()) return done(InvalidFields(violations));

  const auto shared = std::make_shared<Completion>(std::move(completion));
  const auto shared_done = std::make_shared<Done<SignedIn>>(std::move(done));
  const std::string name = first ? absl::StrCat(std::string(storage::kAccounts), NewId()) : account->name;
  const bool room = gate_.Submit([this, shared, shared_done, name, step = *step, totp = std::move(totp)] {
    absl::StatusOr<NewPassword> password = MakePassword(shared->password.text(), cost_);
    if (!password.ok()) return (*shared_done)(password.status());
    CommitCompletion(shared, name, totp.text(), step, *std::move(password), shared_done);
  });
  if (!room) (*shared_done)(Overloaded(kPasswordRetryDelay));
}

void SignInDesk::CommitCompletion(const std::shared_ptr<Completion>& completion, const std::string& name,
                                  std::string totp_secret, std::int64_t step, NewPassword password,
                                  const std::shared_ptr<Done<SignedIn>>& done) {
  const auto change = std::make_shared<DirectoryChange>(directory_);
  const auto result = std::make_shared<SignedIn>();
  const std::string digest = DigestOfInvitation(completion->invitation.text());
  Mutation mutation;
  mutation.audit = std::move(completion->audit);
  if (mutation.audit.has_value()) mutation.audit->account = name;
  mutation.decide = [this, completion, change, result, digest, step, name, totp = SecretText(std::move(totp_secret)),
                     password = std::make_shared<NewPassword>(std::move(password))](
                        const engine::Snapshot&, absl::Time now) -> absl::StatusOr<Decision> {
    std::optional<storage::AccountRecord> invited = InvitedBy(digest, now, /*decided=*/true);
    if (!invited.has_value()) return InvitationNotValid();
    if (invited->name.empty()) invited = FirstAccount(name, completion->user_name, now);
    storage::AccountRecord account = NextVersion(*invited, now);
    account.state = storage::AccountState::kActive;
    account.password = std::move(password->record);
    account.sealed_totp = SealTotp(password->key, account.name, totp.text());
    account.last_totp_step = step;
    RecoveryCodes codes = NewRecoveryCodes();
    account.recovery_codes = std::move(codes.digests);
    account.invitation.clear();
    *result = StartSession(directory_, account, now, *change);
    result->recovery_codes = std::move(codes.codes);
    change->Put(std::move(account));
    return Decision{{}, "", change->TakeWrites()};
  };
  mutation.done = [this, change, result, digest, done](const absl::StatusOr<Answer>& answer) {
    change->Settle(answer.ok());
    if (!answer.ok()) return (*done)(answer.status());
    ForgetInvitation(digest);
    (*done)(std::move(*result));
  };
  registry_.Submit(std::move(mutation));
}

template <typename Result>
void SignInDesk::Prove(Proof proof, const std::shared_ptr<Done<Result>>& done, absl::AnyInvocable<void(Owner)> then) {
  proof.user_name = UserNameOf(proof.user_name);
  const absl::Time now = clock_.Now();
  const bool known = directory_.FindUser(proof.user_name) != nullptr;
  const absl::StatusOr<Throttle::Ticket> ticket = throttle_.Begin(proof.user_name, known, proof.network, now);
  if (!ticket.ok()) return (*done)(ticket.status());
  const bool room =
      gate_.Submit([this, done, now, ticket = *ticket, proof = std::move(proof), then = std::move(then)]() mutable {
        absl::StatusOr<std::optional<Owner>> owner = Check(proof, now);
        if (!owner.ok()) {
          throttle_.Cancel(ticket);
          return (*done)(owner.status());
        }
        if (proof.audit.has_value()) {
          const Account account = directory_.FindUser(proof.user_name);
          if (account != nullptr) proof.audit->account = account->name;
        }
        if (!owner->has_value()) return StoreFailure(ticket, std::move(proof.audit), done);
        (*owner)->ticket = ticket;
        (*owner)->audit = std::move(proof.audit);
        then(**std::move(owner));
      });
  if (room) return;
  throttle_.Cancel(*ticket);
  (*done)(Overloaded(kPasswordRetryDelay));
}

template <typename Result>
void SignInDesk::StoreFailure(const Throttle::Ticket& ticket, std::optional<AuditEvent> audit,
                              const std::shared_ptr<Done<Result>>& done) {
  Mutation failure;
  failure.audit = std::move(audit);
  if (failure.audit.has_value()) failure.audit->outcome = SignInFailed().code();
  failure.decide = [this, ticket](const engine::Snapshot&, absl::Time) -> absl::StatusOr<Decision> {
    return Decision{{}, "", throttle_.Failed(ticket)};
  };
  failure.done = [done](const absl::StatusOr<Answer>& answer) {
    (*done)(answer.ok() ? SignInFailed() : answer.status());
  };
  registry_.Submit(std::move(failure));
}

absl::StatusOr<std::optional<SignInDesk::Owner>> SignInDesk::Check(const Proof& proof, absl::Time now) const {
  const Account account = directory_.FindUser(proof.user_name);
  const bool can =
      account != nullptr && account->state == storage::AccountState::kActive && account->password.has_value();
  if (!can) {
    absl::Status spent = SpendPassword(proof.password.text(), cost_);
    if (!spent.ok()) return spent;
    return std::nullopt;
  }
  absl::StatusOr<std::optional<PasswordKey>> key = CheckPassword(proof.password.text(), *account->password);
  if (!key.ok()) return key.status();
  if (!key->has_value()) return std::nullopt;
  Owner owner;
  owner.account = account;
  owner.key = **std::move(key);
  owner.totp_secret = SecretText(OpenTotp(owner.key, account->name, account->sealed_totp).value_or(""));
  if (owner.totp_secret.text().empty()) return std::nullopt;
  owner.step = FindTotpStep(owner.totp_secret.text(), proof.code.text(), now, account->last_totp_step);
  if (owner.step.has_value()) return owner;
  const std::optional<std::size_t> found = FindRecoveryCode(proof.code.text(), account->recovery_codes);
  if (!found.has_value()) return std::nullopt;
  owner.recovery_code = account->recovery_codes[*found];
  return owner;
}

template <typename Result, typename Change>
void SignInDesk::Commit(const std::shared_ptr<Owner>& owner, const std::shared_ptr<Done<Result>>& done,
                        Change change_account) {
  const auto change = std::make_shared<DirectoryChange>(directory_);
  const auto result = std::make_shared<Result>();
  Mutation mutation;
  mutation.audit = owner->audit;
  mutation.decide = [this, owner, change, result, change_account = std::move(change_account)](
                        const engine::Snapshot&, absl::Time now) mutable -> absl::StatusOr<Decision> {
    const Account before = directory_.DecidedAccount(owner->account->name);
    // What was proved may not be so any more.
    const bool holds = before != nullptr && before->state == storage::AccountState::kActive &&
                       before->password == owner->account->password;
    if (!holds) return SignInFailed();
    storage::AccountRecord account = *before;
    if (owner->step.has_value()) {
      if (*owner->step <= account.last_totp_step) return SignInFailed();
      account.last_totp_step = *owner->step;
    } else if (std::erase(account.recovery_codes, owner->recovery_code) == 0) {
      return SignInFailed();
    }
    *result = change_account(account, *change, now);
    change->Put(std::move(account));
    std::vector<RecordWrite> writes = change->TakeWrites();
    for (RecordWrite& write : throttle_.Passed(owner->ticket)) writes.push_back(std::move(write));
    return Decision{{}, "", std::move(writes)};
  };
  mutation.done = [change, result, done](const absl::StatusOr<Answer>& answer) {
    change->Settle(answer.ok());
    if (!answer.ok()) return (*done)(answer.status());
    (*done)(std::move(*result));
  };
  registry_.Submit(std::move(mutation));
}

void SignInDesk::SignIn(Proof proof, Done<SignedIn> done) {
  const auto shared_done = std::make_shared<Done<SignedIn>>(std::move(done));
  Prove<SignedIn>(std::move(proof), shared_done, [this, shared_done](Owner owner) {
    Commit(std::make_shared<Owner>(std::move(owner)), shared_done,
           [this](const storage::AccountRecord& account, DirectoryChange& change, absl::Time now) {
             return StartSession(directory_, account, now, change);
           });
  });
}

Account SignInDesk::KnownAs(const IssuerIdentity& identity, absl::Time now) const {
  Account invited;
  for (const Account& account : directory_.DecidedAccounts()) {
    if (account->issuer == identity.issuer && account->subject == identity.subject) {
      return account->state == storage::AccountState::kActive ? account : nullptr;
    }
    const bool open = account->state == storage::AccountState::kInvited && account->subject.empty() &&
                      !account->invitation.empty() && now < account->invitation_expire_time;
    if (open && !identity.user_name.empty() && account->user_name == identity.user_name) invited = account;
  }
  return invited;
}

void SignInDesk::SignInKnown(IssuerIdentity identity, std::optional<AuditEvent> audit, Done<SignedIn> done) {
  const auto change = std::make_shared<DirectoryChange>(directory_);
  const auto result = std::make_shared<SignedIn>();
  const auto used_invitation = std::make_shared<std::string>();
  const auto shared_done = std::make_shared<Done<SignedIn>>(std::move(done));
  Mutation mutation;
  mutation.audit = std::move(audit);
  mutation.tell = [result](AuditEvent& event) { event.account = result->account.name; };
  mutation.decide = [this, change, result, used_invitation, identity = std::move(identity)](
                        const engine::Snapshot&, absl::Time now) -> absl::StatusOr<Decision> {
    const Account known = KnownAs(identity, now);
    if (known == nullptr) return NotInvited();
    storage::AccountRecord account = *known;
    if (account.state == storage::AccountState::kInvited) {
      account = NextVersion(account, now);
      account.state = storage::AccountState::kActive;
      account.issuer = identity.issuer;
      account.subject = identity.subject;
      *used_invitation = std::exchange(account.invitation, "");
      change->Put(account);
    }
    *result = StartSession(directory_, account, now, *change);
    return Decision{{}, "", change->TakeWrites()};
  };
  mutation.done = [this, change, result, used_invitation, shared_done](const absl::StatusOr<Answer>& answer) {
    change->Settle(answer.ok());
    if (!answer.ok()) return (*shared_done)(answer.status());
    ForgetInvitation(*used_invitation);
    (*shared_done)(std::move(*result));
  };
  registry_.Submit(std::move(mutation));
}

void SignInDesk::ChangePassword(std::string session, Proof proof, SecretText new_password, Done<SignedIn> done) {
  if (const auto weakness = WeaknessOf(new_password.text(), UserNameOf(proof.user_name))) {
    return done(InvalidFields({{"new_password", std::string(*weakness)}}));
  }
  const auto shared_done = std::make_shared<Done<SignedIn>>(std::move(done));
  Prove<SignedIn>(
      std::move(proof), shared_done,
      [this, shared_done, session = std::move(session), new_password = std::move(new_password)](Owner owner) mutable {
        absl::StatusOr<NewPassword> password = MakePassword(new_password.text(), cost_);
        if (!password.ok()) return (*shared_done)(password.status());
        const auto shared = std::make_shared<Owner>(std::move(owner));
        Commit(shared, shared_done,
               [shared, session = std::move(session), password = *std::move(password)](
                   storage::AccountRecord& account, DirectoryChange& change, absl::Time) {
                 account.password = password.record;
                 account.sealed_totp = SealTotp(password.key, account.name, shared->totp_secret.text());
                 change.EndSessionsOf(account.name, session);
                 return SignedIn{.account = account, .session = {}, .token = "", .recovery_codes = {}};
               });
      });
}

void SignInDesk::RenewRecoveryCodes(Proof proof, Done<std::vector<std::string>> done) {
  const auto shared_done = std::make_shared<Done<std::vector<std::string>>>(std::move(done));
  Prove<std::vector<std::string>>(std::move(proof), shared_done, [this, shared_done](Owner owner) {
    Commit(std::make_shared<Owner>(std::move(owner)), shared_done,
           [](storage::AccountRecord& account, DirectoryChange&, absl::Time) {
             RecoveryCodes codes = NewRecoveryCodes();
             account.recovery_codes = std::move(codes.digests);
             return std::move(codes.codes);
           });
  });
}

}  // namespace klik::services
