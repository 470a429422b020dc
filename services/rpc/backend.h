// What the services of the API share.
//
// Any thread.
#ifndef KLIK_SERVICES_RPC_BACKEND_H_
#define KLIK_SERVICES_RPC_BACKEND_H_

#include <memory>

#include "engine/model/policy.h"
#include "engine/places/gazetteer.h"
#include "engine/taxonomy/taxonomy.h"
#include "services/accounts/account_directory.h"
#include "services/accounts/sign_in_desk.h"
#include "services/oidc/oidc_desk.h"
#include "services/registry/clock.h"
#include "services/rpc/calls.h"
#include "services/rpc/convert/context.h"
#include "services/rpc/matching_days.h"
#include "services/rpc/pages.h"
#include "services/rpc/wait_times.h"
#include "services/rpc/watch_desk.h"
#include "storage/sealed/vault.h"

namespace klik::services {

struct Backend {
  Calls calls;
  const engine::Taxonomy& taxonomy;
  const engine::Gazetteer& gazetteer;
  const engine::Policy& policy;
  MatchingDays matching_days;
  Pages pages;
  AccountDirectory& directory;
  SignInDesk& desk;
  storage::Vault& vault;
  OidcDesk* oidc = nullptr;  // nullptr: no issuer is configured.
  WaitTimes wait_times{};
  std::unique_ptr<WatchDesk> watches;

  ConvertContext ContextFor(const Caller& caller) const { return {taxonomy, gazetteer, MomentAt(caller.now()).today}; }
};

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_BACKEND_H_
