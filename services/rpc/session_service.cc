#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "klik/v1/session_service.grpc.pb.h"
#include "services/accounts/sign_in_desk.h"
#include "services/accounts/throttle.h"
#include "services/accounts/totp.h"
#include "services/rpc/account_calls.h"
#include "services/rpc/convert/account.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/services.h"

namespace klik::services {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

// The longest of the texts that prove somebody, in bytes: 128 characters of four.
constexpr std::size_t kMaxSecretBytes = 512;

// Moves a secret out of a request. The request is gRPC's, which made it to be changed, and wipes nothing itself.
SecretText Take(const std::string& field) {
  SecretText taken(field);
  Wipe(const_cast<std::string&>(field));
  return taken;
}

absl::Status CheckLengths(const std::vector<std::pair<const char*, const std::string*>>& fields) {
  Violations violations;
  for (const auto& [name, text] : fields) {
    Field(violations, name).Require(text->size() <= kMaxSecretBytes, "is too long");
  }
  return violations.ToStatus();
}

absl::Status NoAccount() {
  return Error(absl::StatusCode::kFailedPrecondition, "NO_ACCOUNT", "this caller has no account of its own");
}

absl::Status OidcNotConfigured() {
  return Error(absl::StatusCode::kFailedPrecondition, "OIDC_NOT_CONFIGURED",
               "this server knows no issuer; sign in with password and code");
}

class SessionService final : public v1::SessionService::CallbackService {
 public:
  explicit SessionService(std::shared_ptr<Backend> backend)
      : backend_(std::move(backend)), calls_(backend_->calls), directory_(backend_->directory), desk_(backend_->desk) {}

  Reactor* PrepareFirstStart(Context* context, const v1::PrepareFirstStartRequest* request,
                             v1::PrepareFirstStartResponse* response) override {
    return calls_.Read(context, request, response,
                       [&](const Caller&, v1::PrepareFirstStartResponse& out) -> absl::Status {
                         absl::StatusOr<Prepared> prepared = desk_.Prepare(Take(request->invitation()).text());
                         if (!prepared.ok()) return prepared.status();
                         out.set_totp_secret(Base32(prepared->totp_secret));
                         out.set_totp_uri(TotpUri(prepared->user_name, prepared->totp_secret));
                         out.set_user_name(std::move(prepared->user_name));
                         Wipe(prepared->totp_secret);
                         return absl::OkStatus();
                       });
  }

  Reactor* CompleteFirstStart(Context* context, const v1::CompleteFirstStartRequest* request,
                              v1::CompleteFirstStartResponse* response) override {
    return calls_.Later(context, request, response, [&](const Caller& caller, auto finish) {
      absl::Status lengths = CheckLengths({{"invitation", &request->invitation()},
                                           {"user_name", &request->user_name()},
                                           {"password", &request->password()},
                                           {"code", &request->code()}});
      if (!lengths.ok()) return finish(lengths);
      Completion completion{Take(request->invitation()), request->user_name(), Take(request->password()),
                            Take(request->code()), caller.OnRecord()};
      desk_.Complete(std::move(completion), [response, finish](absl::StatusOr<SignedIn> signed_in) {
        if (!signed_in.ok()) return finish(signed_in.status());
        response->set_account(signed_in->account.name);
        for (std::string& code : signed_in->recovery_codes) response->add_recovery_codes(std::move(code));
        *response->mutable_session() = SessionOf(*signed_in);
        response->set_token(std::move(signed_in->token));
        finish(absl::OkStatus());
      });
    });
  }

  Reactor* SignIn(Context* context, const v1::SignInRequest* request, v1::SignInResponse* response) override {
    return calls_.Later(context, request, response, [&](const Caller& caller, auto finish) {
      absl::Status lengths = CheckLengths(
          {{"user_name", &request->user_name()}, {"password", &request->password()}, {"code", &request->code()}});
      if (!lengths.ok()) return finish(lengths);
      desk_.SignIn(ProofOf(request->user_name(), *request, caller),
                   [response, finish](absl::StatusOr<SignedIn> signed_in) {
                     if (!signed_in.ok()) return finish(signed_in.status());
                     response->set_account(signed_in->account.name);
                     *response->mutable_session() = SessionOf(*signed_in);
                     response->set_token(std::move(signed_in->token));
                     response->set_recovery_codes(static_cast<int>(signed_in->account.recovery_codes.size()));
                     finish(absl::OkStatus());
                   });
    });
  }

  Reactor* StartOidcSignIn(Context* context, const v1::StartOidcSignInRequest* request,
                           v1::StartOidcSignInResponse* response) override {
    return calls_.Later(context, request, response, [&](const Caller& caller, auto finish) {
      if (backend_->oidc == nullptr) return finish(OidcNotConfigured());
      backend_->oidc->Start(Take(request->attempt()), NetworkOf(caller.peer()),
                            [response, finish](absl::StatusOr<OidcStart> start) {
                              if (!start.ok()) return finish(start.status());
                              response->set_authorization_url(std::move(start->authorization_url));
                              *response->mutable_expire_time() = ToTimestamp(start->expire_time);
                              finish(absl::OkStatus());
                            });
    });
  }

