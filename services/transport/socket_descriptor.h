// Sockets that belong to gRPC, looked at and closed from outside; and a descriptor kept for when there are no others.
//
// gRPC tells nobody when it closes a connection, and the number of its descriptor may then stand for anything. The
// system's cookie of the socket tells whether it still stands for the same one.
#ifndef KLIK_SERVICES_TRANSPORT_SOCKET_DESCRIPTOR_H_
#define KLIK_SERVICES_TRANSPORT_SOCKET_DESCRIPTOR_H_

#include <cstdint>
#include <optional>

namespace klik::services {

// nullopt: there is no such descriptor, or it is no socket. Any thread.
std::optional<std::uint64_t> SocketCookie(int descriptor);

// Belongs to one thread.
class ReserveDescriptor {
 public:
  ReserveDescriptor();
  ~ReserveDescriptor();
  ReserveDescriptor(const ReserveDescriptor&) = delete;
  ReserveDescriptor& operator=(const ReserveDescriptor&) = delete;

  // Lets go of it, so that one other thing can be opened; Retake gets it back. Each may be called twice.
  void Release();
  void Retake();

  // Ends the connection of the socket; its owner sees that the other side is gone, and closes it. Nothing happens when
  // the descriptor stands for another socket by now.
  void EndConnection(int descriptor, std::uint64_t cookie);

 private:
  int nothing_;
  int reserve_ = -1;  // A copy of `nothing_`; -1 when let go of.
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_TRANSPORT_SOCKET_DESCRIPTOR_H_
