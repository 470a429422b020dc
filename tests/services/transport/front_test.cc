#include "services/transport/front.h"

#include <gtest/gtest.h>

namespace klik::services {
namespace {

TEST(AddressGroupTest, AnIpv4AddressStandsForItself) { EXPECT_EQ(AddressGroup("192.0.2.7"), "192.0.2.7"); }

TEST(AddressGroupTest, OneHouseholdOfIpv6CountsTogether) {
  EXPECT_EQ(AddressGroup("2001:db8:1:2::1"), AddressGroup("2001:db8:1:2:ffff::7"));
  EXPECT_NE(AddressGroup("2001:db8:1:2::1"), AddressGroup("2001:db8:1:3::1"));
}

TEST(FrontTest, SaysWhereItCannotListen) {
  const auto table = std::make_shared<ConnectionTable>(1, 1);
  const auto first = Front::Open("127.0.0.1:0", table);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = Front::Open((*first)->address(), table);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(second.status().message().find((*first)->address()), absl::string_view::npos);
  for (const char* address : {"", "127.0.0.1", "127.0.0.1:", ":50051"}) {
    EXPECT_EQ(Front::Open(address, table).status().code(), absl::StatusCode::kInvalidArgument) << address;
  }
}

}  // namespace
}  // namespace klik::services
