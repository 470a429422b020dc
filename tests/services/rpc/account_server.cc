#include "tests/services/rpc/account_server.h"

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "services/accounts/totp.h"
#include "services/rpc/api_server.h"
#include "tests/services/rpc/messages.h"
#include "tests/testing/base32.h"

namespace klik::testing {
namespace {

const std::string kPassword = "kruiwagen vol pannenkoeken";

}  // namespace

AccountServer::AccountServer(storage::Vault& vault, FakeClock& clock, const services::PasswordCost& cost,
                             const std::shared_ptr<grpc::ServerCredentials>& credentials,
                             std::optional<services::OidcOptions> oidc, const services::WatchOptions& watch)
    : sealer_(vault.keyring()),
      directory_(services::AccountDirectory::Load(vault.store()).value()),
      registry_(services::Registry::Open(vault.store(), engine::Taxonomy::BuiltIn(), clock, sealer_).value()),
      desk_(std::make_unique<services::SignInDesk>(*registry_, *directory_, clock,
                                                   services::LoadThrottles(vault.store()).value(), cost)),
      oidc_(oidc.has_value() ? services::OidcDesk::Make(*std::move(oidc), *desk_, clock).value() : nullptr),
      authenticator_(std::make_unique<services::AccountAuthenticator>(*directory_, *registry_, clock)),
      access_(/*dev_open=*/false, authenticator_.get()),
      services_(services::MakeApiServices(*registry_, access_, engine::Taxonomy::BuiltIn(),
                                          engine::Gazetteer::BuiltIn(), policy_, clock, *directory_, *desk_, vault,
                                          oidc_.get(), watch)) {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", credentials, &port);
  for (const auto& service : services_) builder.RegisterService(service.get());
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port == 0) std::abort();
  address_ = "127.0.0.1:" + std::to_string(port);
  channel_ = grpc::CreateChannel(address_, grpc::InsecureChannelCredentials());
}

AccountServer::~AccountServer() { server_->Shutdown(); }

Person AccountTest::Start(const std::string& invitation, const std::string& user_name, const std::string& choose) {
  v1::PrepareFirstStartRequest prepare;
  prepare.set_invitation(invitation);
  const auto prepared = Session(&Sessions::PrepareFirstStart, prepare).value();
  Person person{user_name, kPassword, FromBase32(prepared.totp_secret()), {}, ""};
  v1::CompleteFirstStartRequest complete;
  complete.set_invitation(invitation);
  complete.set_user_name(choose);
  complete.set_password(person.password);
  complete.set_code(NextCode(person));
  const auto completed = Session(&Sessions::CompleteFirstStart, complete).value();
  person.recovery_codes.assign(completed.recovery_codes().begin(), completed.recovery_codes().end());
  person.token = completed.token();
  return person;
}

Person AccountTest::FirstAdministrator() {
  return Start(server_->desk().OpenFirstStart().value_or(""), "beheer", "beheer");
}

Outcome<v1::Account> AccountTest::CreateAccount(const Person& administrator, const std::string& account,
                                                const std::string& request_id) {
  v1::CreateAccountRequest request;
  *request.mutable_account() = Parsed<v1::Account>(account);
  request.set_request_id(request_id);
  return Admin(&Accounts::CreateAccount, request, administrator.token);
}

Person AccountTest::NewPerson(const Person& administrator, const std::string& user_name, const std::string& rest) {
  const auto created =
      CreateAccount(administrator, "user_name: '" + user_name + "' display_name: 'Somebody' " + rest).value();
  return Start(created.invitation(), user_name);
}

std::string AccountTest::NextCode(const Person& person) {
  clock_.Advance(services::kTotpStep);
  return services::TotpCode(person.totp_secret, services::TotpStepAt(clock_.Now()));
}

Outcome<v1::SignInResponse> AccountTest::SignIn(const Person& person, const std::string& code) {
  v1::SignInRequest request;
  request.set_user_name(person.user_name);
  request.set_password(person.password);
  request.set_code(code);
  return Session(&Sessions::SignIn, request);
}

bool AccountTest::GetsIn(const std::string& token) {
  const auto listed = Session(&Sessions::ListSessions, v1::ListSessionsRequest(), token);
  EXPECT_TRUE(listed.status.ok() || listed.status.error_code() == grpc::UNAUTHENTICATED)
      << listed.status.error_message();
  return listed.status.ok();
}

}  // namespace klik::testing
