// What a script may rely on when it starts and stops the server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "klik/v1/admin_service.grpc.pb.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "klik/v1/session_service.grpc.pb.h"
#include "tests/e2e/client.h"
#include "tests/e2e/server_process.h"

namespace klik::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using Stub = v1::ResidentService::Stub;

constexpr absl::Duration kEndTimeout = absl::Seconds(20);

class ServerFlags : public ::testing::Test {
 protected:
  std::unique_ptr<ServerProcess> StartReady(const std::vector<std::string>& more) {
    absl::StatusOr<std::unique_ptr<ServerProcess>> server = ServerProcess::StartReady(data_.path(), more);
    if (!server.ok()) {
      ADD_FAILURE() << server.status();
      return nullptr;
    }
    return *std::move(server);
  }

  // Expects the server not to start, and to say why with these words.
  void ExpectRefused(const std::vector<std::string>& arguments, const std::string& words) {
    const absl::StatusOr<std::unique_ptr<ServerProcess>> server = ServerProcess::Start(arguments);
    ASSERT_TRUE(server.ok()) << server.status();
    ASSERT_FALSE((*server)->WaitReady(kEndTimeout).ok()) << "it started";
    const absl::StatusOr<int> code = (*server)->WaitExit(kEndTimeout);
    ASSERT_TRUE(code.ok()) << code.status();
    EXPECT_GT(*code, 0);
    EXPECT_LT(*code, 128) << "ended by a signal";
    EXPECT_THAT((*server)->StandardError(), HasSubstr(words));
  }

  // Expects exit code 78 and one line, over the data that is there.
  void ExpectSealed(std::vector<std::string> arguments, const std::string& words) {
    arguments.insert(arguments.begin(), {"--data", data_.path(), "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0"});
    const absl::StatusOr<std::unique_ptr<ServerProcess>> server = ServerProcess::Start(arguments);
    ASSERT_TRUE(server.ok()) << server.status();
    EXPECT_EQ((*server)->WaitExit(kEndTimeout).value_or(-1), 78);
    EXPECT_THAT((*server)->StandardError(), MatchesRegex("klikd: sealed: [^\n]+\n"));
    EXPECT_THAT((*server)->StandardError(), HasSubstr(words));
  }

  void ExpectEndsWell(ServerProcess& server) {
    server.Send(SIGTERM);
    EXPECT_EQ(server.WaitExit(kEndTimeout).value_or(-1), 0) << server.StandardError();
  }

  static grpc::Status List(ServerProcess& server, v1::ListResidentsResponse* response) {
    const std::unique_ptr<Stub> stub = v1::ResidentService::NewStub(Connect(server.grpc_address()));
    return Call(*stub, &Stub::ListResidents, v1::ListResidentsRequest(), response);
  }

  static grpc::Status Create(ServerProcess& server) {
    const std::unique_ptr<Stub> stub = v1::ResidentService::NewStub(Connect(server.grpc_address()));
    return Create(*stub);
  }

  static grpc::Status Create(Stub& stub) {
    v1::CreateResidentRequest request;
    *request.mutable_resident() = ValidResident();
    request.set_request_id(NewRequestId());
    v1::Resident created;
    return Call(stub, &Stub::CreateResident, request, &created);
  }

  // How many residents a server with this store starts with. It then creates one and ends; -1 when it cannot.
  int CountThenCreate(const std::string& store) {
    const std::unique_ptr<ServerProcess> server = StartReady({"--dev-open", "--store", store});
    v1::ListResidentsResponse response;
    if (server == nullptr || !List(*server, &response).ok()) {
      return -1;
    }
    const grpc::Status created = Create(*server);
    EXPECT_TRUE(created.ok()) << created.error_message();
    ExpectEndsWell(*server);
    return response.residents_size();
  }

  TemporaryFolder data_;
};

TEST_F(ServerFlags, TheReadyLineNamesWhereItServes) {
  const std::unique_ptr<ServerProcess> server = StartReady({"--dev-open"});
  ASSERT_NE(server, nullptr);
  EXPECT_THAT(server->grpc_address(), MatchesRegex("127\\.0\\.0\\.1:[1-9][0-9]*"));
  EXPECT_THAT(server->http_address(), MatchesRegex("127\\.0\\.0\\.1:[1-9][0-9]*"));
  EXPECT_NE(server->grpc_address(), server->http_address());
  const grpc::Status health = CheckHealth(server->grpc_address());
  EXPECT_TRUE(health.ok()) << health.error_message();
  ExpectEndsWell(*server);
}

