#include "services/access/access.h"

#include <gtest/gtest.h>

#include <string>

#include "services/errors/errors.h"

namespace klik::services {
namespace {

TEST(AccessTest, NobodyGetsInUnauthenticated) {
  const absl::Status refused = Access(false).Authenticate({}).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnauthenticated);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(ToRpcStatus(refused).details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "SIGN_IN_REQUIRED");
}

TEST(AccessTest, DevOpenLetsEverybodyInAsDev) {
  const absl::StatusOr<Principal> principal = Access(true).Authenticate({});
  ASSERT_TRUE(principal.ok());
  EXPECT_EQ(principal->system, "dev");
  EXPECT_EQ(principal->roles, RoleSet({klik::v1::Access::COORDINATOR, klik::v1::Access::ADMINISTRATOR,
                                       klik::v1::Access::PRIVACY_OFFICER}));
}

class LoopbackTest : public ::testing::TestWithParam<std::string> {};
class OutsideTest : public ::testing::TestWithParam<std::string> {};

TEST_P(LoopbackTest, IsAccepted) { EXPECT_EQ(CheckLoopback(GetParam()), absl::OkStatus()); }

TEST_P(OutsideTest, IsRefused) {
  EXPECT_EQ(CheckLoopback(GetParam()).code(), absl::StatusCode::kInvalidArgument) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Addresses, LoopbackTest,
                         ::testing::Values("127.0.0.1:50051", "127.0.0.1:0", "127.255.3.4:65535", "localhost:8080",
                                           "[::1]:50051"));

INSTANTIATE_TEST_SUITE_P(Addresses, OutsideTest,
                         ::testing::Values("0.0.0.0:50051", "[::]:50051", "192.168.1.2:1", "128.0.0.1:1", "[fe80::1]:1",
                                           "[::ffff:127.0.0.1]:1", "localhost.example.nl:1", "LOCALHOST:1",
                                           // Forms that somebody else may read otherwise.
                                           "127.1:1", "127.0.0.256:1", "127.0.0.01:1", "0127.0.0.1:1", "127.0.0.1.:1",
                                           "::1:50051", "::1", "2130706433:1", "127.0.0.1 :1",
                                           // Not HOST:PORT.
                                           "", ":", ":50051", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                                           "127.0.0.1:-1", "127.0.0.1:80a", "unix:/run/klik.sock"));

}  // namespace
}  // namespace klik::services