  Reactor* CompleteOidcSignIn(Context* context, const v1::CompleteOidcSignInRequest* request,
                              v1::CompleteOidcSignInResponse* response) override {
    return calls_.Later(context, request, response, [&](const Caller& caller, auto finish) {
      if (backend_->oidc == nullptr) return finish(OidcNotConfigured());
      OidcAnswer answer{Take(request->code()), Take(request->state()), Take(request->attempt()), caller.OnRecord()};
      backend_->oidc->Complete(std::move(answer), [response, finish](absl::StatusOr<SignedIn> signed_in) {
        if (!signed_in.ok()) return finish(signed_in.status());
        response->set_account(signed_in->account.name);
        *response->mutable_session() = SessionOf(*signed_in);
        response->set_token(std::move(signed_in->token));
        finish(absl::OkStatus());
      });
    });
  }

  Reactor* SignOut(Context* context, const v1::SignOutRequest* request, v1::SignOutResponse* response) override {
    return End(context, request, response,
               [](const Caller& caller, Violations&) { return caller.principal().session_id; });
  }

  Reactor* EndSession(Context* context, const v1::EndSessionRequest* request,
                      v1::EndSessionResponse* response) override {
    return End(context, request, response, [request](const Caller&, Violations& violations) {
      ReadRecordName(request->session(), storage::kSessions, Field(violations, "session"));
      return request->session();
    });
  }

  Reactor* ListSessions(Context* context, const v1::ListSessionsRequest* request,
                        v1::ListSessionsResponse* response) override {
    return calls_.Read(context, request, response, [&](const Caller& caller, v1::ListSessionsResponse& out) {
      const Principal& self = caller.principal();
      return FillPage(
          backend_->pages, caller, *request, *out.mutable_sessions(), out,
          [&](const Page& page, auto visit) {
            directory_.ForEachSession(self.account_id, page.after, caller.now(),
                                      [&](const SessionEntry& session, absl::Time last_used) {
                                        return visit(session->name, ToApi(*session, last_used, self.session_id));
                                      });
          },
          [](const v1::Session& session) { return session; });
    });
  }

  Reactor* ChangePassword(Context* context, const v1::ChangePasswordRequest* request,
                          v1::ChangePasswordResponse* response) override {
    return calls_.Later(context, request, response, [&](const Caller& caller, auto finish) {
      const Account account = directory_.FindAccount(caller.principal().account_id);
      if (account == nullptr) return finish(NoAccount());
      absl::Status lengths = CheckLengths(
          {{"password", &request->password()}, {"code", &request->code()}, {"new_password", &request->new_password()}});
      if (!lengths.ok()) return finish(lengths);
      desk_.ChangePassword(caller.principal().session_id, ProofOf(account->user_name, *request, caller),
                           Take(request->new_password()),
                           [finish](const absl::StatusOr<SignedIn>& changed) { finish(changed.status()); });
    });
  }

  Reactor* RenewRecoveryCodes(Context* context, const v1::RenewRecoveryCodesRequest* request,
                              v1::RenewRecoveryCodesResponse* response) override {
    return calls_.Later(context, request, response, [&](const Caller& caller, auto finish) {
      const Account account = directory_.FindAccount(caller.principal().account_id);
      if (account == nullptr) return finish(NoAccount());
      absl::Status lengths = CheckLengths({{"password", &request->password()}, {"code", &request->code()}});
      if (!lengths.ok()) return finish(lengths);
      desk_.RenewRecoveryCodes(ProofOf(account->user_name, *request, caller),
                               [response, finish](absl::StatusOr<std::vector<std::string>> codes) {
                                 if (!codes.ok()) return finish(codes.status());
                                 for (std::string& code : *codes) response->add_recovery_codes(std::move(code));
                                 finish(absl::OkStatus());
                               });
    });
  }

 private:
  template <typename Request>
  static Proof ProofOf(std::string user_name, const Request& request, const Caller& caller) {
    return {std::move(user_name), Take(request.password()), Take(request.code()), NetworkOf(caller.peer()),
            caller.OnRecord()};
  }

  static v1::Session SessionOf(const SignedIn& signed_in) {
    return ToApi(signed_in.session, signed_in.session.last_used_time, signed_in.session.name);
  }

  // Ends the session that `name_of(caller, violations)` gives, when it is the caller's own; another's is not there.
  template <typename Request, typename Response, typename NameOf>
  Reactor* End(Context* context, const Request* request, Response* response, NameOf name_of) {
    const SharedChange change = std::make_shared<AccountChange>(directory_);
    return calls_.WriteThen(
        context, request, response,
        [&](const Caller& caller, Violations& violations) -> absl::StatusOr<Decide> {
          std::string name = name_of(caller, violations);
          return Decide([this, change, name = std::move(name), account = caller.principal().account_id](
                            const engine::Snapshot&, absl::Time) -> absl::StatusOr<Decision> {
            const SessionEntry session = directory_.DecidedSession(name);
            if (session == nullptr || session->account != account) return NotFound();
            change->records.EndSession(name);
            return Decision{{}, "", change->records.TakeWrites()};
          });
        },
        [change](bool stored, Response&) { change->records.Settle(stored); });
  }

  const std::shared_ptr<Backend> backend_;
  const Calls& calls_;
  AccountDirectory& directory_;
  SignInDesk& desk_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeSessionService(std::shared_ptr<Backend> backend) {
  return std::make_unique<SessionService>(std::move(backend));
}

}  // namespace klik::services
