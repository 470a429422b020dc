// Sends what says who calls, and why, along with every call of a channel.
#ifndef KLIK_CLIENTS_CLI_CALL_HEADERS_H_
#define KLIK_CLIENTS_CLI_CALL_HEADERS_H_

#include <grpcpp/support/client_interceptor.h>

#include <memory>
#include <string>
#include <vector>

namespace klik::cli {

// Empty: is not sent.
struct CallHeaders {
  std::string token = {};
  // Why the caller looks at somebody who is not their case.
  std::string reason = {};
};

// For grpc::experimental::CreateCustomChannelWithInterceptors. None when there is nothing to send.
std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> WithHeaders(
    const CallHeaders& headers);

}  // namespace klik::cli

#endif  // KLIK_CLIENTS_CLI_CALL_HEADERS_H_
