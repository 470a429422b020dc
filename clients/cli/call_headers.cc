#include "clients/cli/call_headers.h"

#include <utility>

namespace klik::cli {
namespace {

using grpc::experimental::ClientInterceptorFactoryInterface;
using grpc::experimental::ClientRpcInfo;
using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::Interceptor;
using grpc::experimental::InterceptorBatchMethods;

class Sender final : public Interceptor {
 public:
  explicit Sender(CallHeaders headers) : headers_(std::move(headers)) {}

  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      auto& metadata = *methods->GetSendInitialMetadata();
      if (!headers_.token.empty()) metadata.emplace("authorization", "Bearer " + headers_.token);
      if (!headers_.reason.empty()) metadata.emplace("klik-reason-bin", headers_.reason);
    }
    methods->Proceed();
  }

 private:
  const CallHeaders headers_;
};

class SenderFactory final : public ClientInterceptorFactoryInterface {
 public:
  explicit SenderFactory(CallHeaders headers) : headers_(std::move(headers)) {}

  // gRPC takes it over.
  Interceptor* CreateClientInterceptor(ClientRpcInfo*) override { return new Sender(headers_); }

 private:
  const CallHeaders headers_;
};

}  // namespace

std::vector<std::unique_ptr<ClientInterceptorFactoryInterface>> WithHeaders(const CallHeaders& headers) {
  std::vector<std::unique_ptr<ClientInterceptorFactoryInterface>> factories;
  if (!headers.token.empty() || !headers.reason.empty()) {
    factories.push_back(std::make_unique<SenderFactory>(headers));
  }
  return factories;
}

}  // namespace klik::cli
