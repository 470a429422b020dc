// What RocksDB's store promises beyond the contract: it is still there when opened again, and says so when it is not.
#include "storage/rocksdb/rocksdb_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "rocksdb/db.h"
#include "storage/rocksdb/layout.h"
#include "storage/rocksdb/rocksdb_options.h"
#include "tests/storage/commit_sequence.h"
#include "tests/storage/scratch_directory.h"

namespace klik::storage {
namespace {

namespace fs = std::filesystem;

class RocksDbStoreTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Store>> Open() {
    return OpenRocksDbStore(directory_.store(), {.disk_reserve_bytes = 0, .on_error = {}});
  }

  // Opens it, commits batches up to the `n`th, and closes it.
  void CommitUpTo(std::uint64_t n) {
    const auto store = Open().value();
    for (std::uint64_t i = store->OpenSnapshot().value()->revision() + 1; i <= n; ++i) {
      ASSERT_EQ(store->Commit(NthBatch(i)).value(), i);
    }
  }

  // The files that end in `extension`; the largest first.
  std::vector<fs::path> Files(const std::string& extension) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(directory_.store())) {
      if (entry.path().extension() == extension) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end(),
              [](const auto& a, const auto& b) { return fs::file_size(a) > fs::file_size(b); });
    return files;
  }

  // Writes past the store, straight into the database.
  void PutRaw(std::string_view key, const std::string& value) {
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(
        rocksdb::DB::Open(DatabaseOptions(*rocksdb::Env::Default(), {}), directory_.store().string(), &db).ok());
    const std::unique_ptr<rocksdb::DB> owner(db);
    ASSERT_TRUE(db->Put(CommitOptions(), rocksdb::Slice(key.data(), key.size()), value).ok());
  }

  ScratchDirectory directory_;
};

void FlipBit(const fs::path& file, std::uintmax_t at) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(at));
  const char flipped = static_cast<char>(stream.get() ^ 0x10);
  stream.seekp(static_cast<std::streamoff>(at));
  stream.put(flipped);
  ASSERT_TRUE(stream.good());
}

TEST_F(RocksDbStoreTest, OpenedAgainItIsAsItWas) {
  SequenceModel model;
  for (std::uint64_t n = 0; n <= 45; ++n) {
    CommitUpTo(n);
    ASSERT_TRUE(model.CatchUp(*Open().value(), n)) << n;
    ASSERT_EQ(model.batches(), n);
  }
}

TEST_F(RocksDbStoreTest, CloseFreesTheDirectoryOnceTheLastSnapshotIsGone) {
  auto store = Open().value();
  ASSERT_TRUE(store->Commit(NthBatch(1)).ok());
  auto snapshot = store->OpenSnapshot().value();
  const absl::Status held = Open().status();
  EXPECT_TRUE(absl::IsFailedPrecondition(held)) << held;
  store->Close();
  EXPECT_TRUE(absl::IsFailedPrecondition(Open().status())) << "the snapshot still holds it";
  snapshot.reset();
  EXPECT_TRUE(Open().ok());
}

TEST_F(RocksDbStoreTest, OnlyTheOwnerMayReadTheDirectory) {
  CommitUpTo(1);
  EXPECT_EQ(fs::status(directory_.store()).permissions(), fs::perms::owner_all);
}

TEST_F(RocksDbStoreTest, WhatCannotBeADirectoryIsUnavailable) {
  std::ofstream(directory_.store()) << "a file";
  EXPECT_TRUE(absl::IsUnavailable(Open().status()));
}

TEST_F(RocksDbStoreTest, ANewerFormatIsNotOpened) {
  CommitUpTo(3);
  PutRaw(kFormatKey, EncodeNumber(kFormat + 1));
  const absl::Status newer = Open().status();
  EXPECT_TRUE(absl::IsFailedPrecondition(newer)) << newer;
  PutRaw(kFormatKey, EncodeNumber(kFormat));
  EXPECT_TRUE(Open().ok());
}

TEST_F(RocksDbStoreTest, AnotherDatabaseIsNotTakenOver) {
  fs::create_directory(directory_.store());
  PutRaw("somebody else's", "data");
  const absl::Status other = Open().status();
  EXPECT_TRUE(absl::IsFailedPrecondition(other)) << other;
}

TEST_F(RocksDbStoreTest, ARevisionThatTheChangeLogDoesNotEndWithIsDamage) {
  CommitUpTo(3);
  PutRaw(kRevisionKey, EncodeNumber(4));
  EXPECT_TRUE(absl::IsDataLoss(Open().status()));
  PutRaw(kRevisionKey, "3");
  EXPECT_TRUE(absl::IsDataLoss(Open().status()));
}

