#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <sstream>
#include <string>
#include <vector>

#include "clients/cli/app.h"
#include "tests/clients/cli/fake_server.h"
#include "tests/testing/pem_folder.h"
#include "tests/testing/test_authority.h"

namespace klik::testing {
namespace {

using ::testing::StartsWith;

// A server that asks for certificates, and files of a client that has one.
class ConnectionTest : public ::testing::Test {
 protected:
  ConnectionTest() {
    files_.Write("ca", authority_.certificate());
    files_.Write("cert", client_.certificate);
    files_.Write("key", client_.key);
  }
  ~ConnectionTest() override {
    for (const char* name : {"KLIK_CA", "KLIK_CERT", "KLIK_KEY"}) unsetenv(name);
  }

  std::string File(const std::string& name) const { return files_.Path(name); }

  std::shared_ptr<grpc::ServerCredentials> ServerCredentials() const {
    const CertifiedKey server = authority_.Issue("server");
    grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = authority_.certificate();
    options.pem_key_cert_pairs.push_back({server.key, server.certificate});
    return grpc::SslServerCredentials(options);
  }

  int Status(std::vector<std::string> options) {
    options.insert(options.begin(), "status");
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    cli::Console console{in, out, err};
    const int exit_code = cli::RunApp(options, server_.address(), console);
    err_ = err.str();
    return exit_code;
  }

  const PemFolder files_;
  const TestAuthority authority_{"authority"};
  const CertifiedKey client_ = authority_.Issue("client");
  FakeServer server_{ServerCredentials()};
  std::string err_;
};

TEST_F(ConnectionTest, WithCertificatesOfBothSidesItGetsThrough) {
  EXPECT_EQ(Status({"--ca", File("ca"), "--cert", File("cert"), "--key", File("key")}), 0) << err_;
}

TEST_F(ConnectionTest, TheEnvironmentNamesTheFilesToo) {
  setenv("KLIK_CA", File("ca").c_str(), 1);
  setenv("KLIK_CERT", File("cert").c_str(), 1);
  setenv("KLIK_KEY", File("key").c_str(), 1);
  EXPECT_EQ(Status({}), 0) << err_;
  // The command line goes first.
  EXPECT_EQ(Status({"--ca", File("cert")}), 1);
}

TEST_F(ConnectionTest, WithoutThemItDoesNot) {
  const TestAuthority stranger("stranger");
  files_.Write("stranger", stranger.certificate());
  EXPECT_EQ(Status({}), 1) << "in plain text";
  EXPECT_EQ(Status({"--ca", File("ca")}), 1) << "without a certificate";
  EXPECT_EQ(Status({"--ca", File("stranger"), "--cert", File("cert"), "--key", File("key")}), 1)
      << "a server that it cannot trust";
  EXPECT_THAT(err_, StartsWith("klik: UNAVAILABLE"));
}

}  // namespace
}  // namespace klik::testing
