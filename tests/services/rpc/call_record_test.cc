#include "services/rpc/call_record.h"

#include <gtest/gtest.h>

#include <string>

namespace klik::services {
namespace {

const std::string kTrace = "0af7651916cd43dd8448eb211c80319c";

TEST(TraceTest, IsTheOneThatTheCallIsPartOf) { EXPECT_EQ(TraceOf("00-" + kTrace + "-b7ad6b7169203331-01"), kTrace); }

TEST(TraceTest, IsANewOneWhenNoneCameAlong) {
  const std::string one = TraceOf("");
  EXPECT_EQ(one.size(), 32U);
  EXPECT_NE(one, TraceOf(""));
}

TEST(TraceTest, WhatIsNotWellFormedIsNotTakenOver) {
  for (const std::string& header :
       {"01-" + kTrace + "-b7ad6b7169203331-01", "00-" + kTrace + "-b7ad6b7169203331",
        "00-" + std::string(32, '0') + "-b7ad6b7169203331-01", "00-" + std::string(32, 'Z') + "-b7ad6b7169203331-01"}) {
    EXPECT_NE(TraceOf(header), header.substr(3, 32)) << header;
    EXPECT_EQ(TraceOf(header).size(), 32U);
  }
}

TEST(EventTest, TellsWhatWasCalledByWhomAndWhatFor) {
  MethodAccess method{.method = "klik.v1.ResidentService.GetResident", .access = {}};
  method.access.set_audit(klik::v1::Access::READ);
  method.access.set_purpose(klik::v1::Access::PROFILE_KEEPING);
  Principal principal;
  principal.account_id = "accounts/a";
  principal.municipality = "GM0420";
  klik::v1::Access::Grant grant;
  grant.set_role(klik::v1::Access::COORDINATOR);
  const AuditEvent event =
      EventOf(method, principal, grant, {.peer = "ipv4:127.0.0.1:1", .reason = "zij belde", .trace = kTrace});
  EXPECT_EQ(event.operation, "klik.v1.ResidentService/GetResident");
  EXPECT_EQ(event.action, AuditAction::kRead);
  EXPECT_EQ(event.account, "accounts/a");
  EXPECT_EQ(event.roles, std::vector<std::string>{"coordinator"});
  EXPECT_EQ(event.purpose, "profile_keeping");
  EXPECT_EQ(event.reason, "zij belde");
  EXPECT_EQ(event.trace_id, kTrace);
}

}  // namespace
}  // namespace klik::services
