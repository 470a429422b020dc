// The services of the API, one file each.
//
// `backend` is shared by all of them and kept by each.
#ifndef KLIK_SERVICES_RPC_SERVICES_H_
#define KLIK_SERVICES_RPC_SERVICES_H_

#include <memory>

#include "grpcpp/impl/service_type.h"
#include "services/rpc/backend.h"

namespace klik::services {

std::unique_ptr<grpc::Service> MakeReferralService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeResidentService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeVolunteerService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeActivityService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeOrganisationService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeMatchService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeExclusionService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeOutcomeService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeTaxonomyService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeMatchingService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeTransferService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeAdminService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeSessionService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeAccountService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeWorkService(std::shared_ptr<Backend> backend);
std::unique_ptr<grpc::Service> MakeInsightService(std::shared_ptr<Backend> backend);

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_SERVICES_H_
