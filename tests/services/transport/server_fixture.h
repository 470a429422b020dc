// The real gRPC server with one service, which tells of each call who made it.
#ifndef KLIK_TESTS_SERVICES_TRANSPORT_SERVER_FIXTURE_H_
#define KLIK_TESTS_SERVICES_TRANSPORT_SERVER_FIXTURE_H_

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "klik/v1/taxonomy_service.grpc.pb.h"
#include "services/transport/grpc_server.h"
#include "services/transport/peer_thumbprint.h"
#include "tests/testing/pem_folder.h"
#include "tests/testing/test_authority.h"

namespace klik::services {

struct Caller {
  std::string peer;
  std::string thumbprint;
};

class WhoCalls final : public v1::TaxonomyService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ListTopics(grpc::CallbackServerContext* context, const v1::ListTopicsRequest*,
                                       v1::ListTopicsResponse*) override {
    {
      const std::lock_guard lock(mutex_);
      last_ = {context->peer(), PeerThumbprint(*context->auth_context())};
    }
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  Caller last() const {
    const std::lock_guard lock(mutex_);
    return last_;
  }

 private:
  mutable std::mutex mutex_;
  Caller last_;
};

class ServerFixture : public ::testing::Test {
 protected:
  // For the whole process: before gRPC is used.
  static void SetUpTestSuite() { AllowOnlyTls13(); }

  ServerFixture() {
    auto who_calls = std::make_unique<WhoCalls>();
    who_calls_ = who_calls.get();
    services_.push_back(std::move(who_calls));
  }
  ~ServerFixture() override {
    if (server_ != nullptr) server_->Stop(std::chrono::seconds(0));
  }

  // False when nobody can listen there.
  bool Start(const GrpcServerOptions& options) {
    auto server = GrpcServer::Start(options, services_);
    if (!server.ok()) return false;
    server_ = *std::move(server);
    return true;
  }

  // Files of a server of the authority; the clients are the authority's too.
  TlsFiles Tls() const {
    const testing::CertifiedKey server = authority_.Issue("server");
    folder_.Write("certificate", server.certificate);
    folder_.Write("key", server.key);
    folder_.Write("ca", authority_.certificate());
    return {folder_.Path("certificate"), folder_.Path("key"), folder_.Path("ca")};
  }

  // A connection of its own.
  static std::shared_ptr<grpc::Channel> Connect(const std::string& address,
                                                const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(address, credentials, arguments);
  }
  std::shared_ptr<grpc::Channel> ConnectWith(const testing::CertifiedKey& client) const {
    return Connect(server_->address(),
                   grpc::SslCredentials({authority_.certificate(), client.key, client.certificate}));
  }
  std::shared_ptr<grpc::Channel> ConnectPlain() const {
    return Connect(server_->address(), grpc::InsecureChannelCredentials());
  }

  static grpc::Status Call(const std::shared_ptr<grpc::Channel>& channel) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    v1::ListTopicsResponse response;
    return v1::TaxonomyService::NewStub(channel)->ListTopics(&context, v1::ListTopicsRequest(), &response);
  }

  // The same, as often as it takes: a connection that was closed a moment ago may still take a place.
  grpc::Status CallUntilServed() const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    grpc::Status status;
    do {
      status = Call(ConnectPlain());
    } while (!status.ok() && std::chrono::steady_clock::now() < end);
    return status;
  }

  const testing::PemFolder folder_;
  const testing::TestAuthority authority_{"authority"};
  WhoCalls* who_calls_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<GrpcServer> server_;
};

}  // namespace klik::services

#endif  // KLIK_TESTS_SERVICES_TRANSPORT_SERVER_FIXTURE_H_
