// The real API in this process: a server on a free port, a store in memory, a clock of the test's own.
#ifndef KLIK_TESTS_SERVICES_RPC_TEST_SERVER_H_
#define KLIK_TESTS_SERVICES_RPC_TEST_SERVER_H_

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/policy.h"
#include "engine/places/gazetteer.h"
#include "engine/taxonomy/taxonomy.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "services/access/access.h"
#include "services/accounts/account_directory.h"
#include "services/accounts/sign_in_desk.h"
#include "services/casework/consequences.h"
#include "services/registry/registry.h"
#include "services/rpc/api_server.h"
#include "storage/audit/keyring_sealer.h"
#include "storage/sealed/vault.h"
#include "tests/testing/fake_clock.h"

namespace klik::testing {

class TestServer {
 public:
  explicit TestServer(bool dev_open = true)
      : registry_(services::Registry::Open(vault_->store(), engine::Taxonomy::BuiltIn(), clock_, sealer_,
                                           services::CaseConsequences(policy_))
                      .value()),
        access_(dev_open) {
    Serve(*registry_);
  }

  // In front of a registry of the test's own.
  explicit TestServer(services::Registry& registry) : access_(/*dev_open=*/true) { Serve(registry); }

  ~TestServer() { server_->Shutdown(); }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  template <typename Service>
  std::unique_ptr<typename Service::Stub> Stub() const {
    return Service::NewStub(channel_);
  }

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  FakeClock& clock() { return clock_; }
  services::Registry& registry() { return *registry_; }
  storage::Vault& vault() { return *vault_; }

 private:
  void Serve(services::Registry& registry) {
    desk_ =
        std::make_unique<services::SignInDesk>(registry, directory_, clock_, std::vector<storage::ThrottleRecord>());
    services_ = services::MakeApiServices(registry, access_, engine::Taxonomy::BuiltIn(), engine::Gazetteer::BuiltIn(),
                                          policy_, clock_, directory_, *desk_, *vault_);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    for (const auto& service : services_) builder.RegisterService(service.get());
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port == 0) std::abort();
    channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials());
  }

  FakeClock clock_;
  engine::Policy policy_;
  std::unique_ptr<storage::Vault> vault_ = storage::Vault::InMemory();
  const storage::KeyringSealer sealer_{vault_->keyring()};
  services::AccountDirectory directory_;
  std::unique_ptr<services::Registry> registry_;
  std::unique_ptr<services::SignInDesk> desk_;
  services::Access access_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

// What a call came to.
template <typename Response>
struct Outcome {
  grpc::Status status;
  Response response;

  // The response of a call that must succeed.
  const Response& value() const {
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  template <typename Detail>
  Detail DetailOf() const {
    google::rpc::Status details;
    EXPECT_TRUE(details.ParseFromString(status.error_details()));
    Detail found;
    for (const auto& any : details.details()) any.UnpackTo(&found);
    return found;
  }

  std::string reason() const { return DetailOf<google::rpc::ErrorInfo>().reason(); }

  std::vector<std::string> fields() const {
    std::vector<std::string> fields;
    const auto bad_request = DetailOf<google::rpc::BadRequest>();
    for (const auto& violation : bad_request.field_violations()) fields.push_back(violation.field());
    return fields;
  }
};

// Call(*stub, &Stub::GetResident, request)
template <typename StubType, typename Class, typename Request, typename Response>
Outcome<Response> Call(StubType& stub, grpc::Status (Class::*method)(grpc::ClientContext*, const Request&, Response*),
                       const Request& request) {
  grpc::ClientContext context;
  Outcome<Response> outcome;
  outcome.status = (stub.*method)(&context, request, &outcome.response);
  return outcome;
}

}  // namespace klik::testing

#endif  // KLIK_TESTS_SERVICES_RPC_TEST_SERVER_H_
