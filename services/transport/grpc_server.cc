#include "services/transport/grpc_server.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/impl/server_builder_option.h"
#include "grpcpp/impl/server_builder_plugin.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_interceptor.h"
#include "services/transport/connection_table.h"

namespace klik::services {
namespace {

constexpr int kMaxRequestBytes = 4 << 20;
constexpr int kMaxMetadataBytes = 8192;
// Calls under way on one connection; HTTP/2 asks for no less.
constexpr int kMaxConcurrentCalls = 100;
constexpr int kMaxConnectionIdleMs = 300'000;
// A peer that is gone without a word is found out.
constexpr int kKeepaliveTimeMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
constexpr int kMinPingIntervalMs = 30'000;
constexpr int kMaxPingStrikes = 2;
// Whom the client's authority no longer vouches for is out by then; calls under way may come to their end.
constexpr int kMaxConnectionAgeMs = 3'600'000;
constexpr int kMaxConnectionAgeGraceMs = 600'000;

// Linking reflection is enough to switch it on; this takes it out again.
class WithoutReflection final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    std::erase_if(*plugins, [](const auto& plugin) { return plugin->name() == "proto_server_reflection"; });
  }
};

// Intercepts nothing: it tells the table who made a call.
class CallWatcher final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit CallWatcher(std::shared_ptr<ConnectionTable> table) : table_(std::move(table)) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(grpc::experimental::ServerRpcInfo* call) override {
    if (table_->has_newcomers()) table_->MadeCall(call->server_context()->peer());
    return nullptr;
  }

 private:
  const std::shared_ptr<ConnectionTable> table_;
};

void SetReflection(bool reflection, grpc::ServerBuilder& builder) {
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  if (reflection) {
    // The built-in health service brings no descriptor, and reflection would not find it.
    grpc::health::v1::HealthCheckRequest::descriptor();
  } else {
    builder.SetOption(std::make_unique<WithoutReflection>());
  }
}

void SetLimits(std::chrono::milliseconds handshake_timeout, grpc::ServerBuilder& builder) {
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, static_cast<int>(handshake_timeout.count()));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxConcurrentCalls);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, kMaxConnectionIdleMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, kMaxConnectionAgeMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, kMaxConnectionAgeGraceMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinPingIntervalMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, kMaxPingStrikes);
  builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
}

}  // namespace

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(
    const GrpcServerOptions& options, const std::vector<std::unique_ptr<grpc::Service>>& services) {
  const auto table = std::make_shared<ConnectionTable>(options.limits.grpc, options.limits.grpc_per_address);
  absl::StatusOr<std::unique_ptr<Front>> front = Front::Open(options.address, table);
  if (!front.ok()) return front.status();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  SetReflection(options.reflection, builder);
  SetLimits(options.handshake_timeout, builder);
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> watchers;
  watchers.push_back(std::make_unique<CallWatcher>(table));
  builder.experimental().SetInterceptorCreators(std::move(watchers));
  auto acceptor = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
      TlsCredentials(options.tls, options.tls_reload));
  for (const auto& service : services) builder.RegisterService(service.get());
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return absl::UnavailableError(absl::StrCat("cannot serve on ", options.address));
  (*front)->Start(std::move(acceptor));
  return std::unique_ptr<GrpcServer>(new GrpcServer(*std::move(front), std::move(server)));
}

void GrpcServer::SetNotServing() { server_->GetHealthCheckService()->SetServingStatus(false); }

void GrpcServer::Stop(std::chrono::seconds drain) {
  front_->Stop();
  server_->Shutdown(std::chrono::system_clock::now() + drain);
}

}  // namespace klik::services
