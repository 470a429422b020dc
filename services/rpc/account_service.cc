#include <memory>
#include <utility>

#include "klik/v1/account_service.grpc.pb.h"
#include "services/rpc/account_calls.h"
#include "services/rpc/convert/account.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class AccountService final : public v1::AccountService::CallbackService {
 public:
  explicit AccountService(std::shared_ptr<Backend> backend)
      : backend_(std::move(backend)),
        calls_(backend_->calls),
        directory_(backend_->directory),
        accounts_(backend_->directory) {}

  Reactor* GetAccount(Context* context, const v1::GetAccountRequest* request, v1::Account* response) override {
    return calls_.Read(context, request, response, [&](const Caller&, v1::Account& out) -> absl::Status {
      Violations violations;
      if (!ReadRecordName(request->name(), storage::kAccounts, Field(violations, "name"))) return violations.ToStatus();
      const Account account = directory_.FindAccount(request->name());
      if (account == nullptr) return NotFound();
      out = ToApi(*account);
      return absl::OkStatus();
    });
  }

  Reactor* ListAccounts(Context* context, const v1::ListAccountsRequest* request,
                        v1::ListAccountsResponse* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::ListAccountsResponse& out) {
      return FillPage(
          backend_->pages, caller, *request, *out.mutable_accounts(), out,
          [&](const Page& page, auto visit) {
            directory_.ForEachAccount(page.after,
                                      [&](const Account& account) { return visit(account->name, account); });
          },
          [](const Account& account) { return ToApi(*account); });
    });
  }

  Reactor* CreateAccount(Context* context, const v1::CreateAccountRequest* request, v1::Account* response) override {
    return Change(context, request, response, [&](const SharedChange& change, const Caller&, Violations& violations) {
      return accounts_.Create(*request, change, violations);
    });
  }

  Reactor* UpdateAccount(Context* context, const v1::UpdateAccountRequest* request, v1::Account* response) override {
    return Change(context, request, response, [&](const SharedChange& change, const Caller&, Violations& violations) {
      return accounts_.Update(*request, change, violations);
    });
  }

  Reactor* DisableAccount(Context* context, const v1::DisableAccountRequest* request, v1::Account* response) override {
    return Change(context, request, response, [&](const SharedChange& change, const Caller&, Violations& violations) {
      return accounts_.Disable(*request, change, violations);
    });
  }

  Reactor* EnableAccount(Context* context, const v1::EnableAccountRequest* request, v1::Account* response) override {
    return Change(context, request, response, [&](const SharedChange& change, const Caller&, Violations& violations) {
      return accounts_.Enable(*request, change, violations);
    });
  }

  Reactor* InviteAccount(Context* context, const v1::InviteAccountRequest* request, v1::Account* response) override {
    return Change(context, request, response, [&](const SharedChange& change, const Caller&, Violations& violations) {
      return accounts_.Invite(*request, change, violations);
    });
  }

  Reactor* GetPartnerToken(Context* context, const v1::GetPartnerTokenRequest* request,
                           v1::PartnerToken* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::PartnerToken& out) -> absl::Status {
      Violations violations;
      if (!ReadRecordName(request->name(), storage::kTokens, Field(violations, "name"))) return violations.ToStatus();
      const PartnerTokenEntry token = directory_.FindPartnerToken(request->name());
      if (token == nullptr) return NotFound();
      out = ToApi(*token, caller.now());
      return absl::OkStatus();
    });
  }

  Reactor* ListPartnerTokens(Context* context, const v1::ListPartnerTokensRequest* request,
                             v1::ListPartnerTokensResponse* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::ListPartnerTokensResponse& out) {
      return FillPage(
          backend_->pages, caller, *request, *out.mutable_partner_tokens(), out,
          [&](const Page& page, auto visit) {
            directory_.ForEachPartnerToken(page.after,
                                           [&](const PartnerTokenEntry& token) { return visit(token->name, token); });
          },
          [&](const PartnerTokenEntry& token) { return ToApi(*token, caller.now()); });
    });
  }

  Reactor* CreatePartnerToken(Context* context, const v1::CreatePartnerTokenRequest* request,
                              v1::PartnerToken* response) override {
    return Change(context, request, response,
                  [&](const SharedChange& change, const Caller& caller, Violations& violations) {
                    return accounts_.CreateToken(caller, *request, change, violations);
                  });
  }

  Reactor* RevokePartnerToken(Context* context, const v1::RevokePartnerTokenRequest* request,
                              v1::PartnerToken* response) override {
    return Change(context, request, response, [&](const SharedChange& change, const Caller&, Violations& violations) {
      return accounts_.RevokeToken(*request, change, violations);
    });
  }

 private:
  static void SetSecret(std::string secret, v1::Account& out) { out.set_invitation(std::move(secret)); }
  static void SetSecret(std::string secret, v1::PartnerToken& out) { out.set_secret(std::move(secret)); }

  // `decide(change, caller, violations)`; the directory follows once the change is stored.
  template <typename Request, typename Response, typename MakeDecide>
  Reactor* Change(Context* context, const Request* request, Response* response, MakeDecide make_decide) {
    const SharedChange change = accounts_.NewChange();
    return calls_.WriteThen(
        context, request, response,
        [&](const Caller& caller, Violations& violations) { return make_decide(change, caller, violations); },
        [change](bool stored, Response& out) {
          change->records.Settle(stored);
          if (stored) SetSecret(std::move(change->secret), out);
        });
  }

  const std::shared_ptr<Backend> backend_;
  const Calls& calls_;
  const AccountDirectory& directory_;
  const AccountCalls accounts_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeAccountService(std::shared_ptr<Backend> backend) {
  return std::make_unique<AccountService>(std::move(backend));
}

}  // namespace klik::services
