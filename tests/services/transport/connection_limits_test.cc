#include "services/transport/connection_limits.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace klik::services {
namespace {

TEST(ConnectionLimitsTest, ThereAreEnoughForAll) {
  const ConnectionLimits limits = ConnectionLimitsFor(65'536);
  EXPECT_EQ(limits.grpc, kMaxGrpcConnections);
  EXPECT_EQ(limits.grpc_per_address, kMaxGrpcConnectionsPerAddress);
  EXPECT_EQ(limits.http, kMaxHttpConnections);
}

TEST(ConnectionLimitsTest, TheStoreKeepsItsShareHoweverFewThereAre) {
  for (std::size_t descriptors = 8; descriptors < 3000; ++descriptors) {
    const ConnectionLimits limits = ConnectionLimitsFor(descriptors);
    const std::size_t spared = descriptors < 2 * kOwnDescriptors ? descriptors / 2 : kOwnDescriptors;
    EXPECT_LE(limits.grpc + limits.http + spared, descriptors) << descriptors;
    EXPECT_GE(limits.http, 1u) << descriptors;
    EXPECT_GE(limits.grpc_per_address, 1u) << descriptors;
    EXPECT_LT(limits.grpc_per_address, limits.grpc) << descriptors << ": one address could take all places";
  }
}

TEST(ConnectionLimitsTest, OneOfEachIsTheLeast) {
  const ConnectionLimits limits = ConnectionLimitsFor(0);
  EXPECT_EQ(limits.grpc, 1u);
  EXPECT_EQ(limits.grpc_per_address, 1u);
  EXPECT_EQ(limits.http, 1u);
}

TEST(ConnectionLimitsTest, TheLimitIsRaisedToWhatTheSystemPermits) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit low{.rlim_cur = 64, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
  EXPECT_EQ(RaiseDescriptorLimit(), before.rlim_max);
  rlimit after{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(after.rlim_cur, before.rlim_max);
  setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace klik::services
