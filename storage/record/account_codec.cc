#include "klik/store/v1/accounts.pb.h"
#include "storage/record/account_records.h"
#include "storage/record/envelope.h"
#include "storage/record/fields.h"

namespace klik::storage {
namespace {

void Encode(const PasswordRecord& password, records::Password& out) {
  out.set_salt(password.salt);
  out.set_verifier(password.verifier);
  out.set_passes(password.passes);
  out.set_memory_bytes(password.memory_bytes);
}

PasswordRecord ReadPassword(const records::Password& in) {
  return {.salt = in.salt(), .verifier = in.verifier(), .passes = in.passes(), .memory_bytes = in.memory_bytes()};
}

AccountState ReadState(std::int32_t number, RecordReader& reader) {
  const bool known = number >= static_cast<std::int32_t>(AccountState::kInvited) &&
                     number <= static_cast<std::int32_t>(AccountState::kDisabled);
  if (!known) reader.Fail("state", "has a number that this build does not know");
  return known ? static_cast<AccountState>(number) : AccountState::kDisabled;
}

}  // namespace

std::string EncodeRecord(const AccountRecord& account) {
  records::Account out;
  out.set_version(account.version);
  out.set_create_time(NanosOf(account.create_time));
  out.set_update_time(NanosOf(account.update_time));
  out.set_user_name(account.user_name);
  out.set_display_name(account.display_name);
  for (const std::int32_t role : account.roles) out.add_roles(role);
  out.set_municipality(account.municipality);
  out.set_organisation(account.organisation);
  out.set_system(account.system);
  out.set_state(static_cast<std::int32_t>(account.state));
  if (account.password.has_value()) Encode(*account.password, *out.mutable_password());
  out.set_sealed_totp(account.sealed_totp);
  out.set_last_totp_step(account.last_totp_step);
  for (const std::string& code : account.recovery_codes) out.add_recovery_codes(code);
  out.set_invitation(account.invitation);
  out.set_invitation_expire_time(NanosOf(account.invitation_expire_time));
  out.set_issuer(account.issuer);
  out.set_subject(account.subject);
  return WrapRecord(account.name, out);
}

absl::StatusOr<AccountRecord> DecodeAccount(std::string_view key, std::string_view bytes) {
  records::Account in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  RecordReader reader(key);
  AccountRecord account;
  account.name = std::string(key);
  account.version = in.version();
  account.create_time = TimeOf(in.create_time());
  account.update_time = TimeOf(in.update_time());
  account.user_name = in.user_name();
  account.display_name = in.display_name();
  account.roles.assign(in.roles().begin(), in.roles().end());
  account.municipality = in.municipality();
  account.organisation = in.organisation();
  account.system = in.system();
  account.state = ReadState(in.state(), reader);
  if (in.has_password()) account.password = ReadPassword(in.password());
  account.sealed_totp = in.sealed_totp();
  account.last_totp_step = in.last_totp_step();
  account.recovery_codes.assign(in.recovery_codes().begin(), in.recovery_codes().end());
  account.invitation = in.invitation();
  account.invitation_expire_time = TimeOf(in.invitation_expire_time());
  account.issuer = in.issuer();
  account.subject = in.subject();
  if (!reader.status().ok()) return reader.status();
  return account;
}

std::string EncodeRecord(const SessionRecord& session) {
  records::Session out;
  out.set_account(session.account);
  out.set_token(session.token);
  out.set_create_time(NanosOf(session.create_time));
  out.set_last_used_time(NanosOf(session.last_used_time));
  return WrapRecord(session.name, out);
}

absl::StatusOr<SessionRecord> DecodeSession(std::string_view key, std::string_view bytes) {
  records::Session in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  return SessionRecord{.name = std::string(key),
                       .account = in.account(),
                       .token = in.token(),
                       .create_time = TimeOf(in.create_time()),
                       .last_used_time = TimeOf(in.last_used_time())};
}

std::string EncodeRecord(const PartnerTokenRecord& token) {
  records::PartnerToken out;
  out.set_version(token.version);
  out.set_create_time(NanosOf(token.create_time));
  out.set_update_time(NanosOf(token.update_time));
  out.set_title(token.title);
  out.set_system(token.system);
  out.set_organisation(token.organisation);
  out.set_municipality(token.municipality);
  for (const std::int32_t scope : token.scopes) out.add_scopes(scope);
  out.set_secret(token.secret);
  out.set_certificate(token.certificate);
  out.set_expire_time(NanosOf(token.expire_time));
  out.set_revoked(token.revoked);
  return WrapRecord(token.name, out);
}

absl::StatusOr<PartnerTokenRecord> DecodePartnerToken(std::string_view key, std::string_view bytes) {
  records::PartnerToken in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  PartnerTokenRecord token;
  token.name = std::string(key);
  token.version = in.version();
  token.create_time = TimeOf(in.create_time());
  token.update_time = TimeOf(in.update_time());
  token.title = in.title();
  token.system = in.system();
  token.organisation = in.organisation();
  token.municipality = in.municipality();
  token.scopes.assign(in.scopes().begin(), in.scopes().end());
  token.secret = in.secret();
  token.certificate = in.certificate();
  token.expire_time = TimeOf(in.expire_time());
  token.revoked = in.revoked();
  return token;
}

std::string EncodeRecord(const ThrottleRecord& throttle) {
  records::Throttle out;
  out.set_subject(throttle.subject);
  for (const absl::Time time : throttle.failure_times) out.add_failure_times(NanosOf(time));
  return WrapRecord(throttle.name, out);
}

absl::StatusOr<ThrottleRecord> DecodeThrottle(std::string_view key, std::string_view bytes) {
  records::Throttle in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  ThrottleRecord throttle{.name = std::string(key), .subject = in.subject(), .failure_times = {}};
  for (const std::int64_t nanos : in.failure_times()) throttle.failure_times.push_back(TimeOf(nanos));
  return throttle;
}

}  // namespace klik::storage
