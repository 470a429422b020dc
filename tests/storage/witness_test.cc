// What a store with a witness notices: what was lost, put back, swapped; and what it lets pass, because nobody was
// told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "storage/memory/memory_store.h"
#include "storage/witness/witnessed_directory.h"
#include "storage/witness/witnessed_store.h"
#include "tests/storage/commit_sequence.h"
#include "tests/storage/scratch_directory.h"
#include "tests/testing/faulty_store.h"

namespace klik::storage {
namespace {

using ::testing::HasSubstr;

const RocksDbStoreOptions kWithoutReserve = {.disk_reserve_bytes = 0, .on_error = {}};

// Bytes that stay when the medium goes, as a file does.
struct Disk {
  std::string bytes;
  bool broken = false;
};

class DiskMedium final : public WitnessMedium {
 public:
  explicit DiskMedium(Disk& disk) : disk_(disk) {}
  absl::StatusOr<std::string> Read() override { return disk_.bytes; }
  absl::Status Write(std::size_t offset, std::string_view bytes) override {
    if (disk_.broken) return absl::UnavailableError("broken");
    disk_.bytes.resize(std::max(disk_.bytes.size(), offset + bytes.size()));
    disk_.bytes.replace(offset, bytes.size(), bytes);
    return absl::OkStatus();
  }
  absl::Status Sync() override { return absl::OkStatus(); }

 private:
  Disk& disk_;
};

// A store of which the owner keeps hold, as of a directory.
class Borrowed final : public Store {
 public:
  explicit Borrowed(Store& store) : store_(store) {}
  absl::StatusOr<engine::Revision> Commit(const Batch& batch) override { return store_.Commit(batch); }
  absl::StatusOr<std::string> Get(std::string_view key) const override { return store_.Get(key); }
  absl::StatusOr<std::unique_ptr<const Snapshot>> OpenSnapshot() const override { return store_.OpenSnapshot(); }
  absl::StatusOr<engine::Revision> WaitForChange(engine::Revision after, absl::Time deadline) const override {
    return store_.WaitForChange(after, deadline);
  }
  absl::Status Purge() override { return store_.Purge(); }
  void Close() override {}

