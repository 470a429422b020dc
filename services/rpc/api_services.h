// The services of the API by full name: those that `MakeApiServices` makes.
#ifndef KLIK_SERVICES_RPC_API_SERVICES_H_
#define KLIK_SERVICES_RPC_API_SERVICES_H_

#include <string>
#include <vector>

namespace klik::services {

std::vector<std::string> ApiServiceNames();

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_API_SERVICES_H_
