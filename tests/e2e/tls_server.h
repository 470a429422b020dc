// klikd with TLS, and with clients of an authority of the test's own.
#ifndef KLIK_TESTS_E2E_TLS_SERVER_H_
#define KLIK_TESTS_E2E_TLS_SERVER_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/e2e/client.h"
#include "tests/e2e/server_process.h"
#include "tests/testing/pem_folder.h"
#include "tests/testing/test_authority.h"

namespace klik::testing {

class TlsServer : public ::testing::Test {
 protected:
  TlsServer() {
    const CertifiedKey server = authority_.Issue("server");
    files_.Write("server.crt", server.certificate);
    files_.Write("server.key", server.key);
    files_.Write("clients.crt", authority_.certificate());
  }

  std::string File(const std::string& name) const { return files_.Path(name); }

  std::vector<std::string> TlsFlags() const {
    return {"--tls-cert", File("server.crt"), "--tls-key", File("server.key"), "--client-ca", File("clients.crt")};
  }

  // nullptr when it does not start.
  std::unique_ptr<ServerProcess> Start(std::vector<std::string> more = {}, int descriptors = 0) const {
    const std::vector<std::string> tls = TlsFlags();
    more.insert(more.begin(), tls.begin(), tls.end());
    absl::StatusOr<std::unique_ptr<ServerProcess>> server = ServerProcess::StartReady(data_.path(), more, descriptors);
    if (server.ok()) return *std::move(server);
    ADD_FAILURE() << server.status();
    return nullptr;
  }

  // What a client shows, and whom it takes for the server's authority.
  Credentials With(const CertifiedKey& client) const {
    return grpc::SslCredentials({authority_.certificate(), client.key, client.certificate});
  }

  const TestAuthority authority_{"authority"};
  const CertifiedKey client_ = authority_.Issue("client");
  const PemFolder files_;
  const TemporaryFolder data_;
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_E2E_TLS_SERVER_H_
