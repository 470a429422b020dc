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

namespace klik::testing {
namespace {

using Stub = v1::SessionService::Stub;

constexpr absl::Duration kEndTimeout = absl::Seconds(20);
constexpr char kMark[] = "/first-start#";

// Of Base32 without padding.
std::string FromBase32(const std::string& text) {
  std::string bytes;
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    bits = bits << 5 | static_cast<unsigned>(c >= 'A' ? c - 'A' : c - '2' + 26);
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xFF);
  }
  return bytes;
}

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

  // The link comes after the ready line, so it may have to be waited for.
  std::string Invitation() const {
    const absl::Time until = absl::Now() + kEndTimeout;
    for (std::string said = server_->StandardError(); absl::Now() < until; said = server_->StandardError()) {
      const std::size_t mark = said.find(kMark);
      const std::size_t end = said.find('\n', mark);
      if (mark != std::string::npos && end != std::string::npos) {
        return said.substr(mark + sizeof kMark - 1, end - mark - (sizeof kMark - 1));
      }
    }
    return "";
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
  const std::string invitation = Invitation();
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
  const std::string invitation = Invitation();
  Stop();
  Start();
  const std::string next = Invitation();
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
