#include "services/accounts/account_authenticator.h"

#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "services/access/roles.h"
#include "services/accounts/secrets.h"
#include "services/errors/errors.h"

namespace klik::services {
namespace {

absl::Status SignInRequired() { return Error(absl::StatusCode::kUnauthenticated, "SIGN_IN_REQUIRED", "sign in first"); }

// A number that the API does not name any more grants nothing.
template <typename Enum, typename Set, typename IsValid>
Set SetOf(const std::vector<std::int32_t>& numbers, IsValid is_valid) {
  Set set;
  for (const std::int32_t number : numbers) {
    if (number != 0 && is_valid(number)) set.Add(static_cast<Enum>(number));
  }
  return set;
}

}  // namespace

absl::StatusOr<Principal> AccountAuthenticator::Authenticate(const Credentials& credentials) const {
  const std::optional<Bearer> bearer = ParseBearer(credentials.authorization);
  if (!bearer.has_value()) return SignInRequired();
  if (const auto* session = std::get_if<SessionBearer>(&*bearer)) return OfSession(*session);
  return OfPartner(std::get<PartnerBearer>(*bearer), credentials);
}

absl::StatusOr<Principal> AccountAuthenticator::OfSession(const SessionBearer& bearer) const {
  const std::optional<SessionInUse> in_use = directory_.UseSession(bearer.digest, clock_.Now());
  if (!in_use.has_value()) return SignInRequired();
  if (in_use->note_use) NoteUse(in_use->session->name);
  const storage::AccountRecord& account = *in_use->account;
  Principal principal;
  principal.account_id = account.name;
  principal.system = account.system;
  principal.roles = SetOf<klik::v1::Access::Role, RoleSet>(account.roles, klik::v1::Access::Role_IsValid);
  principal.municipality = account.municipality;
  principal.organisation = account.organisation;
  principal.session_id = in_use->session->name;
  principal.authenticated_at = in_use->session->create_time;
  return principal;
}

absl::StatusOr<Principal> AccountAuthenticator::OfPartner(const PartnerBearer& bearer,
                                                          const Credentials& credentials) const {
  const PartnerTokenEntry token = directory_.FindPartnerToken(bearer.name);
  const absl::Time now = clock_.Now();
  if (token == nullptr || !SameBytes(token->secret, bearer.digest)) return SignInRequired();
  if (token->revoked || now >= token->expire_time) return SignInRequired();
  if (!token->certificate.empty() && !SameBytes(token->certificate, credentials.certificate)) return SignInRequired();
  Principal principal;
  principal.account_id = token->name;
  principal.system = token->system;
  principal.roles = {klik::v1::Access::PARTNER};
  principal.municipality = token->municipality;
  principal.organisation = token->organisation;
  principal.scopes = SetOf<klik::v1::Access::Scope, ScopeSet>(token->scopes, klik::v1::Access::Scope_IsValid);
  principal.authenticated_at = now;
  return principal;
}

void AccountAuthenticator::NoteUse(const std::string& session) const {
  const auto change = std::make_shared<DirectoryChange>(directory_);
  Mutation mutation;
  mutation.decide = [&directory = directory_, session, change](const engine::Snapshot&,
                                                               absl::Time now) -> absl::StatusOr<Decision> {
    const SessionEntry before = directory.DecidedSession(session);
    const bool due = before != nullptr && now - before->last_used_time >= kSessionNoteInterval;
    if (!due || directory.IsOver(*before, now)) return Decision{};
    storage::SessionRecord after = *before;
    after.last_used_time = now;
    change->Put(std::move(after));
    return Decision{{}, "", change->TakeWrites()};
  };
  mutation.done = [change](const absl::StatusOr<Answer>& answer) { change->Settle(answer.ok()); };
  registry_.Submit(std::move(mutation));
}

}  // namespace klik::services
