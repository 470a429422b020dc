// What survives a process that dies in the middle of its work: everything it acknowledged, and nothing by halves.
//
// A killed process leaves its writes to the kernel, so this cannot see a missing sync; rocksdb_power_cut_test.cc does.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>

#include "absl/time/clock.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "tests/storage/child_process.h"
#include "tests/storage/commit_sequence.h"
#include "tests/storage/scratch_directory.h"

namespace klik::storage {
namespace {

constexpr int kDefaultRounds = 60;
constexpr absl::Duration kChildTimeout = absl::Seconds(30);
RocksDbStoreOptions WithoutReserve() { return {.disk_reserve_bytes = 0, .on_error = {}}; }

int Rounds() {
  const char* rounds = std::getenv("KLIK_KILL_ROUNDS");
  return rounds == nullptr ? kDefaultRounds : std::atoi(rounds);
}

// The child: reports the revision it opened at, then commits as fast as it can and reports each one.
TEST(CrashChild, CommitsUntilKilled) {
  const auto directory = ChildDirectory();
  if (!directory.has_value()) GTEST_SKIP() << "runs as the child of the tests below";
  const auto store = OpenRocksDbStore(*directory, WithoutReserve()).value();
  std::uint64_t n = store->OpenSnapshot().value()->revision();
  ReportToParent(n);
  while (true) ReportToParent(store->Commit(NthBatch(++n)).value());
}

// The same, with files of at most 200 kB: writing the log fails after some forty commits, as on a full disk.
TEST(CrashChild, CommitsUntilTheDiskIsFull) {
  const auto directory = ChildDirectory();
  if (!directory.has_value()) GTEST_SKIP() << "runs as the child of the tests below";
  const auto store = OpenRocksDbStore(*directory, WithoutReserve()).value();
  std::uint64_t n = store->OpenSnapshot().value()->revision();
  ReportToParent(n);
  const rlimit limit = {.rlim_cur = 200'000, .rlim_max = 200'000};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  ::signal(SIGXFSZ, SIG_IGN);
  while (true) {
    const auto committed = store->Commit(NthBatch(++n));
    if (!committed.ok()) {
      // The parent sees only whether this number comes.
      const bool latched = absl::IsUnknown(committed.status()) && absl::IsUnknown(store->Commit(NthBatch(n)).status());
      const bool reads = store->Get("large/1").ok();
      ReportToParent(latched && reads ? 0 : n + 1'000'000);
      return;
    }
    ReportToParent(*committed);
  }
}

// The child: holds the store until killed.
TEST(CrashChild, HoldsTheStore) {
  const auto directory = ChildDirectory();
  if (!directory.has_value()) GTEST_SKIP() << "runs as the child of the tests below";
  const auto store = OpenRocksDbStore(*directory, WithoutReserve()).value();
  ReportToParent(0);
  (void)store->WaitForChange(0, absl::InfiniteFuture());
}

TEST(RocksDbCrashTest, KillLosesNothingAcknowledged) {
  ScratchDirectory directory;
  SequenceModel model;
  std::mt19937_64 random(20'260'101);
  std::uint64_t acknowledged_in_all = 0;
  for (int round = 0; round < Rounds(); ++round) {
    SCOPED_TRACE(round);
    std::uint64_t acknowledged = model.batches();
    {
      ChildProcess child("CrashChild.CommitsUntilKilled", directory.store());
      // Most rounds die while committing, every fifth perhaps while starting and recovering.
      if (round % 5 != 0) {
        const auto opened = child.NextReport(absl::Now() + kChildTimeout);
        ASSERT_TRUE(opened.has_value()) << "the child did not open the store";
        ASSERT_EQ(*opened, model.batches());
      }
      const absl::Time end = absl::Now() + absl::Microseconds(random() % (round % 5 == 0 ? 60'000 : 15'000));
      while (const auto report = child.NextReport(end)) acknowledged = *report;
      child.Kill();
      while (const auto report = child.NextReport(absl::InfiniteFuture())) acknowledged = *report;
    }
    acknowledged_in_all += acknowledged - model.batches();
    const auto store = OpenRocksDbStore(directory.store(), WithoutReserve());
    ASSERT_TRUE(store.ok()) << store.status();
    ASSERT_TRUE(model.CatchUp(**store, acknowledged));
  }
  EXPECT_GE(acknowledged_in_all, static_cast<std::uint64_t>(Rounds())) << "too little was at stake";
  RecordProperty("acknowledged", std::to_string(acknowledged_in_all));
}

TEST(RocksDbCrashTest, AFullDiskStopsCommitsAndLosesNothing) {
  ScratchDirectory directory;
  SequenceModel model;
  ChildProcess child("CrashChild.CommitsUntilTheDiskIsFull", directory.store());
  std::uint64_t acknowledged = 0;
  std::optional<std::uint64_t> report;
  while ((report = child.NextReport(absl::Now() + kChildTimeout)) && (*report > 0 || acknowledged == 0)) {
    acknowledged = std::max(acknowledged, *report);
  }
  EXPECT_EQ(report, 0U) << "the child aborted, or its store did not refuse as it should";
  EXPECT_GT(acknowledged, 10U);
  EXPECT_LT(acknowledged, 1'000'000U);
  child.Kill();
  const auto store = OpenRocksDbStore(directory.store(), WithoutReserve());
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_TRUE(model.CatchUp(**store, acknowledged));
  EXPECT_TRUE((*store)->Commit(NthBatch(model.batches() + 1)).ok());
}

TEST(RocksDbCrashTest, OnlyOneProcessAtATime) {
  ScratchDirectory directory;
  ChildProcess child("CrashChild.HoldsTheStore", directory.store());
  ASSERT_TRUE(child.NextReport(absl::Now() + kChildTimeout).has_value());
  const absl::Status locked = OpenRocksDbStore(directory.store(), WithoutReserve()).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(locked)) << locked;
  EXPECT_NE(locked.message().find("locked"), absl::string_view::npos) << locked;
  child.Kill();
  EXPECT_TRUE(OpenRocksDbStore(directory.store(), WithoutReserve()).ok());
}

}  // namespace
}  // namespace klik::storage
