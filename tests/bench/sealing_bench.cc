// What sealing costs, beside the same without it, in one process and in turn: a record sealed and opened, a commit, a
// start with a key for everybody. Prints times; judges none of them.
//
// klik_bench_sealing [PEOPLE]
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "storage/keyring/keyring.h"
#include "storage/rocksdb/rocksdb_store.h"
#include "storage/sealed/seal.h"
#include "storage/sealed/sealed_store.h"
#include "tests/bench/world/fail.h"

namespace klik::bench {
namespace {

using storage::Batch;
using storage::Keyring;
using storage::Store;

constexpr int kRounds = 5;
constexpr std::size_t kRecordBytes = 413;  // A profile of the demo town.
constexpr int kBatch = 256;

double BestOf(int rounds, const std::function<void()>& run) {
  double best = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const auto start = std::chrono::steady_clock::now();
    run();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

template <typename Value>
Value Must(absl::StatusOr<Value> value) {
  if (!value.ok()) Fail(std::string(value.status().message()));
  return *std::move(value);
}

void Must(const absl::Status& status) {
  if (!status.ok()) Fail(std::string(status.message()));
}

std::string Resident(int i) { return "residents/" + std::to_string(i); }

void MeasureRecords(Keyring& keyring) {
  constexpr int kTimes = 20'000;
  const std::string value(kRecordBytes, 'x');
  Must(keyring.Ensure({"residents/a", "volunteers/b"}));
  std::vector<storage::KeyId> keys = {*keyring.Find("residents/a")};
  for (int people = 1; people <= 2; ++people) {
    const storage::SealHeader header{keys, 1};
    std::string sealed;
    const double seal = BestOf(kRounds, [&] {
      for (int i = 0; i < kTimes; ++i) sealed = Must(Seal(keyring, header, "residents/a", value));
    });
    const double open = BestOf(kRounds, [&] {
      for (int i = 0; i < kTimes; ++i) Must(Unseal(keyring, "residents/a", sealed).status());
    });
    std::printf("record of %zu bytes about %d: seal %.0f ns, open %.0f ns, %zu bytes more\n", kRecordBytes, people,
                seal / kTimes * 1e9, open / kTimes * 1e9, sealed.size() - value.size());
    keys.push_back(*keyring.Find("volunteers/b"));
    std::sort(keys.begin(), keys.end());
  }
}

void Fill(Store& store, int people) {
  for (int i = 0; i < people;) {
    Batch batch;
    for (int j = 0; j < kBatch && i < people; ++j, ++i) {
      batch.Put(Resident(i), std::string(kRecordBytes, static_cast<char>('a' + i % 26)), {Resident(i)});
    }
    Must(store.Commit(batch).status());
  }
}

// A commit of one known person, and of kBatch.
void MeasureCommits(Store& plain, Store& sealed, int people) {
  for (const int records : {1, kBatch}) {
    const auto commit = [&](Store& store) {
      for (int i = 0; i < 20; ++i) {
        Batch batch;
        for (int j = 0; j < records; ++j) {
          const std::string key = Resident((i * records + j) % people);
          batch.Put(key, std::string(kRecordBytes, 'y'), {key});
        }
        Must(store.Commit(batch).status());
      }
    };
    double without = 1e9;
    double with = 1e9;
    for (int round = 0; round < kRounds; ++round) {
      without = std::min(without, BestOf(1, [&] { commit(plain); }));
      with = std::min(with, BestOf(1, [&] { commit(sealed); }));
    }
    std::printf("commit of %d: plain %.0f us, sealed %.0f us\n", records, without / 20 * 1e6, with / 20 * 1e6);
  }
}

std::size_t ScanAll(const Store& store) {
  std::size_t bytes = 0;
  const auto snapshot = Must(store.OpenSnapshot());
  Must(snapshot->Scan(storage::KeyRange::All(), [&](std::string_view, std::string_view value) {
    bytes += value.size();
    return absl::OkStatus();
  }));
  return bytes;
}

int Run(int people) {
  std::string folder = (std::filesystem::temp_directory_path() / "klik-bench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) Fail("no folder to measure in");
  const std::filesystem::path directory = folder;
  const storage::MasterKey master{storage::Secret()};
  {
    const auto keys = Must(storage::OpenRocksDbStore(directory / "keys"));
    const auto inner = Must(storage::OpenRocksDbStore(directory / "sealed"));
    const auto plain = Must(storage::OpenRocksDbStore(directory / "plain"));
    const auto keyring = Must(Keyring::Open(*keys, {master}));
    MeasureRecords(*keyring);
    const auto sealed = Must(storage::SealedStore::Open(*inner, keyring));
    const double filled_plain = BestOf(1, [&] { Fill(*plain, people); });
    const double filled = BestOf(1, [&] { Fill(*sealed, people); });
    std::printf("%d new people in commits of %d: plain %.2f s, sealed, each with a new key, %.2f s\n", people, kBatch,
                filled_plain, filled);
    MeasureCommits(*plain, *sealed, people);
    if (ScanAll(*plain) != ScanAll(*sealed)) Fail("the two stores differ");
    double scan_plain = 1e9;
    double scan_sealed = 1e9;
    for (int round = 0; round < kRounds; ++round) {
      scan_plain = std::min(scan_plain, BestOf(1, [&] { ScanAll(*plain); }));
      scan_sealed = std::min(scan_sealed, BestOf(1, [&] { ScanAll(*sealed); }));
    }
    std::printf("scan of %d: plain %.1f ms, sealed %.1f ms\n", people, scan_plain * 1e3, scan_sealed * 1e3);
    const double verified = BestOf(1, [&] { Must(sealed->Verify().status()); });
    const double rewrapped = BestOf(1, [&] { Must(keyring->Rewrap(storage::MasterKey(storage::Secret()))); });
    const double purged = BestOf(1, [&] { Must(sealed->Purge()); });
    std::printf("look at every record %.0f ms, wrap all keys anew %.0f ms, purge the files %.0f ms\n", verified * 1e3,
                rewrapped * 1e3, purged * 1e3);
    Must(keyring->Rewrap(master));
  }
  const auto keys = Must(storage::OpenRocksDbStore(directory / "keys"));
  const double opened = BestOf(kRounds, [&] { Must(Keyring::Open(*keys, {master}).status()); });
  std::printf("start: the keys of %d people read and unwrapped in %.1f ms\n", people, opened * 1e3);
  {
    const auto inner = Must(storage::OpenRocksDbStore(directory / "sealed"));
    const auto keyring = Must(Keyring::Open(*keys, {master}));
    const double guarded = BestOf(kRounds, [&] { Must(storage::SealedStore::Open(*inner, keyring).status()); });
    std::printf("start: %d records held against the sum in %.1f ms\n", people, guarded * 1e3);
  }
  std::filesystem::remove_all(directory);
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace klik::bench

int main(int argc, char** argv) {
  try {
    return klik::bench::Run(argc > 1 ? std::atoi(argv[1]) : 100'000);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "klik_bench_sealing: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
