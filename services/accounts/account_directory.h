// The directory: all accounts, sessions and partners' tokens, in memory as they are in the store.
//
// Two views. *Stored* is what is on disk: whoever comes in is looked up there. *Decided* is what it will be once the
// batch under way is stored: whatever is decided on the registry's thread is decided against that, so that of two who
// use one code in the same batch the second is refused. A change is staged while it is decided, and settled once its
// fate is known.
//
// Any thread reads what is stored. Changes are made, staged and settled on the registry's thread.
#ifndef KLIK_SERVICES_ACCOUNTS_ACCOUNT_DIRECTORY_H_
#define KLIK_SERVICES_ACCOUNTS_ACCOUNT_DIRECTORY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/accounts/staged_table.h"
#include "services/registry/change_record.h"
#include "storage/record/account_records.h"
#include "storage/store.h"

namespace klik::services {

using Account = std::shared_ptr<const storage::AccountRecord>;
using SessionEntry = std::shared_ptr<const storage::SessionRecord>;
using PartnerTokenEntry = std::shared_ptr<const storage::PartnerTokenRecord>;

inline constexpr absl::Duration kSessionIdleLimit = absl::Minutes(15);
inline constexpr absl::Duration kSessionLimit = absl::Hours(12);
// How far what is stored of a session's use lags behind; so much earlier it may end after a restart.
inline constexpr absl::Duration kSessionNoteInterval = absl::Minutes(5);
// One more ends the one that was used longest ago.
inline constexpr std::size_t kMaxSessionsOfAccount = 10;

// A session that somebody has come in with.
struct SessionInUse {
  SessionEntry session;
  Account account;
  bool note_use = false;  // It is time to store that it was used.
};

class AccountDirectory {
 public:
  // Reads everything there is. A record that does not decode is an error that names its key.
  static absl::StatusOr<std::unique_ptr<AccountDirectory>> Load(const storage::Store& store);

  // As stored; nullptr when there is none.
  Account FindAccount(std::string_view name) const;
  Account FindUser(std::string_view user_name) const;
  Account FindInvited(std::string_view invitation_digest) const;
  PartnerTokenEntry FindPartnerToken(std::string_view name) const;
  bool HasAccounts() const;
  // In order of name, from the first above `after`, until `visit` returns false. `visit` must not call back.
  void ForEachAccount(std::string_view after, absl::FunctionRef<bool(const Account&)> visit) const;
  void ForEachPartnerToken(std::string_view after, absl::FunctionRef<bool(const PartnerTokenEntry&)> visit) const;
  // Those of an account that are not over.
  void ForEachSession(std::string_view account, std::string_view after, absl::Time now,
                      absl::FunctionRef<bool(const SessionEntry&, absl::Time last_used)> visit) const;

  // Comes in with a session: nullopt when there is none of this digest, it is over, or its account is not active.
  std::optional<SessionInUse> UseSession(std::string_view token_digest, absl::Time now);

  // As decided so far; on the registry's thread.
  Account DecidedAccount(std::string_view name) const;
  PartnerTokenEntry DecidedPartnerToken(std::string_view name) const;
  SessionEntry DecidedSession(std::string_view name) const;
  std::vector<Account> DecidedAccounts() const;
  std::vector<SessionEntry> DecidedSessions() const;
  // Whether a session is over.
  bool IsOver(const storage::SessionRecord& session, absl::Time now) const;

 private:
  friend class DirectoryChange;

  absl::Time LastUsed(const storage::SessionRecord& session) const;
  bool IsOverLocked(const storage::SessionRecord& session, absl::Time now) const;
  void Index(const Account& before, const Account& after);
  void Index(const SessionEntry& before, const SessionEntry& after);
  static void Index(const PartnerTokenEntry&, const PartnerTokenEntry&) {}

  mutable std::mutex mutex_;  // Guards all that follows.
  StagedTable<storage::AccountRecord> accounts_;
  StagedTable<storage::SessionRecord> sessions_;
  StagedTable<storage::PartnerTokenRecord> tokens_;
  std::map<std::string, std::string, std::less<>> by_user_name_;
  std::map<std::string, std::string, std::less<>> by_session_digest_;
  std::map<std::string, absl::Time> last_used_;  // By name of the session; none: as its record says.
};

// What one mutation changes in the directory. On the registry's thread: staged while it decides, settled when it is
// done. One that decided nothing, since its answer was kept from before, has nothing to settle.
class DirectoryChange {
 public:
  // `directory` must outlive it.
  explicit DirectoryChange(AccountDirectory& directory) : directory_(directory) {}

  void Put(storage::AccountRecord account);
  void Put(storage::SessionRecord session);
  void Put(storage::PartnerTokenRecord token);
  void EndSession(const std::string& name);
  // All of an account but `except`, which may be empty.
  void EndSessionsOf(std::string_view account, std::string_view except);

  // For the same commit.
  std::vector<RecordWrite> TakeWrites() { return std::move(writes_); }

  void Settle(bool stored);

 private:
  template <typename Record>
  struct Step {
    std::string name;
    std::shared_ptr<const Record> record;
    std::uint64_t number;
  };
  using AnyStep =
      std::variant<Step<storage::AccountRecord>, Step<storage::SessionRecord>, Step<storage::PartnerTokenRecord>>;

  template <typename Record>
  void Stage(StagedTable<Record>& table, Record record);
  template <typename Record>
  void SettleStep(StagedTable<Record>& table, Step<Record>& step, bool stored);

  AccountDirectory& directory_;
  std::vector<AnyStep> steps_;
  std::vector<RecordWrite> writes_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_ACCOUNTS_ACCOUNT_DIRECTORY_H_
