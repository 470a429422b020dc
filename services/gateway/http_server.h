// The HTTP side of Klik: for now the two questions that whatever runs the server asks.
//
//   GET /livez    200: the process is alive
//   GET /readyz   200: calls are served; 503: not yet, or not any more
//
// Everything else is 404. It takes no request body and closes the connection on anything odd.
#ifndef KLIK_SERVICES_GATEWAY_HTTP_SERVER_H_
#define KLIK_SERVICES_GATEWAY_HTTP_SERVER_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/transport/connection_limits.h"

namespace klik::services {

// Of a request: first line and headers together.
inline constexpr std::size_t kMaxHttpHeaderBytes = 8192;
// For all of the headers of a request, counted from the end of the one before.
inline constexpr std::chrono::seconds kHttpHeaderTimeout{5};
// For a response to be taken by the other side.
inline constexpr std::chrono::seconds kHttpWriteTimeout{15};

struct HttpServerOptions {
  std::string address;          // HOST:PORT; port 0 takes a free one.
  std::function<bool()> ready;  // Called on the server's thread; must not block.
  std::chrono::milliseconds header_timeout = kHttpHeaderTimeout;
  // Open at once; one more is closed as soon as it is accepted.
  std::size_t max_connections = kMaxHttpConnections;
};

// Runs on one thread of its own. Start, Stop and the destructor belong to one thread; address() may be called by any.
class HttpServer {
 public:
  // INVALID_ARGUMENT: the address is not HOST:PORT. UNAVAILABLE: nobody can listen there.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(HttpServerOptions options);

  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // HOST:PORT with the host as given and the port it listens on.
  const std::string& address() const { return address_; }

  // Closes every connection. Twice is fine.
  void Stop();

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);

  const std::string address_;
  std::unique_ptr<Impl> impl_;  // nullptr when stopped.
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_GATEWAY_HTTP_SERVER_H_
