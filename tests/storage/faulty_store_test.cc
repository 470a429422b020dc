#include "tests/testing/faulty_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "storage/memory/memory_store.h"

namespace klik::testing {
namespace {

using storage::Batch;

Batch Put(const std::string& key) {
  Batch batch;
  batch.Put(key, "1");
  return batch;
}

TEST(FaultyStoreTest, ARefusedCommitChangesNothingAndTheNextWorks) {
  const auto inner = storage::NewMemoryStore();
  FaultyStore store(*inner, {});
  store.FailNextCommit(CommitFault::kRefused);
  const absl::Status refused = store.Commit(Put("a")).status();
  EXPECT_TRUE(absl::IsResourceExhausted(refused));
  EXPECT_FALSE(storage::IsOutcomeUnknown(refused));
  EXPECT_TRUE(absl::IsNotFound(store.Get("a").status()));
  EXPECT_TRUE(store.Commit(Put("a")).ok());
}

TEST(FaultyStoreTest, AfterAnUnknownOutcomeOnlyAFreshStoreWrites) {
  for (const CommitFault fault : {CommitFault::kUnknownButDone, CommitFault::kUnknownAndNotDone}) {
    const auto inner = storage::NewMemoryStore();
    {
      FaultyStore store(*inner, {});
      store.FailNextCommit(fault);
      EXPECT_TRUE(storage::IsOutcomeUnknown(store.Commit(Put("a")).status()));
      EXPECT_TRUE(absl::IsUnknown(store.Commit(Put("b")).status()));
      store.Close();
    }
    FaultyStore restarted(*inner, {});
    EXPECT_EQ(restarted.Get("a").ok(), fault == CommitFault::kUnknownButDone);
    EXPECT_FALSE(restarted.Get("b").ok());
    EXPECT_TRUE(restarted.Commit(Put("c")).ok());
  }
}

// Status codes of 200 commits; a store that has latched is replaced, as by a restart.
std::vector<absl::StatusCode> CodesOf(std::uint64_t seed) {
  const auto inner = storage::NewMemoryStore();
  std::vector<absl::StatusCode> codes;
  for (std::uint64_t restart = 0; codes.size() < 200; ++restart) {
    FaultyStore store(*inner, {.seed = seed + restart, .refused_per_mille = 200, .unknown_per_mille = 50});
    while (codes.size() < 200) {
      codes.push_back(store.Commit(Put("a")).status().code());
      if (codes.back() == absl::StatusCode::kUnknown) break;
    }
  }
  return codes;
}

TEST(FaultyStoreTest, TheSeedDecidesEverything) {
  const auto codes = CodesOf(7);
  EXPECT_EQ(codes, CodesOf(7));
  EXPECT_NE(codes, CodesOf(8));
  for (const auto code : {absl::StatusCode::kOk, absl::StatusCode::kResourceExhausted, absl::StatusCode::kUnknown}) {
    EXPECT_TRUE(std::count(codes.begin(), codes.end(), code) > 0) << absl::StatusCodeToString(code);
  }
}

}  // namespace
}  // namespace klik::testing
