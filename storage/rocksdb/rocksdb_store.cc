#include "storage/rocksdb/rocksdb_store.h"

#include <mutex>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "storage/revision_signal.h"
#include "storage/rocksdb/layout.h"
#include "storage/rocksdb/rocksdb_options.h"

namespace klik::storage {
namespace {

using Database = std::shared_ptr<rocksdb::DB>;

absl::Status Closed() { return absl::FailedPreconditionError("the store is closed"); }

rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Of reading; keys hold no personal data, so RocksDB's text may be passed on.
absl::Status ToStatus(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  if (status.IsCorruption()) return absl::DataLossError(absl::StrCat("the store is damaged: ", status.ToString()));
  return absl::UnavailableError(absl::StrCat("the store cannot be read: ", status.ToString()));
}

// `key` with its space before it.
absl::StatusOr<std::string> Read(rocksdb::DB& db, const rocksdb::Snapshot* snapshot, std::string_view key) {
  std::string value;
  const rocksdb::Status status = db.Get(LookupOptions(snapshot), ToSlice(key), &value);
  if (status.IsNotFound())
    return absl::NotFoundError(absl::StrCat("nothing is stored under ", std::string(key.substr(1))));
  if (!status.ok()) return ToStatus(status);
  return value;
}

absl::StatusOr<std::uint64_t> ReadNumber(rocksdb::DB& db, const rocksdb::Snapshot* snapshot, std::string_view key) {
  const absl::StatusOr<std::string> bytes = Read(db, snapshot, key);
  if (!bytes.ok()) return bytes.status();
  const std::optional<std::uint64_t> number = DecodeNumber(*bytes);
  if (!number.has_value())
    return absl::DataLossError(absl::StrCat("the store is damaged: ", std::string(key), " is no number"));
  return *number;
}

class RocksDbSnapshot final : public Snapshot {
 public:
  static absl::StatusOr<std::unique_ptr<const Snapshot>> Open(Database db) {
    std::unique_ptr<RocksDbSnapshot> opened(new RocksDbSnapshot(std::move(db)));
    const absl::StatusOr<std::uint64_t> revision = ReadNumber(*opened->db_, opened->snapshot_, kRevisionKey);
    if (!revision.ok()) return revision.status();
    opened->revision_ = *revision;
    return opened;
  }

  ~RocksDbSnapshot() override { db_->ReleaseSnapshot(snapshot_); }

  engine::Revision revision() const override { return revision_; }

  absl::StatusOr<std::string> Get(std::string_view key) const override {
    return Read(*db_, snapshot_, SpaceKey(kRecordSpace, key));
  }

  absl::Status Scan(const KeyRange& range, RecordVisitor visit) const override {
    const std::string end = range.end.empty() ? std::string(1, kRecordSpace + 1) : SpaceKey(kRecordSpace, range.end);
    return Iterate(SpaceKey(kRecordSpace, range.first), end,
                   [&](std::string_view key, std::string_view value) { return visit(key.substr(1), value); });
  }

  absl::Status ChangedSince(engine::Revision after, ChangeVisitor visit) const override {
    if (after > revision_) return absl::OutOfRangeError(absl::StrCat("revision ", after, " is after ", revision_));
    engine::Revision expected = after + 1;
    const absl::Status iterated = Iterate(ChangeKey(after + 1), std::string(1, kChangeSpace + 1),
                                          [&](std::string_view key, std::string_view value) {
                                            const auto keys = DecodeChangedKeys(value);
                                            if (DecodeNumber(key.substr(1)) != expected || !keys.has_value())
                                              return DamagedLog(expected);
                                            for (const std::string_view changed : *keys) {
                                              if (absl::Status visited = visit(expected, changed); !visited.ok())
                                                return visited;
                                            }
                                            ++expected;
                                            return absl::OkStatus();
                                          });
    if (!iterated.ok()) return iterated;
    return expected == revision_ + 1 ? absl::OkStatus() : DamagedLog(expected);
  }

 private:
  explicit RocksDbSnapshot(Database db) : db_(std::move(db)), snapshot_(db_->GetSnapshot()) {}

  static absl::Status DamagedLog(engine::Revision revision) {
    return absl::DataLossError(absl::StrCat("the change log is damaged at revision ", revision));
  }

  absl::Status Iterate(const std::string& first, const std::string& end, RecordVisitor visit) const {
    const rocksdb::Slice bound(end);
    rocksdb::ReadOptions options = LookupOptions(snapshot_);
    options.iterate_upper_bound = &bound;
    options.fill_cache = false;  // Scans read everything once; the cache is for what is read again.
    const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(options));
    for (it->Seek(first); it->Valid(); it->Next()) {
      if (absl::Status visited = visit(ToView(it->key()), ToView(it->value())); !visited.ok()) return visited;
    }
    return ToStatus(it->status());
  }

