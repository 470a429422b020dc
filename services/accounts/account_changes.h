// What changes of accounts and partners' tokens have in common: names, invitations, and what must stay true.
//
// On the registry's thread, but for what looks at its arguments alone.
#ifndef KLIK_SERVICES_ACCOUNTS_ACCOUNT_CHANGES_H_
#define KLIK_SERVICES_ACCOUNTS_ACCOUNT_CHANGES_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/accounts/account_directory.h"
#include "storage/record/account_records.h"

namespace klik::services {

inline constexpr absl::Duration kFirstStartLifetime = absl::Minutes(60);
inline constexpr absl::Duration kInvitationLifetime = absl::Hours(72);
inline constexpr absl::Duration kPartnerTokenLifetime = absl::Hours(24 * 90);
inline constexpr absl::Duration kMaxPartnerTokenLifetime = absl::Hours(24 * 365);

// 3 to 64 of a-z, 0-9, `.`, `-`, `_` and `@`.
bool IsUserName(std::string_view text);
// As it is compared: in small letters.
std::string UserNameOf(std::string_view typed);

// 1 to 64 of a-z, 0-9, `.` and `-`.
bool IsSystem(std::string_view text);
// For an account that states none: of its organisation, else of its municipality, else its own.
std::string SystemOf(const storage::AccountRecord& account);

std::string DigestOfInvitation(std::string_view invitation);

// Gives the account a new invitation, and takes away password, second factor, recovery codes and who it is at an
// issuer. Answers with the invitation itself, to be shown once.
std::string Invite(storage::AccountRecord& account, absl::Time now);

// The next version of a record, changed now.
template <typename Record>
Record NextVersion(const Record& before, absl::Time now) {
  Record after = before;
  ++after.version;
  after.update_time = now;
  return after;
}

// ALREADY_EXISTS, reason USER_NAME_TAKEN.
absl::Status CheckUserNameFree(const AccountDirectory& directory, std::string_view user_name);

// FAILED_PRECONDITION, reason LAST_ADMINISTRATOR, when no other administrator could sign in.
absl::Status CheckNotLastAdministrator(const AccountDirectory& directory, std::string_view account);

// Ends sessions that are over, and of `account` as many as leave room for one more.
void MakeRoomForSession(const AccountDirectory& directory, std::string_view account, absl::Time now,
                        DirectoryChange& change);

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCOUNTS_ACCOUNT_CHANGES_H_
