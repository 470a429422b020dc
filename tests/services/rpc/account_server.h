// A server that lets nobody in who has not signed in, with passwords that cost next to nothing, and people who have
// what it takes: passwords and telephones that show codes.
//
// The vault and the clock outlive it, so that a test can restart it.
#ifndef KLIK_TESTS_SERVICES_RPC_ACCOUNT_SERVER_H_
#define KLIK_TESTS_SERVICES_RPC_ACCOUNT_SERVER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/policy.h"
#include "grpcpp/grpcpp.h"
#include "klik/v1/account_service.grpc.pb.h"
#include "klik/v1/session_service.grpc.pb.h"
#include "services/access/access.h"
#include "services/accounts/account_authenticator.h"
#include "services/accounts/account_directory.h"
#include "services/accounts/sign_in_desk.h"
#include "services/oidc/oidc_desk.h"
#include "services/registry/registry.h"
#include "services/rpc/watch_desk.h"
#include "storage/audit/keyring_sealer.h"
#include "storage/sealed/vault.h"
#include "tests/services/rpc/test_server.h"
#include "tests/testing/fake_clock.h"

namespace klik::testing {

class AccountServer {
 public:
  static constexpr services::PasswordCost kCheap{.passes = 1, .memory_bytes = 8192};

  AccountServer(storage::Vault& vault, FakeClock& clock, const services::PasswordCost& cost = kCheap,
                const std::shared_ptr<grpc::ServerCredentials>& credentials = grpc::InsecureServerCredentials(),
                std::optional<services::OidcOptions> oidc = std::nullopt, const services::WatchOptions& watch = {});
  ~AccountServer();
  AccountServer(const AccountServer&) = delete;
  AccountServer& operator=(const AccountServer&) = delete;

  services::SignInDesk& desk() { return *desk_; }
  services::AccountDirectory& directory() { return *directory_; }
  services::Registry& registry() { return *registry_; }
  // In plain text.
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  const std::string& address() const { return address_; }

  // Call(&v1::AccountService::Stub::GetAccount, request, token); an empty token goes without a header.
  template <typename StubType, typename Class, typename Request, typename Response>
  Outcome<Response> Call(grpc::Status (Class::*method)(grpc::ClientContext*, const Request&, Response*),
                         const Request& request, const std::string& token = "") const {
    StubType stub(channel_);
    grpc::ClientContext context;
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
    Outcome<Response> outcome;
    outcome.status = (stub.*method)(&context, request, &outcome.response);
    return outcome;
  }

 private:
  const storage::KeyringSealer sealer_;
  std::unique_ptr<services::AccountDirectory> directory_;
  std::unique_ptr<services::Registry> registry_;
  std::unique_ptr<services::SignInDesk> desk_;
  std::unique_ptr<services::OidcDesk> oidc_;
  std::unique_ptr<services::AccountAuthenticator> authenticator_;
  services::Access access_;
  engine::Policy policy_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
  std::shared_ptr<grpc::Channel> channel_;
};

struct Person {
  std::string user_name;
  std::string password;
  std::string totp_secret;  // As bytes.
  std::vector<std::string> recovery_codes;
  std::string token;  // Of the session at the first start.
};

// A server, its vault and its first administrator.
class AccountTest : public ::testing::Test {
 protected:
  using Sessions = v1::SessionService::Stub;
  using Accounts = v1::AccountService::Stub;

  AccountTest() { Restart(); }

  void Restart() {
    server_.reset();
    server_ = std::make_unique<AccountServer>(*vault_, clock_);
  }

  template <typename Request, typename Class, typename Response>
  Outcome<Response> Session(grpc::Status (Class::*method)(grpc::ClientContext*, const Request&, Response*),
                            const Request& request, const std::string& token = "") {
    return server_->Call<Sessions>(method, request, token);
  }
  template <typename Request, typename Class, typename Response>
  Outcome<Response> Admin(grpc::Status (Class::*method)(grpc::ClientContext*, const Request&, Response*),
                          const Request& request, const std::string& token) {
    return server_->Call<Accounts>(method, request, token);
  }

  // Sets password and second factor through an invitation.
  Person Start(const std::string& invitation, const std::string& user_name, const std::string& choose = "");
  // The first administrator of the server, by the link it prints.
  Person FirstAdministrator();
  // Somebody whom an administrator made an account for.
  Person NewPerson(const Person& administrator, const std::string& user_name, const std::string& rest);
  Outcome<v1::Account> CreateAccount(const Person& administrator, const std::string& account,
                                     const std::string& request_id = "");

  // What the telephone shows. One code passes once, so time goes on to the next one first.
  std::string NextCode(const Person& person);
  Outcome<v1::SignInResponse> SignIn(const Person& person, const std::string& code);
  Outcome<v1::SignInResponse> SignIn(const Person& person) { return SignIn(person, NextCode(person)); }

  // Whether a call gets in with this token.
  bool GetsIn(const std::string& token);

  FakeClock clock_;
  std::unique_ptr<storage::Vault> vault_ = storage::Vault::InMemory();
  std::unique_ptr<AccountServer> server_;
};

}  // namespace klik::testing

#endif  // KLIK_TESTS_SERVICES_RPC_ACCOUNT_SERVER_H_
