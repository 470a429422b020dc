// What goes on record: every call that is to, with what it came to, in the commit of its change, before its answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <future>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/person.h"
#include "services/registry/registry.h"
#include "storage/audit/audit_log.h"
#include "storage/memory/memory_store.h"
#include "tests/services/registry/registry_calls.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/faulty_store.h"
#include "tests/testing/key_table_sealer.h"

namespace klik::services {
namespace {

using testing::CommitFault;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Decide Nothing(std::string response) {
  return [response = std::move(response)](const engine::Snapshot&, absl::Time) -> absl::StatusOr<Decision> {
    return Decision{{}, response};
  };
}

Decide Refusal(absl::Status error) {
  return [error = std::move(error)](const engine::Snapshot&, absl::Time) -> absl::StatusOr<Decision> { return error; };
}

Decide CreateResident(std::string id) {
  return [id = std::move(id)](const engine::Snapshot&, absl::Time now) -> absl::StatusOr<Decision> {
    engine::Resident resident;
    resident.meta = {.id = {engine::Kind::kResident, id},
                     .external_id = {},
                     .system = "crm",
                     .version = 1,
                     .create_time = now,
                     .update_time = now};
    return Decision{{std::make_shared<const engine::Resident>(std::move(resident))}, id};
  };
}

class AuditTest : public ::testing::Test {
 protected:
  static Mutation Audited(Decide decide, std::string account = "accounts/ann") {
    Mutation mutation;
    mutation.decide = std::move(decide);
    mutation.audit.emplace();
    mutation.audit->operation = "klik.v1.ResidentService/GetResident";
    mutation.audit->account = std::move(account);
    return mutation;
  }

  Reply CallAudited(Decide decide, std::string account = "accounts/ann") {
    return Send(*registry_, Audited(std::move(decide), std::move(account))).get();
  }

