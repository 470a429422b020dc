// A desk, an issuer, and the accounts of a Klik: what a test of signing in through an issuer needs.
#ifndef KLIK_TESTS_SERVICES_OIDC_OIDC_DESK_FIXTURE_H_
#define KLIK_TESTS_SERVICES_OIDC_OIDC_DESK_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "engine/taxonomy/taxonomy.h"
#include "klik/v1/access.pb.h"
#include "services/accounts/account_changes.h"
#include "services/oidc/oidc_desk.h"
#include "storage/memory/memory_store.h"
#include "tests/services/oidc/test_issuer.h"
#include "tests/services/registry/registry_calls.h"

namespace klik::services {

class OidcDeskTest : public ::testing::Test {
 protected:
  OidcDeskTest() { Configure(issuer_.Options()); }

  // Only who waits for an issuer that hangs is impatient.
  void Configure(OidcOptions options, std::chrono::milliseconds patience = std::chrono::seconds(20)) {
    desk_.reset();
    HttpLimits limits;
    limits.total = patience;
    desk_ = OidcDesk::Make(std::move(options), sign_in_, clock_, limits).value();
  }

  // An account that somebody is invited to.
  std::string Invited(const std::string& user_name) {
    DirectoryChange change(*directory_);
    storage::AccountRecord account;
    account.name = std::string(storage::kAccounts) + user_name.substr(0, 3);
    account.user_name = user_name;
    account.roles = {klik::v1::Access::COORDINATOR};
    Reply stored = Call(*registry_, [&](const engine::Snapshot&, absl::Time now) -> absl::StatusOr<Decision> {
      Invite(account, now);
      change.Put(account);
      return Decision{{}, "", change.TakeWrites()};
    });
    change.Settle(stored.ok());
    return account.name;
  }

  // A secret of this attempt, and the address.
  struct Started {
    std::string attempt;
    std::string authorization_url;
    absl::Time expire_time;
  };
  absl::StatusOr<Started> Start() {
    std::string attempt = NewSecret();
    absl::StatusOr<OidcStart> start = StartWith(attempt);
    if (!start.ok()) return start.status();
    return Started{std::move(attempt), std::move(start->authorization_url), start->expire_time};
  }

  absl::StatusOr<OidcStart> StartWith(const std::string& attempt) {
    const auto promise = std::make_shared<std::promise<absl::StatusOr<OidcStart>>>();
    desk_->Start(SecretText(attempt), "192.0.2.0/24",
                 [promise](absl::StatusOr<OidcStart> start) { promise->set_value(std::move(start)); });
    return promise->get_future().get();
  }

  absl::StatusOr<SignedIn> Complete(const testing::Redirect& redirect, const std::string& attempt) {
    const auto promise = std::make_shared<std::promise<absl::StatusOr<SignedIn>>>();
    desk_->Complete({SecretText(redirect.code), SecretText(redirect.state), SecretText(attempt)},
                    [promise](absl::StatusOr<SignedIn> signed_in) { promise->set_value(std::move(signed_in)); });
    return promise->get_future().get();
  }

  // All of it, with these claims over those that the issuer would make.
  absl::StatusOr<SignedIn> SignIn(const testing::JsonFields& claims = {}) {
    const absl::StatusOr<Started> start = Start();
    if (!start.ok()) return start.status();
    return Complete(issuer_.SignIn(start->authorization_url, claims), start->attempt);
  }

  void ExpectRefused(const testing::JsonFields& claims, const std::string& why) {
    const absl::StatusOr<SignedIn> signed_in = SignIn(claims);
    EXPECT_EQ(ReasonOf(signed_in.status()), "OIDC_TOKEN_REFUSED") << why;
    EXPECT_THAT(std::string(signed_in.status().message()), ::testing::HasSubstr(why));
  }

  bool GetsIn(const std::string& token) {
    return directory_->UseSession(DigestOfSecret("session", token), clock_.Now()).has_value();
  }

  std::string At(absl::Duration from_now) { return std::to_string(absl::ToUnixSeconds(clock_.Now() + from_now)); }

  testing::FakeClock clock_;
  testing::TestIssuer issuer_{clock_};
  std::unique_ptr<storage::Store> store_ = storage::NewMemoryStore();
  std::unique_ptr<AccountDirectory> directory_ = AccountDirectory::Load(*store_).value();
  std::unique_ptr<Registry> registry_ = Registry::Open(*store_, engine::Taxonomy::BuiltIn(), clock_).value();
  SignInDesk sign_in_{*registry_, *directory_, clock_, {}, PasswordCost{.passes = 1, .memory_bytes = 8192}};
  std::unique_ptr<OidcDesk> desk_;
};

}  // namespace klik::services

#endif  // KLIK_TESTS_SERVICES_OIDC_OIDC_DESK_FIXTURE_H_