TEST_F(ServerFlags, SigtermFinishesWhatWasBegun) {
  const std::unique_ptr<ServerProcess> server = StartReady({"--dev-open"});
  ASSERT_NE(server, nullptr);
  constexpr int kCallers = 4;
  std::atomic<int> answered = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&] {
      const std::unique_ptr<Stub> stub = v1::ResidentService::NewStub(Connect(server->grpc_address()));
      for (;;) {
        const grpc::Status status = Create(*stub);
        if (!status.ok()) {
          // Refused, or taken back by gRPC before the server had looked at it: never a call that was begun.
          EXPECT_TRUE(status.error_code() == grpc::StatusCode::UNAVAILABLE ||
                      status.error_code() == grpc::StatusCode::CANCELLED)
              << status.error_code() << " " << status.error_message();
          return;
        }
        answered.fetch_add(1);
      }
    });
  }
  const absl::Time patience = absl::Now() + kEndTimeout;
  while (answered.load() < kCallers && absl::Now() < patience) {
    std::this_thread::yield();
  }
  EXPECT_GE(answered.load(), kCallers);
  ExpectEndsWell(*server);
  for (std::thread& caller : callers) {
    caller.join();
  }
}

TEST_F(ServerFlags, DevOpenIsForTheLoopbackOnly) {
  ExpectRefused({"--data", data_.path(), "--dev-open", "--grpc", "0.0.0.0:0", "--http", "127.0.0.1:0"}, "--grpc");
  ExpectRefused({"--data", data_.path(), "--dev-open", "--grpc", "127.0.0.1:0", "--http", "0.0.0.0:0"}, "--dev-open");
}

TEST_F(ServerFlags, WithoutDevOpenNobodyGetsIn) {
  const std::unique_ptr<ServerProcess> server = StartReady({});
  ASSERT_NE(server, nullptr);
  v1::ListResidentsResponse response;
  EXPECT_EQ(List(*server, &response).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(Create(*server).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  const grpc::Status health = CheckHealth(server->grpc_address());
  EXPECT_TRUE(health.ok()) << health.error_message();
  ExpectEndsWell(*server);
}

TEST_F(ServerFlags, TheStoreOnDiskRemembersAndTheOneInMemoryForgets) {
  EXPECT_EQ(CountThenCreate("rocksdb"), 0);
  EXPECT_EQ(CountThenCreate("rocksdb"), 1);
  EXPECT_EQ(CountThenCreate("memory"), 0);
  EXPECT_EQ(CountThenCreate("memory"), 0);
}

TEST_F(ServerFlags, TwoServersShareNeitherPortNorData) {
  const std::unique_ptr<ServerProcess> first = StartReady({"--dev-open"});
  ASSERT_NE(first, nullptr);
  const TemporaryFolder other;
  ExpectRefused({"--data", other.path(), "--grpc", first->grpc_address(), "--http", "127.0.0.1:0"},
                first->grpc_address());
  ExpectRefused({"--data", other.path(), "--grpc", "127.0.0.1:0", "--http", first->http_address()},
                first->http_address());
  ExpectRefused({"--data", data_.path(), "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0"}, data_.path());
  ExpectEndsWell(*first);
}

TEST_F(ServerFlags, APolicyIsTakenFromItsFileOrRefused) {
  const std::string file = data_.path() + "/policy.json";
  std::ofstream(file) << R"({"version": "west-friesland.1", "nearMinutes": 20})";
  const std::unique_ptr<ServerProcess> server = StartReady({"--dev-open", "--policy", file});
  ASSERT_NE(server, nullptr);
  const auto admin = v1::AdminService::NewStub(Connect(server->grpc_address()));
  v1::GetPolicyRequest request;
  request.set_name("policies/current");
  v1::Policy policy;
  ASSERT_TRUE(Call(*admin, &v1::AdminService::Stub::GetPolicy, request, &policy).ok());
  EXPECT_EQ(policy.version(), "west-friesland.1");
  EXPECT_EQ(policy.near_minutes(), 20);
  ExpectEndsWell(*server);

  std::ofstream(file) << R"({"version": "west-friesland.2", "horizonDays": 1, "nearMinutes": -1})";
  ExpectRefused({"--data", data_.path(), "--policy", file}, "policy.horizon_days");
  ExpectRefused({"--data", data_.path(), "--policy", file}, "policy.near_minutes");
  ExpectRefused({"--data", data_.path(), "--policy", data_.path() + "/none.json"}, "none.json");
}

TEST_F(ServerFlags, WithoutTheKeyOrWithAnotherItDoesNotStart) {
  namespace fs = std::filesystem;
  const std::string own = data_.path() + "/klik.key";
  {
    const std::unique_ptr<ServerProcess> server = StartReady({"--dev-open"});
    ASSERT_NE(server, nullptr);
    EXPECT_THAT(server->StandardError(), HasSubstr("klik.key: keep a copy of it, apart from the data"));
    EXPECT_TRUE(Create(*server).ok());
    ExpectEndsWell(*server);
  }
  const TemporaryFolder elsewhere;
  const std::string key = elsewhere.path() + "/key";
  fs::rename(own, key);
  ExpectSealed({}, "there is no key in");
  const std::string other = elsewhere.path() + "/other";
  std::ofstream(other) << std::string(64, '0');
  fs::permissions(other, fs::perms::owner_read);
  ExpectSealed({"--key-file", other}, "another key");
  fs::permissions(other, fs::perms::owner_read | fs::perms::others_read);
  ExpectSealed({"--key-file", other}, "0400");
  ExpectSealed({"--key-command", "exit 1"}, "the key command failed");
  for (const std::vector<std::string>& from :
       {std::vector<std::string>{"--key-file", key}, {"--key-command", "cat " + key}}) {
    const std::unique_ptr<ServerProcess> server = StartReady({"--dev-open", from[0], from[1]});
    ASSERT_NE(server, nullptr);
    v1::ListResidentsResponse response;
    EXPECT_TRUE(List(*server, &response).ok());
    EXPECT_EQ(response.residents_size(), 1);
    ExpectEndsWell(*server);
  }
}

TEST_F(ServerFlags, WhoIsErasedIsInNoFile) {
  const std::unique_ptr<ServerProcess> server = StartReady({"--dev-open"});
  ASSERT_NE(server, nullptr);
  const std::unique_ptr<Stub> stub = v1::ResidentService::NewStub(Connect(server->grpc_address()));
  v1::CreateResidentRequest request;
  *request.mutable_resident() = ValidResident();
  request.mutable_resident()->set_display_name("Mevrouw Kanarie-Zangvogel");
  request.set_request_id(NewRequestId());
  v1::Resident created;
  ASSERT_TRUE(Call(*stub, &Stub::CreateResident, request, &created).ok());
  v1::EraseResidentRequest erase;
  erase.set_name(created.name());
  v1::ErasureCertificate certificate;
  const grpc::Status erased = Call(*stub, &Stub::EraseResident, erase, &certificate);
  ASSERT_TRUE(erased.ok()) << erased.error_message();
  EXPECT_EQ(certificate.hits(), 0);
  EXPECT_GT(certificate.searched_files(), 5);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data_.path())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    EXPECT_EQ(text.find("Kanarie"), std::string::npos) << entry.path();
  }
  v1::ListResidentsResponse response;
  EXPECT_TRUE(List(*server, &response).ok());
  EXPECT_EQ(response.residents_size(), 0);
  ExpectEndsWell(*server);
}

