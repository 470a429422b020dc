// What of a token has to hold before it is believed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>

#include "tests/services/oidc/oidc_desk_fixture.h"

namespace klik::services {
namespace {

using ::testing::HasSubstr;
using testing::HmacToken;
using testing::OtherRsaKey;
using testing::Quoted;
using testing::RsaKey;
using testing::SigningKey;

using IdTokenTest = OidcDeskTest;

TEST_F(IdTokenTest, EveryAlgorithmOfTheListIsTaken) {
  Invited("els@medemblik.example");
  const SigningKey elliptic = SigningKey::P256("elliptic");
  issuer_.Publish({RsaKey().Jwk(), elliptic.Jwk()});
  issuer_.SignBy([&](const std::string& claims) { return elliptic.Token("ES256", claims); });
  EXPECT_TRUE(SignIn().ok());
  issuer_.SignBy([&](const std::string& claims) { return RsaKey().Token("PS256", claims); });
  EXPECT_TRUE(SignIn().ok());
  issuer_.SignBy([&](const std::string& claims) { return RsaKey().Token("RS256", claims); });
  EXPECT_TRUE(SignIn().ok());
}

TEST_F(IdTokenTest, ASignatureThatDoesNotHoldIsRefused) {
  Invited("els@medemblik.example");
  // By another key that says it is the first.
  issuer_.SignBy([](const std::string& claims) {
    return OtherRsaKey().Token("RS256", claims, {{"kid", Quoted("first")}});
  });
  ExpectRefused({}, "its signature does not hold");
  // One letter of what it says is another one.
  issuer_.SignBy([](const std::string& claims) {
    std::string token = RsaKey().Token("RS256", claims);
    const std::size_t middle = token.find('.') + 20;
    token[middle] = token[middle] == 'A' ? 'B' : 'A';
    return token;
  });
  ExpectRefused({}, "its signature does not hold");
  issuer_.SignBy([](const std::string& claims) {
    const std::string token = RsaKey().Token("RS256", claims);
    return token.substr(0, token.rfind('.') + 1);
  });
  ExpectRefused({}, "refused");
}

TEST_F(IdTokenTest, WithoutASignatureOrWithASharedSecretItIsRefused) {
  Invited("els@medemblik.example");
  for (const char* none : {"none", "None", "NONE", "nOnE"}) {
    issuer_.SignBy([&](const std::string& claims) {
      return testing::Base64Url(std::string(R"({"alg":")") + none + R"(","kid":"first"})") + "." +
             testing::Base64Url(claims) + ".";
    });
    ExpectRefused({}, "it is not");
  }
  // The public key, which everybody has, as the secret.
  const std::string header = R"({"alg":"HS256","kid":"first","typ":"JWT"})";
  for (const std::string& secret : {RsaKey().PublicPem(), RsaKey().Jwk(), std::string()}) {
    issuer_.SignBy([&](const std::string& claims) { return HmacToken(secret, header, claims); });
    ExpectRefused({}, "it is not signed with RS256, PS256 or ES256");
  }
  // Not even when the issuer itself publishes such a key.
  issuer_.Publish({RsaKey().Jwk(), R"({"kty":"oct","kid":"shared","k":"c2VjcmV0"})"});
  issuer_.SignBy(
      [&](const std::string& claims) { return HmacToken("secret", R"({"alg":"HS256","kid":"shared"})", claims); });
  ExpectRefused({}, "it is not signed with RS256, PS256 or ES256");
}

TEST_F(IdTokenTest, AnAlgorithmThatIsNotTheKeysIsRefused) {
  Invited("els@medemblik.example");
  issuer_.Publish({RsaKey().Jwk({{"alg", Quoted("RS256")}})});
  issuer_.SignBy([](const std::string& claims) { return RsaKey().Token("PS256", claims); });
  ExpectRefused({}, "a key that the issuer does not publish");
  issuer_.SignBy([](const std::string& claims) { return RsaKey().Token("RS256", claims, {{"alg", Quoted("RS512")}}); });
  ExpectRefused({}, "it is not signed with RS256, PS256 or ES256");
  issuer_.SignBy([](const std::string& claims) { return RsaKey().Token("RS256", claims, {{"alg", Quoted("ES256")}}); });
  ExpectRefused({}, "a key that the issuer does not publish");
}

TEST_F(IdTokenTest, AHeaderThatAsksForMoreIsRefused) {
  Invited("els@medemblik.example");
  issuer_.SignBy([](const std::string& claims) {
    return RsaKey().Token("RS256", claims, {{"crit", R"(["b64"])"}, {"b64", "false"}});
  });
  ExpectRefused({}, "its header asks for what is not known here");
  // A key that the token brings along itself is not looked at.
  issuer_.SignBy([](const std::string& claims) {
    return OtherRsaKey().Token("RS256", claims, {{"jwk", OtherRsaKey().Jwk()}});
  });
  ExpectRefused({}, "a key that the issuer does not publish");
}

TEST_F(IdTokenTest, WhatIsNoTokenIsRefused) {
  Invited("els@medemblik.example");
  for (const std::string& token :
       {std::string(), std::string("x"), std::string(".."), std::string("e30.e30.e30"), std::string(100'000, 'a')}) {
    issuer_.SignBy([&](const std::string&) { return token; });
    ExpectRefused({}, "refused");
  }
  for (const char* claims : {"", "[]", "7", R"({"sub":"a","sub":"b"})", "{} {}"}) {
    issuer_.SignBy([&](const std::string&) { return RsaKey().Token("RS256", claims); });
    ExpectRefused({}, "refused");
  }
}

TEST_F(IdTokenTest, EveryClaimHasToFit) {
  Invited("els@medemblik.example");
  ExpectRefused({{"iss", Quoted(issuer_.url() + "/")}}, "it is of another issuer");
  ExpectRefused({{"iss", ""}}, "it is of another issuer");
  ExpectRefused({{"aud", Quoted("other")}}, "it is for somebody else");
  ExpectRefused({{"aud", ""}}, "it is for somebody else");
  ExpectRefused({{"aud", "[]"}}, "it is for somebody else");
  ExpectRefused({{"aud", R"(["klik",7])"}}, "it is for somebody else");
  ExpectRefused({{"aud", R"(["klik","other"])"}}, "it does not say whom it was given to");
  ExpectRefused({{"azp", Quoted("other")}}, "it was given to somebody else");
  ExpectRefused({{"aud", R"(["klik","other"])"}, {"azp", "7"}}, "it was given to somebody else");
  ExpectRefused({{"nonce", Quoted("another")}}, "it is of another attempt");
  ExpectRefused({{"nonce", ""}}, "it is of another attempt");
  ExpectRefused({{"exp", ""}}, "it does not say when");
  ExpectRefused({{"iat", ""}}, "it does not say when");
  ExpectRefused({{"exp", Quoted("4102444800")}}, "it does not say when");
  ExpectRefused({{"exp", At(-absl::Seconds(60))}}, "it has expired");
  ExpectRefused({{"iat", At(absl::Seconds(61))}}, "it was made in the future");
  ExpectRefused({{"nbf", At(absl::Seconds(61))}}, "it is not good yet");
  ExpectRefused({{"nbf", Quoted("now")}}, "it is not good yet");
  ExpectRefused({{"sub", ""}}, "who it is");
  ExpectRefused({{"sub", Quoted("")}}, "who it is");
  ExpectRefused({{"sub", Quoted(std::string(256, 's'))}}, "who it is");
  EXPECT_TRUE(directory_->DecidedSessions().empty());
  // As far as the clocks may differ, and whoever it is for among others.
  EXPECT_TRUE(SignIn({{"exp", At(-absl::Seconds(59))},
                      {"iat", At(absl::Seconds(60))},
                      {"nbf", At(absl::Seconds(60))},
                      {"aud", R"(["other","klik"])"},
                      {"azp", Quoted("klik")}})
                  .ok());
}

TEST_F(IdTokenTest, TheSecondFactorIsTheIssuersAndCanBeAskedFor) {
  Invited("els@medemblik.example");
  OidcOptions options = issuer_.Options();
  options.amr = {"mfa", "hwk"};
  Configure(std::move(options));
  ExpectRefused({}, "(amr)");
  ExpectRefused({{"amr", R"(["pwd"])"}}, "(amr)");
  EXPECT_TRUE(SignIn({{"amr", R"(["pwd","mfa"])"}}).ok());
  options = issuer_.Options();
  options.acr = {"2"};
  Configure(std::move(options));
  ExpectRefused({}, "(acr)");
  ExpectRefused({{"acr", Quoted("1")}}, "(acr)");
  EXPECT_TRUE(SignIn({{"acr", Quoted("2")}}).ok());
  EXPECT_THAT(Start()->authorization_url, HasSubstr("&acr_values=2"));
}

}  // namespace
}  // namespace klik::services
