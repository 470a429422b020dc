// Sends a token along with every call of a channel.
#ifndef KLIK_CLIENTS_CLI_BEARER_H_
#define KLIK_CLIENTS_CLI_BEARER_H_

#include <grpcpp/support/client_interceptor.h>

#include <memory>
#include <string>
#include <vector>

namespace klik::cli {

// For grpc::experimental::CreateCustomChannelWithInterceptors. None when the token is empty.
std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> WithBearer(
    const std::string& token);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_BEARER_H_
