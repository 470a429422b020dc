#include "tests/testing/test_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

#include "absl/time/clock.h"

namespace klik::testing {
namespace {

sockaddr_in Endpoint(const std::string& address, int port) {
  sockaddr_in endpoint{};
  endpoint.sin_family = AF_INET;
  endpoint.sin_port = htons(static_cast<std::uint16_t>(port));
  inet_pton(AF_INET, address.c_str(), &endpoint.sin_addr);
  return endpoint;
}

}  // namespace

TestSocket::TestSocket(const std::string& from) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const sockaddr_in endpoint = Endpoint(from, 0);
  (void)bind(socket_, reinterpret_cast<const sockaddr*>(&endpoint), sizeof(endpoint));
}

TestSocket::~TestSocket() {
  if (socket_ >= 0) close(socket_);
}

TestSocket::TestSocket(TestSocket&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}

bool TestSocket::Connect(const std::string& address) const {
  const sockaddr_in endpoint = Endpoint("127.0.0.1", std::stoi(address.substr(address.rfind(':') + 1)));
  return connect(socket_, reinterpret_cast<const sockaddr*>(&endpoint), sizeof(endpoint)) == 0;
}

void TestSocket::Send(std::string_view bytes) const { (void)send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }

bool TestSocket::IsClosedWithin(absl::Duration timeout) const {
  const absl::Time end = absl::Now() + timeout;
  for (char ignored[4096];;) {
    pollfd wanted{.fd = socket_, .events = POLLIN, .revents = 0};
    const auto left = absl::ToInt64Milliseconds(end - absl::Now());
    if (poll(&wanted, 1, left > 0 ? static_cast<int>(left) : 0) != 1) return false;
    if (recv(socket_, ignored, sizeof(ignored), 0) <= 0) return true;
  }
}

}  // namespace klik::testing
