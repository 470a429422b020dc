// Keys that change, and how often the issuer is asked for them.
#include <gtest/gtest.h>

#include <string>

#include "tests/services/oidc/oidc_desk_fixture.h"

namespace klik::services {
namespace {

using testing::OtherRsaKey;
using testing::Quoted;
using testing::RsaKey;
using testing::SigningKey;
using testing::WebAnswer;
using testing::WebConnection;
using testing::WebRequest;

using IssuerKeysTest = OidcDeskTest;

const std::string kDocument = "/.well-known/openid-configuration";

TEST_F(IssuerKeysTest, KeysAreFetchedOnceAndARotatedKeyIsFound) {
  Invited("els@medemblik.example");
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(SignIn().ok());
  EXPECT_EQ(issuer_.Asked("/keys"), 1);
  EXPECT_EQ(issuer_.Asked(kDocument), 1);
  clock_.Advance(kPauseBeforeMore);
  issuer_.Publish({RsaKey().Jwk(), OtherRsaKey().Jwk()});
  issuer_.SignBy([](const std::string& claims) { return OtherRsaKey().Token("RS256", claims); });
  EXPECT_TRUE(SignIn().ok());
  EXPECT_EQ(issuer_.Asked("/keys"), 2);
}

TEST_F(IssuerKeysTest, AFloodOfUnknownKeysIsOneFetchAMinute) {
  Invited("els@medemblik.example");
  ASSERT_TRUE(SignIn().ok());
  clock_.Advance(kPauseBeforeMore);
  issuer_.SignBy([](const std::string& claims) { return OtherRsaKey().Token("RS256", claims); });
  for (int i = 0; i < 20; ++i) ExpectRefused({}, "a key that the issuer does not publish");
  EXPECT_EQ(issuer_.Asked("/keys"), 2);
  clock_.Advance(kPauseBeforeMore - absl::Seconds(1));
  ExpectRefused({}, "a key that the issuer does not publish");
  EXPECT_EQ(issuer_.Asked("/keys"), 2);
  clock_.Advance(absl::Seconds(1));
  ExpectRefused({}, "a key that the issuer does not publish");
  EXPECT_EQ(issuer_.Asked("/keys"), 3);
}

TEST_F(IssuerKeysTest, AKeyThatIsNotPublishedAnyMoreIsGoneAfterAnHour) {
  Invited("els@medemblik.example");
  ASSERT_TRUE(SignIn().ok());
  issuer_.Publish({OtherRsaKey().Jwk()});
  clock_.Advance(kFreshFor);
  ExpectRefused({}, "a key that the issuer does not publish");
  EXPECT_EQ(issuer_.Asked("/keys"), 2);
}

TEST_F(IssuerKeysTest, WhenKeysCannotBeFetchedTheOldOnesGoOnForADay) {
  Invited("els@medemblik.example");
  ASSERT_TRUE(SignIn().ok());
  const auto broken = [](const WebRequest&, WebConnection& connection) { connection.Write(WebAnswer(500, "")); };
  issuer_.AnswerBy("/keys", broken);
  issuer_.AnswerBy(kDocument, broken);
  clock_.Advance(kFreshFor);
  EXPECT_TRUE(SignIn().ok());
  clock_.Advance(kGoodFor - kFreshFor - absl::Seconds(1));
  EXPECT_TRUE(SignIn().ok());
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(ReasonOf(SignIn().status()), "OIDC_ISSUER_UNAVAILABLE");
}

TEST_F(IssuerKeysTest, KeysThatAreOfNoUseAreLeftOut) {
  Invited("els@medemblik.example");
  const SigningKey small = SigningKey::Rsa("small", 1024);
  issuer_.Publish({small.Jwk(), RsaKey().Jwk({{"kid", Quoted("for secrets")}, {"use", Quoted("enc")}}), "7",
                   R"({"kty":"EC","crv":"P-256","kid":"off the curve","x":"AA","y":"AA"})", OtherRsaKey().Jwk()});
  issuer_.SignBy([&](const std::string& claims) { return small.Token("RS256", claims); });
  ExpectRefused({}, "a key that the issuer does not publish");
  issuer_.SignBy([](const std::string& claims) {
    return RsaKey().Token("RS256", claims, {{"kid", Quoted("for secrets")}});
  });
  ExpectRefused({}, "a key that the issuer does not publish");
  // Without a name: the only one there is.
  issuer_.SignBy([](const std::string& claims) { return OtherRsaKey().Token("RS256", claims, {{"kid", ""}}); });
  EXPECT_TRUE(SignIn().ok());
  issuer_.Publish({RsaKey().Jwk(), OtherRsaKey().Jwk()});
  clock_.Advance(kFreshFor);
  ExpectRefused({}, "a key that the issuer does not publish");
}

}  // namespace
}  // namespace klik::services
