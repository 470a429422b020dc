#include "services/rpc/api_server.h"

#include "services/access/method_access.h"
#include "services/rpc/api_services.h"
#include "services/rpc/backend.h"
#include "services/rpc/services.h"

namespace klik::services {

std::vector<std::unique_ptr<grpc::Service>> MakeApiServices(
    Registry& registry, const Access& access, const engine::Taxonomy& taxonomy, const engine::Gazetteer& gazetteer,
    const engine::Policy& policy, const Clock& clock, AccountDirectory& directory, SignInDesk& desk,
    storage::Vault& vault, OidcDesk* oidc, const WatchOptions& watch) {
  const google::protobuf::DescriptorPool& pool = *google::protobuf::DescriptorPool::generated_pool();
  auto methods = ReadMethodTable(pool, ApiServiceNames());
  const std::shared_ptr<Backend> backend(
      new Backend{Calls(registry, access, clock, *std::move(methods), Redactor(pool, ApiServiceNames())), taxonomy,
                  gazetteer, policy, MatchingDays(policy), Pages(), directory, desk, vault, oidc, WaitTimes(),
                  std::make_unique<WatchDesk>(watch)});
  std::vector<std::unique_ptr<grpc::Service>> services;
  services.push_back(MakeResidentService(backend));
  services.push_back(MakeVolunteerService(backend));
  services.push_back(MakeActivityService(backend));
  services.push_back(MakeOrganisationService(backend));
  services.push_back(MakeMatchService(backend));
  services.push_back(MakeExclusionService(backend));
  services.push_back(MakeOutcomeService(backend));
  services.push_back(MakeReferralService(backend));
  services.push_back(MakeTaxonomyService(backend));
  services.push_back(MakeMatchingService(backend));
  services.push_back(MakeTransferService(backend));
  services.push_back(MakeAdminService(backend));
  services.push_back(MakeSessionService(backend));
  services.push_back(MakeAccountService(backend));
  services.push_back(MakeWorkService(backend));
  services.push_back(MakeInsightService(backend));
  return services;
}

}  // namespace klik::services
