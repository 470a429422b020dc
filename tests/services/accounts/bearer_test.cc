#include "services/accounts/bearer.h"

#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace klik::services {
namespace {

const std::string kName = "tokens/abcdefghijklmnopqrstuvwxyz";

TEST(BearerTest, TheChecksumIsThatOfZip) {
  EXPECT_EQ(Crc32("123456789"), 0xCBF43926U);
  EXPECT_EQ(Crc32(""), 0U);
}

TEST(BearerTest, ASessionsTokenIsKnownByItsDigest) {
  const std::string token = NewSessionToken();
  const auto bearer = ParseBearer("Bearer " + token);
  ASSERT_TRUE(bearer.has_value());
  EXPECT_EQ(std::get<SessionBearer>(*bearer).digest, DigestOfSessionToken(token));
  EXPECT_EQ(DigestOfSessionToken(token).find(token.substr(6)), std::string::npos);
  EXPECT_NE(NewSessionToken(), token);
  // The scheme is written any way, as RFC 9110 has it.
  EXPECT_TRUE(ParseBearer("bearer " + token).has_value());
  EXPECT_TRUE(ParseBearer("BEARER " + token).has_value());
}

TEST(BearerTest, APartnersTokenSaysWhichOneItIs) {
  const NewPartnerSecret made = MakePartnerSecret(kName);
  EXPECT_TRUE(made.token.starts_with("klik_abcdefghijklmnopqrstuvwxyz_"));
  const auto bearer = ParseBearer("Bearer " + made.token);
  ASSERT_TRUE(bearer.has_value());
  EXPECT_EQ(std::get<PartnerBearer>(*bearer).name, kName);
  EXPECT_EQ(std::get<PartnerBearer>(*bearer).digest, made.digest);
  EXPECT_NE(MakePartnerSecret(kName).digest, made.digest);
}

TEST(BearerTest, WhatIsMistypedIsNoToken) {
  const std::string token = MakePartnerSecret(kName).token;
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string mistyped = token;
    mistyped[i] = mistyped[i] == 'a' ? 'b' : 'a';
    EXPECT_FALSE(ParseBearer("Bearer " + mistyped).has_value()) << i;
    EXPECT_FALSE(ParseBearer("Bearer " + token.substr(0, i)).has_value()) << i;
  }
  EXPECT_FALSE(ParseBearer("Bearer " + token + "a").has_value());
  for (const char* header : {"", "Bearer", "Bearer ", "Bearer kliks_", "Basic YTpi", "kliks_x", "Bearer  kliks_x"}) {
    EXPECT_FALSE(ParseBearer(header).has_value()) << header;
  }
}

}  // namespace
}  // namespace klik::services
