#include "storage/rocksdb/rocksdb_options.h"

#include <utility>

#include "rocksdb/file_checksum.h"

namespace klik::storage {
namespace {

// Leaves room for sockets under the usual limit of 1024 descriptors.
constexpr int kMaxOpenFiles = 256;

// RocksDB's own log would hold keys and values, and on a full disk Debian's build aborts the process while writing it.
class DiscardingLogger final : public rocksdb::Logger {
 public:
  explicit DiscardingLogger(std::function<void()> on_error)
      : rocksdb::Logger(rocksdb::InfoLogLevel::ERROR_LEVEL), on_error_(std::move(on_error)) {}

  using rocksdb::Logger::Logv;
  void Logv(rocksdb::InfoLogLevel level, const char* /*format*/, va_list /*arguments*/) override {
    // Headers come in above errors.
    const bool is_error = level == rocksdb::InfoLogLevel::ERROR_LEVEL || level == rocksdb::InfoLogLevel::FATAL_LEVEL;
    if (is_error && on_error_) on_error_();
  }
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
  void LogHeader(const char* /*format*/, va_list /*arguments*/) override {}

 private:
  const std::function<void()> on_error_;
};

}  // namespace

rocksdb::Options DatabaseOptions(rocksdb::Env& env, std::function<void()> on_error) {
  rocksdb::Options options;
  options.env = &env;
  options.create_if_missing = true;

  // The default, kPointInTimeRecovery, opens without a word after a flipped bit and drops every commit behind it.
  // kAbsoluteConsistency refuses the half-written tail that every kill -9 leaves.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.recycle_log_file_num = 0;  // Old log blocks could pass for a corrupt tail.
  options.manual_wal_flush = false;
  options.track_and_verify_wals_in_manifest = true;
  options.best_efforts_recovery = false;
  options.atomic_flush = true;

  options.paranoid_checks = true;
  options.paranoid_file_checks = true;
  options.verify_sst_unique_id_in_manifest = true;
  options.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();

  options.info_log = std::make_shared<DiscardingLogger>(std::move(on_error));
  options.info_log_level = rocksdb::InfoLogLevel::ERROR_LEVEL;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;

  options.max_open_files = kMaxOpenFiles;
  // What is kept is sealed, which compresses to nothing, and a search of the files for it must find it as it is.
  options.compression = rocksdb::kNoCompression;
  options.bottommost_compression = rocksdb::kNoCompression;
  return options;
}

rocksdb::WriteOptions CommitOptions() {
  rocksdb::WriteOptions options;
  options.sync = true;
  options.disableWAL = false;
  return options;
}

rocksdb::ReadOptions LookupOptions(const rocksdb::Snapshot* snapshot) {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  options.verify_checksums = true;
  return options;
}

rocksdb::Status FlushFiles(rocksdb::DB& db) {
  rocksdb::FlushOptions flush;
  flush.wait = true;
  flush.allow_write_stall = false;
  return db.Flush(flush);
}

rocksdb::Status PurgeFiles(rocksdb::DB& db) {
  if (rocksdb::Status flushed = FlushFiles(db); !flushed.ok()) return flushed;
  rocksdb::CompactRangeOptions compact;
  // Others may compact at the same time, but the lowest level is written anew too: what is deleted may be there only.
  compact.exclusive_manual_compaction = false;
  compact.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  return db.CompactRange(compact, nullptr, nullptr);
}

absl::StatusOr<std::unique_ptr<Store>> OpenRocksDbStore(const std::filesystem::path& directory,
                                                        const RocksDbStoreOptions& options) {
  return OpenRocksDbStoreIn(*rocksdb::Env::Default(), directory, options);
}

}  // namespace klik::storage
