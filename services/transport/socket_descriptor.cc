#include "services/transport/socket_descriptor.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace klik::services {

std::optional<std::uint64_t> SocketCookie(int descriptor) {
  std::uint64_t cookie = 0;
  socklen_t size = sizeof(cookie);
  if (getsockopt(descriptor, SOL_SOCKET, SO_COOKIE, &cookie, &size) != 0) return std::nullopt;
  return cookie;
}

ReserveDescriptor::ReserveDescriptor() : nothing_(open("/dev/null", O_RDONLY | O_CLOEXEC)) { Retake(); }

ReserveDescriptor::~ReserveDescriptor() {
  Release();
  close(nothing_);
}

void ReserveDescriptor::Release() {
  if (reserve_ >= 0) close(reserve_);
  reserve_ = -1;
}

void ReserveDescriptor::Retake() {
  if (reserve_ < 0) reserve_ = fcntl(nothing_, F_DUPFD_CLOEXEC, 0);
}

void ReserveDescriptor::EndConnection(int descriptor, std::uint64_t cookie) {
  if (SocketCookie(descriptor) != cookie) return;
  Retake();
  // The owner may close its descriptor at any moment: what is ended is a descriptor of our own, and only when it is the
  // right socket still. It takes the place of the reserve, for there may be no other.
  if (reserve_ < 0 || dup3(descriptor, reserve_, O_CLOEXEC) < 0) return;
  if (SocketCookie(reserve_) == cookie) shutdown(reserve_, SHUT_RDWR);
  dup3(nothing_, reserve_, O_CLOEXEC);
}

}  // namespace klik::services
