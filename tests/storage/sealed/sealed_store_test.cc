// What sealing adds to a store: nothing can be read, moved or put back below it.
#include "storage/sealed/sealed_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "storage/memory/memory_store.h"

namespace klik::storage {
namespace {

using ::testing::ElementsAre;

class SealedStoreTest : public ::testing::Test {
 protected:
  void Put(const std::string& key, const std::string& value, Subjects subjects) {
    Batch batch;
    batch.Put(key, value, std::move(subjects));
    ASSERT_TRUE(store_->Commit(batch).ok());
  }

  std::map<std::string, std::string> Raw() {
    std::map<std::string, std::string> raw;
    const auto snapshot = inner_->OpenSnapshot().value();
    const auto take = [&](std::string_view key, std::string_view value) {
      raw.emplace(key, value);
      return absl::OkStatus();
    };
    EXPECT_TRUE(snapshot->Scan(KeyRange::All(), take).ok());
    return raw;
  }

  // Below the sealed store, as somebody with the disk would.
  void PutRaw(const std::string& key, const std::string& value) {
    Batch batch;
    batch.MarkSealed();
    batch.Put(key, value);
    ASSERT_TRUE(inner_->Commit(batch).ok());
  }

  std::unique_ptr<Store> keys_ = NewMemoryStore();
  std::unique_ptr<Store> inner_ = NewMemoryStore();
  std::shared_ptr<Keyring> keyring_ = Keyring::Open(*keys_, {MasterKey(Secret())}).value();
  std::unique_ptr<SealedStore> store_ = SealedStore::Open(*inner_, keyring_).value();
};

TEST_F(SealedStoreTest, NothingBelowCanBeRead) {
  Put("residents/a", "Truus CANARY", {"residents/a"});
  Put("activities/x", "choir CANARY", {});
  for (const auto& [key, value] : Raw()) EXPECT_EQ(value.find("CANARY"), std::string::npos) << key;
  EXPECT_EQ(store_->Get("residents/a").value(), "Truus CANARY");
}

TEST_F(SealedStoreTest, WhatIsForgottenDoesNotOpenAgain) {
  Put("outcomes/a/x", "answers", {"residents/a", "residents/a/outcomes"});
  Put("residents/a", "Truus", {"residents/a"});
  const std::string before = Raw().at("outcomes/a/x");
  const auto snapshot = store_->OpenSnapshot().value();
  Batch batch;
  batch.Delete("outcomes/a/x");
  batch.Put("requests/r", "an answer of this very commit", {"residents/a", "residents/a/outcomes"});
  batch.Forget("residents/a/outcomes");
  ASSERT_TRUE(store_->Commit(batch).ok());
  EXPECT_TRUE(absl::IsNotFound(snapshot->Get("outcomes/a/x").status())) << "nor in a snapshot from before";
  EXPECT_TRUE(absl::IsNotFound(store_->Get("requests/r").status()));
  EXPECT_TRUE(absl::IsNotFound(Unseal(*keyring_, "outcomes/a/x", before).status()));
  EXPECT_EQ(store_->Get("residents/a").value(), "Truus");
  // Whoever takes part again gets another key.
  Put("outcomes/a/y", "later", {"residents/a", "residents/a/outcomes"});
  EXPECT_EQ(store_->Get("outcomes/a/y").value(), "later");
  EXPECT_TRUE(absl::IsNotFound(Unseal(*keyring_, "outcomes/a/x", before).status()));
}

TEST_F(SealedStoreTest, ASwappedRecordIsRejected) {
  const std::vector<std::pair<std::string, Subjects>> records = {{"residents/a", {"residents/a"}},
                                                                 {"residents/b", {"residents/b"}},
                                                                 {"matches/m", {"residents/a", "volunteers/v"}},
                                                                 {"matches/n", {"residents/a", "volunteers/v"}},
                                                                 {"exclusions/x", {"residents/a", "residents/b"}},
                                                                 {"activities/y", {}},
                                                                 {"activities/z", {}}};
  for (const auto& [key, subjects] : records) Put(key, "value of " + key, subjects);
  auto raw = Raw();
  raw.erase(std::string(kGuardKey));
  int swaps = 0;
  for (const auto& [to, own] : raw) {
    for (const auto& [from, other] : raw) {
      if (from == to) continue;
      PutRaw(to, other);
      EXPECT_TRUE(absl::IsDataLoss(store_->Get(to).status())) << from << " at " << to;
      const auto snapshot = store_->OpenSnapshot().value();
      const auto ignore = [](std::string_view, std::string_view) { return absl::OkStatus(); };
      EXPECT_TRUE(absl::IsDataLoss(snapshot->Scan(KeyRange::WithPrefix(to), ignore)));
      ++swaps;
    }
    PutRaw(to, own);
    EXPECT_TRUE(store_->Get(to).ok());
  }
  EXPECT_EQ(swaps, 42);
}

TEST_F(SealedStoreTest, EveryFlippedBitAndEveryCutIsRejected) {
  Put("matches/m", "value", {"residents/a", "volunteers/v"});
  const std::string sealed = Raw().at("matches/m");
  for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_TRUE(absl::IsDataLoss(Unseal(*keyring_, "matches/m", changed).status())) << bit;
  }
  for (std::size_t length = 0; length < sealed.size(); ++length) {
    EXPECT_TRUE(absl::IsDataLoss(Unseal(*keyring_, "matches/m", sealed.substr(0, length)).status())) << length;
  }
}

TEST_F(SealedStoreTest, AnOlderVersionPutBackIsFound) {
  constexpr int kVersions = 20;
  std::vector<std::string> versions;
  for (int i = 0; i < kVersions; ++i) {
    Put("residents/a", "version " + std::to_string(i), {"residents/a"});
    Put("residents/b", "another", {"residents/b"});
    versions.push_back(Raw().at("residents/a"));
  }
  EXPECT_THAT(store_->Verify()->damaged, ElementsAre());
  // By somebody who writes to the files and not through the store: the change log does not tell of it.
  for (int i = 0; i + 1 < kVersions; ++i) {
    const auto header = ReadSealHeader(versions[static_cast<std::size_t>(i)]);
    ASSERT_TRUE(header.has_value());
    EXPECT_LT(header->revision, ReadSealHeader(versions.back())->revision);
    PutRaw("residents/a", versions[static_cast<std::size_t>(i)]);
    EXPECT_THAT(store_->Verify()->damaged, ElementsAre("residents/a")) << i;
  }
}

TEST_F(SealedStoreTest, ItDoesNotOpenWhenAnyRecordIsNotTheLast) {
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::string>> versions;
  for (int i = 0; i < 10; ++i) names.push_back("residents/" + std::to_string(i));
  for (int round = 0; round < 3; ++round) {
    for (const std::string& name : names) {
      Put(name, "round " + std::to_string(round), {name});
      versions[name].push_back(Raw().at(name));
    }
  }
  Batch gone;
  gone.Delete(names.back());
  ASSERT_TRUE(store_->Commit(gone).ok());
  const auto opens = [&] { return SealedStore::Open(*inner_, keyring_).status(); };
  EXPECT_TRUE(opens().ok());
  int refused = 0;
  for (const std::string& name : names) {
    for (std::size_t version = 0; version < 3; ++version) {
      const bool is_last = version == 2 && name != names.back();
      PutRaw(name, versions[name][version]);
      EXPECT_EQ(opens().ok(), is_last) << name << " version " << version;
      if (!is_last) {
        EXPECT_TRUE(absl::IsDataLoss(opens()));
        EXPECT_THAT(std::string(opens().message()), ::testing::HasSubstr(name));
        ++refused;
      }
    }
    // Taken out, but for the one that is gone anyway.
    Batch taken_out;
    taken_out.Delete(name);
    ASSERT_TRUE(inner_->Commit(taken_out).ok());
    EXPECT_EQ(opens().ok(), name == names.back()) << name;
    if (name != names.back()) PutRaw(name, versions[name].back());
    EXPECT_TRUE(opens().ok()) << name;
  }
  EXPECT_EQ(refused, 21);
  // Nor with a sum from before, nor without one.
  const std::string guard(kGuardKey);
  const std::string sum = Raw().at(guard);
  Batch without;
  without.Delete(guard);
  ASSERT_TRUE(inner_->Commit(without).ok());
  EXPECT_TRUE(absl::IsDataLoss(opens()));
  PutRaw(guard, sum);
  auto again = SealedStore::Open(*inner_, keyring_).value();
  Batch more;
  more.Put("residents/1", "later", {"residents/1"});
  ASSERT_TRUE(again->Commit(more).ok());
  EXPECT_TRUE(opens().ok());
  PutRaw(guard, sum);
  EXPECT_TRUE(absl::IsDataLoss(opens()));
}

TEST_F(SealedStoreTest, WhoIsErasedTakesAlongWhatTellsOfThem) {
  Put("residents/a", "a", {"residents/a"});
  Put("volunteers/v", "v", {"volunteers/v"});
  Put("matches/m", "a and v", {"residents/a", "volunteers/v"});
  EXPECT_THAT(store_->FindSealedWith(*keyring_->Find("residents/a")).value(), ElementsAre("matches/m", "residents/a"));
  ASSERT_TRUE(keyring_->Erase("residents/a").ok());
  EXPECT_TRUE(absl::IsNotFound(store_->Get("residents/a").status()));
  EXPECT_TRUE(absl::IsNotFound(store_->Get("matches/m").status()));
  std::vector<std::string> seen;
  const auto snapshot = store_->OpenSnapshot().value();
  const auto see = [&](std::string_view key, std::string_view) {
    seen.emplace_back(key);
    return absl::OkStatus();
  };
  ASSERT_TRUE(snapshot->Scan(KeyRange::All(), see).ok());
  EXPECT_THAT(seen, ElementsAre("volunteers/v"));
  EXPECT_EQ(store_->Verify()->erased, 2U);
  EXPECT_THAT(store_->Verify()->damaged, ElementsAre());
  // Whichever of the two it is.
  Put("residents/b", "b", {"residents/b"});
  Put("matches/n", "b and v", {"residents/b", "volunteers/v"});
  ASSERT_TRUE(keyring_->Erase("volunteers/v").ok());
  EXPECT_TRUE(absl::IsNotFound(store_->Get("matches/n").status()));
  EXPECT_EQ(store_->Get("residents/b").value(), "b");
}

TEST_F(SealedStoreTest, WhoseKeyIsNotThereIsDamage) {
  Put("residents/a", "a", {"residents/a"});
  const std::unique_ptr<Store> other_keys = NewMemoryStore();
  const auto other = Keyring::Open(*other_keys, {MasterKey(Secret())}).value();
  EXPECT_TRUE(absl::IsDataLoss(SealedStore::Open(*inner_, other).status()));
  const std::string sealed = Raw().at("residents/a");
  EXPECT_TRUE(absl::IsDataLoss(Unseal(*other, "residents/a", sealed).status())) << "not as if there were nobody";
}

TEST_F(SealedStoreTest, WaitsForTheSnapshotsFromBefore) {
  Put("residents/a", "a", {"residents/a"});
  EXPECT_TRUE(store_->WaitForSnapshots(absl::Now()).ok());
  auto before = store_->OpenSnapshot().value();
  EXPECT_TRUE(absl::IsDeadlineExceeded(store_->WaitForSnapshots(absl::Now() + absl::Milliseconds(20))));
  std::unique_ptr<const Snapshot> after;
  std::thread reader([&] {
    absl::SleepFor(absl::Milliseconds(200));
    after = store_->OpenSnapshot().value();
    EXPECT_EQ(before->Get("residents/a").value(), "a");
    before.reset();
  });
  // The one opened meanwhile is not waited for.
  EXPECT_TRUE(store_->WaitForSnapshots(absl::Now() + absl::Seconds(20)).ok());
  reader.join();
  EXPECT_NE(after, nullptr);
}

}  // namespace
}  // namespace klik::storage
