// What the calls about accounts and partners' tokens decide.
//
// Any thread. As in resource_calls.h: what the request alone tells is checked at once, and the rest on the registry's
// thread, while the request is still there.
#ifndef KLIK_SERVICES_RPC_ACCOUNT_CALLS_H_
#define KLIK_SERVICES_RPC_ACCOUNT_CALLS_H_

#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "klik/v1/account_service.pb.h"
#include "services/accounts/account_directory.h"
#include "services/registry/registry.h"
#include "services/rpc/calls.h"

namespace klik::services {

// What one call changes, and the secret that it makes: that is not kept with the answer, so that a call sent again is
// answered without it.
struct AccountChange {
  explicit AccountChange(AccountDirectory& directory) : records(directory) {}

  DirectoryChange records;
  std::string secret;
};
using SharedChange = std::shared_ptr<AccountChange>;

class AccountCalls {
 public:
  // `directory` must outlive it.
  explicit AccountCalls(AccountDirectory& directory) : directory_(directory) {}

  SharedChange NewChange() const { return std::make_shared<AccountChange>(directory_); }

  absl::StatusOr<Decide> Create(const v1::CreateAccountRequest& request, const SharedChange& change,
                                Violations& violations) const;
  absl::StatusOr<Decide> Update(const v1::UpdateAccountRequest& request, const SharedChange& change,
                                Violations& violations) const;
  absl::StatusOr<Decide> Disable(const v1::DisableAccountRequest& request, const SharedChange& change,
                                 Violations& violations) const;
  absl::StatusOr<Decide> Enable(const v1::EnableAccountRequest& request, const SharedChange& change,
                                Violations& violations) const;
  absl::StatusOr<Decide> Invite(const v1::InviteAccountRequest& request, const SharedChange& change,
                                Violations& violations) const;
  absl::StatusOr<Decide> CreateToken(const Caller& caller, const v1::CreatePartnerTokenRequest& request,
                                     const SharedChange& change, Violations& violations) const;
  absl::StatusOr<Decide> RevokeToken(const v1::RevokePartnerTokenRequest& request, const SharedChange& change,
                                     Violations& violations) const;

 private:
  // Changes the account's next version, or says why not.
  using ChangeState = absl::AnyInvocable<absl::Status(storage::AccountRecord& account, absl::Time now)>;
  template <typename Request>
  absl::StatusOr<Decide> Change(const Request& request, const SharedChange& change, Violations& violations,
                                ChangeState change_state) const;

  AccountDirectory& directory_;
};

// `accounts/{id}` under `collection`; rejected otherwise.
bool ReadRecordName(const std::string& name, std::string_view collection, const Field& field);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_ACCOUNT_CALLS_H_
