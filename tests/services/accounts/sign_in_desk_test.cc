// What happens between deciding and storing: several in one commit, and a commit that fails.
#include "services/accounts/sign_in_desk.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/index/snapshot.h"
#include "engine/taxonomy/taxonomy.h"
#include "services/accounts/totp.h"
#include "storage/memory/memory_store.h"
#include "tests/services/registry/registry_calls.h"
#include "tests/testing/fake_clock.h"

namespace klik::services {
namespace {

// Keeps what is submitted until the test decides it.
class HeldRegistry final : public Registry {
 public:
  std::shared_ptr<const engine::Snapshot> snapshot() const override { return snapshot_; }
  const storage::AuditLog& audit() const override { return audit_; }
  ChangeFeed& changes() override { return changes_; }
  absl::Status health() const override { return absl::OkStatus(); }

  void Submit(Mutation mutation) override {
    const std::lock_guard lock(mutex_);
    held_.push_back(std::move(mutation));
    arrived_.notify_all();
  }

  // Waits for `count` mutations and decides them as one commit, whose outcome is `stored`.
  void CommitTogether(std::size_t count, absl::Time now, const absl::Status& stored) {
    std::deque<Mutation> batch;
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [&] { return held_.size() == count; });
      batch = std::exchange(held_, {});
    }
    std::vector<absl::Status> decided;
    for (Mutation& mutation : batch) decided.push_back(mutation.decide(*snapshot_, now).status());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (!decided[i].ok()) {
        batch[i].done(decided[i]);
      } else if (!stored.ok()) {
        batch[i].done(stored);
      } else {
        batch[i].done(Answer{});
      }
    }
  }

 private:
  const std::shared_ptr<const engine::Snapshot> snapshot_ =
      std::make_shared<const engine::Snapshot>(engine::Taxonomy::BuiltIn());
  const std::unique_ptr<storage::Store> nothing_ = storage::NewMemoryStore();
  const storage::AuditLog audit_{*nothing_, storage::PlainSealer()};
  ChangeFeed changes_{*nothing_};
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Mutation> held_;
};

class SignInDeskTest : public ::testing::Test {
 protected:
  std::future<absl::StatusOr<SignedIn>> Complete(const std::string& user_name) {
    const auto promise = std::make_shared<std::promise<absl::StatusOr<SignedIn>>>();
    const std::string code = TotpCode(totp_secret_, TotpStepAt(clock_.Now()));
    desk_.Complete({SecretText(invitation_), user_name, SecretText("kruiwagen vol pannenkoeken"), SecretText(code)},
                   [promise](absl::StatusOr<SignedIn> result) { promise->set_value(std::move(result)); });
    return promise->get_future();
  }

  bool GetsIn(const std::string& token) {
    return directory_.UseSession(DigestOfSecret("session", token), clock_.Now()).has_value();
  }

  testing::FakeClock clock_;
  AccountDirectory directory_;
  HeldRegistry registry_;
  SignInDesk desk_{registry_, directory_, clock_, {}, PasswordCost{.passes = 1, .memory_bytes = 8192}};
  const std::string invitation_ = desk_.OpenFirstStart().value();
  const std::string totp_secret_ = desk_.Prepare(invitation_).value().totp_secret;
};

TEST_F(SignInDeskTest, OfTwoInOneCommitOneUsesTheLink) {
  auto first = Complete("een");
  auto second = Complete("twee");
  registry_.CommitTogether(2, clock_.Now(), absl::OkStatus());
  const absl::StatusOr<SignedIn> results[] = {first.get(), second.get()};
  EXPECT_NE(results[0].ok(), results[1].ok());
  for (const auto& result : results) {
    if (result.ok()) {
      EXPECT_TRUE(GetsIn(result->token));
    } else {
      EXPECT_EQ(ReasonOf(result.status()), "INVITATION_NOT_VALID");
    }
  }
  EXPECT_EQ(directory_.DecidedAccounts().size(), 1U);
}

TEST_F(SignInDeskTest, WhatWasNotStoredLetsNobodyInAndLeavesTheLinkGood) {
  auto failed = Complete("beheer");
  registry_.CommitTogether(1, clock_.Now(), absl::UnavailableError("the disk is gone"));
  EXPECT_EQ(failed.get().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(directory_.HasAccounts());
  EXPECT_TRUE(directory_.DecidedAccounts().empty());
  EXPECT_TRUE(directory_.DecidedSessions().empty());
  auto again = Complete("beheer");
  registry_.CommitTogether(1, clock_.Now(), absl::OkStatus());
  EXPECT_TRUE(again.get().ok());
}

TEST_F(SignInDeskTest, NobodyGetsInBeforeItIsStored) {
  auto result = Complete("beheer");
  EXPECT_FALSE(directory_.HasAccounts());
  registry_.CommitTogether(1, clock_.Now(), absl::OkStatus());
  ASSERT_TRUE(result.get().ok());
  EXPECT_TRUE(directory_.HasAccounts());
}

}  // namespace
}  // namespace klik::services
