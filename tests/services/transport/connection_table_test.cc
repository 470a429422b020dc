#include "services/transport/connection_table.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"

namespace klik::services {
namespace {

class ConnectionTableTest : public ::testing::Test {
 protected:
  // The n-th connection of an address.
  static Connection From(const std::string& address, int n) {
    return {.descriptor = n, .cookie = 0, .peer = absl::StrCat("ipv4:", address, ":", n), .address = address};
  }

  // Who leaves for it; empty: nobody has to.
  std::string Admit(const std::string& address, int n) {
    const ConnectionTable::Admission admission = table_.Admit(From(address, n));
    if (!admission.admitted) return "refused";
    return admission.leaves.has_value() ? admission.leaves->peer : "";
  }
  void MadeCall(const std::string& address, int n) { table_.MadeCall(From(address, n).peer); }

  ConnectionTable table_{4, 3};
};

TEST_F(ConnectionTableTest, AsManyAsThereArePlaces) {
  EXPECT_EQ(Admit("a", 1), "");
  EXPECT_EQ(Admit("a", 2), "");
  EXPECT_EQ(Admit("b", 1), "");
  EXPECT_EQ(Admit("c", 1), "");
  EXPECT_EQ(table_.leaving(), 0u);
}

TEST_F(ConnectionTableTest, OfAnAddressTheNewcomerThatHasBeenThereLongestGoes) {
  for (int n = 1; n <= 3; ++n) Admit("a", n);
  MadeCall("a", 1);
  EXPECT_EQ(Admit("a", 4), "ipv4:a:2");
  EXPECT_EQ(Admit("a", 5), "ipv4:a:3");
  EXPECT_EQ(table_.leaving(), 2u);
}

TEST_F(ConnectionTableTest, WhoMadeACallStays) {
  for (int n = 1; n <= 3; ++n) {
    Admit("a", n);
    MadeCall("a", n);
  }
  EXPECT_FALSE(table_.has_newcomers());
  EXPECT_EQ(Admit("a", 4), "refused");
  EXPECT_EQ(Admit("b", 1), "");
  MadeCall("b", 1);
  EXPECT_EQ(Admit("c", 1), "refused");
  EXPECT_FALSE(table_.TakeNewcomer().has_value());
}

TEST_F(ConnectionTableTest, WhenAllPlacesAreTakenTheMostCrowdedAddressGivesOne) {
  Admit("b", 1);
  Admit("a", 1);
  Admit("a", 2);
  Admit("c", 1);
  EXPECT_EQ(Admit("d", 1), "ipv4:a:1");
}

TEST_F(ConnectionTableTest, WhoIsGoneTakesNoPlace) {
  for (int n = 1; n <= 3; ++n) Admit("a", n);
  Admit("b", 9);
  table_.Sweep([](const Connection& connection) { return connection.descriptor != 2; });
  EXPECT_EQ(Admit("a", 4), "");
  table_.Sweep([](const Connection&) { return false; });
  EXPECT_FALSE(table_.has_newcomers());
  EXPECT_EQ(table_.leaving(), 0u);
}

TEST_F(ConnectionTableTest, WhoHasToGoIsCountedApartUntilGone) {
  for (int n = 1; n <= 4; ++n) Admit("a", n);
  EXPECT_EQ(table_.leaving(), 1u);
  const std::optional<Connection> taken = table_.TakeNewcomer();
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->peer, "ipv4:a:2");
  EXPECT_EQ(table_.leaving(), 2u);
  // A call at the last moment saves nobody.
  MadeCall("a", 2);
  EXPECT_EQ(table_.leaving(), 2u);
  table_.Sweep([](const Connection& connection) { return connection.descriptor > 2; });
  EXPECT_EQ(table_.leaving(), 0u);
}

TEST_F(ConnectionTableTest, ACallOfAStrangerChangesNothing) {
  Admit("a", 1);
  MadeCall("a", 2);
  table_.MadeCall("inproc:1");
  EXPECT_TRUE(table_.has_newcomers());
}

}  // namespace
}  // namespace klik::services
