#include "services/accounts/account_directory.h"

#include <algorithm>
#include <utility>

#include "services/accounts/secrets.h"

namespace klik::services {
namespace {

using storage::AccountRecord;
using storage::KeyRange;
using storage::PartnerTokenRecord;
using storage::SessionRecord;

// Decodes all under `prefix`, and hands each to `take`.
template <typename Decode, typename Take>
absl::Status LoadAll(const storage::Snapshot& stored, std::string_view prefix, Decode decode, Take take) {
  return stored.Scan(KeyRange::WithPrefix(prefix), [&](std::string_view key, std::string_view value) -> absl::Status {
    auto record = decode(key, value);
    if (!record.ok()) return record.status();
    take(std::make_shared<const std::decay_t<decltype(*record)>>(*std::move(record)));
    return absl::OkStatus();
  });
}

template <typename Record, typename Visit>
void ForEachAfter(const StagedTable<Record>& table, std::string_view after, Visit visit) {
  for (auto entry = table.stored().upper_bound(after); entry != table.stored().end(); ++entry) {
    if (!visit(entry->second)) return;
  }
}

template <typename Record>
std::vector<std::shared_ptr<const Record>> ValuesOf(const StagedTable<Record>& table) {
  std::vector<std::shared_ptr<const Record>> values;
  for (const auto& [name, record] : table.Decided()) values.push_back(record);
  return values;
}

}  // namespace

absl::StatusOr<std::unique_ptr<AccountDirectory>> AccountDirectory::Load(const storage::Store& store) {
  const auto stored = store.OpenSnapshot();
  if (!stored.ok()) return stored.status();
  auto directory = std::make_unique<AccountDirectory>();
  const std::lock_guard lock(directory->mutex_);
  const auto into = [&](auto& table) {
    return [&directory, &table](auto record) {
      table.Settle(record->name, record, 0, /*is_stored=*/true);
      directory->Index(nullptr, record);
    };
  };
  absl::Status loaded = LoadAll(**stored, storage::kAccounts, storage::DecodeAccount, into(directory->accounts_));
  loaded.Update(LoadAll(**stored, storage::kSessions, storage::DecodeSession, into(directory->sessions_)));
  loaded.Update(LoadAll(**stored, storage::kTokens, storage::DecodePartnerToken, into(directory->tokens_)));
  if (!loaded.ok()) return loaded;
  return directory;
}

Account AccountDirectory::FindAccount(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  return accounts_.Stored(name);
}

Account AccountDirectory::FindUser(std::string_view user_name) const {
  const std::lock_guard lock(mutex_);
  const auto found = by_user_name_.find(user_name);
  return found == by_user_name_.end() ? nullptr : accounts_.Stored(found->second);
}

Account AccountDirectory::FindInvited(std::string_view invitation_digest) const {
  const std::lock_guard lock(mutex_);
  Account found;
  for (const auto& [name, account] : accounts_.stored()) {
    if (!account->invitation.empty() && SameBytes(account->invitation, invitation_digest)) found = account;
  }
  return found;
}

PartnerTokenEntry AccountDirectory::FindPartnerToken(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  return tokens_.Stored(name);
}

bool AccountDirectory::HasAccounts() const {
  const std::lock_guard lock(mutex_);
  return !accounts_.stored().empty();
}

void AccountDirectory::ForEachAccount(std::string_view after, absl::FunctionRef<bool(const Account&)> visit) const {
  const std::lock_guard lock(mutex_);
  ForEachAfter(accounts_, after, visit);
}

void AccountDirectory::ForEachPartnerToken(std::string_view after,
                                           absl::FunctionRef<bool(const PartnerTokenEntry&)> visit) const {
  const std::lock_guard lock(mutex_);
  ForEachAfter(tokens_, after, visit);
}

void AccountDirectory::ForEachSession(std::string_view account, std::string_view after, absl::Time now,
                                      absl::FunctionRef<bool(const SessionEntry&, absl::Time last_used)> visit) const {
  const std::lock_guard lock(mutex_);
  ForEachAfter(sessions_, after, [&](const SessionEntry& session) {
    if (session->account != account || IsOverLocked(*session, now)) return true;
    return visit(session, LastUsed(*session));
  });
}

std::optional<SessionInUse> AccountDirectory::UseSession(std::string_view token_digest, absl::Time now) {
  const std::lock_guard lock(mutex_);
  const auto found = by_session_digest_.find(token_digest);
  if (found == by_session_digest_.end()) return std::nullopt;
  const SessionEntry session = sessions_.Stored(found->second);
  // How a hash table looks things up takes longer or shorter; this does not.
  if (session == nullptr || !SameBytes(session->token, token_digest) || IsOverLocked(*session, now)) {
    return std::nullopt;
  }
  const Account account = accounts_.Stored(session->account);
  if (account == nullptr || account->state != storage::AccountState::kActive) return std::nullopt;
  absl::Time& last_used = last_used_.try_emplace(session->name, session->last_used_time).first->second;
  last_used = std::max(last_used, now);
  return SessionInUse{session, account, last_used - session->last_used_time >= kSessionNoteInterval};
}

Account AccountDirectory::DecidedAccount(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  return accounts_.Decided(name);
}

PartnerTokenEntry AccountDirectory::DecidedPartnerToken(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  return tokens_.Decided(name);
}

SessionEntry AccountDirectory::DecidedSession(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  return sessions_.Decided(name);
}

std::vector<Account> AccountDirectory::DecidedAccounts() const {
  const std::lock_guard lock(mutex_);
  return ValuesOf(accounts_);
}

std::vector<SessionEntry> AccountDirectory::DecidedSessions() const {
  const std::lock_guard lock(mutex_);
  return ValuesOf(sessions_);
}

bool AccountDirectory::IsOver(const SessionRecord& session, absl::Time now) const {
  const std::lock_guard lock(mutex_);
  return IsOverLocked(session, now);
}

absl::Time AccountDirectory::LastUsed(const SessionRecord& session) const {
  const auto found = last_used_.find(session.name);
  return found == last_used_.end() ? session.last_used_time : std::max(found->second, session.last_used_time);
}

bool AccountDirectory::IsOverLocked(const SessionRecord& session, absl::Time now) const {
  return now >= session.create_time + kSessionLimit || now >= LastUsed(session) + kSessionIdleLimit;
}

void AccountDirectory::Index(const Account& before, const Account& after) {
  if (before != nullptr) by_user_name_.erase(before->user_name);
  if (after != nullptr) by_user_name_[after->user_name] = after->name;
}

void AccountDirectory::Index(const SessionEntry& before, const SessionEntry& after) {
  if (before != nullptr) by_session_digest_.erase(before->token);
  if (after != nullptr) by_session_digest_[after->token] = after->name;
  if (before != nullptr && after == nullptr) last_used_.erase(before->name);
}

template <typename Record>
void DirectoryChange::Stage(StagedTable<Record>& table, Record record) {
  RecordWrite& write = writes_.emplace_back();
  write.key = record.name;
  write.value = EncodeRecord(record);
  const auto entry = std::make_shared<const Record>(std::move(record));
  const std::lock_guard lock(directory_.mutex_);
  steps_.emplace_back(Step<Record>{entry->name, entry, table.Stage(entry->name, entry)});
}

void DirectoryChange::Put(AccountRecord account) { Stage(directory_.accounts_, std::move(account)); }
void DirectoryChange::Put(SessionRecord session) { Stage(directory_.sessions_, std::move(session)); }
void DirectoryChange::Put(PartnerTokenRecord token) { Stage(directory_.tokens_, std::move(token)); }

void DirectoryChange::EndSession(const std::string& name) {
  writes_.emplace_back().key = name;
  const std::lock_guard lock(directory_.mutex_);
  steps_.emplace_back(Step<SessionRecord>{name, nullptr, directory_.sessions_.Stage(name, nullptr)});
}

void DirectoryChange::EndSessionsOf(std::string_view account, std::string_view except) {
  for (const SessionEntry& session : directory_.DecidedSessions()) {
    if (session->account == account && session->name != except) EndSession(session->name);
  }
}

template <typename Record>
void DirectoryChange::SettleStep(StagedTable<Record>& table, Step<Record>& step, bool stored) {
  const std::shared_ptr<const Record> before = table.Stored(step.name);
  table.Settle(step.name, step.record, step.number, stored);
  if (stored) directory_.Index(before, step.record);
}

void DirectoryChange::Settle(bool stored) {
  const std::lock_guard lock(directory_.mutex_);
  for (AnyStep& any : std::exchange(steps_, {})) {
    if (auto* account = std::get_if<Step<AccountRecord>>(&any)) SettleStep(directory_.accounts_, *account, stored);
    if (auto* session = std::get_if<Step<SessionRecord>>(&any)) SettleStep(directory_.sessions_, *session, stored);
    if (auto* token = std::get_if<Step<PartnerTokenRecord>>(&any)) SettleStep(directory_.tokens_, *token, stored);
  }
}

}  // namespace klik::services
