// Partners' tokens, as an administrator and as a partner sees them.
#include <cstdint>
#include <cstdio>
#include <string>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/time_util.h"
#include "services/accounts/account_changes.h"
#include "services/accounts/bearer.h"
#include "tests/services/rpc/account_server.h"
#include "tests/services/rpc/messages.h"

namespace klik::services {
namespace {

using google::protobuf::util::TimeUtil;
using testing::Outcome;
using testing::Parsed;
using testing::Person;

const std::string kZaak = "title: 'Zaaksysteem' system: 'zaak' scopes: CATALOGUE_READ ";

class PartnerTokenTest : public testing::AccountTest {
 protected:
  Outcome<v1::PartnerToken> Create(const std::string& token, const std::string& request_id = "") {
    v1::CreatePartnerTokenRequest request;
    *request.mutable_partner_token() = Parsed<v1::PartnerToken>(token);
    request.set_request_id(request_id);
    return Admin(&Accounts::CreatePartnerToken, request, admin_.token);
  }
  v1::PartnerToken Get(const std::string& name) {
    v1::GetPartnerTokenRequest request;
    request.set_name(name);
    return Admin(&Accounts::GetPartnerToken, request, admin_.token).value();
  }
  Outcome<v1::PartnerToken> Revoke(const std::string& name) {
    v1::RevokePartnerTokenRequest request;
    request.set_name(name);
    return Admin(&Accounts::RevokePartnerToken, request, admin_.token);
  }
  // Whom the server takes the bearer of a token for.
  absl::StatusOr<Principal> Authenticate(const std::string& token, const std::string& certificate = "") {
    const std::string header = "Bearer " + token;
    return AccountAuthenticator(server_->directory(), server_->registry(), clock_)
        .Authenticate({.authorization = header, .peer = "", .certificate = certificate});
  }
  std::int64_t SecondsFromNow(absl::Duration duration) {
    return absl::ToUnixSeconds(clock_.Now()) + absl::ToInt64Seconds(duration);
  }

