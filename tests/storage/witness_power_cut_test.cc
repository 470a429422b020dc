// A power cut takes the store and its witness at once: nothing acknowledged is lost, and no start is refused for
// nothing. And where syncs lie, what is lost is lost silently without the witness, and refused by number with it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include "rocksdb/env.h"
#include "storage/rocksdb/rocksdb_options.h"
#include "storage/witness/witnessed_store.h"
#include "tests/storage/power_cut_file_system.h"
#include "tests/storage/scratch_directory.h"

namespace klik::storage {
namespace {

constexpr int kDefaultCuts = 500;
// Opening takes some thirty operations, a commit with its witness four or five.
constexpr std::uint64_t kMostOperations = 300;

int Cuts() {
  const char* cuts = std::getenv("KLIK_WITNESS_CUTS");
  return cuts == nullptr ? kDefaultCuts : std::atoi(cuts);
}

// The witness's file on the same power: what was written and not synced is lost, kept, or torn.
struct WitnessDisk {
  std::string synced;
  std::string written;

  void LoseWhatWasNotSynced(std::mt19937_64& random) {
    if (written.size() < synced.size()) written = synced;
    const std::size_t torn = random() % (written.size() + 1);
    synced.resize(written.size(), '\0');
    if (random() % 2 == 0) synced.replace(0, torn, written, 0, torn);
    written = synced;
  }
};

class PoweredMedium final : public WitnessMedium {
 public:
  PoweredMedium(WitnessDisk& disk, std::shared_ptr<PowerSupply> power) : disk_(disk), power_(std::move(power)) {}

  absl::StatusOr<std::string> Read() override { return disk_.written; }
  absl::Status Write(std::size_t offset, std::string_view bytes) override {
    // The first half may be on its way when the power goes.
    const bool on = power_->UsedElsewhere();
    const std::string_view reached = on ? bytes : bytes.substr(0, bytes.size() / 2);
    disk_.written.resize(std::max(disk_.written.size(), offset + bytes.size()));
    disk_.written.replace(offset, reached.size(), reached);
    return on ? absl::OkStatus() : absl::UnavailableError("the power is gone");
  }
  absl::Status Sync() override {
    if (!power_->UsedElsewhere()) return absl::UnavailableError("the power is gone");
    disk_.synced = disk_.written;
    return absl::OkStatus();
  }

