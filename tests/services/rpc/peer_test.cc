// What comes along with a call over TLS: a token that is bound to a certificate.
#include "services/rpc/peer.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "klik/v1/taxonomy_service.grpc.pb.h"
#include "tests/services/rpc/account_server.h"
#include "tests/services/rpc/messages.h"
#include "tests/testing/test_authority.h"

namespace klik::services {
namespace {

using testing::CertifiedKey;
using testing::Person;

class PeerTest : public testing::AccountTest {
 protected:
  std::string MakeToken(const Person& administrator, const std::string& certificate) {
    v1::CreatePartnerTokenRequest request;
    *request.mutable_partner_token() =
        testing::Parsed<v1::PartnerToken>("title: 'Zaak' system: 'zaak' scopes: CATALOGUE_READ certificate: '" +
                                          absl::BytesToHexString(testing::ThumbprintOf(certificate)) + "'");
    return Admin(&Accounts::CreatePartnerToken, request, administrator.token).value().secret();
  }

  void RestartWithTls() {
    const CertifiedKey key = authority_.Issue("server");
    grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = authority_.certificate();
    options.pem_key_cert_pairs.push_back({key.key, key.certificate});
    server_.reset();
    server_ = std::make_unique<testing::AccountServer>(*vault_, clock_, testing::AccountServer::kCheap,
                                                       grpc::SslServerCredentials(options));
  }

  grpc::StatusCode CallWith(const CertifiedKey& client, const std::string& token) {
    const auto channel = grpc::CreateChannel(
        server_->address(), grpc::SslCredentials({authority_.certificate(), client.key, client.certificate}));
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + token);
    v1::ListTopicsResponse response;
    return v1::TaxonomyService::NewStub(channel)->ListTopics(&context, v1::ListTopicsRequest(), &response).error_code();
  }

  const testing::TestAuthority authority_{"authority"};
  const CertifiedKey own_ = authority_.Issue("own");
  const CertifiedKey other_ = authority_.Issue("other");
};

TEST_F(PeerTest, ATokenBoundToACertificateComesWithThatOneOnly) {
  const std::string token = MakeToken(FirstAdministrator(), own_.certificate);
  RestartWithTls();
  EXPECT_EQ(CallWith(own_, token), grpc::OK);
  EXPECT_EQ(CallWith(other_, token), grpc::UNAUTHENTICATED);
}

}  // namespace
}  // namespace klik::services
