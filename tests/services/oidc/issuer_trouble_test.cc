// An issuer that is slow, down, huge, elsewhere, or not who it should be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/oidc/issuer.h"
#include "tests/services/oidc/oidc_desk_fixture.h"

namespace klik::services {
namespace {

using ::testing::HasSubstr;
using testing::JsonFields;
using testing::Quoted;
using testing::ToJson;
using testing::WebAnswer;
using testing::WebConnection;
using testing::WebRequest;

const std::string kDocument = "/.well-known/openid-configuration";

class IssuerTroubleTest : public OidcDeskTest {
 protected:
  void ExpectUnavailable(const std::string& why) {
    const absl::StatusOr<SignedIn> signed_in = SignIn();
    EXPECT_EQ(ReasonOf(signed_in.status()), "OIDC_ISSUER_UNAVAILABLE") << why;
    EXPECT_EQ(signed_in.status().code(), absl::StatusCode::kUnavailable);
    EXPECT_THAT(std::string(signed_in.status().message()), HasSubstr(why));
  }
};

TEST_F(IssuerTroubleTest, OneThatIsDownIsToldOfAndFoundAgain) {
  Invited("els@medemblik.example");
  std::string address;
  {
    const testing::WebServer gone([](const WebRequest&, WebConnection&) {});
    address = "http://" + gone.address();
  }
  OidcOptions options = issuer_.Options();
  options.issuer = address;
  Configure(std::move(options));
  ExpectUnavailable("cannot be reached");
  Configure(issuer_.Options());
  issuer_.AnswerBy(kDocument,
                   [](const WebRequest&, WebConnection& connection) { connection.Write(WebAnswer(503, "")); });
  ExpectUnavailable("HTTP status 503");
  issuer_.AnswerBy(kDocument, nullptr);
  // Not asked again at once, but soon.
  ExpectUnavailable("HTTP status 503");
  EXPECT_EQ(issuer_.Asked(kDocument), 1);
  clock_.Advance(kPauseBeforeRetry);
  EXPECT_TRUE(SignIn().ok());
}

TEST_F(IssuerTroubleTest, WhateverItAnswersWithIsWaitedForOnlySoLong) {
  Invited("els@medemblik.example");
  for (const std::string& path : {kDocument, std::string("/token"), std::string("/keys")}) {
    Configure(issuer_.Options(), std::chrono::milliseconds(500));
    issuer_.AnswerBy(path, [](const WebRequest&, WebConnection& connection) { connection.Hang(); });
    ExpectUnavailable("takes too long");
    // One byte at a time is no way to go on for ever.
    issuer_.AnswerBy(path, [](const WebRequest&, WebConnection& connection) {
      connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
      connection.Drip();
    });
    clock_.Advance(kPauseBeforeRetry);
    ExpectUnavailable("takes too long");
    issuer_.AnswerBy(path, nullptr);
    Configure(issuer_.Options());
    EXPECT_TRUE(SignIn().ok());
  }
}

TEST_F(IssuerTroubleTest, WhatIsTooLargeIsNotTaken) {
  Invited("els@medemblik.example");
  const std::string megabyte(std::size_t{1} << 20, 'a');
  for (const std::string& path : {kDocument, std::string("/token"), std::string("/keys")}) {
    issuer_.AnswerBy(path, [&](const WebRequest&, WebConnection& connection) {
      connection.Write(WebAnswer(200, R"({"a":")" + megabyte + R"("})"));
    });
    ExpectUnavailable("more than is taken");
    clock_.Advance(kPauseBeforeRetry);
    issuer_.AnswerBy(path, [&](const WebRequest&, WebConnection& connection) {
      connection.Write("HTTP/1.1 200 OK\r\nX: " + megabyte + "\r\n\r\n");
    });
    ExpectUnavailable("more than is taken");
    clock_.Advance(kPauseBeforeRetry);
    // Without a length, until the connection ends.
    issuer_.AnswerBy(path, [&](const WebRequest&, WebConnection& connection) {
      connection.Write("HTTP/1.1 200 OK\r\n\r\n" + megabyte);
    });
    ExpectUnavailable("more than is taken");
    clock_.Advance(kPauseBeforeRetry);
    issuer_.AnswerBy(path, nullptr);
  }
  EXPECT_TRUE(SignIn().ok());
}

TEST_F(IssuerTroubleTest, ARedirectIsNotFollowed) {
  Invited("els@medemblik.example");
  std::atomic<int> followed = 0;
  const testing::WebServer elsewhere([&](const WebRequest&, WebConnection& connection) {
    ++followed;
    connection.Write(WebAnswer(200, "{}"));
  });
  for (const std::string& path : {kDocument, std::string("/token"), std::string("/keys")}) {
    issuer_.AnswerBy(path, [&](const WebRequest&, WebConnection& connection) {
      connection.Write("HTTP/1.1 307 Moved\r\nLocation: http://" + elsewhere.address() +
                       "/\r\nContent-Length: 0\r\n\r\n");
    });
    ExpectUnavailable("HTTP status 307");
    issuer_.AnswerBy(path, nullptr);
    clock_.Advance(kPauseBeforeRetry);
  }
  EXPECT_EQ(followed, 0);
}

TEST_F(IssuerTroubleTest, WhatMakesNoSenseIsToldAndNotRepeated) {
  Invited("els@medemblik.example");
  for (const std::string& path : {kDocument, std::string("/token"), std::string("/keys")}) {
    for (const char* said : {"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ncanary", "canary canary\r\n\r\n", ""}) {
      issuer_.AnswerBy(path, [&](const WebRequest&, WebConnection& connection) { connection.Write(said); });
      const absl::Status status = SignIn().status();
      EXPECT_EQ(ReasonOf(status), "OIDC_ISSUER_UNAVAILABLE") << path << said;
      EXPECT_EQ(status.ToString().find("canary"), std::string::npos);
      clock_.Advance(kPauseBeforeRetry);
    }
    issuer_.AnswerBy(path, nullptr);
  }
}

TEST_F(IssuerTroubleTest, AWrongSecretIsTheServersFaultAndToldAsThat) {
  Invited("els@medemblik.example");
  OidcOptions options = issuer_.Options();
  options.client_secret = SecretText("wrong");
  Configure(std::move(options));
  ExpectUnavailable("HTTP status 401");
}

TEST_F(IssuerTroubleTest, TheSecretGoesAsTheIssuerTakesIt) {
  Invited("els@medemblik.example");
  EXPECT_TRUE(SignIn().ok());
  issuer_.Say({{"token_endpoint_auth_methods_supported", R"(["private_key_jwt","client_secret_post"])"}});
  Configure(issuer_.Options());
  EXPECT_TRUE(SignIn().ok());
  std::promise<std::string> header;
  issuer_.AnswerBy("/token", [&](const WebRequest& request, WebConnection& connection) {
    header.set_value(request.Header("authorization"));
    connection.Write(WebAnswer(400, R"({"error":"invalid_grant"})"));
  });
  EXPECT_EQ(ReasonOf(SignIn().status()), "OIDC_CODE_REFUSED");
  EXPECT_EQ(header.get_future().get(), "");
}

TEST_F(IssuerTroubleTest, ASlowOneHoldsUpNobodyElse) {
  std::promise<void> end;
  issuer_.AnswerBy(kDocument, [done = end.get_future().share()](const WebRequest&, WebConnection& connection) {
    done.wait();
    connection.Write(WebAnswer(503, ""));
  });
  std::vector<std::future<absl::Status>> starts;
  for (int i = 0; i < 40; ++i) {
    const auto promise = std::make_shared<std::promise<absl::Status>>();
    starts.push_back(promise->get_future());
    desk_->Start(SecretText(NewSecret()), "192.0.2.0/24",
                 [promise](const absl::StatusOr<OidcStart>& start) { promise->set_value(start.status()); });
  }
  // The other ways in do not wait for it: they ask, and are refused for a reason of their own.
  const auto password = std::make_shared<std::promise<absl::Status>>();
  sign_in_.SignIn({"nobody", SecretText("a"), SecretText("b"), "192.0.2.0/24"},
                  [password](const absl::StatusOr<SignedIn>& signed_in) { password->set_value(signed_in.status()); });
  EXPECT_EQ(ReasonOf(password->get_future().get()), "SIGN_IN_FAILED");
  end.set_value();
  std::size_t overloaded = 0;
  for (std::future<absl::Status>& start : starts) {
    const std::string reason = ReasonOf(start.get());
    EXPECT_THAT(reason, ::testing::AnyOf("OIDC_ISSUER_UNAVAILABLE", "OVERLOADED"));
    overloaded += reason == "OVERLOADED" ? 1 : 0;
  }
  EXPECT_GE(overloaded, starts.size() - kMaxIssuerCallsWaiting - kIssuerCallsAtOnce);
  // All who waited were answered by one fetch.
  EXPECT_EQ(issuer_.Asked(kDocument), 1);
}

TEST_F(IssuerTroubleTest, WhoeverWaitsForOneThatHangsDoesNotHoldUpTheEnd) {
  std::atomic<std::size_t> asked = 0;
  std::promise<void> taken;
  std::promise<void> end;
  issuer_.AnswerBy("/token", [&, done = end.get_future().share()](const WebRequest&, WebConnection& connection) {
    if (++asked == kIssuerCallsAtOnce) taken.set_value();
    done.wait();
    connection.Write(WebAnswer(503, ""));
  });
  std::vector<Started> starts(10);
  for (Started& start : starts) start = Start().value();
  std::vector<std::future<absl::Status>> waiting;
  for (const Started& start : starts) {
    const testing::Redirect redirect = issuer_.SignIn(start.authorization_url);
    const auto promise = std::make_shared<std::promise<absl::Status>>();
    waiting.push_back(promise->get_future());
    desk_->Complete({SecretText(redirect.code), SecretText(redirect.state), SecretText(start.attempt)},
                    [promise](const absl::StatusOr<SignedIn>& result) { promise->set_value(result.status()); });
  }
  taken.get_future().wait();
  desk_->Stop();
  end.set_value();
  desk_.reset();
  std::size_t stopped = 0;
  for (std::future<absl::Status>& one : waiting) {
    const std::string reason = ReasonOf(one.get());
    EXPECT_THAT(reason, ::testing::AnyOf("OIDC_ISSUER_UNAVAILABLE", "STOPPING"));
    stopped += reason == "STOPPING" ? 1 : 0;
  }
  EXPECT_EQ(stopped, starts.size() - kIssuerCallsAtOnce);
  EXPECT_EQ(asked, kIssuerCallsAtOnce);
}

TEST(IssuerDocumentTest, MustNameTheIssuerToTheLetterAndSafeAddresses) {
  const std::string issuer = "https://login.example/tenant/v2.0";
  const JsonFields good = {{"issuer", Quoted(issuer)},
                           {"authorization_endpoint", Quoted("https://login.example/authorize?tenant=1")},
                           {"token_endpoint", Quoted("https://token.login.example:8443/token")},
                           {"jwks_uri", Quoted("https://login.example/keys")}};
  const auto document = ReadIssuerDocument(ToJson(good), issuer);
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->token_endpoint.port, "8443");
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"issuer", ""},
      {"issuer", Quoted(issuer + "/")},
      {"issuer", Quoted("https://login.example/{tenantid}/v2.0")},
      {"issuer", Quoted("https://LOGIN.example/tenant/v2.0")},
      {"authorization_endpoint", ""},
      {"authorization_endpoint", Quoted("http://login.example/authorize")},
      {"authorization_endpoint", Quoted("javascript:alert(1)")},
      {"token_endpoint", ""},
      {"token_endpoint", Quoted("http://login.example/token")},
      {"token_endpoint", Quoted("http://127.0.0.1/token")},
      {"token_endpoint", Quoted("https://login.example@evil.example/token")},
      {"jwks_uri", ""},
      {"jwks_uri", Quoted("http://login.example/keys")},
      {"jwks_uri", Quoted("file:///etc/passwd")},
  };
  for (const auto& [name, value] : bad) {
    JsonFields fields = good;
    fields[name] = value;
    EXPECT_FALSE(ReadIssuerDocument(ToJson(fields), issuer).ok()) << name << " " << value;
  }
  EXPECT_FALSE(ReadIssuerDocument("[]", issuer).ok());
  EXPECT_FALSE(ReadIssuerDocument("", issuer).ok());
}

}  // namespace
}  // namespace klik::services
