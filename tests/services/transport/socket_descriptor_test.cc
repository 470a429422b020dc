#include "services/transport/socket_descriptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <utility>

namespace klik::services {
namespace {

class SocketPair {
 public:
  SocketPair() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data()), 0); }
  ~SocketPair() {
    close(ends_[0]);
    close(ends_[1]);
  }
  int near() const { return ends_[0]; }
  // Whether the far side sees the end of the connection.
  bool HasEnded() const {
    pollfd wanted{.fd = ends_[1], .events = POLLIN, .revents = 0};
    char byte = 0;
    return poll(&wanted, 1, 0) == 1 && recv(ends_[1], &byte, 1, MSG_PEEK) == 0;
  }

 private:
  std::array<int, 2> ends_{};
};

TEST(SocketCookieTest, TellsSocketsApartAndKnowsNothingElse) {
  const SocketPair one;
  const SocketPair other;
  EXPECT_NE(SocketCookie(one.near()), SocketCookie(other.near()));
  EXPECT_EQ(SocketCookie(one.near()), SocketCookie(one.near()));
  EXPECT_EQ(SocketCookie(-1), std::nullopt);
  const int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(SocketCookie(file), std::nullopt);
  close(file);
}

TEST(ReserveDescriptorTest, EndsTheConnectionAndLeavesTheDescriptorToItsOwner) {
  ReserveDescriptor reserve;
  const SocketPair pair;
  const std::uint64_t cookie = *SocketCookie(pair.near());
  EXPECT_FALSE(pair.HasEnded());
  reserve.EndConnection(pair.near(), cookie);
  EXPECT_TRUE(pair.HasEnded());
  EXPECT_EQ(SocketCookie(pair.near()), cookie);
}

TEST(ReserveDescriptorTest, TouchesNoOtherSocketOfTheSameNumber) {
  ReserveDescriptor reserve;
  const SocketPair pair;
  reserve.EndConnection(pair.near(), *SocketCookie(pair.near()) + 1);
  EXPECT_FALSE(pair.HasEnded());
}

TEST(ReserveDescriptorTest, GivesUpOneDescriptorAndTakesItBack) {
  ReserveDescriptor reserve;
  const int before = dup(STDIN_FILENO);
  reserve.Release();
  reserve.Release();
  const int freed = dup(STDIN_FILENO);
  EXPECT_LT(freed, before) << "the lowest free one is the one that was let go of";
  close(freed);
  reserve.Retake();
  reserve.Retake();
  const int after = dup(STDIN_FILENO);
  EXPECT_GT(after, before);
  close(after);
  close(before);
}

}  // namespace
}  // namespace klik::services