TEST_F(ServerFlags, AnIssuerIsNamedInFullOrNotAtAll) {
  const std::vector<std::string> base = {"--data", data_.path(), "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0"};
  const auto refuse = [&](const std::vector<std::string>& more, const std::string& words) {
    std::vector<std::string> arguments = base;
    arguments.insert(arguments.end(), more.begin(), more.end());
    ExpectRefused(arguments, words);
  };
  const std::string issuer = "https://login.example/tenant/v2.0";
  refuse({"--oidc-issuer", issuer}, "--oidc-client-id");
  refuse({"--oidc-issuer", issuer, "--oidc-client-id", "klik"}, "--oidc-redirect-uri");
  refuse({"--oidc-client-id", "klik"}, "--oidc-issuer");
  const std::vector<std::string> whole = {"--oidc-client-id", "klik", "--oidc-redirect-uri", "https://klik.example/in"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), whole.begin(), whole.end());
    return more;
  };
  refuse(with({"--oidc-issuer", "http://login.example"}), "--oidc-issuer is not");
  refuse(with({"--oidc-issuer", issuer, "--oidc-client-secret-file", data_.path() + "/none"}), "/none");
  refuse(with({"--oidc-issuer", issuer, "--oidc-ca", data_.path() + "/none.pem"}), "none.pem");
  // That it is not there keeps nobody from starting.
  const std::unique_ptr<ServerProcess> server = StartReady(with({"--oidc-issuer", "http://127.0.0.1:1"}));
  ASSERT_NE(server, nullptr);
  const auto sessions = v1::SessionService::NewStub(Connect(server->grpc_address()));
  v1::StartOidcSignInRequest request;
  request.set_attempt(std::string(43, 'a'));
  v1::StartOidcSignInResponse start;
  const grpc::Status status = Call(*sessions, &v1::SessionService::Stub::StartOidcSignIn, request, &start);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
  EXPECT_THAT(status.error_message(), HasSubstr("cannot be reached"));
  ExpectEndsWell(*server);
}

TEST_F(ServerFlags, WhatItDoesNotKnowItRefuses) {
  ExpectRefused({"--data", data_.path(), "--no-such-flag"}, "--no-such-flag");
  ExpectRefused({"--data", data_.path(), "--store", "paper"}, "paper");
  ExpectRefused({"--data", data_.path(), "--grpc", "here", "--http", "127.0.0.1:0"}, "here");
}

}  // namespace
}  // namespace klik::testing