  // All that is on record, the first entry first. The chain must hold.
  std::vector<storage::AuditEntry> OnRecord() const {
    EXPECT_FALSE(registry_->audit().Verify(std::nullopt)->finding.has_value());
    auto entries = registry_->audit()
                       .List({.subject = "", .account = "", .limit = 100'000, .readable = {"residents/a", ""}})
                       .value()
                       .entries;
    std::reverse(entries.begin(), entries.end());
    return entries;
  }

  std::vector<absl::StatusCode> OutcomesOnRecord() const {
    std::vector<absl::StatusCode> outcomes;
    for (const storage::AuditEntry& entry : OnRecord()) outcomes.push_back(entry.event.outcome);
    return outcomes;
  }

  void Restart() {
    registry_.reset();
    faulty_ = std::make_unique<testing::FaultyStore>(*disk_, testing::FaultPlan{});
    registry_ = *Registry::Open(*faulty_, engine::Taxonomy::BuiltIn(), clock_, sealer_);
  }

  std::unique_ptr<storage::Store> disk_ = storage::NewMemoryStore();
  std::unique_ptr<testing::FaultyStore> faulty_ = std::make_unique<testing::FaultyStore>(*disk_, testing::FaultPlan{});
  testing::FakeClock clock_;
  testing::KeyTableSealer sealer_{{"residents/a"}};
  std::unique_ptr<Registry> registry_ = *Registry::Open(*faulty_, engine::Taxonomy::BuiltIn(), clock_, sealer_);
};

TEST_F(AuditTest, AChangeAndItsEntryAreOneCommit) {
  EXPECT_EQ(CallAudited(CreateResident("a"))->revision, 1u);
  const auto entries = OnRecord();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].event.outcome, absl::StatusCode::kOk);
  EXPECT_EQ(entries[0].time, clock_.Now());
  EXPECT_EQ(entries[0].event.account, "accounts/ann");
  // The call could not know whom it would create.
  EXPECT_THAT(entries[0].event.subjects, ElementsAre("residents/a"));
}

TEST_F(AuditTest, AReadIsOnRecordAndChangesNoSnapshot) {
  ASSERT_TRUE(Call(*registry_, CreateResident("a")).ok());
  const auto before = registry_->snapshot();
  EXPECT_EQ(CallAudited(Nothing("seen"))->response, "seen");
  EXPECT_EQ(registry_->snapshot(), before);
  EXPECT_EQ(disk_->OpenSnapshot().value()->revision(), 2u);
  // And the next change fits the store.
  EXPECT_EQ(Call(*registry_, CreateOrganisation("koor", "Koor"))->revision, 3u);
  EXPECT_EQ(OnRecord().size(), 1u);
}

TEST_F(AuditTest, WhatIsRefusedIsOnRecordToo) {
  EXPECT_TRUE(absl::IsNotFound(CallAudited(Refusal(absl::NotFoundError("x"))).status()));
  Mutation late = Audited(Nothing(""));
  late.deadline = clock_.Now();
  EXPECT_TRUE(absl::IsDeadlineExceeded(Send(*registry_, std::move(late)).get().status()));
  EXPECT_THAT(OutcomesOnRecord(), ElementsAre(absl::StatusCode::kNotFound, absl::StatusCode::kDeadlineExceeded));
}

TEST_F(AuditTest, AnAnswerKeptFromBeforeIsOnRecordEachTime) {
  for (int i = 0; i < 3; ++i) {
    Mutation mutation = Audited(CreateOrganisation("koor", "Koor"));
    mutation.request_id = Request("r1");
    EXPECT_EQ(Send(*registry_, std::move(mutation)).get()->response, "Koor");
  }
  EXPECT_EQ(OnRecord().size(), 3u);
}

TEST_F(AuditTest, NobodyIsAnsweredWithoutARecord) {
  ASSERT_TRUE(Call(*registry_, CreateOrganisation("koor", "Koor"), Request("r1")).ok());
  faulty_->FailNextCommit(CommitFault::kRefused);
  EXPECT_EQ(ReasonOf(CallAudited(Nothing("seen")).status()), "STORE_FULL");
  // Nor one that is true already.
  Mutation kept = Audited(CreateOrganisation("koor", "Koor"));
  kept.request_id = Request("r1");
  faulty_->FailNextCommit(CommitFault::kRefused);
  EXPECT_EQ(ReasonOf(Send(*registry_, std::move(kept)).get().status()), "STORE_FULL");
  EXPECT_THAT(OnRecord(), IsEmpty());
  // The trail goes on where it ended.
  EXPECT_TRUE(CallAudited(Nothing("seen")).ok());
  faulty_->FailNextCommit(CommitFault::kUnknownButDone);
  EXPECT_EQ(ReasonOf(CallAudited(Nothing("seen")).status()), "STORE_UNKNOWN");
  EXPECT_EQ(ReasonOf(CallAudited(Nothing("seen")).status()), "READ_ONLY");
  Restart();
  EXPECT_TRUE(CallAudited(Nothing("seen")).ok());
  EXPECT_EQ(OnRecord().size(), 3u);
}

TEST_F(AuditTest, WhatCannotGoOnRecordDoesNotHappen) {
  sealer_.Break();
  EXPECT_EQ(ReasonOf(CallAudited(CreateResident("a")).status()), "AUDIT_UNAVAILABLE");
  EXPECT_EQ(registry_->snapshot()->FindResident("a"), nullptr);
  EXPECT_EQ(registry_->snapshot()->revision(), 0u);
}

TEST_F(AuditTest, ManyReadsShareACommit) {
  std::vector<std::future<Reply>> replies;
  {
    Gate gate(*registry_);
    for (int i = 0; i < 200; ++i) replies.push_back(Send(*registry_, Audited(Nothing("seen"))));
  }
  for (auto& reply : replies) EXPECT_EQ(reply.get()->response, "seen");
  EXPECT_EQ(disk_->OpenSnapshot().value()->revision(), 1u);
  EXPECT_EQ(OnRecord().size(), 200u);
}

TEST_F(AuditTest, AClockSetBackDoesNotSetTheTrailBack) {
  ASSERT_TRUE(CallAudited(Nothing("")).ok());
  clock_.Advance(-absl::Hours(1));
  ASSERT_TRUE(CallAudited(Nothing("")).ok());
  const auto entries = OnRecord();
  EXPECT_EQ(entries[1].time, entries[0].time);
}

TEST_F(AuditTest, ATrailThatDoesNotEndWhereItSaysIsNotGoneOnWith) {
  ASSERT_TRUE(CallAudited(Nothing("")).ok());
  registry_.reset();
  storage::Batch batch;
  batch.Delete(storage::AuditKey(1));
  ASSERT_TRUE(disk_->Commit(batch).ok());
  const auto opened = Registry::Open(*disk_, engine::Taxonomy::BuiltIn(), clock_, sealer_);
  EXPECT_TRUE(absl::IsDataLoss(opened.status())) << opened.status();
  EXPECT_NE(opened.status().message().find("does not end with entry 1"), absl::string_view::npos);
}

// Reads, changes and refusals at random, with a disk that fails now and then: one entry, in order, for each call that
// was answered with anything but the failure of the disk.
TEST_F(AuditTest, CallsAndEntriesAreOneToOne) {
  constexpr int kCalls = 10'000;
  std::mt19937_64 random(20'260'401);
  std::vector<std::future<Reply>> replies;
  std::vector<absl::StatusCode> told;
  const auto drain = [&] {
    for (auto& reply : replies) {
      const Reply answer = reply.get();
      if (ReasonOf(answer.status()) != "STORE_FULL") told.push_back(answer.status().code());
    }
    replies.clear();
  };
  for (int i = 0; i < kCalls; ++i) {
    if (random() % 50 == 0) faulty_->FailNextCommit(CommitFault::kRefused);
    const std::uint64_t kind = random() % 3;
    const std::string id = std::to_string(random() % 200);
    Decide decide = kind == 0   ? Nothing("seen")
                    : kind == 1 ? CreateOrganisation(id, "Koor")
                                : Refusal(absl::PermissionDeniedError("x"));
    replies.push_back(Send(*registry_, Audited(std::move(decide))));
    if (replies.size() > random() % 100) drain();
  }
  drain();
  EXPECT_GT(told.size(), static_cast<std::size_t>(kCalls / 2));
  EXPECT_LT(told.size(), static_cast<std::size_t>(kCalls));
  EXPECT_EQ(OutcomesOnRecord(), told);
}

}  // namespace
}  // namespace klik::services
