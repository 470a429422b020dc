#include "services/transport/peer_thumbprint.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "grpc/grpc_security_constants.h"
#include "tests/testing/test_authority.h"

namespace klik::services {
namespace {

// A context with these certificates, as a handshake leaves it.
class Context final : public grpc::AuthContext {
 public:
  explicit Context(std::vector<std::string> certificates) : certificates_(std::move(certificates)) {}

  bool IsPeerAuthenticated() const override { return !certificates_.empty(); }
  std::vector<grpc::string_ref> GetPeerIdentity() const override { return {}; }
  std::string GetPeerIdentityPropertyName() const override { return ""; }
  std::vector<grpc::string_ref> FindPropertyValues(const std::string& name) const override {
    if (name != GRPC_X509_PEM_CERT_PROPERTY_NAME) return {};
    return {certificates_.begin(), certificates_.end()};
  }
  grpc::AuthPropertyIterator begin() const override { return end(); }
  grpc::AuthPropertyIterator end() const override { std::abort(); }
  void AddProperty(const std::string&, const grpc::string_ref&) override {}
  bool SetPeerIdentityPropertyName(const std::string&) override { return false; }

 private:
  const std::vector<std::string> certificates_;
};

TEST(PeerThumbprintTest, IsWhatOpenSslSays) {
  const testing::TestAuthority authority("authority");
  const std::string one = authority.Issue("one").certificate;
  const std::string other = authority.Issue("other").certificate;
  EXPECT_EQ(PeerThumbprint(Context({one})).size(), 32u);
  EXPECT_EQ(PeerThumbprint(Context({one})), testing::ThumbprintOf(one));
  EXPECT_EQ(PeerThumbprint(Context({other})), testing::ThumbprintOf(other));
  EXPECT_NE(testing::ThumbprintOf(one), testing::ThumbprintOf(other));
}

TEST(PeerThumbprintTest, WithoutACertificateThereIsNone) {
  const std::string pem = testing::TestAuthority("authority").certificate();
  EXPECT_EQ(PeerThumbprint(Context({})), "");
  EXPECT_EQ(PeerThumbprint(Context({""})), "");
  EXPECT_EQ(PeerThumbprint(Context({pem.substr(0, pem.size() / 2)})), "");
  EXPECT_EQ(PeerThumbprint(Context({pem.substr(pem.size() / 2)})), "");
  EXPECT_EQ(PeerThumbprint(Context({"-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n"})), "");
  EXPECT_EQ(PeerThumbprint(Context({"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"})), "");
}

}  // namespace
}  // namespace klik::services