  const Person admin_ = FirstAdministrator();
};

TEST_F(PartnerTokenTest, IsShownOnceAndLetsAMachineIn) {
  const auto made = Create(kZaak + "organisation: 'organisations/o' municipality: 'GM0420'").value();
  EXPECT_EQ(made.state(), v1::PartnerToken::ACTIVE);
  EXPECT_EQ(TimeUtil::TimestampToSeconds(made.expire_time()), SecondsFromNow(kPartnerTokenLifetime));
  EXPECT_EQ(Get(made.name()).secret(), "");
  const auto principal = Authenticate(made.secret());
  ASSERT_TRUE(principal.ok()) << principal.status();
  EXPECT_EQ(principal->account_id, made.name());
  EXPECT_EQ(principal->system, "zaak");
  EXPECT_EQ(principal->organisation, "organisations/o");
  EXPECT_EQ(principal->municipality, "GM0420");
  EXPECT_EQ(principal->roles, RoleSet{v1::Access::PARTNER});
  EXPECT_EQ(principal->scopes, ScopeSet{v1::Access::CATALOGUE_READ});
}

TEST_F(PartnerTokenTest, RevokingCountsForTheVeryNextCall) {
  const auto made = Create(kZaak).value();
  const auto call = [&] {
    return Session(&Sessions::ListSessions, v1::ListSessionsRequest(), made.secret()).status.error_code();
  };
  // It gets in; what it asks for is not for partners.
  EXPECT_EQ(call(), grpc::PERMISSION_DENIED);
  EXPECT_EQ(Revoke(made.name()).value().state(), v1::PartnerToken::REVOKED);
  EXPECT_EQ(call(), grpc::UNAUTHENTICATED);
  EXPECT_EQ(Revoke(made.name()).reason(), "WRONG_STATE");
  Restart();
  EXPECT_EQ(call(), grpc::UNAUTHENTICATED);
}

TEST_F(PartnerTokenTest, ARestartKeepsIt) {
  const auto made = Create(kZaak).value();
  Restart();
  EXPECT_TRUE(Authenticate(made.secret()).ok());
}

TEST_F(PartnerTokenTest, Ends) {
  const auto made =
      Create(kZaak + "expire_time { seconds: " + std::to_string(SecondsFromNow(absl::Hours(1))) + " }").value();
  clock_.Advance(absl::Hours(1) - absl::Seconds(1));
  EXPECT_TRUE(Authenticate(made.secret()).ok());
  clock_.Advance(absl::Seconds(1));
  EXPECT_FALSE(Authenticate(made.secret()).ok());
}

TEST_F(PartnerTokenTest, ASecretOfAnotherIsNone) {
  const auto one = Create(kZaak).value();
  const auto two = Create(kZaak).value();
  EXPECT_NE(one.secret().substr(32), two.secret().substr(32));
  // The secret of one under the name of the other, with a checksum that fits.
  std::string mixed = two.secret().substr(0, 32) + one.secret().substr(32, 43);
  char checksum[9];
  std::snprintf(checksum, sizeof checksum, "%08x", Crc32(mixed));
  mixed = mixed + "_" + checksum;
  ASSERT_EQ(mixed.size(), one.secret().size());
  EXPECT_FALSE(Authenticate(mixed).ok());
  EXPECT_TRUE(Authenticate(two.secret()).ok());
}

TEST_F(PartnerTokenTest, IsBoundToACertificate) {
  const std::string certificate(32, '\x5A');
  const std::string digits = absl::BytesToHexString(certificate);
  const auto made = Create(kZaak + "certificate: '" + digits + "'").value();
  EXPECT_EQ(made.certificate(), digits);
  EXPECT_TRUE(Authenticate(made.secret(), certificate).ok());
  EXPECT_FALSE(Authenticate(made.secret(), std::string(32, '\x5B')).ok());
  EXPECT_FALSE(Authenticate(made.secret(), "").ok());
  EXPECT_EQ(Authenticate(made.secret(), "").status(), Authenticate("klik_x").status());
}

TEST_F(PartnerTokenTest, EveryFieldThatIsWrongIsNamed) {
  EXPECT_THAT(Create("system: 'Zaak' certificate: 'xyz' organisation: 'o' municipality: 'm'").fields(),
              ::testing::UnorderedElementsAre("partner_token.title", "partner_token.system",
                                              "partner_token.certificate", "partner_token.organisation",
                                              "partner_token.municipality", "partner_token.scopes"));
  const auto until = [&](absl::Duration duration) {
    return Create(kZaak + "expire_time { seconds: " + std::to_string(SecondsFromNow(duration)) + " }");
  };
  EXPECT_THAT(until(absl::ZeroDuration()).fields(), ::testing::ElementsAre("partner_token.expire_time"));
  EXPECT_THAT(until(kMaxPartnerTokenLifetime + absl::Seconds(1)).fields(),
              ::testing::ElementsAre("partner_token.expire_time"));
  EXPECT_TRUE(until(kMaxPartnerTokenLifetime).status.ok());
}

TEST_F(PartnerTokenTest, ARetriedCallMakesNoSecondOneAndShowsNoSecret) {
  const std::string request_id = "7f1d9d0e-5a35-4b8e-9c40-3a3f6a1f0d12";
  const auto first = Create(kZaak, request_id).value();
  const auto again = Create(kZaak, request_id).value();
  EXPECT_EQ(again.name(), first.name());
  EXPECT_FALSE(first.secret().empty());
  EXPECT_TRUE(again.secret().empty());
  EXPECT_EQ(
      Admin(&Accounts::ListPartnerTokens, v1::ListPartnerTokensRequest(), admin_.token).value().partner_tokens_size(),
      1);
}

}  // namespace
}  // namespace klik::services
