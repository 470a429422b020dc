#include "tests/storage/commit_sequence.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace klik::storage {
namespace {

constexpr std::uint64_t kPairs = 40;
constexpr std::uint64_t kLargeRecords = 7;
constexpr std::size_t kLargeBytes = 5'000;

}  // namespace

Batch NthBatch(std::uint64_t n) {
  const std::string number = std::to_string(n);
  Batch batch;
  batch.RequireRevision(n - 1);
  batch.Put("left/" + std::to_string(n % kPairs), number);
  batch.Put("right/" + std::to_string(n % kPairs), number);
  batch.Put("large/" + std::to_string(n % kLargeRecords), number + std::string(kLargeBytes, '.') + number);
  batch.Delete("left/" + std::to_string((n + kPairs / 2) % kPairs));
  batch.Delete("right/" + std::to_string((n + kPairs / 2) % kPairs));
  return batch;
}

::testing::AssertionResult SequenceModel::CatchUp(const Store& store, std::uint64_t acknowledged) {
  const auto snapshot = store.OpenSnapshot();
  if (!snapshot.ok()) return ::testing::AssertionFailure() << snapshot.status();
  const std::uint64_t found = (*snapshot)->revision();
  const std::uint64_t least = std::max(acknowledged, batches_);
  if (found < least || found > least + 1) {
    return ::testing::AssertionFailure() << least << " batches were acknowledged, the store has " << found;
  }
  std::vector<std::pair<engine::Revision, std::string>> expected_changes;
  for (std::uint64_t n = batches_ + 1; n <= found; ++n) {
    const Batch batch = NthBatch(n);
    for (const auto& [key, value] : batch.writes()) {
      expected_changes.emplace_back(n, key);
      if (value.has_value()) {
        records_.insert_or_assign(key, *value);
      } else {
        records_.erase(key);
      }
    }
  }
  std::vector<std::pair<engine::Revision, std::string>> changes;
  const absl::Status read = (*snapshot)->ChangedSince(batches_, [&](engine::Revision revision, std::string_view key) {
    changes.emplace_back(revision, key);
    return absl::OkStatus();
  });
  if (!read.ok()) return ::testing::AssertionFailure() << read;
  if (changes != expected_changes) return ::testing::AssertionFailure() << "the change log is not that of " << found;
  std::map<std::string, std::string> records;
  const absl::Status scanned = (*snapshot)->Scan(KeyRange::All(), [&](std::string_view key, std::string_view value) {
    records.emplace(key, value);
    return absl::OkStatus();
  });
  if (!scanned.ok()) return ::testing::AssertionFailure() << scanned;
  if (records != records_) return ::testing::AssertionFailure() << "the records are not those of batch " << found;
  batches_ = found;
  return ::testing::AssertionSuccess();
}

}  // namespace klik::storage
