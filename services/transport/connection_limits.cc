#include "services/transport/connection_limits.h"

#include <sys/resource.h>

#include <algorithm>

namespace klik::services {

ConnectionLimits ConnectionLimitsFor(std::size_t descriptors) {
  const std::size_t left = descriptors - std::min(kOwnDescriptors, descriptors / 2);
  ConnectionLimits limits;
  limits.http = std::clamp<std::size_t>(left / 3, 1, kMaxHttpConnections);
  limits.grpc = std::clamp<std::size_t>(left - std::min(left, limits.http), 1, kMaxGrpcConnections);
  // So that one address alone does not take all places.
  limits.grpc_per_address = std::clamp<std::size_t>(limits.grpc / 2, 1, kMaxGrpcConnectionsPerAddress);
  return limits;
}

std::size_t RaiseDescriptorLimit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlimit raised{.rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max};
  if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  return limit.rlim_cur;
}

}  // namespace klik::services
