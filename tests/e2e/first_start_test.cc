// The first start of the real server: the link it prints, and what is left of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "klik/v1/session_service.grpc.pb.h"
#include "services/accounts/totp.h"
#include "tests/e2e/client.h"
#include "tests/e2e/server_process.h"
#include "tests/testing/base32.h"

namespace klik::testing {
namespace {

using Stub = v1::SessionService::Stub;

constexpr absl::Duration kEndTimeout = absl::Seconds(20);
constexpr char kMark[] = "/first-start#";

class FirstStart : public ::testing::Test {
 protected:
  void Start(const std::vector<std::string>& more = {}) {
    auto server = ServerProcess::StartReady(data_.path(), more);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = v1::SessionService::NewStub(Connect(server_->grpc_address()));
  }

  // All that it wrote is there once it has ended.
  std::string Stop() {
    // A connection that is left would be waited for.
    stub_.reset();
    server_->Send(SIGTERM);
    EXPECT_EQ(server_->WaitExit(kEndTimeout).value_or(-1), 0);
    return server_->StandardError();
  }

  grpc::Status Prepare(const std::string& invitation, v1::PrepareFirstStartResponse& response) {
    v1::PrepareFirstStartRequest request;
    request.set_invitation(invitation);
    return Call(*stub_, &Stub::PrepareFirstStart, request, &response);
  }

  grpc::Status List(const std::string& token) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kCallTimeout);
    context.AddMetadata("authorization", "Bearer " + token);
    v1::ListSessionsResponse response;
    return stub_->ListSessions(&context, v1::ListSessionsRequest(), &response);
  }

  TemporaryFolder data_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(FirstStart, TheLinkIsPrintedOnceAndMakesTheFirstAccountWhoseSessionSurvives) {
  Start();
  v1::PrepareFirstStartResponse prepared;
  const std::string invitation = server_->WaitForInvitation();
  ASSERT_EQ(invitation.size(), 43U);
  ASSERT_TRUE(Prepare(invitation, prepared).ok());
  v1::CompleteFirstStartRequest complete;
  complete.set_invitation(invitation);
  complete.set_user_name("beheer");
  complete.set_password("kruiwagen vol pannenkoeken");
  complete.set_code(services::TotpCode(FromBase32(prepared.totp_secret()), services::TotpStepAt(absl::Now())));
  v1::CompleteFirstStartResponse completed;
  const grpc::Status status = Call(*stub_, &Stub::CompleteFirstStart, complete, &completed);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(List(completed.token()).ok());
  const std::string said = Stop();
  EXPECT_EQ(said.find(kMark), said.rfind(kMark));
  for (const std::string& secret : {completed.token(), complete.password(), prepared.totp_secret()}) {
    EXPECT_EQ(said.find(secret), std::string::npos);
  }

  Start();
  EXPECT_TRUE(List(completed.token()).ok());
  EXPECT_EQ(Prepare(invitation, prepared).error_code(), grpc::UNAUTHENTICATED);
  EXPECT_THAT(Stop(), ::testing::Not(::testing::HasSubstr(kMark)));
}

TEST_F(FirstStart, ALinkThatWasNotUsedDiesWithTheServer) {
  Start();
  v1::PrepareFirstStartResponse prepared;
  const std::string invitation = server_->WaitForInvitation();
  Stop();
  Start();
  const std::string next = server_->WaitForInvitation();
  EXPECT_NE(next, invitation);
  EXPECT_EQ(Prepare(invitation, prepared).error_code(), grpc::UNAUTHENTICATED);
  EXPECT_TRUE(Prepare(next, prepared).ok());
  Stop();
}

TEST_F(FirstStart, WhoLetsEverybodyInNeedsNoLink) {
  Start({"--dev-open"});
  EXPECT_THAT(Stop(), ::testing::Not(::testing::HasSubstr(kMark)));
}

}  // namespace
}  // namespace klik::testing
