// The contract of storage/store.h. Every backend runs this suite.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "storage/memory/memory_store.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "storage/sealed/sealed_store.h"
#include "storage/store.h"
#include "storage/witness/witnessed_store.h"
#include "tests/storage/scratch_directory.h"
#include "tests/testing/faulty_store.h"

namespace klik::storage {
namespace {

using Records = std::map<std::string, std::string>;
using Changes = std::vector<std::pair<engine::Revision, std::string>>;

// A store, and whatever must live as long.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual Store& store() = 0;
  // Destroys the store; its snapshots may live on.
  virtual void Drop() = 0;
};

class MemoryBackend : public Backend {
 public:
  Store& store() override { return *store_; }
  void Drop() override { store_.reset(); }

 private:
  std::unique_ptr<Store> store_ = NewMemoryStore();
};

class RocksDbBackend : public Backend {
 public:
  Store& store() override { return *store_; }
  void Drop() override { store_.reset(); }

 private:
  ScratchDirectory directory_;
  std::unique_ptr<Store> store_ =
      OpenRocksDbStore(directory_.store(), {.disk_reserve_bytes = 0, .on_error = {}}).value();
};

// Without faults, the faulty store must be a store like any other.
class FaultlessBackend : public Backend {
 public:
  Store& store() override { return *store_; }
  void Drop() override { store_.reset(); }

 private:
  std::unique_ptr<Store> inner_ = NewMemoryStore();
  std::unique_ptr<Store> store_ = std::make_unique<testing::FaultyStore>(*inner_, testing::FaultPlan{});
};

// Whatever is kept below, sealing must not show above.
class SealedBackend : public Backend {
 public:
  explicit SealedBackend(std::unique_ptr<Backend> inner) : inner_(std::move(inner)) {}
  Store& store() override { return *store_; }
  void Drop() override {
    store_.reset();
    inner_->Drop();
  }

 private:
  std::unique_ptr<Backend> inner_;
  std::unique_ptr<Store> keys_ = NewMemoryStore();
  std::unique_ptr<Store> store_ =
      SealedStore::Open(inner_->store(), Keyring::Open(*keys_, {MasterKey(Secret())}).value()).value();
};

// A medium that forgets with the process.
class MemoryMedium final : public WitnessMedium {
 public:
  absl::StatusOr<std::string> Read() override { return bytes_; }
  absl::Status Write(std::size_t offset, std::string_view bytes) override {
    bytes_.resize(std::max(bytes_.size(), offset + bytes.size()));
    bytes_.replace(offset, bytes.size(), bytes);
    return absl::OkStatus();
  }
  absl::Status Sync() override { return absl::OkStatus(); }

 private:
  std::string bytes_;
};

// Nor may a witness.
class WitnessedBackend : public Backend {
 public:
  Store& store() override { return *store_; }
  void Drop() override { store_.reset(); }

 private:
  ScratchDirectory directory_;
  std::unique_ptr<Store> store_ =
      OpenWitnessedStore(OpenRocksDbStore(directory_.store(), {.disk_reserve_bytes = 0, .on_error = {}}).value(),
                         std::make_unique<MemoryMedium>())
          .value();
};

struct BackendParam {
  const char* name;
  std::function<std::unique_ptr<Backend>()> make;
};

class StoreContractTest : public ::testing::TestWithParam<BackendParam> {
 protected:
  Store& store() { return backend_->store(); }

  engine::Revision MustCommit(const Batch& batch) {
    const auto revision = store().Commit(batch);
    EXPECT_TRUE(revision.ok()) << revision.status();
    return revision.value_or(0);
  }

  engine::Revision MustPut(const Records& records) {
    Batch batch;
    for (const auto& [key, value] : records) batch.Put(key, value);
    return MustCommit(batch);
  }

  std::unique_ptr<const Snapshot> MustOpen() { return store().OpenSnapshot().value(); }

