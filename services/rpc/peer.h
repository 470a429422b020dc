// What comes along with a call, beside its message.
//
// Any thread.
#ifndef KLIK_SERVICES_RPC_PEER_H_
#define KLIK_SERVICES_RPC_PEER_H_

#include <string>
#include <string_view>

#include "grpcpp/server_context.h"

namespace klik::services {

// The header; empty when there is none, or more than one: which of them counts would be a guess.
std::string AuthorizationOf(const grpc::CallbackServerContext& context);

// SHA-256 of the certificate that the client showed, 32 bytes; empty when it showed none.
std::string CertificateOf(const grpc::CallbackServerContext& context);

// The same of a certificate in PEM; empty when it is none.
std::string ThumbprintOf(std::string_view pem);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_PEER_H_
