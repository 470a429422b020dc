// The accept loop in front of gRPC.
//
// gRPC's own never accepts again once the process has run out of descriptors, and knows no limits. This one keeps to
// the limits of a ConnectionTable, and goes on when descriptors come free.
//
//   accept → a place in the table, or somebody who is nobody yet goes for it, or closed at once → gRPC
//
// Runs on one thread of its own. Start, Stop and the destructor belong to one thread.
#ifndef KLIK_SERVICES_TRANSPORT_FRONT_H_
#define KLIK_SERVICES_TRANSPORT_FRONT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "grpcpp/server_builder.h"
#include "services/transport/connection_table.h"

namespace klik::services {

// The name under which the table knows who is calling: grpc::ServerContext::peer() of a connection from `address`, a
// number of four or six, and `port`.
std::string PeerName(const std::string& address, unsigned port);

// Whom the limit per address counts together: an IPv4 address; the /64 of IPv6, which is what one household gets.
std::string AddressGroup(const std::string& address);

class Front {
 public:
  // Listens, and accepts nothing before Start. INVALID_ARGUMENT: `address` is not HOST:PORT. UNAVAILABLE: nobody can
  // listen there.
  static absl::StatusOr<std::unique_ptr<Front>> Open(const std::string& address,
                                                     std::shared_ptr<ConnectionTable> table);

  ~Front();
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;

  // HOST:PORT with the host as given and the port it listens on.
  const std::string& address() const { return address_; }

  // `acceptor` is gRPC's side, of a server that runs.
  void Start(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor);

  // Accepts nobody any more; connections that gRPC has stay. Twice is fine.
  void Stop();

 private:
  class Impl;
  Front(std::unique_ptr<Impl> impl, std::string address);

  const std::string address_;
  std::unique_ptr<Impl> impl_;  // nullptr when stopped.
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_TRANSPORT_FRONT_H_
