// What becomes of calls, readers and the registry when the store fails.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "services/registry/registry.h"
#include "storage/memory/memory_store.h"
#include "tests/services/registry/registry_calls.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/faulty_store.h"

namespace klik::services {
namespace {

using testing::CommitFault;

class StoreFailureTest : public ::testing::Test {
 protected:
  // As after a restart of the process, with a disk that works again.
  void Restart() {
    registry_.reset();
    faulty_ = std::make_unique<testing::FaultyStore>(*disk_, testing::FaultPlan{});
    registry_ = *Registry::Open(*faulty_, engine::Taxonomy::BuiltIn(), clock_);
  }

  std::unique_ptr<storage::Store> disk_ = storage::NewMemoryStore();
  std::unique_ptr<testing::FaultyStore> faulty_ = std::make_unique<testing::FaultyStore>(*disk_, testing::FaultPlan{});
  testing::FakeClock clock_;
  std::unique_ptr<Registry> registry_ = *Registry::Open(*faulty_, engine::Taxonomy::BuiltIn(), clock_);
};

TEST_F(StoreFailureTest, ADefiniteErrorChangesNothing) {
  const auto before = registry_->snapshot();
  faulty_->FailNextCommit(CommitFault::kRefused);
  const Reply refused = Call(*registry_, CreateOrganisation("koor", "Koor"), Request("r1"));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused.status()), "STORE_FULL");
  EXPECT_EQ(registry_->snapshot(), before);
  EXPECT_EQ(registry_->health(), absl::OkStatus());
  // Nor is the request id used up.
  EXPECT_TRUE(Call(*registry_, CreateOrganisation("koor", "Koor"), Request("r1")).ok());
  EXPECT_EQ(registry_->snapshot()->revision(), 1u);
}

TEST_F(StoreFailureTest, ADefiniteErrorIsTheAnswerOfTheWholeBatchButForWhoHasTheirOwn) {
  ASSERT_TRUE(Call(*registry_, CreateOrganisation("koor", "Koor"), Request("kept")).ok());
  Gate gate(*registry_);
  faulty_->FailNextCommit(CommitFault::kRefused);
  auto first = Send(*registry_, CreateOrganisation("club", "Club"), Request("r1"));
  auto same = Send(*registry_, CreateOrganisation("club", "Club"), Request("r1"));
  auto own_error = Send(*registry_, CreateOrganisation("koor", "Koor"));
  auto kept = Send(*registry_, CreateOrganisation("koor", "Koor"), Request("kept"));
  gate.Open();
  EXPECT_EQ(ReasonOf(first.get().status()), "STORE_FULL");
  EXPECT_EQ(ReasonOf(same.get().status()), "STORE_FULL");
  EXPECT_EQ(own_error.get().status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(kept.get()->response, "Koor");
}

TEST_F(StoreFailureTest, AnUnknownOutcomeEndsAllWritingUntilARestart) {
  ASSERT_TRUE(Call(*registry_, CreateOrganisation("koor", "Koor")).ok());
  faulty_->FailNextCommit(CommitFault::kUnknownButDone);
  const Reply unknown = Call(*registry_, CreateOrganisation("club", "Club"), Request("r1"));
  EXPECT_EQ(unknown.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(unknown.status()), "STORE_UNKNOWN");
  EXPECT_FALSE(registry_->health().ok());
  EXPECT_EQ(ReasonOf(Call(*registry_, CreateOrganisation("later", "Later")).status()), "READ_ONLY");
  // Readers go on, with what is known to be true.
  EXPECT_NE(registry_->snapshot()->FindOrganisation("koor"), nullptr);
  EXPECT_EQ(registry_->snapshot()->FindOrganisation("club"), nullptr);

  Restart();
  EXPECT_EQ(registry_->health(), absl::OkStatus());
  EXPECT_NE(registry_->snapshot()->FindOrganisation("club"), nullptr);
  // The caller finds out by asking again, and it happens once.
  EXPECT_EQ(Call(*registry_, CreateOrganisation("club", "Club"), Request("r1"))->response, "Club");
  EXPECT_EQ(registry_->snapshot()->revision(), 2u);
}

TEST_F(StoreFailureTest, AnUnknownOutcomeThatDidNotHappenCanBeSentAgain) {
  faulty_->FailNextCommit(CommitFault::kUnknownAndNotDone);
  EXPECT_EQ(ReasonOf(Call(*registry_, CreateOrganisation("club", "Club"), Request("r1")).status()), "STORE_UNKNOWN");
  Restart();
  EXPECT_EQ(registry_->snapshot()->FindOrganisation("club"), nullptr);
  EXPECT_TRUE(Call(*registry_, CreateOrganisation("club", "Club"), Request("r1")).ok());
}

TEST_F(StoreFailureTest, AfterAnUnknownOutcomeWhatWaitsIsTurnedAway) {
  Gate gate(*registry_);
  faulty_->FailNextCommit(CommitFault::kUnknownAndNotDone);
  std::vector<std::future<Reply>> replies;
  for (std::size_t i = 0; i <= kMaxBatchMutations; ++i) {
    replies.push_back(Send(*registry_, CreateOrganisation("club" + std::to_string(i), "Club")));
  }
  gate.Open();
  EXPECT_EQ(ReasonOf(replies.front().get().status()), "STORE_UNKNOWN");
  EXPECT_EQ(ReasonOf(replies.back().get().status()), "READ_ONLY");
}

TEST_F(StoreFailureTest, SomebodyElsesCommitEndsAllWriting) {
  storage::Batch theirs;
  theirs.Put("meta/theirs", "value");
  ASSERT_TRUE(disk_->Commit(theirs).ok());
  EXPECT_EQ(ReasonOf(Call(*registry_, CreateOrganisation("koor", "Koor")).status()), "READ_ONLY");
  EXPECT_FALSE(registry_->health().ok());
  Restart();
  EXPECT_TRUE(Call(*registry_, CreateOrganisation("koor", "Koor")).ok());
}

}  // namespace
}  // namespace klik::services