  const Database db_;
  const rocksdb::Snapshot* const snapshot_;
  engine::Revision revision_ = 0;
};

class RocksDbStore final : public Store {
 public:
  RocksDbStore(Database db, engine::Revision revision, std::filesystem::path directory, std::uint64_t reserve_bytes)
      : directory_(std::move(directory)),
        disk_reserve_bytes_(reserve_bytes),
        db_(std::move(db)),
        revision_(revision),
        signal_(revision) {}

  ~RocksDbStore() override { Release(); }

  absl::StatusOr<engine::Revision> Commit(const Batch& batch) override {
    if (absl::Status checked = CheckBatch(batch); !checked.ok()) return checked;
    std::lock_guard lock(commit_mutex_);
    if (!unusable_.ok()) return unusable_;
    const Database db = database();
    if (db == nullptr) return Closed();
    if (absl::Status held = CheckPreconditions(*db, batch); !held.ok()) {
      if (IsOutcomeUnknown(held)) unusable_ = held;
      return held;
    }
    if (absl::Status room = CheckDisk(); !room.ok()) return room;
    if (absl::Status written = Write(*db, batch); !written.ok()) return unusable_ = written;
    ++revision_;
    signal_.Publish(revision_);
    return revision_;
  }

  absl::StatusOr<std::string> Get(std::string_view key) const override {
    const Database db = database();
    if (db == nullptr) return Closed();
    return Read(*db, nullptr, SpaceKey(kRecordSpace, key));
  }

  absl::StatusOr<std::unique_ptr<const Snapshot>> OpenSnapshot() const override {
    Database db = database();
    if (db == nullptr) return Closed();
    return RocksDbSnapshot::Open(std::move(db));
  }

  absl::StatusOr<engine::Revision> WaitForChange(engine::Revision after, absl::Time deadline) const override {
    return signal_.Wait(after, deadline);
  }

  absl::Status Purge() override {
    const Database db = database();
    if (db == nullptr) return Closed();
    return ToStatus(PurgeFiles(*db));
  }

  // For the next start to be quick, with what the log has in a file. What fails here is still in the log.
  void Close() override {
    const Database closed = Release();
    if (closed != nullptr) static_cast<void>(FlushFiles(*closed));
  }

 private:
  // From here on it is closed. nullptr when it was.
  Database Release() {
    std::lock_guard lock(commit_mutex_);
    Database closing;
    {
      std::lock_guard handle_lock(handle_mutex_);
      closing.swap(db_);
    }
    signal_.Close();
    return closing;
  }

  // nullptr when closed.
  Database database() const {
    std::lock_guard lock(handle_mutex_);
    return db_;
  }

  absl::Status CheckPreconditions(rocksdb::DB& db, const Batch& batch) const {
    if (batch.required_revision().value_or(revision_) != revision_) {
      return absl::AbortedError("the store has changed since the required revision");
    }
    for (const Precondition& precondition : batch.preconditions()) {
      const auto stored = Read(db, nullptr, SpaceKey(kRecordSpace, precondition.key));
      if (!stored.ok() && !absl::IsNotFound(stored.status())) return stored.status();
      const bool holds = stored.ok() ? precondition.value == *stored : !precondition.value.has_value();
      if (!holds) return absl::AbortedError(absl::StrCat(precondition.key, " is not as required"));
    }
    return absl::OkStatus();
  }

  absl::Status CheckDisk() const {
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(directory_, error);
    if (error) return absl::UnavailableError(absl::StrCat("free disk space is not known: ", error.message()));
    if (space.available >= disk_reserve_bytes_) return absl::OkStatus();
    return absl::ResourceExhaustedError(absl::StrCat("the disk has ", space.available >> 20, " MiB free, and ",
                                                     disk_reserve_bytes_ >> 20, " MiB are held in reserve"));
  }

  // Everything of one revision in one write. Any error may have left it in RocksDB's log, to be found at the next open.
  absl::Status Write(rocksdb::DB& db, const Batch& batch) const {
    rocksdb::WriteBatch writes;
    rocksdb::Status status;
    for (const auto& [key, value] : batch.writes()) {
      const std::string stored_key = SpaceKey(kRecordSpace, key);
      if (status.ok()) status = value.has_value() ? writes.Put(stored_key, *value) : writes.Delete(stored_key);
    }
    if (status.ok()) status = writes.Put(ChangeKey(revision_ + 1), EncodeChangedKeys(batch.writes()));
    if (status.ok()) status = writes.Put(ToSlice(kRevisionKey), EncodeNumber(revision_ + 1));
    if (status.ok()) status = db.Write(CommitOptions(), &writes);
    if (status.ok()) return absl::OkStatus();
    return absl::UnknownError(absl::StrCat("the commit may or may not be on disk: ", status.ToString()));
  }

  const std::filesystem::path directory_;
  const std::uint64_t disk_reserve_bytes_;

  mutable std::mutex handle_mutex_;
  Database db_;  // Guarded by handle_mutex_; nullptr when closed.

