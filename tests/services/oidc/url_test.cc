#include "services/oidc/url.h"

#include <gtest/gtest.h>

#include <string>

#include "services/oidc/oidc_options.h"

namespace klik::services {
namespace {

TEST(UrlTest, IsTakenApart) {
  const Url url = ParseUrl("https://login.example/a/b?c=d%20e").value();
  EXPECT_TRUE(url.tls);
  EXPECT_EQ(url.host, "login.example");
  EXPECT_EQ(url.port, "443");
  EXPECT_EQ(url.authority, "login.example");
  EXPECT_EQ(url.target, "/a/b?c=d%20e");
  const Url v6 = ParseUrl("http://[::1]:8080?x").value();
  EXPECT_FALSE(v6.tls);
  EXPECT_EQ(v6.host, "::1");
  EXPECT_EQ(v6.port, "8080");
  EXPECT_EQ(v6.target, "/?x");
}

TEST(UrlTest, WhatCouldBeReadInTwoWaysIsNotRead) {
  for (const char* text : {"",
                           "login.example",
                           "ftp://login.example/",
                           "HTTPS://login.example/",
                           "https://",
                           "https:///a",
                           "https://a@b.example/",
                           "https://a.example:/",
                           "https://a.example:0/",
                           "https://a.example:65536/",
                           "https://a.example:+1/",
                           "https://a.example:443:443/",
                           "https://[::1/",
                           "https://[::1]443/",
                           "https://a.example/#b",
                           "https://a.example#b",
                           "https://a.example/a b",
                           "https://a.example\\@b.example/",
                           "https://a.example/\r\nX: y",
                           "https://a.example/\"",
                           "https://caf\xC3\xA9.example/"}) {
    EXPECT_FALSE(ParseUrl(text).has_value()) << text;
  }
  EXPECT_FALSE(ParseUrl("https://a.example/" + std::string(2048, 'a')).has_value());
}

TEST(UrlTest, OnlyThisMachineIsSafeWithoutEncryption) {
  for (const char* text : {"https://login.example/", "http://127.0.0.1/", "http://localhost:8080/", "http://[::1]/"}) {
    EXPECT_TRUE(IsSafe(ParseUrl(text).value())) << text;
  }
  for (const char* text : {"http://login.example/", "http://127.0.0.1.example/", "http://10.0.0.1/", "http://[::2]/",
                           "http://localhost.example/"}) {
    EXPECT_FALSE(IsSafe(ParseUrl(text).value())) << text;
  }
}

TEST(UrlTest, ParametersAreEscaped) {
  EXPECT_EQ(EncodeParameters({{"a", "b c&d=e+f"}, {"g", "\xC3\xA9-._~"}}), "a=b%20c%26d%3De%2Bf&g=%C3%A9-._~");
}

TEST(OidcOptionsTest, WhatIsWrongIsNamedByItsFlag) {
  const auto options = [] {
    OidcOptions good;
    good.issuer = "https://login.example/tenant/v2.0";
    good.client_id = "klik";
    good.redirect_uri = "https://klik.example/callback";
    return good;
  };
  const auto flag_of = [](const OidcOptions& wrong) {
    const std::string message(CheckOptions(wrong).message());
    return message.substr(0, message.find(' '));
  };
  EXPECT_TRUE(CheckOptions(options()).ok());
  for (const char* issuer : {"", "login.example", "http://login.example", "https://login.example/?a=b"}) {
    OidcOptions wrong = options();
    wrong.issuer = issuer;
    EXPECT_EQ(flag_of(wrong), "--oidc-issuer") << issuer;
  }
  for (const char* redirect : {"", "http://klik.example/callback", "https://klik.example/#callback"}) {
    OidcOptions wrong = options();
    wrong.redirect_uri = redirect;
    EXPECT_EQ(flag_of(wrong), "--oidc-redirect-uri") << redirect;
  }
  OidcOptions wrong = options();
  wrong.client_id.clear();
  EXPECT_EQ(flag_of(wrong), "--oidc-client-id");
  wrong = options();
  wrong.account_claim = "name";
  EXPECT_EQ(flag_of(wrong), "--oidc-claim");
}

}  // namespace
}  // namespace klik::services
