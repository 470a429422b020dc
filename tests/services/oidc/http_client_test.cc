// Whom the client talks to: certificates and names.
#include "services/oidc/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "tests/services/oidc/web_server.h"

namespace klik::services {
namespace {

using testing::Certificate;
using ::testing::HasSubstr;
using testing::SelfSigned;
using testing::WebAnswer;
using testing::WebConnection;
using testing::WebRequest;

class HttpClientTest : public ::testing::Test {
 protected:
  HttpClientTest() { std::filesystem::create_directories(folder_); }
  ~HttpClientTest() override { std::filesystem::remove_all(folder_); }

  std::string FileOf(const std::string& text) {
    const std::string path = folder_ / ("ca" + std::to_string(++files_) + ".pem");
    std::ofstream(path) << text;
    return path;
  }

  static absl::StatusOr<HttpAnswer> Get(const std::string& ca_file, const std::string& url) {
    HttpLimits limits;
    limits.total = std::chrono::milliseconds(500);
    return HttpClient::Make(ca_file, limits).value()->Get(ParseUrl(url).value());
  }

  std::atomic<int> answered_ = 0;
  const testing::WebServer::Handler answer_ = [this](const WebRequest&, WebConnection& connection) {
    ++answered_;
    connection.Write(WebAnswer(200, "hello"));
  };

 private:
  const std::filesystem::path folder_ =
      std::filesystem::path(::testing::TempDir()) /
      ("http_client_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
  int files_ = 0;
};

TEST_F(HttpClientTest, ACertificateThatIsTrustedForThisNameIsTalkedTo) {
  const Certificate certificate = SelfSigned("localhost");
  const testing::WebServer server(answer_, certificate);
  const auto answer = Get(FileOf(certificate.certificate), "https://localhost:" + server.port() + "/a?b=c");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->status, 200U);
  EXPECT_EQ(answer->body, "hello");
}

TEST_F(HttpClientTest, ACertificateThatNobodyTrustsIsTheEnd) {
  const Certificate certificate = SelfSigned("localhost");
  const testing::WebServer server(answer_, certificate);
  const std::string url = "https://localhost:" + server.port() + "/";
  EXPECT_THAT(std::string(Get("", url).status().message()), HasSubstr("certificate is not trusted"));
  EXPECT_FALSE(Get(FileOf(SelfSigned("localhost").certificate), url).ok());
  EXPECT_EQ(answered_, 0);
}

TEST_F(HttpClientTest, ACertificateOfAnotherNameIsTheEnd) {
  const Certificate certificate = SelfSigned("elsewhere.example");
  const testing::WebServer server(answer_, certificate);
  const std::string ca = FileOf(certificate.certificate);
  EXPECT_THAT(std::string(Get(ca, "https://localhost:" + server.port() + "/").status().message()),
              HasSubstr("certificate is not trusted"));
  EXPECT_FALSE(Get(ca, "https://127.0.0.1:" + server.port() + "/").ok());
  EXPECT_EQ(answered_, 0);
}

TEST_F(HttpClientTest, WhoeverDoesNotTalkTlsIsNotTalkedToInPlainText) {
  const testing::WebServer server(answer_);
  EXPECT_FALSE(Get("", "https://localhost:" + server.port() + "/").ok());
  EXPECT_EQ(answered_, 0);
}

TEST_F(HttpClientTest, NothingToTrustIsToldAtTheStart) {
  EXPECT_EQ(HttpClient::Make(FileOf("no certificate")).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(HttpClient::Make("none.pem").status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace klik::services