  std::mutex commit_mutex_;  // Taken before handle_mutex_. Guards the two below.
  engine::Revision revision_;
  absl::Status unusable_;  // Not OK after an unknown outcome.

  RevisionSignal signal_;
};

absl::Status MakeDirectory(const std::filesystem::path& directory) {
  std::error_code error;
  if (std::filesystem::create_directories(directory, error)) {
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  }
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot make ", directory.string(), ": ", error.message()));
}

absl::StatusOr<Database> OpenDatabase(rocksdb::Env& env, const std::filesystem::path& directory,
                                      const RocksDbStoreOptions& options) {
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(DatabaseOptions(env, options.on_error), directory.string(), &opened);
  if (status.ok()) return Database(opened);
  const std::string text = absl::StrCat(directory.string(), ": ", status.ToString());
  if (status.IsCorruption()) return absl::DataLossError(absl::StrCat("the store is damaged: ", text));
  // RocksDB has no code of its own for this.
  if (status.IsIOError() && absl::StrContains(text, "lock ")) {
    return absl::FailedPreconditionError(absl::StrCat("the store is locked, another process has it open: ", text));
  }
  if (status.IsIOError()) return absl::UnavailableError(absl::StrCat("the store cannot be opened: ", text));
  return absl::FailedPreconditionError(absl::StrCat("the store cannot be opened: ", text));
}

absl::StatusOr<bool> IsEmpty(rocksdb::DB& db) {
  const std::unique_ptr<rocksdb::Iterator> it(db.NewIterator(LookupOptions(nullptr)));
  it->SeekToFirst();
  if (!it->status().ok()) return ToStatus(it->status());
  return !it->Valid();
}

absl::Status Initialise(rocksdb::DB& db) {
  rocksdb::WriteBatch writes;
  rocksdb::Status status = writes.Put(ToSlice(kFormatKey), EncodeNumber(kFormat));
  if (status.ok()) status = writes.Put(ToSlice(kRevisionKey), EncodeNumber(0));
  if (status.ok()) status = db.Write(CommitOptions(), &writes);
  if (status.ok()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("the store cannot be started: ", status.ToString()));
}

absl::Status CheckFormat(rocksdb::DB& db) {
  const absl::StatusOr<std::uint64_t> format = ReadNumber(db, nullptr, kFormatKey);
  if (absl::IsNotFound(format.status())) {
    return absl::FailedPreconditionError("there is another database in the directory, not a Klik store");
  }
  if (!format.ok()) return format.status();
  if (*format == kFormat) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the store has format ", *format, ", this build reads format ", kFormat));
}

// The revision, and that the change log ends with it.
absl::StatusOr<engine::Revision> ReadRevision(rocksdb::DB& db) {
  const absl::StatusOr<std::uint64_t> revision = ReadNumber(db, nullptr, kRevisionKey);
  if (absl::IsNotFound(revision.status())) return absl::DataLossError("the store is damaged: it has lost its revision");
  if (!revision.ok()) return revision.status();
  const std::unique_ptr<rocksdb::Iterator> it(db.NewIterator(LookupOptions(nullptr)));
  it->SeekForPrev(std::string(1, kChangeSpace + 1));
  if (!it->status().ok()) return ToStatus(it->status());
  const bool ends_there = *revision == 0 ? !it->Valid() : it->Valid() && ToView(it->key()) == ChangeKey(*revision);
  if (!ends_there) {
    return absl::DataLossError(absl::StrCat("the change log does not end with revision ", *revision));
  }
  return *revision;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenRocksDbStoreIn(rocksdb::Env& env, const std::filesystem::path& directory,
                                                          const RocksDbStoreOptions& options) {
  if (absl::Status made = MakeDirectory(directory); !made.ok()) return made;
  absl::StatusOr<Database> db = OpenDatabase(env, directory, options);
  if (!db.ok()) return db.status();
  const absl::StatusOr<bool> empty = IsEmpty(**db);
  if (!empty.ok()) return empty.status();
  if (absl::Status ready = *empty ? Initialise(**db) : CheckFormat(**db); !ready.ok()) return ready;
  const absl::StatusOr<engine::Revision> revision = ReadRevision(**db);
  if (!revision.ok()) return revision.status();
  return std::make_unique<RocksDbStore>(*std::move(db), *revision, directory, options.disk_reserve_bytes);
}

absl::StatusOr<engine::Revision> ReadableRevision(const std::filesystem::path& directory) {
  rocksdb::Options options = DatabaseOptions(*rocksdb::Env::Default(), {});
  options.create_if_missing = false;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::OpenForReadOnly(options, directory.string(), &opened);
  if (!status.ok()) return absl::DataLossError(absl::StrCat("the store cannot be read: ", status.ToString()));
  const Database db(opened);
  return ReadNumber(*db, nullptr, kRevisionKey);
}

}  // namespace klik::storage
