// A TCP connection that says exactly what it is told to, from an address of choice: all of 127.0.0.0/8 is this machine.
//
// Belongs to one thread.
#ifndef KLIK_TESTS_TESTING_TEST_SOCKET_H_
#define KLIK_TESTS_TESTING_TEST_SOCKET_H_

#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace klik::testing {

class TestSocket {
 public:
  // Opens a socket, and connects nowhere yet.
  explicit TestSocket(const std::string& from = "127.0.0.1");
  ~TestSocket();
  TestSocket(TestSocket&& other) noexcept;
  TestSocket& operator=(TestSocket&&) = delete;

  // To 127.0.0.1 and the port of this HOST:PORT.
  bool Connect(const std::string& address) const;

  // Whether anybody takes it, the answer tells.
  void Send(std::string_view bytes) const;

  // Whether the other side has closed the connection by then, whatever it said before.
  bool IsClosedWithin(absl::Duration timeout) const;

  int descriptor() const { return socket_; }

 private:
  int socket_;
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_TEST_SOCKET_H_