  static Records Read(const Snapshot& snapshot, const KeyRange& range = KeyRange::All()) {
    Records records;
    const absl::Status scanned = snapshot.Scan(range, [&](std::string_view key, std::string_view value) {
      // In order, and each once.
      EXPECT_TRUE(records.empty() || records.rbegin()->first < key);
      records.emplace(key, value);
      return absl::OkStatus();
    });
    EXPECT_TRUE(scanned.ok()) << scanned;
    return records;
  }

  static Changes ReadChanges(const Snapshot& snapshot, engine::Revision after) {
    Changes changes;
    const absl::Status read = snapshot.ChangedSince(after, [&](engine::Revision revision, std::string_view key) {
      changes.emplace_back(revision, key);
      return absl::OkStatus();
    });
    EXPECT_TRUE(read.ok()) << read;
    return changes;
  }

  std::unique_ptr<Backend> backend_ = GetParam().make();
};

TEST_P(StoreContractTest, StartsEmptyAtRevisionZero) {
  const auto snapshot = MustOpen();
  EXPECT_EQ(snapshot->revision(), 0U);
  EXPECT_EQ(Read(*snapshot), Records{});
  EXPECT_EQ(ReadChanges(*snapshot, 0), Changes{});
  EXPECT_TRUE(absl::IsNotFound(store().Get("a").status()));
  EXPECT_TRUE(absl::IsNotFound(snapshot->Get("a").status()));
}

TEST_P(StoreContractTest, ReadsBackWhatWasWrittenByteForByte) {
  const std::string key("k\0\xff\n", 4);
  const std::string value("\0\xff\0", 3);
  MustPut({{key, value}, {"empty", ""}});
  EXPECT_EQ(store().Get(key).value(), value);
  EXPECT_EQ(store().Get("empty").value(), "");
  EXPECT_EQ(Read(*MustOpen()), (Records{{key, value}, {"empty", ""}}));
}

TEST_P(StoreContractTest, RevisionsCountCommits) {
  EXPECT_EQ(MustPut({{"a", "1"}}), 1U);
  EXPECT_EQ(MustPut({{"a", "2"}, {"b", "2"}}), 2U);
  EXPECT_TRUE(absl::IsInvalidArgument(store().Commit(Batch()).status()));
  EXPECT_EQ(MustPut({{"a", "3"}}), 3U);
  EXPECT_EQ(MustOpen()->revision(), 3U);
}

TEST_P(StoreContractTest, DeletesWhatIsThereAndWhatIsNot) {
  MustPut({{"a", "1"}, {"b", "1"}});
  Batch batch;
  batch.Delete("a");
  batch.Delete("never there");
  EXPECT_EQ(MustCommit(batch), 2U);
  EXPECT_EQ(Read(*MustOpen()), (Records{{"b", "1"}}));
}

TEST_P(StoreContractTest, RefusesABatchOverTheLimits) {
  Batch batch;
  batch.Put(std::string(kMaxKeyBytes + 1, 'k'), "v");
  EXPECT_TRUE(absl::IsInvalidArgument(store().Commit(batch).status()));
  EXPECT_EQ(MustOpen()->revision(), 0U);
}

TEST_P(StoreContractTest, KeepsTheLargestKeyAndValue) {
  const std::string key(kMaxKeyBytes, 'k');
  const std::string value(kMaxValueBytes, 'v');
  MustPut({{key, value}});
  EXPECT_EQ(store().Get(key).value(), value);
  EXPECT_EQ(ReadChanges(*MustOpen(), 0), (Changes{{1, key}}));
}

TEST_P(StoreContractTest, AFailedPreconditionAbortsTheWholeBatch) {
  MustPut({{"a", "1"}});
  const std::vector<std::function<void(Batch&)>> unmet = {
      [](Batch& batch) { batch.RequireValue("a", "2"); },
      [](Batch& batch) { batch.RequireValue("b", "1"); },
      [](Batch& batch) { batch.RequireAbsent("a"); },
      [](Batch& batch) { batch.RequireRevision(0); },
      [](Batch& batch) { batch.RequireRevision(2); },
      [](Batch& batch) {  // One that holds does not make up for one that does not.
        batch.RequireValue("a", "1");
        batch.RequireAbsent("a");
      },
  };
  for (std::size_t i = 0; i < unmet.size(); ++i) {
    Batch batch;
    batch.Put("a", "changed");
    batch.Put("b", "new");
    unmet[i](batch);
    const absl::Status status = store().Commit(batch).status();
    EXPECT_TRUE(absl::IsAborted(status)) << i << ": " << status;
    EXPECT_FALSE(IsOutcomeUnknown(status));
  }
  EXPECT_EQ(Read(*MustOpen()), (Records{{"a", "1"}}));
  EXPECT_EQ(MustOpen()->revision(), 1U);
  EXPECT_EQ(MustPut({{"c", "1"}}), 2U) << "an aborted batch must not use up a revision, nor stop the store";
}

TEST_P(StoreContractTest, PreconditionsLookAtWhatWasThereBeforeTheBatch) {
  Batch first;
  first.Put("a", "1");
  first.RequireAbsent("a");
  first.RequireRevision(0);
  EXPECT_EQ(MustCommit(first), 1U);
  Batch second;
  second.Put("a", "2");
  second.RequireValue("a", "1");
  second.RequireRevision(1);
  EXPECT_EQ(MustCommit(second), 2U);
  EXPECT_EQ(store().Get("a").value(), "2");
}

TEST_P(StoreContractTest, WhomARecordIsAboutDoesNotShow) {
  Batch batch;
  batch.Put("matches/m", "both", {"volunteers/v", "residents/r", "residents/r"});
  batch.Put("residents/r", "one", {"residents/r"});
  MustCommit(batch);
  const auto before = MustOpen();
  MustPut({{"matches/m", "nobody"}});
  EXPECT_EQ(Read(*before), (Records{{"matches/m", "both"}, {"residents/r", "one"}}));
  EXPECT_EQ(Read(*MustOpen()), (Records{{"matches/m", "nobody"}, {"residents/r", "one"}}));
  EXPECT_EQ(ReadChanges(*before, 0), (Changes{{1, "matches/m"}, {1, "residents/r"}}));
}

TEST_P(StoreContractTest, PurgingLosesNothing) {
  MustPut({{"a", "1"}, {"b", "1"}});
  const auto before = MustOpen();
  MustPut({{"a", "2"}});
  EXPECT_TRUE(store().Purge().ok());
  EXPECT_EQ(Read(*before), (Records{{"a", "1"}, {"b", "1"}}));
  EXPECT_EQ(Read(*MustOpen()), (Records{{"a", "2"}, {"b", "1"}}));
  store().Close();
  EXPECT_TRUE(absl::IsFailedPrecondition(store().Purge()));
}

// How a retried call is answered once only: its answer is a record in the same batch as the change.
TEST_P(StoreContractTest, ARepeatedRequestChangesNothing) {
  Batch batch;
  batch.Put("residents/1", "new");
  batch.Put("requests/1", "answer");
  batch.RequireAbsent("requests/1");
  EXPECT_EQ(MustCommit(batch), 1U);
  EXPECT_TRUE(absl::IsAborted(store().Commit(batch).status()));
  EXPECT_EQ(store().Get("requests/1").value(), "answer");
}

TEST_P(StoreContractTest, ASnapshotNeverChanges) {
  MustPut({{"a", "1"}, {"b", "1"}});
  const auto before = MustOpen();
  Batch batch;
  batch.Put("a", "2");
  batch.Put("c", "2");
  batch.Delete("b");
  MustCommit(batch);
  const auto after = MustOpen();

  EXPECT_EQ(before->revision(), 1U);
  EXPECT_EQ(Read(*before), (Records{{"a", "1"}, {"b", "1"}}));
  EXPECT_EQ(before->Get("b").value(), "1");
  EXPECT_TRUE(absl::IsNotFound(before->Get("c").status()));
  EXPECT_EQ(ReadChanges(*before, 0), (Changes{{1, "a"}, {1, "b"}}));

  EXPECT_EQ(after->revision(), 2U);
  EXPECT_EQ(Read(*after), (Records{{"a", "2"}, {"c", "2"}}));
}

TEST_P(StoreContractTest, ScansARangeInByteOrder) {
  MustPut({{"a", "1"}, {"b/", "2"}, {"b/1", "3"}, {"b/\xff", "4"}, {"b0", "5"}, {"c", "6"}});
  const auto snapshot = MustOpen();
  EXPECT_EQ(Read(*snapshot, KeyRange::WithPrefix("b/")), (Records{{"b/", "2"}, {"b/1", "3"}, {"b/\xff", "4"}}));
  EXPECT_EQ(Read(*snapshot, {.first = "b/1", .end = "c"}), (Records{{"b/1", "3"}, {"b/\xff", "4"}, {"b0", "5"}}));
  EXPECT_EQ(Read(*snapshot, {.first = "b0", .end = ""}), (Records{{"b0", "5"}, {"c", "6"}}));
  EXPECT_EQ(Read(*snapshot, {.first = "x", .end = ""}), Records{});
  EXPECT_EQ(Read(*snapshot, {.first = "c", .end = "a"}), Records{});
  EXPECT_EQ(Read(*snapshot).size(), 6U);
}

TEST_P(StoreContractTest, AVisitorMayReadAndMayStopTheScan) {
  MustPut({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  const auto snapshot = MustOpen();
  std::vector<std::string> seen;
  const absl::Status scanned = snapshot->Scan(KeyRange::All(), [&](std::string_view key, std::string_view value) {
    EXPECT_EQ(snapshot->Get(key).value(), value);
    seen.emplace_back(key);
    return key == "b" ? absl::CancelledError("enough") : absl::OkStatus();
  });
  EXPECT_TRUE(absl::IsCancelled(scanned));
  EXPECT_EQ(seen, (std::vector<std::string>{"a", "b"}));
}

TEST_P(StoreContractTest, TheChangeLogSaysWhichKeysEachRevisionTouched) {
  MustPut({{"b", "1"}, {"a", "1"}});
  MustPut({{"a", "2"}});
  Batch batch;
  batch.Delete("b");
  batch.Put("c", "3");
  MustCommit(batch);
  const auto snapshot = MustOpen();
  MustPut({{"later", "4"}});

  EXPECT_EQ(ReadChanges(*snapshot, 0), (Changes{{1, "a"}, {1, "b"}, {2, "a"}, {3, "b"}, {3, "c"}}));
  EXPECT_EQ(ReadChanges(*snapshot, 2), (Changes{{3, "b"}, {3, "c"}}));
  EXPECT_EQ(ReadChanges(*snapshot, 3), Changes{});
  const auto never = [](engine::Revision, std::string_view) { return absl::InternalError("nothing to visit"); };
  EXPECT_TRUE(absl::IsOutOfRange(snapshot->ChangedSince(4, never)));
  EXPECT_EQ(snapshot->ChangedSince(0, never).message(), "nothing to visit") << "a visitor's error ends the visit";
}

TEST_P(StoreContractTest, WaitingEndsWithTheChange) {
  MustPut({{"a", "1"}});
  EXPECT_EQ(store().WaitForChange(0, absl::InfiniteFuture()).value(), 1U);
  EXPECT_TRUE(absl::IsDeadlineExceeded(store().WaitForChange(1, absl::Now()).status()));
  EXPECT_TRUE(absl::IsDeadlineExceeded(store().WaitForChange(1, absl::InfinitePast()).status()));

  engine::Revision woken = 0;
  std::thread waiter([&] { woken = store().WaitForChange(1, absl::InfiniteFuture()).value_or(0); });
  MustPut({{"a", "2"}});
  waiter.join();
  EXPECT_EQ(woken, 2U);
}

TEST_P(StoreContractTest, CloseWakesWhoWaitsAndRefusesTheRest) {
  MustPut({{"a", "1"}});
  absl::Status woken;
  std::thread waiter([&] { woken = store().WaitForChange(1, absl::InfiniteFuture()).status(); });
  store().Close();
  waiter.join();
  EXPECT_TRUE(absl::IsFailedPrecondition(woken));

  Batch batch;
  batch.Put("a", "2");
  EXPECT_TRUE(absl::IsFailedPrecondition(store().Commit(batch).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(store().Get("a").status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(store().OpenSnapshot().status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(store().WaitForChange(0, absl::InfiniteFuture()).status()));
  store().Close();  // Twice does no harm.
}

TEST_P(StoreContractTest, ASnapshotOutlivesItsStore) {
  MustPut({{"a", "1"}});
  const auto snapshot = MustOpen();
  store().Close();
  EXPECT_EQ(Read(*snapshot), (Records{{"a", "1"}}));
  backend_->Drop();
  EXPECT_EQ(Read(*snapshot), (Records{{"a", "1"}}));
  EXPECT_EQ(ReadChanges(*snapshot, 0), (Changes{{1, "a"}}));
}

// Four writers raise one counter by compare and set, a fifth thread reads: no raise is lost, no half batch is seen.
TEST_P(StoreContractTest, ManyThreadsAtOnce) {
  constexpr int kWriters = 4;
  constexpr int kRaises = 40;
  MustPut({{"left", "0"}, {"right", "0"}});
  std::atomic<bool> done = false;
  std::thread reader([&] {
    engine::Revision last = 0;
    while (!done) {
      const auto snapshot = MustOpen();
      EXPECT_EQ(snapshot->Get("left").value(), snapshot->Get("right").value());
      EXPECT_GE(snapshot->revision(), last);
      EXPECT_EQ(snapshot->Get("left").value(), std::to_string(snapshot->revision() - 1));
      last = snapshot->revision();
    }
  });
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&] {
      for (int raised = 0; raised < kRaises;) {
        const std::string before = store().Get("left").value();
        const std::string after = std::to_string(std::stoi(before) + 1);
        Batch batch;
        batch.RequireValue("left", before);
        batch.Put("left", after);
        batch.Put("right", after);
        const auto revision = store().Commit(batch);
        if (revision.ok()) {
          ++raised;
          EXPECT_GE(MustOpen()->revision(), *revision) << "a snapshot must see what was committed before it";
        } else {
          EXPECT_TRUE(absl::IsAborted(revision.status())) << revision.status();
        }
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  done = true;
  reader.join();
  EXPECT_EQ(store().Get("left").value(), std::to_string(kWriters * kRaises));
}

INSTANTIATE_TEST_SUITE_P(
    Backends, StoreContractTest,
    ::testing::Values(
        BackendParam{"Memory", [] { return std::make_unique<MemoryBackend>(); }},
        BackendParam{"RocksDb", [] { return std::make_unique<RocksDbBackend>(); }},
        BackendParam{"Faultless", [] { return std::make_unique<FaultlessBackend>(); }},
        BackendParam{"SealedMemory", [] { return std::make_unique<SealedBackend>(std::make_unique<MemoryBackend>()); }},
        BackendParam{"SealedRocksDb",
                     [] { return std::make_unique<SealedBackend>(std::make_unique<RocksDbBackend>()); }},
        BackendParam{"WitnessedRocksDb", [] { return std::make_unique<WitnessedBackend>(); }},
        // As klikd stacks them.
        BackendParam{"SealedWitnessedRocksDb",
                     [] { return std::make_unique<SealedBackend>(std::make_unique<WitnessedBackend>()); }}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace klik::storage
