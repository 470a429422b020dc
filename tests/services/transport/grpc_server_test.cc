#include "services/transport/grpc_server.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/transport/front.h"
#include "tests/services/transport/server_fixture.h"
#include "tests/testing/test_authority.h"
#include "tests/testing/test_socket.h"
#include "tests/testing/tls_socket.h"

namespace klik::services {
namespace {

using testing::CertifiedKey;
using testing::TestSocket;
using testing::TlsVersion;

constexpr absl::Duration kPatience = absl::Seconds(10);

class GrpcServerTest : public ServerFixture {};

TEST_F(GrpcServerTest, TheCallKnowsTheClientsCertificate) {
  ASSERT_TRUE(Start({.tls = Tls()}));
  for (const char* name : {"one", "other"}) {
    const CertifiedKey client = authority_.Issue(name);
    const grpc::Status status = Call(ConnectWith(client));
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(who_calls_->last().thumbprint, testing::ThumbprintOf(client.certificate));
  }
}

TEST_F(GrpcServerTest, WithoutTlsThereIsNoCertificate) {
  ASSERT_TRUE(Start({}));
  ASSERT_TRUE(Call(ConnectPlain()).ok());
  EXPECT_EQ(who_calls_->last().thumbprint, "");
}

// The table would settle nobody if gRPC called its peers otherwise.
TEST_F(GrpcServerTest, PeersGoByTheNameThatTheFrontGivesThem) {
  const struct {
    const char* listen;
    const char* connect;
    const char* address;
  } cases[] = {
      {"127.0.0.1:0", "127.0.0.1", "127.0.0.1"}, {"[::1]:0", "[::1]", "::1"}, {"[::]:0", "127.0.0.1", "127.0.0.1"}};
  for (const auto& [listen, connect, address] : cases) {
    if (!Start({.address = listen})) continue;  // There are machines without IPv6.
    const std::string port = server_->address().substr(server_->address().rfind(':'));
    ASSERT_TRUE(Call(Connect(connect + port, grpc::InsecureChannelCredentials())).ok()) << listen;
    const std::string peer = who_calls_->last().peer;
    EXPECT_EQ(peer, PeerName(address, static_cast<unsigned>(std::stoi(peer.substr(peer.rfind(':') + 1))))) << listen;
    server_->Stop(std::chrono::seconds(0));
    server_.reset();
  }
}

TEST_F(GrpcServerTest, WhoDoesNotShakeHandsInTimeIsClosed) {
  ASSERT_TRUE(Start({.tls = Tls(), .handshake_timeout = std::chrono::milliseconds(50)}));
  const TestSocket silent;
  const TestSocket half_open;
  ASSERT_TRUE(silent.Connect(server_->address()));
  ASSERT_TRUE(half_open.Connect(server_->address()));
  half_open.Send(testing::ClientHello());
  EXPECT_TRUE(silent.IsClosedWithin(kPatience));
  EXPECT_TRUE(half_open.IsClosedWithin(kPatience));
}

TEST_F(GrpcServerTest, WhenPlacesRunOutNewcomersGoAndWhoMadeACallStays) {
  ASSERT_TRUE(Start({.limits = {.grpc = 4, .grpc_per_address = 3}}));
  const auto channel = ConnectPlain();
  ASSERT_TRUE(Call(channel).ok());
  const std::string peer = who_calls_->last().peer;
  std::vector<TestSocket> silent(6);
  for (const TestSocket& socket : silent) ASSERT_TRUE(socket.Connect(server_->address()));
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(silent[static_cast<std::size_t>(i)].IsClosedWithin(kPatience)) << i;
  EXPECT_FALSE(silent[4].IsClosedWithin(absl::ZeroDuration()));
  EXPECT_FALSE(silent[5].IsClosedWithin(absl::ZeroDuration()));
  EXPECT_TRUE(Call(channel).ok());
  EXPECT_EQ(who_calls_->last().peer, peer) << "it had to connect anew";
}

TEST_F(GrpcServerTest, WhoHasLeftTakesNoPlace) {
  ASSERT_TRUE(Start({.limits = {.grpc = 2, .grpc_per_address = 2}}));
  for (int i = 0; i < 20; ++i) {
    const grpc::Status status = CallUntilServed();
    ASSERT_TRUE(status.ok()) << i << ": " << status.error_message();
  }
}

TEST_F(GrpcServerTest, OneTooManyIsTurnedAwayWhileAllMakeCalls) {
  ASSERT_TRUE(Start({.limits = {.grpc = 2, .grpc_per_address = 2}}));
  const auto first = ConnectPlain();
  const auto second = ConnectPlain();
  ASSERT_TRUE(Call(first).ok());
  ASSERT_TRUE(Call(second).ok());
  EXPECT_EQ(Call(ConnectPlain()).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(Call(first).ok());
  EXPECT_TRUE(Call(second).ok());
}

// Opens nothing itself once the limit is set: what it needs it has.
TEST_F(GrpcServerTest, OutOfDescriptorsItTurnsAwayAndThenServesAgain) {
  ASSERT_TRUE(Start({}));
  std::vector<TestSocket> sockets(100);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const int next = dup(STDIN_FILENO);
  close(next);
  const rlimit none{.rlim_cur = static_cast<rlim_t>(next), .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  for (const TestSocket& socket : sockets) EXPECT_TRUE(socket.Connect(server_->address()));
  std::size_t turned_away = 0;
  for (const TestSocket& socket : sockets) turned_away += socket.IsClosedWithin(absl::Seconds(1)) ? 1 : 0;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  // gRPC may have closed a few of its own meanwhile.
  EXPECT_GT(turned_away, sockets.size() / 2);
  const grpc::Status status = CallUntilServed();
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST_F(GrpcServerTest, ACertificateThatIsRenewedIsTaken) {
  const TlsFiles files = Tls();
  ASSERT_TRUE(Start({.tls = files, .tls_reload = std::chrono::seconds(1)}));
  const CertifiedKey client = authority_.Issue("client");
  const auto served = [&] {
    return testing::ServerCertificate(server_->address(), TlsVersion::k13, client, kPatience);
  };
  const std::string old_certificate = served();
  ASSERT_NE(old_certificate, "");
  const CertifiedKey renewed = authority_.Issue("server");
  folder_.Write("key", renewed.key);
  folder_.Write("certificate", renewed.certificate);
  const absl::Time end = absl::Now() + kPatience;
  std::string certificate = old_certificate;
  while (certificate != renewed.certificate && absl::Now() < end) certificate = served();
  EXPECT_EQ(certificate, renewed.certificate);
  EXPECT_TRUE(Call(ConnectWith(client)).ok());
}

// What gRPC makes of such files is not its interface's promise.
TEST_F(GrpcServerTest, ARenewalThatDoesNotFitKeepsNewcomersOutUntilItIsPutRight) {
  const TlsFiles files = Tls();
  ASSERT_TRUE(Start({.tls = files, .tls_reload = std::chrono::seconds(1)}));
  const CertifiedKey client = authority_.Issue("client");
  const auto is_served = [&] { return Call(ConnectWith(client)).ok(); };
  const auto becomes = [&](bool served) {
    const absl::Time end = absl::Now() + kPatience;
    while (is_served() != served && absl::Now() < end) std::this_thread::yield();
    return is_served() == served;
  };
  const auto inside = ConnectWith(client);
  ASSERT_TRUE(Call(inside).ok());
  folder_.Write("key", authority_.Issue("other").key);
  EXPECT_TRUE(becomes(false));
  EXPECT_TRUE(Call(inside).ok());
  const CertifiedKey renewed = authority_.Issue("server");
  folder_.Write("key", renewed.key);
  folder_.Write("certificate", renewed.certificate);
  EXPECT_TRUE(becomes(true));
}

}  // namespace
}  // namespace klik::services
