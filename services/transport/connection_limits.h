// How many connections there may be at once, by what the process may open.
//
// The store needs descriptors for its files, and a store that cannot open one stops taking writes: so connections get
// what it can spare, and never the last.
//
// Functions, for any thread.
#ifndef KLIK_SERVICES_TRANSPORT_CONNECTION_LIMITS_H_
#define KLIK_SERVICES_TRANSPORT_CONNECTION_LIMITS_H_

#include <cstddef>

namespace klik::services {

inline constexpr std::size_t kMaxGrpcConnections = 512;
// One client needs one connection, and a few people may share an address.
inline constexpr std::size_t kMaxGrpcConnectionsPerAddress = 64;
// HTTP connections come through a proxy of the house's own as a rule, all from one address.
inline constexpr std::size_t kMaxHttpConnections = 256;

// What is kept for the store's files and all the rest, when there are enough.
inline constexpr std::size_t kOwnDescriptors = 640;

struct ConnectionLimits {
  std::size_t grpc = kMaxGrpcConnections;
  std::size_t grpc_per_address = kMaxGrpcConnectionsPerAddress;
  std::size_t http = kMaxHttpConnections;
};

// `descriptors`: how many the process may have open. All limits are at least 1.
ConnectionLimits ConnectionLimitsFor(std::size_t descriptors);

// Lets the process open as many descriptors as the system permits. Returns how many that are.
std::size_t RaiseDescriptorLimit();

}  // namespace klik::services

#endif  // KLIK_SERVICES_TRANSPORT_CONNECTION_LIMITS_H_
