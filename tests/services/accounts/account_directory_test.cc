#include "services/accounts/account_directory.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "services/accounts/account_changes.h"
#include "storage/memory/memory_store.h"

namespace klik::services {
namespace {

using storage::AccountRecord;
using storage::AccountState;
using storage::SessionRecord;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

AccountRecord AccountOf(const std::string& id) {
  AccountRecord account;
  account.name = "accounts/" + id;
  account.user_name = id;
  account.state = AccountState::kActive;
  account.create_time = account.update_time = kNow;
  return account;
}

SessionRecord SessionOf(const std::string& id, const std::string& account, absl::Time time = kNow) {
  return {.name = "sessions/" + id,
          .account = "accounts/" + account,
          .token = "digest of " + id,
          .create_time = time,
          .last_used_time = time};
}

class AccountDirectoryTest : public ::testing::Test {
 protected:
  template <typename Record>
  void Put(Record record) {
    DirectoryChange change(directory_);
    change.Put(std::move(record));
    Store(change.TakeWrites());
    change.Settle(/*stored=*/true);
  }

  void Store(const std::vector<RecordWrite>& writes) {
    storage::Batch batch;
    for (const RecordWrite& write : writes) {
      if (write.value.has_value()) {
        batch.Put(write.key, *write.value);
      } else {
        batch.Delete(write.key);
      }
    }
    ASSERT_TRUE(store_->Commit(batch).ok());
  }

