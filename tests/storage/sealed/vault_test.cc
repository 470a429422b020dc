// The data directory seen from outside: what is in its files, who may open it, and what is left of somebody erased.
#include "storage/sealed/vault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "klik/store/v1/records.pb.h"
#include "storage/erase/file_search.h"
#include "storage/record/account_records.h"
#include "storage/record/envelope.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/storage/scratch_directory.h"

namespace klik::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

// Fills every text of the message, in all its parts, with canaries of their own.
void PlantCanaries(google::protobuf::Message& message, std::vector<std::string>& canaries) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  const google::protobuf::Descriptor& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const google::protobuf::FieldDescriptor* const field = descriptor.field(i);
    if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      PlantCanaries(
          *(field->is_repeated() ? reflection.AddMessage(&message, field) : reflection.MutableMessage(&message, field)),
          canaries);
    } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING) {
      const std::string canary = absl::StrCat("canary ", field->full_name(), " #", canaries.size());
      canaries.push_back(canary);
      if (field->is_repeated()) {
        reflection.AddString(&message, field, canary);
      } else {
        reflection.SetString(&message, field, canary);
      }
    }
  }
}

struct Planted {
  Batch batch;
  std::vector<std::string> canaries;
};

// A record of every message that the store keeps, about two people.
Planted PlantEverything() {
  Planted planted;
  const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName("klik/store/v1/records.proto");
  for (int i = 0; i < file->message_type_count(); ++i) {
    const auto* prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(file->message_type(i));
    const std::unique_ptr<google::protobuf::Message> message(prototype->New());
    PlantCanaries(*message, planted.canaries);
    const std::string key = absl::StrCat("kind", i, "/a");
    Subjects subjects;
    if (i % 3 > 0) subjects.push_back("residents/a");
    if (i % 3 > 1) subjects.push_back("volunteers/b");
    planted.batch.Put(key, WrapRecord(key, *message), subjects);
  }
  return planted;
}

class VaultTest : public ::testing::Test {
 protected:
  VaultTest() { fs::create_directories(data()); }

  fs::path data() const { return directory_.store() / "data"; }

  KeySource Source() const {
    KeySource source;
    source.own_file = data() / "klik.key";
    source.next_file = data() / "klik.key.next";
    return source;
  }

  std::unique_ptr<Vault> MustOpen() { return Vault::Open(data(), Source()).value(); }

  static void Put(Vault& vault, const std::string& key, const std::string& value, Subjects subjects) {
    Batch batch;
    batch.Put(key, value, std::move(subjects));
    ASSERT_TRUE(vault.store().Commit(batch).ok());
  }