TEST_F(RocksDbStoreTest, ADamagedLineOfTheChangeLogIsDamage) {
  CommitUpTo(3);
  PutRaw(ChangeKey(2), "no list of keys");
  const auto store = Open().value();
  const absl::Status read = store->OpenSnapshot().value()->ChangedSince(
      0, [](engine::Revision, std::string_view) { return absl::OkStatus(); });
  EXPECT_TRUE(absl::IsDataLoss(read)) << read;
}

// RocksDB's default would open without a word and drop every commit behind the flipped bit.
TEST_F(RocksDbStoreTest, AFlippedBitInTheLogIsNotOpened) {
  CommitUpTo(50);
  const fs::path log = Files(".log").at(0);
  ASSERT_GT(fs::file_size(log), 50'000U);
  FlipBit(log, fs::file_size(log) / 2);
  const absl::Status damaged = Open().status();
  EXPECT_TRUE(absl::IsDataLoss(damaged)) << damaged;
}

TEST_F(RocksDbStoreTest, AStoreThatWasClosedLeavesNoLogToReplay) {
  {
    const auto store = Open().value();
    ASSERT_EQ(store->Commit(NthBatch(1)).value(), 1U);
    store->Close();
  }
  for (const fs::path& log : Files(".log")) EXPECT_EQ(fs::file_size(log), 0U);
  const auto store = Open().value();
  EXPECT_EQ(store->OpenSnapshot().value()->revision(), 1U);
  EXPECT_EQ(store->Commit(NthBatch(2)).value(), 2U);
}

// What every crash in the middle of a write leaves behind.
TEST_F(RocksDbStoreTest, AHalfWrittenTailIsCutOff) {
  CommitUpTo(50);
  const fs::path log = Files(".log").at(0);
  fs::resize_file(log, fs::file_size(log) - 100);
  const auto store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ((*store)->OpenSnapshot().value()->revision(), 49U);
  EXPECT_EQ((*store)->Commit(NthBatch(50)).value(), 50U);
}

TEST_F(RocksDbStoreTest, AFlippedBitInATableIsNeverReadAsData) {
  CommitUpTo(50);
  { const auto flushes_the_log = Open().value(); }
  const fs::path table = Files(".sst").at(0);
  FlipBit(table, fs::file_size(table) / 3);
  const auto store = Open();
  if (!store.ok()) {
    EXPECT_TRUE(absl::IsDataLoss(store.status())) << store.status();
    return;
  }
  const auto snapshot = (*store)->OpenSnapshot();
  const absl::Status scanned = snapshot.ok()
                                   ? (*snapshot)->Scan(KeyRange::All(), [](auto, auto) { return absl::OkStatus(); })
                                   : snapshot.status();
  EXPECT_TRUE(absl::IsDataLoss(scanned)) << scanned;
}

TEST_F(RocksDbStoreTest, WithTooLittleDiskLeftItOnlyReads) {
  CommitUpTo(1);
  const auto store = OpenRocksDbStore(directory_.store(),
                                      {.disk_reserve_bytes = std::numeric_limits<std::uint64_t>::max(), .on_error = {}})
                         .value();
  const absl::Status full = store->Commit(NthBatch(2)).status();
  EXPECT_TRUE(absl::IsResourceExhausted(full)) << full;
  EXPECT_FALSE(IsOutcomeUnknown(full));
  EXPECT_EQ(store->Get("left/1").value(), "1");
  EXPECT_EQ(store->OpenSnapshot().value()->revision(), 1U);
}

// The change log and RocksDB's own log file hold no values: what was overwritten and compacted is gone from the disk.
TEST_F(RocksDbStoreTest, WhatWasErasedLeavesNoCopy) {
  const std::string secret = "a name that must go";
  {
    const auto store = Open().value();
    Batch write;
    write.Put("residents/1", secret);
    ASSERT_TRUE(store->Commit(write).ok());
    Batch erase;
    erase.Delete("residents/1");
    ASSERT_TRUE(store->Commit(erase).ok());
  }
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(DatabaseOptions(*rocksdb::Env::Default(), {}), directory_.store().string(), &db).ok());
  rocksdb::CompactRangeOptions everything;
  everything.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  EXPECT_TRUE(db->CompactRange(everything, nullptr, nullptr).ok());
  delete db;
  { const auto drops_the_old_log = Open().value(); }
  int files = 0;
  for (const auto& entry : fs::directory_iterator(directory_.store())) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_EQ(bytes.find(secret), std::string::npos) << entry.path().filename();
    EXPECT_NE(entry.path().filename(), "LOG") << "RocksDB's own log was switched off";
    ++files;
  }
  EXPECT_GT(files, 3);
}

}  // namespace
}  // namespace klik::storage