 private:
  WitnessDisk& disk_;
  const std::shared_ptr<PowerSupply> power_;
};

Batch BatchOf(std::uint64_t n) {
  Batch batch;
  batch.Put("last", std::to_string(n));
  batch.Put("large/" + std::to_string(n % 7), std::string(3'000, static_cast<char>('a' + n % 26)));
  return batch;
}

struct Tally {
  std::uint64_t acknowledged = 0;
  int refused = 0;              // Starts, by the witness.
  std::uint64_t lost = 0;       // Acknowledged, and not there.
  std::uint64_t unnoticed = 0;  // Of these, let through by the witness.
};

// Cuts the power `cuts` times. A store that is refused begins anew, with an empty witness.
class PowerCuts {
 public:
  PowerCuts(bool lying, std::uint64_t seed) : lying_(lying), random_(seed) { BeginAnew(); }

  Tally Run(int cuts) {
    for (int cut = 0; cut < cuts; ++cut) {
      CommitUntilPowerCut();
      Check();
    }
    return tally_;
  }

 private:
  // With a store that is there: the file system here may lose half of one in the making, of which nobody knows
  // anything.
  void BeginAnew() {
    directory_ = std::make_unique<ScratchDirectory>();
    const std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(NewPowerCutFileSystem(SteadyPower()));
    ASSERT_TRUE(OpenRocksDbStoreIn(*env, directory_->store(), {.disk_reserve_bytes = 0, .on_error = {}}).ok());
    disk_ = {};
    committed_ = 0;
  }

  // It never goes; and syncs cost nothing, as they do with the other.
  static std::shared_ptr<PowerSupply> SteadyPower() { return std::make_shared<PowerSupply>(UINT64_MAX, false); }

  void CommitUntilPowerCut() {
    const auto power = std::make_shared<PowerSupply>(1 + random_() % kMostOperations, lying_);
    const std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(NewPowerCutFileSystem(power));
    {
      auto store = OpenRocksDbStoreIn(*env, directory_->store(), {.disk_reserve_bytes = 0, .on_error = {}});
      if (store.ok()) Commit(*std::move(store), power);
    }
    power->LoseWhatWasNotSynced(random_);
    disk_.LoseWhatWasNotSynced(random_);
  }

  void Commit(std::unique_ptr<Store> inner, const std::shared_ptr<PowerSupply>& power) {
    const auto store = OpenWitnessedStore(std::move(inner), std::make_unique<PoweredMedium>(disk_, power));
    if (!store.ok()) {
      EXPECT_FALSE(absl::IsDataLoss(store.status())) << store.status();
      return;
    }
    absl::StatusOr<engine::Revision> revision;
    while ((revision = (*store)->Commit(BatchOf(committed_ + 1))).ok()) {
      committed_ = *revision;
      ++tally_.acknowledged;
    }
    EXPECT_TRUE(IsOutcomeUnknown(revision.status())) << revision.status();
  }

  // As after the power is back.
  void Check() {
    const std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(NewPowerCutFileSystem(SteadyPower()));
    auto inner = OpenRocksDbStoreIn(*env, directory_->store(), {.disk_reserve_bytes = 0, .on_error = {}});
    ASSERT_TRUE(inner.ok()) << inner.status();
    const engine::Revision found = (*inner)->OpenSnapshot().value()->revision();
    const std::uint64_t lost = found < committed_ ? committed_ - found : 0;
    tally_.lost += lost;
    const auto store = OpenWitnessedStore(*std::move(inner), std::make_unique<PoweredMedium>(disk_, SteadyPower()));
    if (store.ok()) {
      tally_.unnoticed += lost;
      committed_ = found;
      return;
    }
    ++tally_.refused;
    EXPECT_TRUE(absl::IsDataLoss(store.status())) << store.status();
    // The power may have gone between the witness and the answer.
    const std::string message(store.status().message());
    EXPECT_TRUE(message.ends_with(MissingRevisions(found + 1, committed_)) ||
                message.ends_with(MissingRevisions(found + 1, committed_ + 1)))
        << message << "; " << committed_ << " were acknowledged";
    BeginAnew();
  }

  const bool lying_;
  std::mt19937_64 random_;
  std::unique_ptr<ScratchDirectory> directory_;
  WitnessDisk disk_;
  std::uint64_t committed_ = 0;  // The last acknowledged.
  Tally tally_;
};

void Print(const char* what, int cuts, const Tally& tally) {
  std::cout << what << ": " << cuts << " power cuts, " << tally.acknowledged << " acknowledged, " << tally.lost
            << " lost, " << tally.unnoticed << " of them unnoticed, " << tally.refused << " starts refused\n";
}

TEST(WitnessPowerCutTest, NothingAcknowledgedIsLostAndNothingIsRefused) {
  const Tally tally = PowerCuts(/*lying=*/false, 20'260'501).Run(Cuts());
  Print("synced", Cuts(), tally);
  EXPECT_GT(tally.acknowledged, static_cast<std::uint64_t>(Cuts()));
  EXPECT_EQ(tally.lost, 0u);
  EXPECT_EQ(tally.refused, 0);
}

// The negative control of both: the store loses, and only the witness sees it.
TEST(WitnessPowerCutTest, WhatIsLostWithoutSyncsIsRefusedByNumber) {
  const Tally tally = PowerCuts(/*lying=*/true, 20'260'502).Run(Cuts());
  Print("not synced", Cuts(), tally);
  EXPECT_GT(tally.lost, 0u);
  EXPECT_GT(tally.refused, 0);
  EXPECT_EQ(tally.unnoticed, 0u);
}

}  // namespace
}  // namespace klik::storage
