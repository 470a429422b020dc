#include "services/accounts/account_changes.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "klik/v1/access.pb.h"
#include "services/accounts/secrets.h"
#include "services/errors/errors.h"

namespace klik::services {
namespace {

constexpr std::size_t kMinUserNameCharacters = 3;
constexpr std::size_t kMaxNameCharacters = 64;
constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyz0123456789.-";
constexpr std::string_view kPlainAndMore = "abcdefghijklmnopqrstuvwxyz0123456789.-_@";
// Sessions that are over go along with whoever signs in.
constexpr std::size_t kMaxEndedAtOnce = 100;

bool IsAdministrator(const storage::AccountRecord& account) {
  return std::find(account.roles.begin(), account.roles.end(), klik::v1::Access::ADMINISTRATOR) != account.roles.end();
}

// `organisations/abc` as `abc`.
std::string IdOf(std::string_view name) { return std::string(name.substr(name.rfind('/') + 1)); }

}  // namespace

bool IsUserName(std::string_view text) {
  return text.size() >= kMinUserNameCharacters && text.size() <= kMaxNameCharacters &&
         text.find_first_not_of(kPlainAndMore) == std::string_view::npos;
}

std::string UserNameOf(std::string_view typed) {
  return absl::AsciiStrToLower(absl::string_view(typed.data(), typed.size()));
}

bool IsSystem(std::string_view text) {
  return !text.empty() && text.size() <= kMaxNameCharacters && text.find_first_not_of(kPlain) == std::string_view::npos;
}

std::string SystemOf(const storage::AccountRecord& account) {
  if (!account.organisation.empty()) return absl::StrCat("organisation.", IdOf(account.organisation));
  if (!account.municipality.empty()) return absl::AsciiStrToLower(account.municipality);
  return absl::StrCat("account.", IdOf(account.name));
}

std::string DigestOfInvitation(std::string_view invitation) { return DigestOfSecret("invitation", invitation); }

std::string Invite(storage::AccountRecord& account, absl::Time now) {
  std::string invitation = NewSecret();
  account.state = storage::AccountState::kInvited;
  account.password.reset();
  account.sealed_totp.clear();
  account.recovery_codes.clear();
  account.issuer.clear();
  account.subject.clear();
  account.invitation = DigestOfInvitation(invitation);
  account.invitation_expire_time = now + kInvitationLifetime;
  return invitation;
}

absl::Status CheckUserNameFree(const AccountDirectory& directory, std::string_view user_name) {
  for (const Account& account : directory.DecidedAccounts()) {
    if (account->user_name == user_name) {
      return Error(absl::StatusCode::kAlreadyExists, "USER_NAME_TAKEN", "another account has this user name");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckNotLastAdministrator(const AccountDirectory& directory, std::string_view account) {
  for (const Account& other : directory.DecidedAccounts()) {
    const bool can_sign_in = other->state == storage::AccountState::kActive && other->name != account;
    if (can_sign_in && IsAdministrator(*other)) return absl::OkStatus();
  }
  return Error(absl::StatusCode::kFailedPrecondition, "LAST_ADMINISTRATOR",
               "no other administrator is left who could undo this");
}

void MakeRoomForSession(const AccountDirectory& directory, std::string_view account, absl::Time now,
                        DirectoryChange& change) {
  std::vector<SessionEntry> own;
  std::size_t ended = 0;
  for (const SessionEntry& session : directory.DecidedSessions()) {
    if (directory.IsOver(*session, now)) {
      if (ended++ < kMaxEndedAtOnce) change.EndSession(session->name);
    } else if (session->account == account) {
      own.push_back(session);
    }
  }
  if (own.size() < kMaxSessionsOfAccount) return;
  std::sort(own.begin(), own.end(),
            [](const SessionEntry& a, const SessionEntry& b) { return a->last_used_time < b->last_used_time; });
  own.resize(own.size() - (kMaxSessionsOfAccount - 1));
  for (const SessionEntry& session : own) change.EndSession(session->name);
}

}  // namespace klik::services
