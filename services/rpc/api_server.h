// Klik's gRPC API: all services of `klik.v1`, ready to be registered with a server.
#ifndef KLIK_SERVICES_RPC_API_SERVER_H_
#define KLIK_SERVICES_RPC_API_SERVER_H_

#include <memory>
#include <vector>

#include "engine/model/policy.h"
#include "engine/places/gazetteer.h"
#include "engine/taxonomy/taxonomy.h"
#include "grpcpp/impl/service_type.h"
#include "services/access/access.h"
#include "services/accounts/account_directory.h"
#include "services/accounts/sign_in_desk.h"
#include "services/oidc/oidc_desk.h"
#include "services/registry/clock.h"
#include "services/registry/registry.h"
#include "services/rpc/watch_desk.h"
#include "storage/sealed/vault.h"

namespace klik::services {

// `vault` holds the store of the registry. Everything given must outlive the services, and the services the server they
// are registered with. Without `oidc` nobody signs in through an issuer. Aborts when the API has a gap: see
// ReadMethodTable, and ask it first.
std::vector<std::unique_ptr<grpc::Service>> MakeApiServices(
    Registry& registry, const Access& access, const engine::Taxonomy& taxonomy, const engine::Gazetteer& gazetteer,
    const engine::Policy& policy, const Clock& clock, AccountDirectory& directory, SignInDesk& desk,
    storage::Vault& vault, OidcDesk* oidc = nullptr, const WatchOptions& watch = {});

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_API_SERVER_H_