  // As the registry does it.
  static absl::StatusOr<Erasure> Erase(Vault& vault, const std::string& subject) {
    if (absl::Status begun = vault.BeginErasure(subject); !begun.ok()) return begun;
    const auto keys = vault.RecordsOf(subject).value();
    if (!keys.empty()) {
      Batch batch;
      for (const std::string& key : keys) batch.Delete(key);
      EXPECT_TRUE(vault.store().Commit(batch).ok());
    }
    return vault.FinishErasure(subject, absl::FromUnixSeconds(1'790'000'000));
  }

  std::vector<std::string> Hits(const std::vector<std::string>& needles) const {
    return SearchFiles(data(), needles).value().hits;
  }

  ScratchDirectory directory_;
};

TEST_F(VaultTest, NoTextOfAnyRecordIsInAnyFile) {
  const Planted planted = PlantEverything();
  EXPECT_GT(planted.canaries.size(), 60U);
  {
    const auto vault = MustOpen();
    ASSERT_TRUE(vault->store().Commit(planted.batch).ok());
    EXPECT_THAT(Hits(planted.canaries), IsEmpty()) << "in the write-ahead log";
    ASSERT_TRUE(vault->store().Commit(planted.batch).ok());
    ASSERT_TRUE(vault->store().Purge().ok());
    EXPECT_THAT(Hits(planted.canaries), IsEmpty()) << "in the tables";
    ASSERT_TRUE(Erase(*vault, "residents/a").ok());
    EXPECT_THAT(Hits(planted.canaries), IsEmpty());
  }
  const auto vault = MustOpen();
  EXPECT_THAT(Hits(planted.canaries), IsEmpty()) << "after a start";
  // And they would have been found.
  const auto plain = OpenRocksDbStore(data() / "plain", {.disk_reserve_bytes = 0, .on_error = {}}).value();
  ASSERT_TRUE(plain->Commit(planted.batch).ok());
  EXPECT_GE(Hits(planted.canaries).size(), planted.canaries.size());
  ASSERT_TRUE(plain->Purge().ok());
  EXPECT_GE(Hits(planted.canaries).size(), planted.canaries.size());
}

TEST_F(VaultTest, OfWhoIsErasedNothingIsLeft) {
  const auto vault = MustOpen();
  Put(*vault, "residents/a", "first version", {"residents/a"});
  Put(*vault, "volunteers/b", "somebody else", {"volunteers/b"});
  Put(*vault, "matches/m", "both", {"residents/a", "volunteers/b"});
  Put(*vault, "requests/r", "kept answer", {"residents/a"});
  ASSERT_TRUE(vault->store().Purge().ok());  // The first version is in a table, the second in the log.
  Put(*vault, "residents/a", "second version", {"residents/a"});
  const auto wrapped = vault->keyring()->FindWrapped("residents/a").value();
  const std::vector<std::string> traces = {std::string(ViewOf(wrapped.id)), wrapped.bytes};
  const std::size_t before = Hits(traces).size();
  EXPECT_GE(before, 6U) << "two versions, a match, an answer and the wrapped key, which has the id too";

  const auto erasure = Erase(*vault, "residents/a");
  ASSERT_TRUE(erasure.ok()) << erasure.status();
  EXPECT_TRUE(erasure->complete);
  EXPECT_THAT(erasure->records, ElementsAre(Pair("matches", 1), Pair("requests", 1), Pair("residents", 1)));
  EXPECT_GT(erasure->files, 5);
  EXPECT_GT(erasure->file_bytes, 0);
  EXPECT_EQ(erasure->erase_time, absl::FromUnixSeconds(1'790'000'000));
  EXPECT_THAT(Hits(traces), IsEmpty());
  EXPECT_EQ(vault->store().Get("volunteers/b").value(), "somebody else");

  // Asked again, also after a start, it tells the same.
  EXPECT_EQ(vault->FinishErasure("residents/a", absl::Now())->file_bytes, erasure->file_bytes);
  EXPECT_TRUE(absl::IsNotFound(vault->BeginErasure("residents/nobody")));
}

// Sealed with the resident's key and one of their own, which can go alone.
TEST_F(VaultTest, OutcomesGoWithTheirOwnKeyAndWithThePersons) {
  const Subjects both = {"residents/a", "residents/a/outcomes"};
  {
    const auto vault = MustOpen();
    Put(*vault, "residents/a", "Truus", {"residents/a"});
    Put(*vault, "outcomes/a/x", "first answers", both);
    EXPECT_EQ(vault->Summarise().keys, 1U) << "one person";
  }
  fs::copy(data() / "store", directory_.store() / "backup", fs::copy_options::recursive);
  {
    const auto vault = MustOpen();
    Batch withdrawal;
    withdrawal.Delete("outcomes/a/x");
    withdrawal.Forget("residents/a/outcomes");
    ASSERT_TRUE(vault->store().Commit(withdrawal).ok());
    EXPECT_EQ(vault->keyring()->Find("residents/a/outcomes"), std::nullopt);
  }
  fs::rename(data() / "store", directory_.store() / "after");
  fs::rename(directory_.store() / "backup", data() / "store");
  {
    const auto restored = MustOpen();
    EXPECT_TRUE(absl::IsNotFound(restored->store().Get("outcomes/a/x").status())) << "in a copy from before";
    EXPECT_EQ(restored->store().Get("residents/a").value(), "Truus");
    restored->Close();
  }
  fs::remove_all(data() / "store");
  fs::rename(directory_.store() / "after", data() / "store");
  const auto vault = MustOpen();
  Put(*vault, "outcomes/a/y", "later answers", both);
  EXPECT_EQ(vault->store().Get("outcomes/a/y").value(), "later answers") << "under a new key";
  const auto wrapped = vault->keyring()->FindWrapped("residents/a/outcomes").value();
  const std::vector<std::string> traces = {std::string(ViewOf(wrapped.id)), wrapped.bytes};
  EXPECT_GE(Hits(traces).size(), 2U);
  const auto erasure = Erase(*vault, "residents/a");
  ASSERT_TRUE(erasure.ok()) << erasure.status();
  EXPECT_THAT(erasure->records, ElementsAre(Pair("outcomes", 1), Pair("residents", 1)));
  EXPECT_EQ(vault->keyring()->Find("residents/a/outcomes"), std::nullopt);
  EXPECT_THAT(Hits(traces), IsEmpty());
}

// What was about nobody else before there was a record of the person: a referral, by its own key.
TEST_F(VaultTest, WhatBelongsToThePersonGoesAlongAlsoWhenCutShort) {
  const auto vault = MustOpen();
  Put(*vault, "referrals/q", "first version", {"referrals/q"});
  Put(*vault, "requests/sent", "the answer kept for the team", {"referrals/q"});
  Put(*vault, "residents/a", "Truus", {"residents/a"});
  Put(*vault, "referrals/q", "second version", {"referrals/q", "residents/a"});
  const auto wrapped = vault->keyring()->FindWrapped("referrals/q").value();
  const std::vector<std::string> traces = {std::string(ViewOf(wrapped.id)), wrapped.bytes};
  ASSERT_TRUE(vault->BeginErasure("residents/a", {"referrals/q", "referrals/without-a-key"}).ok());
  // The next call knows of the person alone.
  ASSERT_TRUE(vault->BeginErasure("residents/a").ok());
  const std::vector<std::string> records = vault->RecordsOf("residents/a").value();
  EXPECT_THAT(records, ElementsAre("referrals/q", "requests/sent", "residents/a"));
  Batch rest;
  for (const std::string& key : records) rest.Delete(key);
  ASSERT_TRUE(vault->store().Commit(rest).ok());
  const auto erasure = vault->FinishErasure("residents/a", absl::Now());
  ASSERT_TRUE(erasure.ok()) << erasure.status();
  EXPECT_THAT(erasure->records, ElementsAre(Pair("referrals", 1), Pair("requests", 1), Pair("residents", 1)));
  EXPECT_EQ(vault->keyring()->Find("referrals/q"), std::nullopt);
  EXPECT_THAT(Hits(traces), IsEmpty());
}

TEST_F(VaultTest, ACopyOfTheDataFromBeforeTellsNothingOfThem) {
  {
    const auto vault = MustOpen();
    Put(*vault, "residents/a", "Truus", {"residents/a"});
    Put(*vault, "matches/m", "Truus and Piet", {"residents/a", "volunteers/b"});
    Put(*vault, "volunteers/b", "Piet", {"volunteers/b"});
  }
  fs::copy(data() / "store", directory_.store() / "backup", fs::copy_options::recursive);
  {
    const auto vault = MustOpen();
    EXPECT_EQ(vault->store().Get("matches/m").value(), "Truus and Piet");
    ASSERT_TRUE(Erase(*vault, "residents/a").ok());
  }
  fs::remove_all(data() / "store");
  fs::rename(directory_.store() / "backup", data() / "store");
  const auto restored = MustOpen();
  EXPECT_TRUE(absl::IsNotFound(restored->store().Get("residents/a").status()));
  EXPECT_TRUE(absl::IsNotFound(restored->store().Get("matches/m").status()));
  EXPECT_EQ(restored->store().Get("volunteers/b").value(), "Piet");
  EXPECT_EQ(restored->Verify()->erased, 2U);
  EXPECT_THAT(restored->Verify()->damaged, IsEmpty());
}

TEST_F(VaultTest, AnErasureWaitsForThoseWhoStillReadAndIsTakenUpWhenCutShort) {
  auto vault = MustOpen();
  Put(*vault, "residents/a", "Truus", {"residents/a"});
  const std::string id(ViewOf(*vault->keyring()->Find("residents/a")));
  auto reading = vault->store().OpenSnapshot().value();
  std::thread reader([&] {
    absl::SleepFor(absl::Milliseconds(300));
    EXPECT_EQ(reading->Get("residents/a").value_or("gone"), "Truus");
    reading.reset();
  });
  ASSERT_TRUE(Erase(*vault, "residents/a").ok());
  reader.join();
  EXPECT_THAT(Hits({id}), IsEmpty());

  // Cut short behind the key: the files have not been cleaned.
  Put(*vault, "residents/c", "Corrie", {"residents/c"});
  const std::string other(ViewOf(*vault->keyring()->Find("residents/c")));
  ASSERT_TRUE(vault->BeginErasure("residents/c").ok());
  ASSERT_TRUE(vault->keyring()->Erase("residents/c").ok());
  vault.reset();
  EXPECT_GT(Hits({other}).size(), 0U);
  vault = MustOpen();
  ASSERT_TRUE(vault->BeginErasure("residents/c").ok());
  // The record reads as deleted already, and is still there.
  Batch batch;
  batch.Delete("residents/c");
  ASSERT_TRUE(vault->store().Commit(batch).ok());
  const auto erasure = vault->FinishErasure("residents/c", absl::Now());
  ASSERT_TRUE(erasure.ok()) << erasure.status();
  EXPECT_THAT(Hits({other}), IsEmpty());
}

TEST_F(VaultTest, WhatIsStillThereIsNotCertified) {
  const auto vault = MustOpen();
  Put(*vault, "residents/a", "Truus", {"residents/a"});
  ASSERT_TRUE(vault->BeginErasure("residents/a").ok());
  // Nobody deleted the record.
  EXPECT_TRUE(absl::IsUnavailable(vault->FinishErasure("residents/a", absl::Now()).status()));
}

TEST_F(VaultTest, TheWrongKeyAndNoKeyAreRefused) {
  {
    const auto vault = MustOpen();
    EXPECT_TRUE(vault->made_key());
    Put(*vault, "residents/a", "Truus", {"residents/a"});
  }
  EXPECT_FALSE(MustOpen()->made_key());
  fs::rename(data() / "klik.key", directory_.store() / "away");
  const absl::Status missing = Vault::Open(data(), Source()).status();
  EXPECT_TRUE(absl::IsPermissionDenied(missing)) << missing;
  EXPECT_THAT(std::string(missing.message()), HasSubstr("klik.key"));
  EXPECT_FALSE(fs::exists(data() / "klik.key")) << "a key for data that is sealed with another helps nobody";

  ASSERT_TRUE(MakeKeyFile(data() / "klik.key").ok());
  const absl::Status wrong = Vault::Open(data(), Source()).status();
  EXPECT_TRUE(absl::IsPermissionDenied(wrong)) << wrong;
  EXPECT_THAT(std::string(wrong.message()), HasSubstr("another key"));

  fs::rename(directory_.store() / "away", data() / "klik.key");
  EXPECT_EQ(MustOpen()->store().Get("residents/a").value(), "Truus");

  fs::rename(data() / "keys", directory_.store() / "keys");
  EXPECT_TRUE(absl::IsPermissionDenied(Vault::Open(data(), Source()).status()));
  EXPECT_FALSE(fs::exists(data() / "keys"));
}

TEST_F(VaultTest, ItsOwnKeyIsReplacedByAFreshOne) {
  std::string old_key;
  {
    const auto vault = MustOpen();
    Put(*vault, "residents/a", "Truus", {"residents/a"});
    old_key = vault->Summarise().master_key;
    fs::copy(data() / "klik.key", directory_.store() / "old");
    ASSERT_TRUE(vault->Rotate().ok());
    EXPECT_NE(vault->Summarise().master_key, old_key);
    EXPECT_EQ(vault->Summarise().wrapped_otherwise, 0U);
    Put(*vault, "residents/b", "Piet", {"residents/b"});
  }
  EXPECT_FALSE(fs::exists(data() / "klik.key.next"));
  const auto vault = MustOpen();
  EXPECT_EQ(vault->store().Get("residents/a").value(), "Truus");
  EXPECT_EQ(vault->store().Get("residents/b").value(), "Piet");
  KeySource old = Source();
  old.own_file = directory_.store() / "old";
  // Not while the first has it open, but the key is looked at first.
  EXPECT_FALSE(Vault::Open(data(), old).ok());
}

TEST_F(VaultTest, AKeyOfTheAdministratorsIsReplacedByTheNext) {
  KeySource source = Source();
  source.file = directory_.store() / "first.key";
  source.next_file = directory_.store() / "next.key";
  ASSERT_TRUE(MakeKeyFile(source.file).ok());
  {
    const auto vault = Vault::Open(data(), source).value();
    EXPECT_FALSE(vault->made_key());
    Put(*vault, "residents/a", "Truus", {"residents/a"});
    EXPECT_TRUE(absl::IsFailedPrecondition(vault->Rotate())) << "no next key";
    const MasterKey next = MakeKeyFile(source.next_file).value();
    ASSERT_TRUE(vault->Rotate().ok());
    EXPECT_EQ(vault->Summarise().master_key, next.short_id());
  }
  // A start before the administrator has moved the file: what is new goes under the next key all the same.
  {
    const auto vault = Vault::Open(data(), source).value();
    Put(*vault, "residents/b", "Piet", {"residents/b"});
    EXPECT_EQ(vault->Summarise().wrapped_otherwise, 0U);
  }
  source.file = source.next_file;
  source.next_file = directory_.store() / "none";
  EXPECT_EQ(Vault::Open(data(), source).value()->store().Get("residents/b").value(), "Piet");
}

// A disabled account, an ended session, a revoked token, a forgotten failure: none comes back with an older file.
TEST_F(VaultTest, WhoMayComeInIsGuarded) {
  const auto raw = [&](auto use) {
    const auto store = OpenRocksDbStore(data() / "store").value();
    return use(*store);
  };
  for (const std::string_view collection : {kAccounts, kSessions, kThrottles, kTokens}) {
    const std::string key = std::string(collection) + "x";
    Put(*MustOpen(), key, "before", {});
    const std::string before = raw([&](Store& store) { return store.Get(key).value(); });
    Put(*MustOpen(), key, "after", {});
    const std::string after = raw([&](Store& store) { return store.Get(key).value(); });
    const auto put_back = [&](const std::string& value) {
      Batch batch;
      batch.Put(key, value);
      EXPECT_TRUE(raw([&](Store& store) { return store.Commit(batch).status(); }).ok());
    };
    put_back(before);
    EXPECT_TRUE(absl::IsDataLoss(Vault::Open(data(), Source()).status())) << key;
    put_back(after);
  }
  EXPECT_EQ(MustOpen()->store().Get("accounts/x").value(), "after");
}

TEST(FileSearchTest, FindsWhatIsThereWhereverItLies) {
  const ScratchDirectory directory;
  fs::create_directories(directory.store() / "below");
  std::string text(3 << 20, 'x');
  // Across the place where one read ends and the next begins, at the very start, and at the very end.
  const std::vector<std::string> needles = {"first needle", "middle needle", "last needle", "no needle"};
  text.replace(0, needles[0].size(), needles[0]);
  text.replace((1 << 20) - 5, needles[1].size(), needles[1]);
  text.replace(text.size() - needles[2].size(), needles[2].size(), needles[2]);
  std::ofstream(directory.store() / "below" / "file", std::ios::binary) << text;
  std::ofstream(directory.store() / "empty", std::ios::binary);
  const FileSearch search = SearchFiles(directory.store(), needles).value();
  EXPECT_EQ(search.files, 2);
  EXPECT_EQ(search.bytes, static_cast<std::int64_t>(text.size()));
  EXPECT_THAT(search.hits, ElementsAre("below/file", "below/file", "below/file"));
}

}  // namespace
}  // namespace klik::storage
