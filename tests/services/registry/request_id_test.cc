// A call sent again gets its first answer.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/registry/kept_answers.h"
#include "services/registry/registry.h"
#include "storage/memory/memory_store.h"
#include "tests/services/registry/registry_calls.h"
#include "tests/testing/fake_clock.h"

namespace klik::services {
namespace {

class RequestIdTest : public ::testing::Test {
 protected:
  std::size_t CountKeys(std::string_view prefix) const {
    std::size_t count = 0;
    const auto snapshot = *store_->OpenSnapshot();
    const auto visit = [&](std::string_view, std::string_view) {
      ++count;
      return absl::OkStatus();
    };
    EXPECT_TRUE(snapshot->Scan(storage::KeyRange::WithPrefix(prefix), visit).ok());
    return count;
  }
  // Everything kept for request ids: answers, and their order in time.
  std::size_t CountAnswers() const {
    EXPECT_EQ(CountKeys("requests/"), CountKeys("requests_by_time/"));
    return CountKeys("requests/");
  }

  std::unique_ptr<storage::Store> store_ = storage::NewMemoryStore();
  testing::FakeClock clock_;
  std::unique_ptr<Registry> registry_ = *Registry::Open(*store_, engine::Taxonomy::BuiltIn(), clock_);
};

TEST_F(RequestIdTest, ARepeatedCallGetsTheFirstAnswerAndHappensOnce) {
  ASSERT_TRUE(Call(*registry_, CreateOrganisation("koor", "Koor"), Request("r1")).ok());
  clock_.Advance(kRequestIdLifetime - absl::Seconds(1));
  const Reply again = Call(*registry_, CreateOrganisation("other", "Other"), Request("r1"));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->response, "Koor");
  EXPECT_EQ(registry_->snapshot()->organisations().size(), 1u);
}

TEST_F(RequestIdTest, TheAnswerSurvivesARestart) {
  ASSERT_TRUE(Call(*registry_, CreateOrganisation("koor", "Koor"), Request("r1")).ok());
  registry_.reset();
  registry_ = *Registry::Open(*store_, engine::Taxonomy::BuiltIn(), clock_);
  EXPECT_EQ(Call(*registry_, CreateOrganisation("koor", "Koor"), Request("r1"))->response, "Koor");
}

TEST_F(RequestIdTest, AnotherBodyOrMethodUnderTheSameIdIsRefused) {
  ASSERT_TRUE(Call(*registry_, CreateOrganisation("koor", "Koor"), Request("r1")).ok());
  const Reply other_body = Call(*registry_, CreateOrganisation("club", "Club"), Request("r1", "other digest"));
  EXPECT_EQ(other_body.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(other_body.status()), "REQUEST_ID_REUSED");
  const Reply other_method =
      Call(*registry_, CreateOrganisation("club", "Club"), Request("r1", "digest", "Service/Other"));
  EXPECT_EQ(ReasonOf(other_method.status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(registry_->snapshot()->organisations().size(), 1u);
}

TEST_F(RequestIdTest, AnotherCallersSameIdIsAnotherCall) {
  ASSERT_TRUE(Call(*registry_, CreateOrganisation("koor", "Koor"), Request("r1")).ok());
  RequestId request = Request("r1");
  request.caller = "somebody else";
  EXPECT_EQ(Call(*registry_, CreateOrganisation("club", "Club"), request)->response, "Club");
}

TEST_F(RequestIdTest, TwoOfTheSameIdInOneBatchHappenOnce) {
  Gate gate(*registry_);
  auto first = Send(*registry_, CreateOrganisation("koor", "Koor"), Request("r1"));
  auto second = Send(*registry_, CreateOrganisation("koor", "Koor"), Request("r1"));
  auto reused = Send(*registry_, CreateOrganisation("club", "Club"), Request("r1", "other digest"));
  gate.Open();
  EXPECT_EQ(first.get()->response, "Koor");
  EXPECT_EQ(second.get()->response, "Koor");
  EXPECT_EQ(ReasonOf(reused.get().status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(registry_->snapshot()->organisations().size(), 1u);
}

TEST_F(RequestIdTest, ARefusedCallMayBeSentAgain) {
  const auto refuse = [](const engine::Snapshot&, absl::Time) -> absl::StatusOr<Decision> {
    return absl::FailedPreconditionError("not yet");
  };
  EXPECT_FALSE(Call(*registry_, refuse, Request("r1")).ok());
  EXPECT_TRUE(Call(*registry_, CreateOrganisation("koor", "Koor"), Request("r1")).ok());
}

TEST_F(RequestIdTest, AfterItsLifetimeTheIdIsAsNew) {
  ASSERT_TRUE(Call(*registry_, CreateOrganisation("koor", "Koor"), Request("r1")).ok());
  clock_.Advance(kRequestIdLifetime);
  const Reply later = Call(*registry_, CreateOrganisation("club", "Club"), Request("r1", "other digest"));
  ASSERT_TRUE(later.ok());
  EXPECT_EQ(later->response, "Club");
  EXPECT_EQ(CountAnswers(), 1u);
  // What replaced it is kept for its own time.
  clock_.Advance(kForgetInterval);
  ASSERT_TRUE(Call(*registry_, CreateOrganisation("fanfare", "Fanfare")).ok());
  EXPECT_EQ(Call(*registry_, CreateOrganisation("again", "Again"), Request("r1", "other digest"))->response, "Club");
}

TEST_F(RequestIdTest, OldAnswersGoWithLaterCommitsAFewAtATime) {
  {
    Gate gate(*registry_);
    for (std::size_t i = 0; i < kMaxForgottenAnswers + 10; ++i) {
      Send(*registry_, CreateOrganisation(absl::StrCat("club", i), "Club"), Request(absl::StrCat("r", i)));
    }
  }
  ASSERT_TRUE(Call(*registry_, CreateOrganisation("last", "Last")).ok());
  ASSERT_EQ(CountAnswers(), kMaxForgottenAnswers + 10);
  clock_.Advance(kRequestIdLifetime + absl::Seconds(1));
  ASSERT_TRUE(Call(*registry_, CreateOrganisation("first", "First")).ok());
  EXPECT_EQ(CountAnswers(), 10u);
  ASSERT_TRUE(Call(*registry_, CreateOrganisation("second", "Second")).ok());
  EXPECT_EQ(CountAnswers(), 0u);
  EXPECT_EQ(registry_->snapshot()->organisations().size(), kMaxForgottenAnswers + 13);
}

}  // namespace
}  // namespace klik::services
