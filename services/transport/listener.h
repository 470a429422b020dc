// Listening on HOST:PORT, the same for gRPC and HTTP.
#ifndef KLIK_SERVICES_TRANSPORT_LISTENER_H_
#define KLIK_SERVICES_TRANSPORT_LISTENER_H_

#include <string>

#include "absl/status/statusor.h"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"

namespace klik::services {

struct Listener {
  boost::asio::ip::tcp::acceptor acceptor;
  std::string address;  // HOST:PORT with the host as given and the port it listens on.
};

// `address` is HOST:PORT, port 0 for a free one; `context` must outlive the listener.
// INVALID_ARGUMENT: not of that form. UNAVAILABLE: nobody can listen there.
absl::StatusOr<Listener> Listen(boost::asio::io_context& context, const std::string& address);

}  // namespace klik::services

#endif  // KLIK_SERVICES_TRANSPORT_LISTENER_H_
