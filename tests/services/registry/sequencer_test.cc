// The write path: order, batches, limits.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/registry/registry.h"
#include "storage/memory/memory_store.h"
#include "tests/services/registry/registry_calls.h"
#include "tests/testing/fake_clock.h"

namespace klik::services {
namespace {

class SequencerTest : public ::testing::Test {
 protected:
  std::unique_ptr<storage::Store> store_ = storage::NewMemoryStore();
  testing::FakeClock clock_;
  std::unique_ptr<Registry> registry_ = *Registry::Open(*store_, engine::Taxonomy::BuiltIn(), clock_);
};

TEST_F(SequencerTest, WhoHasAnAnswerReadsTheirOwnWrite) {
  const Reply answer = Call(*registry_, CreateOrganisation("koor", "Koor"));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->response, "Koor");
  EXPECT_EQ(answer->revision, 1u);
  EXPECT_EQ(registry_->snapshot()->revision(), 1u);
  ASSERT_NE(registry_->snapshot()->FindOrganisation("koor"), nullptr);
  EXPECT_EQ(registry_->snapshot()->FindOrganisation("koor")->meta.create_time, clock_.Now());
}

TEST_F(SequencerTest, ASnapshotDoesNotChangeUnderItsReader) {
  const auto before = registry_->snapshot();
  ASSERT_TRUE(Call(*registry_, CreateOrganisation("koor", "Koor")).ok());
  EXPECT_EQ(before->revision(), 0u);
  EXPECT_EQ(before->FindOrganisation("koor"), nullptr);
}

TEST_F(SequencerTest, AnErrorChangesNothingAndIsTheAnswer) {
  ASSERT_TRUE(Call(*registry_, CreateOrganisation("koor", "Koor")).ok());
  const Reply refused = Call(*registry_, CreateOrganisation("koor", "Fanfare"));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(registry_->snapshot()->FindOrganisation("koor")->title, "Koor");
  EXPECT_EQ(registry_->snapshot()->revision(), 1u);
}

TEST_F(SequencerTest, NothingIsCommittedWhenNothingChanges) {
  const Reply answer = Call(*registry_, [](const engine::Snapshot&, absl::Time) { return Decision{{}, "as it was"}; });
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->response, "as it was");
  EXPECT_EQ(answer->revision, 0u);
}

TEST_F(SequencerTest, TwoInOneBatchSeeEachOther) {
  Gate gate(*registry_);
  auto first = Send(*registry_, CreateOrganisation("koor", "Koor"));
  auto second = Send(*registry_, CreateOrganisation("koor", "Fanfare"));
  auto third = Send(*registry_, CreateOrganisation("club", "Club"));
  gate.Open();
  EXPECT_EQ(first.get()->revision, 1u);
  EXPECT_EQ(second.get().status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(third.get()->revision, 1u);  // The same commit: a failing decision spoils nothing around it.
  EXPECT_EQ(registry_->snapshot()->FindOrganisation("koor")->title, "Koor");
}

TEST_F(SequencerTest, OneCommitTakesNoMoreThanItsLimit) {
  Gate gate(*registry_);
  std::vector<std::future<Reply>> replies;
  for (std::size_t i = 0; i <= kMaxBatchMutations; ++i) {
    replies.push_back(Send(*registry_, CreateOrganisation(absl::StrCat("club", i), "Club")));
  }
  gate.Open();
  for (std::size_t i = 0; i < kMaxBatchMutations; ++i) ASSERT_EQ(replies[i].get()->revision, 1u) << i;
  EXPECT_EQ(replies[kMaxBatchMutations].get()->revision, 2u);
}

TEST_F(SequencerTest, LargeMutationsAreSpreadOverCommits) {
  Gate gate(*registry_);
  std::vector<std::future<Reply>> replies;
  const std::string title(3 << 20, 'x');
  for (int i = 0; i < 30; ++i) replies.push_back(Send(*registry_, CreateOrganisation(absl::StrCat("club", i), title)));
  gate.Open();
  for (auto& reply : replies) ASSERT_TRUE(reply.get().ok());  // 90 MiB: more than one batch of the store may hold.
  EXPECT_GT(registry_->snapshot()->revision(), 1u);
}

TEST_F(SequencerTest, AMutationTooLargeToStoreIsRefusedAlone) {
  Gate gate(*registry_);
  auto large = Send(*registry_, CreateOrganisation("large", std::string(5 << 20, 'x')));
  auto small = Send(*registry_, CreateOrganisation("small", "Koor"));
  gate.Open();
  EXPECT_EQ(ReasonOf(large.get().status()), "CHANGE_TOO_LARGE");
  EXPECT_TRUE(small.get().ok());
  EXPECT_EQ(registry_->snapshot()->FindOrganisation("large"), nullptr);
}

TEST_F(SequencerTest, AFullQueueTurnsAwayAtOnce) {
  Gate gate(*registry_);
  std::vector<std::future<Reply>> waiting;
  for (std::size_t i = 0; i < kMaxQueuedMutations; ++i) {
    waiting.push_back(Send(*registry_, CreateOrganisation(absl::StrCat("club", i), "Club")));
  }
  auto late = Send(*registry_, CreateOrganisation("late", "Late"));
  ASSERT_EQ(late.wait_for(std::chrono::seconds(0)), std::future_status::ready);  // The gate is still shut.
  const Reply refused = late.get();
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused.status()), "OVERLOADED");
  gate.Open();
  for (auto& reply : waiting) ASSERT_TRUE(reply.get().ok());
  EXPECT_EQ(registry_->snapshot()->organisations().size(), kMaxQueuedMutations);
}

