// By what a client's certificate is known: a token may be bound to it.
//
// Function, for any thread.
#ifndef KLIK_SERVICES_TRANSPORT_PEER_THUMBPRINT_H_
#define KLIK_SERVICES_TRANSPORT_PEER_THUMBPRINT_H_

#include <string>

#include "grpcpp/security/auth_context.h"

namespace klik::services {

// SHA-256 of the certificate that the client has shown and the server has checked, 32 bytes; empty: none.
std::string PeerThumbprint(const grpc::AuthContext& context);

}  // namespace klik::services

#endif  // KLIK_SERVICES_TRANSPORT_PEER_THUMBPRINT_H_
