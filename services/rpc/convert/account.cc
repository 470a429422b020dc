#include "services/rpc/convert/account.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/model/entity.h"
#include "klik/v1/access.pb.h"
#include "services/accounts/account_changes.h"
#include "services/accounts/account_directory.h"
#include "services/rpc/convert/etag.h"
#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/scalars.h"

namespace klik::services {
namespace {

using v1::Access;

constexpr std::size_t kThumbprintDigits = 64;

// Known, stated and each at most once; at least one.
template <typename Numbers, typename IsValid>
std::vector<std::int32_t> ReadNumbers(const Numbers& numbers, IsValid is_valid, const Field& field) {
  field.Require(!numbers.empty(), "is required");
  std::vector<std::int32_t> read;
  for (int i = 0; i < numbers.size(); ++i) {
    const Field item = field.Item(i);
    item.Require(numbers[i] != 0 && is_valid(numbers[i]), "is not a value of this enum");
    item.Require(std::find(read.begin(), read.end(), numbers[i]) == read.end(), "is stated twice");
    read.push_back(numbers[i]);
  }
  std::sort(read.begin(), read.end());
  return read;
}

bool Has(const std::vector<std::int32_t>& numbers, Access::Role role) {
  return std::find(numbers.begin(), numbers.end(), role) != numbers.end();
}

std::string ReadOrganisation(const std::string& name, const Field& field) {
  const auto id = engine::ParseName(name);
  field.Require(name.empty() || (id.has_value() && id->kind == engine::Kind::kOrganisation),
                "is not a name of the form organisations/{id}");
  return name;
}

std::string ReadSystem(const std::string& system, const Field& field) {
  field.Require(system.empty() || IsSystem(system), "is not 1 to 64 of a-z, 0-9, `.` and `-`");
  return system;
}

void ReadRoles(const v1::Account& message, const Field& field, storage::AccountRecord& account) {
  const Field roles = field.Member("roles");
  account.roles = ReadNumbers(message.roles(), Access::Role_IsValid, roles);
  roles.Require(!Has(account.roles, Access::PARTNER), "has PARTNER, which is for tokens");
  roles.Require(!Has(account.roles, Access::ADMINISTRATOR) || account.roles.size() == 1,
                "has ADMINISTRATOR and another one; it stands alone");
  field.Member("municipality")
      .Require(!Has(account.roles, Access::COORDINATOR) || !account.municipality.empty(),
               "is required for a coordinator");
  field.Member("organisation")
      .Require(!Has(account.roles, Access::REFERRER) || !account.organisation.empty(), "is required for a referrer");
}

v1::PartnerToken::State StateOf(const storage::PartnerTokenRecord& token, absl::Time now) {
  if (token.revoked) return v1::PartnerToken::REVOKED;
  return now < token.expire_time ? v1::PartnerToken::ACTIVE : v1::PartnerToken::EXPIRED;
}

template <typename Record, typename Api>
void SetVersion(const Record& record, Api& out) {
  out.set_etag(EtagOfRecord(record.name, record.version));
  *out.mutable_create_time() = ToTimestamp(record.create_time);
  *out.mutable_update_time() = ToTimestamp(record.update_time);
}

}  // namespace

std::string EtagOfRecord(std::string_view name, std::int64_t version) {
  return absl::StrCat("\"", DigestOf(absl::StrCat(std::string(name), "@", version)), "\"");
}

void ReadAccount(const v1::Account& message, const Field& field, storage::AccountRecord& account) {
  account.user_name = UserNameOf(message.user_name());
  field.Member("user_name").Require(IsUserName(account.user_name), "is not 3 to 64 of a-z, 0-9, `.`, `-`, `_` and `@`");
  account.display_name =
      ReadRequiredText(message.display_name(), kMaxDisplayNameCharacters, field.Member("display_name"));
  account.municipality = ReadMunicipality(message.municipality(), field.Member("municipality"));
  account.organisation = ReadOrganisation(message.organisation(), field.Member("organisation"));
  account.system = ReadSystem(message.system(), field.Member("system"));
  ReadRoles(message, field, account);
}

v1::Account ToApi(const storage::AccountRecord& account) {
  v1::Account out;
  out.set_name(account.name);
  out.set_user_name(account.user_name);
  out.set_display_name(account.display_name);
  for (const std::int32_t role : account.roles) out.add_roles(static_cast<Access::Role>(role));
  out.set_municipality(account.municipality);
  out.set_organisation(account.organisation);
  out.set_system(account.system);
  out.set_state(ToApiEnum<v1::Account::State>(account.state));
  if (!account.invitation.empty()) *out.mutable_invitation_expire_time() = ToTimestamp(account.invitation_expire_time);
  out.set_recovery_codes(static_cast<int>(account.recovery_codes.size()));
  out.set_issuer(account.issuer);
  SetVersion(account, out);
  return out;
}

void ReadPartnerToken(const v1::PartnerToken& message, absl::Time now, const Field& field,
                      storage::PartnerTokenRecord& token) {
  token.title = ReadRequiredText(message.title(), kMaxTitleCharacters, field.Member("title"));
  field.Member("system").Require(!message.system().empty(), "is required");
  token.system = ReadSystem(message.system(), field.Member("system"));
  token.organisation = ReadOrganisation(message.organisation(), field.Member("organisation"));
  token.municipality = ReadMunicipality(message.municipality(), field.Member("municipality"));
  token.scopes = ReadNumbers(message.scopes(), Access::Scope_IsValid, field.Member("scopes"));
  token.certificate = absl::HexStringToBytes(message.certificate());
  const bool hexadecimal = message.certificate().find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  const std::size_t digits = message.certificate().size();
  field.Member("certificate")
      .Require(hexadecimal && (digits == 0 || digits == kThumbprintDigits), "is not 64 hexadecimal digits");
  const Field expire = field.Member("expire_time");
  token.expire_time = message.has_expire_time() ? ReadTime(message.expire_time(), expire) : now + kPartnerTokenLifetime;
  expire.Require(token.expire_time > now, "has passed");
  expire.Require(token.expire_time <= now + kMaxPartnerTokenLifetime, "is more than 365 days from now");
}

v1::PartnerToken ToApi(const storage::PartnerTokenRecord& token, absl::Time now) {
  v1::PartnerToken out;
  out.set_name(token.name);
  out.set_title(token.title);
  out.set_system(token.system);
  out.set_organisation(token.organisation);
  out.set_municipality(token.municipality);
  for (const std::int32_t scope : token.scopes) out.add_scopes(static_cast<Access::Scope>(scope));
  out.set_certificate(absl::BytesToHexString(token.certificate));
  *out.mutable_expire_time() = ToTimestamp(token.expire_time);
  out.set_state(StateOf(token, now));
  SetVersion(token, out);
  return out;
}

v1::Session ToApi(const storage::SessionRecord& session, absl::Time last_used, std::string_view current) {
  v1::Session out;
  out.set_name(session.name);
  *out.mutable_create_time() = ToTimestamp(session.create_time);
  *out.mutable_last_used_time() = ToTimestamp(last_used);
  *out.mutable_expire_time() = ToTimestamp(session.create_time + kSessionLimit);
  out.set_current(session.name == current);
  return out;
}

}  // namespace klik::services