TEST_F(SequencerTest, WhatIsNotTakenUpByItsDeadlineIsDropped) {
  Mutation mutation;
  mutation.decide = CreateOrganisation("koor", "Koor");
  mutation.deadline = clock_.Now() + absl::Seconds(2);
  Gate gate(*registry_);
  auto late = Send(*registry_, std::move(mutation));
  clock_.Advance(absl::Seconds(2));
  gate.Open();
  EXPECT_EQ(late.get().status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(registry_->snapshot()->revision(), 0u);
}

TEST_F(SequencerTest, WhatIsQueuedIsAnsweredBeforeItStops) {
  std::future<Reply> queued;
  {
    Gate gate(*registry_);
    queued = Send(*registry_, CreateOrganisation("koor", "Koor"));
  }
  registry_.reset();
  EXPECT_TRUE(queued.get().ok());
  registry_ = *Registry::Open(*store_, engine::Taxonomy::BuiltIn(), clock_);
  EXPECT_NE(registry_->snapshot()->FindOrganisation("koor"), nullptr);
}

TEST_F(SequencerTest, EveryMutationOfManyCallersHappensExactlyOnce) {
  constexpr int kCallers = 64;
  constexpr int kCallsEach = 50;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([this, caller] {
      for (int call = 0; call < kCallsEach; ++call) {
        const std::string id = absl::StrCat("club", caller, "x", call);
        const Reply answer = Call(*registry_, CreateOrganisation(id, id), Request(id));
        EXPECT_TRUE(answer.ok() && answer->response == id);
        EXPECT_NE(registry_->snapshot()->FindOrganisation(id), nullptr);
        EXPECT_GE(registry_->snapshot()->revision(), answer->revision);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(registry_->snapshot()->organisations().size(), std::size_t{kCallers * kCallsEach});
  registry_.reset();
  registry_ = *Registry::Open(*store_, engine::Taxonomy::BuiltIn(), clock_);
  EXPECT_EQ(registry_->snapshot()->organisations().size(), std::size_t{kCallers * kCallsEach});
}

TEST(NewIdTest, IsTwentySixLowerCaseCharactersAndAlwaysAnother) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = NewId();
    EXPECT_EQ(id.size(), 26u);
    EXPECT_EQ(id.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"), std::string::npos) << id;
    ids.insert(id);
  }
  EXPECT_EQ(ids.size(), 1000u);
}

}  // namespace
}  // namespace klik::services