 private:
  Store& store_;
};

absl::StatusOr<std::unique_ptr<Store>> OpenWith(Store& store, Disk& disk,
                                                WitnessCheck check = WitnessCheck::kMustAgree) {
  return OpenWitnessedStore(std::make_unique<Borrowed>(store), std::make_unique<DiskMedium>(disk), check);
}

// Commits batches `first` to `last`.
void CommitAll(Store& store, std::uint64_t first, std::uint64_t last) {
  for (std::uint64_t n = first; n <= last; ++n) ASSERT_EQ(store.Commit(NthBatch(n)).value(), n);
}

void ExpectRefused(Store& store, Disk& disk, const std::string& words) {
  const absl::Status refused = OpenWith(store, disk).status();
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr(words));
}

class WitnessTest : public ::testing::Test {
 protected:
  std::unique_ptr<Store> store_ = NewMemoryStore();
  Disk disk_;
};

TEST_F(WitnessTest, OpensAgainWhereItWas) {
  CommitAll(**OpenWith(*store_, disk_), 1, 200);  // More than there are places.
  CommitAll(**OpenWith(*store_, disk_), 201, 203);
  EXPECT_TRUE(OpenWith(*store_, disk_).ok());
  EXPECT_EQ(disk_.bytes.size(), kWitnessPlaces * kWitnessPlaceBytes);
}

TEST_F(WitnessTest, AStoreFromBeforeThereWasAWitnessGetsOne) {
  CommitAll(*store_, 1, 3);
  CommitAll(**OpenWith(*store_, disk_), 4, 5);
  EXPECT_TRUE(OpenWith(*store_, disk_).ok());
}

TEST_F(WitnessTest, AnOlderCopyIsRefusedByWhatIsMissing) {
  const std::unique_ptr<Store> old = NewMemoryStore();
  Disk ignored;
  CommitAll(**OpenWith(*old, ignored), 1, 3);
  CommitAll(**OpenWith(*store_, disk_), 1, 4);
  ExpectRefused(*old, disk_, "revision 4 is missing");
  CommitAll(**OpenWith(*store_, disk_), 5, 9);
  ExpectRefused(*old, disk_, "revisions 4 to 9 are missing");
  ExpectRefused(*NewMemoryStore(), disk_, "revisions 1 to 9 are missing");
}

TEST_F(WitnessTest, OneCommitThatNobodyWasToldOfPasses) {
  CommitAll(**OpenWith(*store_, disk_), 1, 3);
  Disk before = disk_;
  CommitAll(**OpenWith(*store_, disk_), 4, 4);
  EXPECT_TRUE(OpenWith(*store_, before).ok());
  // From then on it has been seen.
  EXPECT_TRUE(OpenWith(*store_, before).ok());
}

TEST_F(WitnessTest, AWitnessThatIsBehindIsRefused) {
  CommitAll(**OpenWith(*store_, disk_), 1, 3);
  Disk before = disk_;
  CommitAll(**OpenWith(*store_, disk_), 4, 5);
  ExpectRefused(*store_, before, "has seen only revision 3");
  Disk empty;
  ExpectRefused(*store_, empty, "the witness is empty");
}

TEST_F(WitnessTest, AStoreOfAnotherHistoryIsRefused) {
  const std::unique_ptr<Store> other = NewMemoryStore();
  Disk ignored;
  {
    const auto witnessed = OpenWith(*other, ignored).value();
    CommitAll(*witnessed, 1, 2);
    Batch batch;
    batch.Put("left/3", "somewhere else");
    ASSERT_TRUE(witnessed->Commit(batch).ok());
  }
  CommitAll(**OpenWith(*store_, disk_), 1, 3);
  ExpectRefused(*other, disk_, "another history");
  // Nor one commit further.
  CommitAll(**OpenWith(*other, ignored), 4, 4);
  ExpectRefused(*other, disk_, "another history");
}

TEST_F(WitnessTest, WhatIsLostCanBeTakenAsItIsForOnce) {
  const std::unique_ptr<Store> old = NewMemoryStore();
  Disk ignored;
  CommitAll(**OpenWith(*old, ignored), 1, 3);
  CommitAll(**OpenWith(*store_, disk_), 1, 9);
  ASSERT_FALSE(OpenWith(*old, disk_).ok());
  CommitAll(**OpenWith(*old, disk_, WitnessCheck::kTakeStore), 4, 4);
  EXPECT_TRUE(OpenWith(*old, disk_).ok());
  ExpectRefused(*store_, disk_, "has seen only revision 4");
}

// Without a witness the same loss is a smaller, healthy store: this is what it is for.
TEST_F(WitnessTest, WithoutItTheSameLossIsSilent) {
  ScratchDirectory directory;
  CommitAll(**OpenRocksDbStore(directory.store(), kWithoutReserve), 1, 3);
  const std::filesystem::path copy = directory.store().string() + "-copy";
  std::filesystem::copy(directory.store(), copy);
  CommitAll(**OpenRocksDbStore(directory.store(), kWithoutReserve), 4, 9);
  const auto old = OpenRocksDbStore(copy, kWithoutReserve);
  ASSERT_TRUE(old.ok()) << old.status();
  EXPECT_EQ((*old)->OpenSnapshot().value()->revision(), 3u);
}

TEST_F(WitnessTest, ATornRecordLeavesTheOneBefore) {
  CommitAll(**OpenWith(*store_, disk_), 1, 3);
  const Disk before = disk_;
  CommitAll(**OpenWith(*store_, disk_), 4, 4);
  std::size_t place = 0;
  while (disk_.bytes[place] == before.bytes[place]) ++place;
  place -= place % kWitnessPlaceBytes;
  for (std::size_t kept = 0; kept < kWitnessPlaceBytes; kept += 7) {
    Disk torn = before;
    torn.bytes.replace(place, kept, disk_.bytes, place, kept);
    EXPECT_TRUE(OpenWith(*store_, torn).ok()) << kept;
  }
}

TEST_F(WitnessTest, NoFlippedBitPassesForAnotherRecord) {
  CommitAll(**OpenWith(*store_, disk_), 1, 70);
  const Witness whole = Witness::Open(std::make_unique<DiskMedium>(disk_)).value();
  for (std::size_t at = 0; at < disk_.bytes.size(); at += at % kWitnessPlaceBytes < 100 ? 1 : 1'000) {
    Disk damaged = disk_;
    damaged.bytes[at] = static_cast<char>(damaged.bytes[at] ^ 4);
    const Witness read = Witness::Open(std::make_unique<DiskMedium>(damaged)).value();
    ASSERT_TRUE(read.last().has_value());
    ASSERT_TRUE(read.last()->revision == 70 || read.last()->revision == 69) << at;
  }
}

TEST_F(WitnessTest, ACommitWithoutAWitnessIsUnknownAndTheLast) {
  const auto witnessed = OpenWith(*store_, disk_).value();
  CommitAll(*witnessed, 1, 2);
  disk_.broken = true;
  EXPECT_TRUE(absl::IsUnknown(witnessed->Commit(NthBatch(3)).status()));
  disk_.broken = false;
  EXPECT_TRUE(absl::IsUnknown(witnessed->Commit(NthBatch(4)).status()));
  // It had happened, and nobody was told.
  CommitAll(**OpenWith(*store_, disk_), 4, 4);
}

TEST_F(WitnessTest, WhatTheStoreRefusesIsNotWitnessed) {
  testing::FaultyStore faulty(*store_, {});
  const auto witnessed = OpenWith(faulty, disk_).value();
  CommitAll(*witnessed, 1, 2);
  faulty.FailNextCommit(testing::CommitFault::kRefused);
  EXPECT_TRUE(absl::IsResourceExhausted(witnessed->Commit(NthBatch(3)).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(witnessed->Commit(Batch()).status()));
  EXPECT_TRUE(absl::IsAborted(witnessed->Commit(NthBatch(7)).status()));
  CommitAll(*witnessed, 3, 4);
  EXPECT_TRUE(OpenWith(*store_, disk_).ok());
}

class WitnessedDirectoryTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Store>> Open() const {
    return OpenWitnessedDirectory(scratch_.store(), witness(), WitnessCheck::kMustAgree, kWithoutReserve);
  }

  std::filesystem::path witness() const { return scratch_.store().parent_path() / "witness"; }

  // RocksDB's log, the only one there is.
  std::filesystem::path Log() const {
    for (const auto& file : std::filesystem::directory_iterator(scratch_.store())) {
      if (file.path().extension() == ".log") return file.path();
    }
    return {};
  }

  ScratchDirectory scratch_;
};

TEST_F(WitnessedDirectoryTest, KeepsAWholeStore) {
  SequenceModel model;
  CommitAll(**Open(), 1, 100);
  const auto store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ((*store)->OpenSnapshot().value()->revision(), 100u);
  // Its own record is nobody else's.
  EXPECT_TRUE(absl::IsNotFound((*store)->Get(HistoryKey()).status()));
}

TEST_F(WitnessedDirectoryTest, AFlippedBitInTheLogIsRefusedByWhatIsMissing) {
  CommitAll(**Open(), 1, 100);
  std::fstream log(Log(), std::ios::in | std::ios::out | std::ios::binary);
  const auto middle = static_cast<std::streamoff>(std::filesystem::file_size(Log()) / 2);
  log.seekg(middle);
  const char byte = static_cast<char>(log.get());
  log.seekp(middle);
  log.put(static_cast<char>(byte ^ 1));
  log.close();
  const absl::Status refused = Open().status();
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("the witness has seen revision 100: revisions "));
  EXPECT_THAT(std::string(refused.message()), HasSubstr(" to 100 are missing"));
}

TEST_F(WitnessedDirectoryTest, ATruncatedOrDeletedLogIsRefusedByWhatIsMissing) {
  CommitAll(**Open(), 1, 100);
  std::filesystem::resize_file(Log(), std::filesystem::file_size(Log()) / 2);
  const absl::Status truncated = Open().status();
  EXPECT_TRUE(absl::IsDataLoss(truncated)) << truncated;
  EXPECT_THAT(std::string(truncated.message()), HasSubstr(" to 100 are missing"));
  // RocksDB itself sees nothing.
  EXPECT_TRUE(OpenRocksDbStore(scratch_.store(), kWithoutReserve).ok());
}

TEST_F(WitnessedDirectoryTest, AWitnessIsNotSharedAndItsFolderNotMade) {
  const auto store = Open();
  EXPECT_TRUE(absl::IsFailedPrecondition(Open().status())) << Open().status();
  const absl::Status nowhere =
      OpenWitnessedDirectory(scratch_.store(), scratch_.store() / "no" / "such", WitnessCheck::kMustAgree).status();
  EXPECT_TRUE(absl::IsUnavailable(nowhere)) << nowhere;
}

}  // namespace
}  // namespace klik::storage
