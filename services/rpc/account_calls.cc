#include "services/rpc/account_calls.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/accounts/account_changes.h"
#include "services/accounts/bearer.h"
#include "services/rpc/convert/account.h"
#include "services/rpc/resource_changes.h"
#include "services/rpc/update_mask.h"

namespace klik::services {
namespace {

using storage::AccountRecord;
using storage::AccountState;
using storage::PartnerTokenRecord;

constexpr std::size_t kMaxRecordIdCharacters = 64;

template <typename Record>
absl::Status CheckRecordEtag(const std::string& etag, const Record& record) {
  if (etag.empty() || etag == EtagOfRecord(record.name, record.version)) return absl::OkStatus();
  return Error(absl::StatusCode::kAborted, "ETAG_MISMATCH",
               "the resource has changed since it was read; read it again");
}

bool IsAdministrator(const AccountRecord& account) {
  return std::find(account.roles.begin(), account.roles.end(), v1::Access::ADMINISTRATOR) != account.roles.end();
}

// What identifies it does not exist yet.
template <typename Api>
Api WithoutIdentity(Api out) {
  out.clear_name();
  out.clear_etag();
  out.clear_create_time();
  out.clear_update_time();
  return out;
}

// Fields of the mask that only the server sets have no effect; user name and system are checked to be the same.
google::protobuf::FieldMask WithoutOutput(const google::protobuf::FieldMask& mask) {
  google::protobuf::FieldMask kept;
  for (const std::string& path : mask.paths()) {
    if (path != "invitation" && path != "invitation_expire_time" && path != "recovery_codes" && path != "issuer")
      kept.add_paths(path);
  }
  return kept;
}

// What a change has become.
template <typename Record>
Decision Changed(Record record, std::string response, DirectoryChange& records) {
  std::string name = record.name;
  records.Put(std::move(record));
  return {{}, std::move(response), records.TakeWrites(), {std::move(name)}};
}

Decision Changed(AccountRecord account, DirectoryChange& records) {
  std::string response = ToApi(account).SerializeAsString();
  return Changed(std::move(account), std::move(response), records);
}

}  // namespace

bool ReadRecordName(const std::string& name, std::string_view collection, const Field& field) {
  if (!field.Require(!name.empty(), "is required")) return false;
  const bool fits =
      name.starts_with(collection) && name.size() > collection.size() &&
      name.size() <= collection.size() + kMaxRecordIdCharacters &&
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789", collection.size()) == std::string::npos;
  return field.Require(fits, absl::StrCat("is not a name of the form ", std::string(collection), "{id}"));
}

absl::StatusOr<Decide> AccountCalls::Create(const v1::CreateAccountRequest& request, const SharedChange& change,
                                            Violations& violations) const {
  const Field field(violations, "account");
  if (!field.Require(request.has_account(), "is required")) return Decide();
  AccountRecord account;
  ReadAccount(request.account(), field, account);
  return [this, &request, change, account = std::move(account)](const engine::Snapshot&,
                                                                absl::Time now) mutable -> absl::StatusOr<Decision> {
    if (absl::Status free = CheckUserNameFree(directory_, account.user_name); !free.ok()) return free;
    account.name = absl::StrCat(std::string(storage::kAccounts), NewId());
    account.create_time = now;
    account = NextVersion(account, now);
    if (account.system.empty()) account.system = SystemOf(account);
    account.state = AccountState::kInvited;
    if (request.validate_only()) return Decision{{}, WithoutIdentity(ToApi(account)).SerializeAsString()};
    change->secret = services::Invite(account, now);
    return Changed(std::move(account), change->records);
  };
}

absl::StatusOr<Decide> AccountCalls::Update(const v1::UpdateAccountRequest& request, const SharedChange& change,
                                            Violations& violations) const {
  const Field field(violations, "account");
  if (!field.Require(request.has_account(), "is required")) return Decide();
  ReadRecordName(request.account().name(), storage::kAccounts, field.Member("name"));
  field.Member("etag").Require(!request.account().etag().empty(), "is required");
  auto mask = ReadMask(request.update_mask(), request.account(), Field(violations, "update_mask"));
  if (!violations.empty()) return Decide();
  return [this, &request, change, mask = WithoutOutput(*mask)](const engine::Snapshot&,
                                                               absl::Time now) -> absl::StatusOr<Decision> {
    const Account before = directory_.DecidedAccount(request.account().name());
    if (before == nullptr) return NotFound();
    if (absl::Status etag = CheckRecordEtag(request.account().etag(), *before); !etag.ok()) return etag;
    v1::Account merged = ToApi(*before);
    MergeMasked(request.account(), mask, merged);
    Violations found;
    const Field merged_field(found, "account");
    AccountRecord account = NextVersion(*before, now);
    ReadAccount(merged, merged_field, account);
    merged_field.Member("user_name").Require(account.user_name == before->user_name, "cannot be changed");
    merged_field.Member("system").Require(account.system == before->system, "cannot be changed");
    if (!found.empty()) return found.ToStatus();
    if (IsAdministrator(*before) && !IsAdministrator(account)) {
      if (absl::Status last = CheckNotLastAdministrator(directory_, account.name); !last.ok()) return last;
    }
    if (request.validate_only()) return Decision{{}, merged.SerializeAsString()};
    return Changed(std::move(account), change->records);
  };
}

template <typename Request>
absl::StatusOr<Decide> AccountCalls::Change(const Request& request, const SharedChange& change, Violations& violations,
                                            ChangeState change_state) const {
  if (!ReadRecordName(request.name(), storage::kAccounts, Field(violations, "name"))) return Decide();
  return [this, &request, change, change_state = std::move(change_state)](
             const engine::Snapshot&, absl::Time now) mutable -> absl::StatusOr<Decision> {
    const Account before = directory_.DecidedAccount(request.name());
    if (before == nullptr) return NotFound();
    if (absl::Status etag = CheckRecordEtag(request.etag(), *before); !etag.ok()) return etag;
    AccountRecord account = NextVersion(*before, now);
    if (absl::Status changed = change_state(account, now); !changed.ok()) return changed;
    return Changed(std::move(account), change->records);
  };
}

absl::StatusOr<Decide> AccountCalls::Disable(const v1::DisableAccountRequest& request, const SharedChange& change,
                                             Violations& violations) const {
  return Change(request, change, violations, [this, change](AccountRecord& account, absl::Time) -> absl::Status {
    if (account.state == AccountState::kDisabled) return WrongState("the account is disabled already");
    if (IsAdministrator(account)) {
      if (absl::Status last = CheckNotLastAdministrator(directory_, account.name); !last.ok()) return last;
    }
    account.state = AccountState::kDisabled;
    account.invitation.clear();
    change->records.EndSessionsOf(account.name, "");
    return absl::OkStatus();
  });
}

absl::StatusOr<Decide> AccountCalls::Enable(const v1::EnableAccountRequest& request, const SharedChange& change,
                                            Violations& violations) const {
  return Change(request, change, violations, [](AccountRecord& account, absl::Time) -> absl::Status {
    if (account.state != AccountState::kDisabled) return WrongState("the account is not disabled");
    const bool can_sign_in = account.password.has_value() || !account.subject.empty();
    account.state = can_sign_in ? AccountState::kActive : AccountState::kInvited;
    return absl::OkStatus();
  });
}

absl::StatusOr<Decide> AccountCalls::Invite(const v1::InviteAccountRequest& request, const SharedChange& change,
                                            Violations& violations) const {
  return Change(request, change, violations, [this, change](AccountRecord& account, absl::Time now) -> absl::Status {
    if (account.state == AccountState::kDisabled) return WrongState("the account is disabled");
    if (IsAdministrator(account)) {
      if (absl::Status last = CheckNotLastAdministrator(directory_, account.name); !last.ok()) return last;
    }
    change->secret = services::Invite(account, now);
    change->records.EndSessionsOf(account.name, "");
    return absl::OkStatus();
  });
}

absl::StatusOr<Decide> AccountCalls::CreateToken(const Caller& caller, const v1::CreatePartnerTokenRequest& request,
                                                 const SharedChange& change, Violations& violations) const {
  const Field field(violations, "partner_token");
  if (!field.Require(request.has_partner_token(), "is required")) return Decide();
  PartnerTokenRecord token;
  ReadPartnerToken(request.partner_token(), caller.now(), field, token);
  return [&request, change, token = std::move(token)](const engine::Snapshot&,
                                                      absl::Time now) mutable -> absl::StatusOr<Decision> {
    token.name = absl::StrCat(std::string(storage::kTokens), NewId());
    token.create_time = now;
    token = NextVersion(token, now);
    if (request.validate_only()) return Decision{{}, WithoutIdentity(ToApi(token, now)).SerializeAsString()};
    NewPartnerSecret made = MakePartnerSecret(token.name);
    token.secret = std::move(made.digest);
    change->secret = std::move(made.token);
    std::string response = ToApi(token, now).SerializeAsString();
    return Changed(std::move(token), std::move(response), change->records);
  };
}

absl::StatusOr<Decide> AccountCalls::RevokeToken(const v1::RevokePartnerTokenRequest& request,
                                                 const SharedChange& change, Violations& violations) const {
  if (!ReadRecordName(request.name(), storage::kTokens, Field(violations, "name"))) return Decide();
  return [this, &request, change](const engine::Snapshot&, absl::Time now) -> absl::StatusOr<Decision> {
    const PartnerTokenEntry before = directory_.DecidedPartnerToken(request.name());
    if (before == nullptr) return NotFound();
    if (absl::Status etag = CheckRecordEtag(request.etag(), *before); !etag.ok()) return etag;
    if (before->revoked) return WrongState("the token is revoked already");
    PartnerTokenRecord token = NextVersion(*before, now);
    token.revoked = true;
    std::string response = ToApi(token, now).SerializeAsString();
    return Changed(std::move(token), std::move(response), change->records);
  };
}

}  // namespace klik::services