  std::unique_ptr<storage::Store> store_ = storage::NewMemoryStore();
  AccountDirectory directory_;
};

TEST_F(AccountDirectoryTest, WhatIsDecidedIsSeenByWhatIsDecidedNextAndByNobodyElse) {
  DirectoryChange first(directory_);
  first.Put(AccountOf("els"));
  EXPECT_EQ(directory_.FindAccount("accounts/els"), nullptr);
  EXPECT_EQ(directory_.FindUser("els"), nullptr);
  ASSERT_NE(directory_.DecidedAccount("accounts/els"), nullptr);
  EXPECT_EQ(CheckUserNameFree(directory_, "els").code(), absl::StatusCode::kAlreadyExists);
  first.Settle(/*stored=*/true);
  ASSERT_NE(directory_.FindUser("els"), nullptr);
}

TEST_F(AccountDirectoryTest, WhatIsNotStoredNeverWas) {
  Put(AccountOf("els"));
  DirectoryChange first(directory_);
  DirectoryChange second(directory_);
  AccountRecord changed = AccountOf("els");
  changed.display_name = "first";
  first.Put(changed);
  changed.display_name = "second";
  second.Put(changed);
  EXPECT_EQ(directory_.DecidedAccount("accounts/els")->display_name, "second");
  first.Settle(/*stored=*/false);
  second.Settle(/*stored=*/false);
  EXPECT_EQ(directory_.DecidedAccount("accounts/els")->display_name, "");
  EXPECT_EQ(directory_.FindAccount("accounts/els")->display_name, "");
}

TEST_F(AccountDirectoryTest, TheLastOneDecidedIsTheOneThatStays) {
  Put(AccountOf("els"));
  DirectoryChange first(directory_);
  DirectoryChange second(directory_);
  AccountRecord changed = AccountOf("els");
  changed.display_name = "first";
  first.Put(changed);
  changed.display_name = "second";
  second.Put(changed);
  first.Settle(/*stored=*/true);
  EXPECT_EQ(directory_.DecidedAccount("accounts/els")->display_name, "second");
  second.Settle(/*stored=*/true);
  EXPECT_EQ(directory_.FindAccount("accounts/els")->display_name, "second");
}

TEST_F(AccountDirectoryTest, ASessionEndsWhenNobodyUsesItAndInAnyCase) {
  Put(AccountOf("els"));
  Put(SessionOf("s", "els"));
  const std::string digest = "digest of s";
  EXPECT_EQ(directory_.UseSession("digest of x", kNow), std::nullopt);
  absl::Time now = kNow;
  ASSERT_TRUE(directory_.UseSession(digest, now).has_value());
  for (; now < kNow + kSessionLimit; now += absl::Minutes(14)) {
    ASSERT_TRUE(directory_.UseSession(digest, now).has_value()) << now;
  }
  EXPECT_FALSE(directory_.UseSession(digest, kNow + kSessionLimit).has_value());

  Put(SessionOf("idle", "els"));
  EXPECT_TRUE(directory_.UseSession("digest of idle", kNow + absl::Minutes(14)).has_value());
  EXPECT_FALSE(directory_.UseSession("digest of idle", kNow + absl::Minutes(14) + kSessionIdleLimit).has_value());
}

TEST_F(AccountDirectoryTest, WhoIsDisabledHasNoSession) {
  Put(AccountOf("els"));
  Put(SessionOf("s", "els"));
  ASSERT_TRUE(directory_.UseSession("digest of s", kNow).has_value());
  AccountRecord disabled = AccountOf("els");
  disabled.state = AccountState::kDisabled;
  Put(disabled);
  EXPECT_FALSE(directory_.UseSession("digest of s", kNow).has_value());
}

TEST_F(AccountDirectoryTest, UseIsToBeStoredNowAndThen) {
  Put(AccountOf("els"));
  Put(SessionOf("s", "els"));
  EXPECT_FALSE(directory_.UseSession("digest of s", kNow + absl::Minutes(4))->note_use);
  EXPECT_TRUE(directory_.UseSession("digest of s", kNow + kSessionNoteInterval)->note_use);
  SessionRecord noted = SessionOf("s", "els");
  noted.last_used_time = kNow + kSessionNoteInterval;
  Put(noted);
  EXPECT_FALSE(directory_.UseSession("digest of s", kNow + absl::Minutes(6))->note_use);
}

TEST_F(AccountDirectoryTest, TheEleventhSessionEndsTheOneUsedLongestAgo) {
  Put(AccountOf("els"));
  Put(AccountOf("truus"));
  Put(SessionOf("other", "truus", kNow - absl::Minutes(10)));
  for (int i = 0; i < 10; ++i) Put(SessionOf("s" + std::to_string(i), "els", kNow + absl::Seconds(i)));
  DirectoryChange change(directory_);
  MakeRoomForSession(directory_, "accounts/els", kNow + absl::Minutes(1), change);
  change.Settle(/*stored=*/true);
  EXPECT_EQ(directory_.DecidedSession("sessions/s0"), nullptr);
  EXPECT_NE(directory_.DecidedSession("sessions/s1"), nullptr);
  EXPECT_NE(directory_.DecidedSession("sessions/other"), nullptr);
  // What is over goes along, whoever it is of.
  DirectoryChange later(directory_);
  MakeRoomForSession(directory_, "accounts/els", kNow + absl::Hours(1), later);
  later.Settle(/*stored=*/true);
  EXPECT_TRUE(directory_.DecidedSessions().empty());
}

TEST_F(AccountDirectoryTest, AllOfItComesBackFromTheStore) {
  Put(AccountOf("els"));
  AccountRecord invited = AccountOf("truus");
  const std::string invitation = Invite(invited, kNow);
  Put(invited);
  Put(SessionOf("s", "els"));
  Put(storage::PartnerTokenRecord{.name = "tokens/t",
                                  .version = 1,
                                  .create_time = kNow,
                                  .update_time = kNow,
                                  .title = "T",
                                  .system = "t",
                                  .organisation = "",
                                  .municipality = "",
                                  .scopes = {1},
                                  .secret = "digest",
                                  .certificate = "",
                                  .expire_time = kNow,
                                  .revoked = true});
  const auto loaded = AccountDirectory::Load(*store_);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(*(*loaded)->FindUser("els"), *directory_.FindUser("els"));
  EXPECT_EQ((*loaded)->FindInvited(DigestOfInvitation(invitation))->name, "accounts/truus");
  EXPECT_EQ((*loaded)->FindInvited(""), nullptr);
  EXPECT_TRUE((*loaded)->UseSession("digest of s", kNow).has_value());
  EXPECT_TRUE((*loaded)->FindPartnerToken("tokens/t")->revoked);
}

TEST_F(AccountDirectoryTest, ADamagedRecordStopsTheStart) {
  for (const char* key : {"accounts/a", "sessions/s", "tokens/t"}) {
    const auto store = storage::NewMemoryStore();
    storage::Batch batch;
    batch.Put(key, "damaged");
    ASSERT_TRUE(store->Commit(batch).ok());
    const absl::Status loaded = AccountDirectory::Load(*store).status();
    EXPECT_EQ(loaded.code(), absl::StatusCode::kDataLoss);
    EXPECT_NE(std::string(loaded.message()).find(key), std::string::npos);
  }
}

}  // namespace
}  // namespace klik::services
