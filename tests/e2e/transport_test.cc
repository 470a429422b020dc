// Strangers who hold on to connections: whoever has business here is served all the same, and soon.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "klik/v1/resident_service.grpc.pb.h"
#include "tests/e2e/client.h"
#include "tests/e2e/server_process.h"
#include "tests/e2e/tls_server.h"
#include "tests/testing/test_socket.h"
#include "tests/testing/tls_socket.h"

namespace klik::testing {
namespace {

using Stub = v1::ResidentService::Stub;

// Far fewer than the strangers want, and enough for the store.
constexpr int kDescriptors = 160;
constexpr int kStrangers = 300;
constexpr absl::Duration kServedWithin = absl::Seconds(2);

class Transport : public TlsServer {
 protected:
  // A client that comes now: how long until it is served, however often it has to knock.
  absl::Duration TimeToBeServed(const ServerProcess& server) const {
    const absl::Time begin = absl::Now();
    grpc::Status status;
    do {
      status = CheckHealth(server.grpc_address(), With(client_));
    } while (!status.ok() && absl::Now() - begin < kServedWithin);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return absl::Now() - begin;
  }

  // A write needs descriptors of the store, too.
  void ExpectWrites(const ServerProcess& server) const {
    const std::unique_ptr<Stub> stub = v1::ResidentService::NewStub(Connect(server.grpc_address(), With(client_)));
    v1::CreateResidentRequest request;
    *request.mutable_resident() = ValidResident();
    request.set_request_id(NewRequestId());
    v1::Resident created;
    const grpc::Status status = Call(*stub, &Stub::CreateResident, request, &created);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }

  // All at once, each with `bytes` as the only thing it will ever say.
  static std::vector<TestSocket> Strangers(const ServerProcess& server, const std::string& bytes) {
    std::vector<TestSocket> strangers;
    for (int i = 0; i < kStrangers; ++i) {
      strangers.emplace_back();
      EXPECT_TRUE(strangers.back().Connect(server.grpc_address()));
      strangers.back().Send(bytes);
    }
    return strangers;
  }
};

TEST_F(Transport, IdleConnectionsBeyondTheDescriptorsKeepNobodyOut) {
  const std::unique_ptr<ServerProcess> server = Start({"--dev-open"}, kDescriptors);
  ASSERT_NE(server, nullptr);
  {
    const std::vector<TestSocket> strangers = Strangers(*server, "");
    EXPECT_LT(TimeToBeServed(*server), kServedWithin);
    ExpectWrites(*server);
    // Of one address there are never so many that others, or the store, come short.
    for (int i = 0; i < kStrangers - kDescriptors / 4; ++i) {
      ASSERT_TRUE(strangers[static_cast<std::size_t>(i)].IsClosedWithin(kServedWithin)) << i;
    }
  }
  EXPECT_LT(TimeToBeServed(*server), kServedWithin);
  ExpectWrites(*server);
}

TEST_F(Transport, HandshakesBegunAndNeverEndedKeepNobodyOut) {
  const std::unique_ptr<ServerProcess> server = Start({"--dev-open"}, kDescriptors);
  ASSERT_NE(server, nullptr);
  const std::string hello = ClientHello();
  for (const std::string& begun : {hello, hello.substr(0, hello.size() / 2)}) {
    const std::vector<TestSocket> strangers = Strangers(*server, begun);
    EXPECT_LT(TimeToBeServed(*server), kServedWithin);
    ExpectWrites(*server);
  }
}

TEST_F(Transport, AFloodThatGoesOnKeepsNobodyOut) {
  const std::unique_ptr<ServerProcess> server = Start({"--dev-open"}, kDescriptors);
  ASSERT_NE(server, nullptr);
  const std::string hello = ClientHello();
  std::atomic<bool> over = false;
  std::atomic<int> begun = 0;
  // From an address of its own; its older connections are closed as it opens new ones, by whoever is first.
  std::thread flood([&] {
    std::vector<TestSocket> held;
    while (!over) {
      if (held.size() == kStrangers) held.clear();
      held.emplace_back("127.0.0.2");
      if (!held.back().Connect(server->grpc_address())) continue;
      held.back().Send(hello);
      ++begun;
    }
  });
  const absl::Time end = absl::Now() + absl::Seconds(10);
  for (int round = 1; round <= 5; ++round) {
    while (begun < round * kStrangers && absl::Now() < end) std::this_thread::yield();
    EXPECT_GE(begun, round * kStrangers);
    EXPECT_LT(TimeToBeServed(*server), kServedWithin) << round;
  }
  ExpectWrites(*server);
  over = true;
  flood.join();
}

}  // namespace
}  // namespace klik::testing
