// What comes along with a call, beside its message.
//
// Any thread.
#ifndef KLIK_SERVICES_RPC_PEER_H_
#define KLIK_SERVICES_RPC_PEER_H_

#include <string>

#include "grpcpp/server_context.h"

namespace klik::services {

// The header; empty when there is none, or more than one: which of them counts would be a guess.
std::string AuthorizationOf(const grpc::CallbackServerContext& context);

// `klik-reason-bin`, in UTF-8: why the caller looks at somebody who is not their case. Empty when there is none.
std::string ReasonOf(const grpc::CallbackServerContext& context);

// `traceparent`, as it came; empty when there is none.
std::string TraceParentOf(const grpc::CallbackServerContext& context);

// PeerThumbprint of the call's connection.
std::string CertificateOf(const grpc::CallbackServerContext& context);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_PEER_H_
