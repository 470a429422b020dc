// Each setting that durability rests on, one by one: none of them is RocksDB's business to change in its next version.
#include "storage/rocksdb/rocksdb_options.h"

#include <gtest/gtest.h>

namespace klik::storage {
namespace {

rocksdb::Options Made() { return DatabaseOptions(*rocksdb::Env::Default(), {}); }

TEST(RocksDbOptionsTest, EveryCommitIsSyncedThroughTheLog) {
  EXPECT_TRUE(CommitOptions().sync);
  EXPECT_FALSE(CommitOptions().disableWAL);
  EXPECT_FALSE(Made().manual_wal_flush);
  EXPECT_TRUE(Made().atomic_flush);
}

TEST(RocksDbOptionsTest, ADamagedLogIsNoticed) {
  EXPECT_EQ(Made().wal_recovery_mode, rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords);
  EXPECT_TRUE(Made().track_and_verify_wals_in_manifest);
  EXPECT_EQ(Made().recycle_log_file_num, 0U);
  EXPECT_FALSE(Made().best_efforts_recovery);
}

TEST(RocksDbOptionsTest, ADamagedTableIsNoticed) {
  EXPECT_TRUE(Made().paranoid_checks);
  EXPECT_TRUE(Made().paranoid_file_checks);
  EXPECT_TRUE(Made().verify_sst_unique_id_in_manifest);
  EXPECT_NE(Made().file_checksum_gen_factory, nullptr);
  EXPECT_TRUE(LookupOptions(nullptr).verify_checksums);
}

TEST(RocksDbOptionsTest, FilesAreBounded) {
  EXPECT_GT(Made().max_open_files, 0);
  EXPECT_LE(Made().max_open_files, 256);
}

TEST(RocksDbOptionsTest, TheLogKeepsNothingAndCountsErrors) {
  int errors = 0;
  const rocksdb::Options options = DatabaseOptions(*rocksdb::Env::Default(), [&] { ++errors; });
  ASSERT_NE(options.info_log, nullptr);
  rocksdb::Header(options.info_log, "options");
  rocksdb::Info(options.info_log, "nothing special");
  rocksdb::Warn(options.info_log, "slow");
  EXPECT_EQ(errors, 0);
  rocksdb::Error(options.info_log, "a key: %s", "residents/r1");
  rocksdb::Fatal(options.info_log, "the end");
  EXPECT_EQ(errors, 2);
}

}  // namespace
}  // namespace klik::storage
