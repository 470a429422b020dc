// gRPC as Klik runs it: behind an accept loop of its own, with TLS, and with limits on what a peer may take.
#ifndef KLIK_SERVICES_TRANSPORT_GRPC_SERVER_H_
#define KLIK_SERVICES_TRANSPORT_GRPC_SERVER_H_

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/server.h"
#include "services/transport/connection_limits.h"
#include "services/transport/front.h"
#include "services/transport/tls_files.h"

namespace klik::services {

// A peer that says nothing holds a connection no longer than this.
inline constexpr std::chrono::milliseconds kHandshakeTimeout{5000};

struct GrpcServerOptions {
  std::string address = "127.0.0.1:0";  // HOST:PORT; port 0 takes a free one.
  TlsFiles tls = {};
  ConnectionLimits limits = {};
  bool reflection = false;
  std::chrono::milliseconds handshake_timeout = kHandshakeTimeout;
  std::chrono::seconds tls_reload = kTlsReload;
};

// Belongs to one thread.
class GrpcServer {
 public:
  // The services must outlive it. INVALID_ARGUMENT: the address is not HOST:PORT. UNAVAILABLE: nobody can listen there.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(const GrpcServerOptions& options,
                                                           const std::vector<std::unique_ptr<grpc::Service>>& services);

  // Stop comes first.
  ~GrpcServer() = default;
  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;

  // HOST:PORT with the host as given and the port it listens on.
  const std::string& address() const { return front_->address(); }

  // Health checks are told so from now on; calls are still answered.
  void SetNotServing();

  // Takes no new connections and calls. What is under way gets this long, and is then cancelled.
  void Stop(std::chrono::seconds drain);

 private:
  GrpcServer(std::unique_ptr<Front> front, std::unique_ptr<grpc::Server> server)
      : front_(std::move(front)), server_(std::move(server)) {}

  std::unique_ptr<Front> front_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_TRANSPORT_GRPC_SERVER_H_
