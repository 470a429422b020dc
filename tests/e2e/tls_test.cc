// Who gets as far as a call, and with which certificates klikd starts at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/e2e/client.h"
#include "tests/e2e/server_process.h"
#include "tests/e2e/tls_server.h"
#include "tests/testing/test_socket.h"
#include "tests/testing/tls_socket.h"

namespace klik::testing {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kPatience = absl::Seconds(20);
constexpr int kExitUsage = 2;
constexpr int kExitConfiguration = 78;

class Tls : public TlsServer {
 protected:
  // Expects klikd to refuse these flags, beside those for its data and for HTTP.
  void ExpectRefused(int exit_code, const std::vector<std::string>& flags, const std::string& words) const {
    std::vector<std::string> arguments = {"--data", data_.path(), "--http", "127.0.0.1:0"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const auto server = ServerProcess::Start(arguments);
    ASSERT_TRUE(server.ok()) << server.status();
    EXPECT_EQ((*server)->WaitExit(kPatience).value_or(-1), exit_code) << ::testing::PrintToString(flags);
    EXPECT_THAT((*server)->StandardError(), HasSubstr(words));
  }
};

TEST_F(Tls, OnlyAClientWithACertificateOfTheAuthorityGetsIn) {
  const std::unique_ptr<ServerProcess> server = Start();
  ASSERT_NE(server, nullptr);
  const TestAuthority stranger("authority");
  const struct {
    const char* who;
    Credentials credentials;
    bool gets_in;
  } clients[] = {
      {"of the authority", With(client_), true},
      {"another of the authority", With(authority_.Issue("other")), true},
      {"without a certificate", grpc::SslCredentials({authority_.certificate(), "", ""}), false},
      {"of a stranger of the same name", With(stranger.Issue("client")), false},
      {"over its time", With(authority_.Issue("client", -absl::Minutes(1))), false},
      {"in plain text", grpc::InsecureChannelCredentials(), false},
      {"that takes another for the server's authority",
       grpc::SslCredentials({stranger.certificate(), client_.key, client_.certificate}), false},
  };
  for (const auto& [who, credentials, gets_in] : clients) {
    const grpc::Status status = CheckHealth(server->grpc_address(), credentials);
    EXPECT_EQ(status.error_code(), gets_in ? grpc::StatusCode::OK : grpc::StatusCode::UNAVAILABLE)
        << who << ": " << status.error_message();
  }
}

TEST_F(Tls, OnlyTls13IsSpoken) {
  const std::unique_ptr<ServerProcess> server = Start();
  ASSERT_NE(server, nullptr);
  EXPECT_NE(ServerCertificate(server->grpc_address(), TlsVersion::k13, client_, kPatience), "");
  EXPECT_EQ(ServerCertificate(server->grpc_address(), TlsVersion::k12, client_, kPatience), "");
  const TestSocket plain;
  ASSERT_TRUE(plain.Connect(server->grpc_address()));
  plain.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  EXPECT_TRUE(plain.IsClosedWithin(kPatience));
}

TEST_F(Tls, WithClientCertificatesItServesTheWorld) {
  std::vector<std::string> arguments = TlsFlags();
  for (const char* argument : {"--grpc", "0.0.0.0:0", "--http", "127.0.0.1:0", "--data"})
    arguments.emplace_back(argument);
  arguments.push_back(data_.path());
  const auto server = ServerProcess::Start(arguments);
  ASSERT_TRUE(server.ok()) << server.status();
  ASSERT_TRUE((*server)->WaitReady(kPatience).ok()) << (*server)->StandardError();
  const std::string address = "127.0.0.1" + (*server)->grpc_address().substr((*server)->grpc_address().rfind(':'));
  const grpc::Status status = CheckHealth(address, With(client_));
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST_F(Tls, WithoutThemItServesThisMachineOnly) {
  const std::string certificate = File("server.crt");
  const std::string key = File("server.key");
  for (const char* address : {"0.0.0.0:0", "[::]:0", "192.0.2.7:50051", "example.org:50051"}) {
    ExpectRefused(kExitConfiguration, {"--grpc", address}, "--client-ca");
    ExpectRefused(kExitConfiguration, {"--grpc", address, "--tls-cert", certificate, "--tls-key", key}, "--client-ca");
  }
  std::vector<std::string> open = TlsFlags();
  for (const char* argument : {"--grpc", "0.0.0.0:0", "--dev-open"}) open.emplace_back(argument);
  ExpectRefused(kExitConfiguration, open, "--dev-open");
}

TEST_F(Tls, FilesThatDoNotFitAreNamedAtTheStart) {
  const std::string certificate = File("server.crt");
  const std::string key = File("server.key");
  const auto with = [](const std::string& cert_file, const std::string& key_file, const std::string& ca_file) {
    return std::vector<std::string>{"--grpc",    "127.0.0.1:0", "--tls-cert",  cert_file,
                                    "--tls-key", key_file,      "--client-ca", ca_file};
  };
  files_.Write("other.key", authority_.Issue("other").key);
  ExpectRefused(kExitConfiguration, with(certificate, File("other.key"), File("clients.crt")), File("other.key"));
  ExpectRefused(kExitConfiguration, with(File("none.crt"), key, File("clients.crt")), File("none.crt"));
  ExpectRefused(kExitConfiguration, with(certificate, key, key), key);
  ExpectRefused(kExitUsage, {"--tls-cert", certificate}, "--tls-key");
  ExpectRefused(kExitUsage, {"--tls-key", key}, "--tls-cert");
  ExpectRefused(kExitUsage, {"--client-ca", File("clients.crt")}, "--tls-cert");
}

TEST_F(Tls, ARenewalThatWentWrongIsToldAndHurtsNobodyYet) {
  const std::unique_ptr<ServerProcess> server = Start();
  ASSERT_NE(server, nullptr);
  files_.Write("server.key", authority_.Issue("other").key);
  const absl::Time end = absl::Now() + kPatience;
  const std::string told = "server.key: not the key of the certificate";
  while (server->StandardError().find(told) == std::string::npos && absl::Now() < end) std::this_thread::yield();
  EXPECT_THAT(server->StandardError(), HasSubstr(told));
  EXPECT_TRUE(CheckHealth(server->grpc_address(), With(client_)).ok());
}

}  // namespace
}  // namespace klik::testing
