#include "services/gateway/http_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace klik::services {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// A connection that says exactly what it is told to.
class Connection {
 public:
  explicit Connection(const std::string& address) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0;
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool connected() const { return connected_; }

  // Whether anybody takes it, the answer tells.
  void Send(std::string_view text) const { (void)::send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }

  // All the server says until it closes.
  std::string ReadToEnd() const {
    std::string text;
    char part[4096];
    for (ssize_t size = 0; (size = ::recv(socket_, part, sizeof(part), 0)) > 0;) {
      text.append(part, static_cast<std::size_t>(size));
    }
    return text;
  }

 private:
  int socket_;
  bool connected_ = false;
};

class HttpServerTest : public ::testing::Test {
 protected:
  std::string Ask(std::string_view request) const {
    const Connection connection(server_->address());
    connection.Send(request);
    return connection.ReadToEnd();
  }
  std::string Get(const std::string& target) const {
    return Ask("GET " + target + " HTTP/1.1\r\nHost: klik\r\nConnection: close\r\n\r\n");
  }

  std::atomic<bool> ready_ = true;
  std::unique_ptr<HttpServer> server_ =
      *HttpServer::Start({.address = "127.0.0.1:0", .ready = [this] { return ready_.load(); }});
};

TEST_F(HttpServerTest, LivesAsSoonAsItRuns) {
  ready_ = false;
  EXPECT_THAT(Get("/livez"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, IsReadyWhenToldSo) {
  EXPECT_THAT(Get("/readyz"), StartsWith("HTTP/1.1 200 "));
  ready_ = false;
  EXPECT_THAT(Get("/readyz?verbose"), StartsWith("HTTP/1.1 503 "));
}

TEST_F(HttpServerTest, HasNothingElse) {
  for (const char* target : {"/", "/livez/", "/LIVEZ", "/livezz", "//livez", "/%6civez"}) {
    EXPECT_THAT(Get(target), StartsWith("HTTP/1.1 404 ")) << target;
  }
}

TEST_F(HttpServerTest, EveryResponseCarriesTheSafeHeaders) {
  for (const std::string& response : {Get("/livez"), Get("/nothing"), Ask("nonsense\r\n\r\n")}) {
    EXPECT_THAT(response, HasSubstr("Content-Security-Policy: default-src 'none'\r\n"));
    EXPECT_THAT(response, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
    EXPECT_THAT(response, HasSubstr("Cache-Control: no-store\r\n"));
  }
}

TEST_F(HttpServerTest, OnlyGetIsAllowed) {
  const std::string response = Ask("DELETE /livez HTTP/1.1\r\nHost: klik\r\n\r\n");
  EXPECT_THAT(response, StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(response, HasSubstr("Allow: GET\r\n"));
  EXPECT_THAT(Ask("HEAD /livez HTTP/1.1\r\nHost: klik\r\n\r\n"), EndsWith("\r\n\r\n"));
}

TEST_F(HttpServerTest, OneConnectionServesManyRequests) {
  const std::string responses =
      Ask("GET /livez HTTP/1.1\r\nHost: klik\r\n\r\n"
          "GET /readyz HTTP/1.1\r\nHost: klik\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(responses, StartsWith("HTTP/1.1 200 "));
  EXPECT_NE(responses.rfind("HTTP/1.1 200 "), 0u);
}

// Each is read differently by somebody on the way, or not at all: one answer, and the connection is closed.
TEST_F(HttpServerTest, RefusesWhatIsOdd) {
  for (const char* request : {
           "GET /livez HTTP/1.1\r\n\r\n",
           "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
           "GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
           "GET /livez HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
           "GET http://a/livez HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /livez HTTP/2.0\r\nHost: a\r\n\r\n",
           "GET /livez HTTP/1.1\r\nHost : a\r\n\r\n",
           "\x16\x03\x01\x02\x00\x01",
       }) {
    EXPECT_THAT(Ask(request), StartsWith("HTTP/1.1 400 ")) << request;
  }
}

TEST_F(HttpServerTest, RefusesHeadersOverTheLimit) {
  const std::string padding(kMaxHttpHeaderBytes, 'x');
  EXPECT_THAT(Ask("GET /livez HTTP/1.1\r\nHost: klik\r\nX-Padding: " + padding + "\r\n\r\n"),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(Ask("GET /" + padding + " HTTP/1.1\r\nHost: klik\r\n\r\n"), StartsWith("HTTP/1.1 431 "));
}

TEST_F(HttpServerTest, ClosesWhoDoesNotFinishTheirHeaders) {
  const auto server = *HttpServer::Start(
      {.address = "127.0.0.1:0", .ready = [] { return true; }, .header_timeout = std::chrono::milliseconds(20)});
  const Connection silent(server->address());
  const Connection slow(server->address());
  slow.Send("GET /livez HTT");
  EXPECT_THAT(silent.ReadToEnd(), IsEmpty());
  EXPECT_THAT(slow.ReadToEnd(), IsEmpty());
}

TEST_F(HttpServerTest, TurnsAwayWhoIsOneTooMany) {
  std::vector<std::unique_ptr<Connection>> held;
  for (std::size_t i = 0; i < kMaxHttpConnections; ++i) {
    held.push_back(std::make_unique<Connection>(server_->address()));
    ASSERT_TRUE(held.back()->connected());
  }
  EXPECT_THAT(Get("/livez"), IsEmpty());
  held.clear();
  // Their places come free as soon as the server has seen them go.
  std::string response;
  while (response.empty()) response = Get("/livez");
  EXPECT_THAT(response, StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, SaysWhereItCannotListen) {
  const auto taken = HttpServer::Start({.address = server_->address(), .ready = [] { return true; }});
  EXPECT_EQ(taken.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(taken.status().message().find(server_->address()), absl::string_view::npos);
  for (const char* address : {"", "127.0.0.1", "127.0.0.1:", ":8080"}) {
    const auto started = HttpServer::Start({.address = address, .ready = [] { return true; }});
    EXPECT_EQ(started.status().code(), absl::StatusCode::kInvalidArgument) << address;
  }
}

TEST_F(HttpServerTest, StopClosesEveryConnection) {
  const Connection open(server_->address());
  open.Send("GET /livez HTTP/1.1\r\nHost: klik\r\n");
  server_->Stop();
  EXPECT_THAT(open.ReadToEnd(), IsEmpty());
  EXPECT_FALSE(Connection(server_->address()).connected());
  server_->Stop();
}

}  // namespace
}  // namespace klik::services
