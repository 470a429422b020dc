#include "clients/cli/bearer.h"

#include <utility>

namespace klik::cli {
namespace {

using grpc::experimental::ClientInterceptorFactoryInterface;
using grpc::experimental::ClientRpcInfo;
using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::Interceptor;
using grpc::experimental::InterceptorBatchMethods;

class Bearer final : public Interceptor {
 public:
  explicit Bearer(std::string header) : header_(std::move(header)) {}

  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      methods->GetSendInitialMetadata()->emplace("authorization", header_);
    }
    methods->Proceed();
  }

 private:
  const std::string header_;
};

class BearerFactory final : public ClientInterceptorFactoryInterface {
 public:
  explicit BearerFactory(std::string header) : header_(std::move(header)) {}

  // gRPC takes it over.
  Interceptor* CreateClientInterceptor(ClientRpcInfo*) override { return new Bearer(header_); }

 private:
  const std::string header_;
};

}  // namespace

std::vector<std::unique_ptr<ClientInterceptorFactoryInterface>> WithBearer(const std::string& token) {
  std::vector<std::unique_ptr<ClientInterceptorFactoryInterface>> factories;
  if (!token.empty()) factories.push_back(std::make_unique<BearerFactory>("Bearer " + token));
  return factories;
}

}  // namespace klik::cli
