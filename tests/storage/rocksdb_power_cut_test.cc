// What survives a power cut: everything acknowledged, because it was synced first. And the proof that this test would
// notice if it was not.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>

#include "rocksdb/env.h"
#include "storage/rocksdb/rocksdb_options.h"
#include "tests/storage/commit_sequence.h"
#include "tests/storage/power_cut_file_system.h"
#include "tests/storage/scratch_directory.h"

namespace klik::storage {
namespace {

constexpr int kDefaultRounds = 60;
// Opening takes some thirty operations, a commit two or three.
constexpr std::uint64_t kMostOperations = 250;

int Rounds() {
  const char* rounds = std::getenv("KLIK_POWER_CUT_ROUNDS");
  return rounds == nullptr ? kDefaultRounds : std::atoi(rounds);
}

// Opens the store, commits until the power fails, and takes away what was not synced. The last batch acknowledged, or
// `committed` when there was none.
std::uint64_t CommitUntilPowerCut(const std::filesystem::path& directory, std::uint64_t committed, bool lying,
                                  std::mt19937_64& random) {
  const auto power = std::make_shared<PowerSupply>(1 + random() % kMostOperations, lying);
  const std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(NewPowerCutFileSystem(power));
  {
    const auto store = OpenRocksDbStoreIn(*env, directory, {.disk_reserve_bytes = 0, .on_error = {}});
    if (store.ok()) {
      std::uint64_t n = (*store)->OpenSnapshot().value()->revision();
      committed = std::max(committed, n);
      absl::StatusOr<engine::Revision> revision;
      while ((revision = (*store)->Commit(NthBatch(++n))).ok()) committed = *revision;
      EXPECT_TRUE(IsOutcomeUnknown(revision.status())) << revision.status();
    }
  }
  power->LoseWhatWasNotSynced(random);
  return committed;
}

// Whether nothing that was acknowledged is missing after `rounds` power cuts. Adds to `acknowledged` what was at stake.
::testing::AssertionResult NothingIsLost(int rounds, bool lying, std::uint64_t& acknowledged) {
  ScratchDirectory directory;
  SequenceModel model;
  std::mt19937_64 random(20'260'102);
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t committed = CommitUntilPowerCut(directory.store(), model.batches(), lying, random);
    acknowledged += committed - model.batches();
    const auto store = OpenRocksDbStore(directory.store(), {.disk_reserve_bytes = 0, .on_error = {}});
    if (!store.ok()) return ::testing::AssertionFailure() << "round " << round << ": " << store.status();
    auto held = model.CatchUp(**store, committed);
    if (!held) return held << ", round " << round;
  }
  return ::testing::AssertionSuccess();
}

TEST(RocksDbPowerCutTest, NothingAcknowledgedIsLost) {
  std::uint64_t acknowledged = 0;
  EXPECT_TRUE(NothingIsLost(Rounds(), /*lying=*/false, acknowledged));
  EXPECT_GE(acknowledged, static_cast<std::uint64_t>(Rounds())) << "too little was at stake";
  RecordProperty("acknowledged", std::to_string(acknowledged));
}

TEST(RocksDbPowerCutTest, CommitsThatWereNotSyncedAreMissed) {
  std::uint64_t acknowledged = 0;
  const auto lost = NothingIsLost(Rounds(), /*lying=*/true, acknowledged);
  EXPECT_FALSE(lost);
  EXPECT_NE(std::string(lost.message()).find("batches were acknowledged, the store has"), std::string::npos)
      << lost.message();
}

}  // namespace
}  // namespace klik::storage
