#include <string>

#include "tests/clients/cli/client_test.h"

namespace klik::testing {
namespace {

using ::testing::HasSubstr;

class AuditCommandsTest : public ClientTest {};

TEST_F(AuditCommandsTest, VerifyTellsWhatToKeepElsewhere) {
  EXPECT_EQ(Run({"admin", "audit", "verify"}), 0);
  EXPECT_EQ(out,
            "In orde tot en met auditEntries/12 (2026-11-02T09:30:00Z)\n"
            "Bewaar buiten Klik: auditEntries/12 c0ffee\n");
  EXPECT_EQ(Run({"--lang", "en", "admin", "audit", "verify"}), 0);
  EXPECT_THAT(out, HasSubstr("Keep outside of Klik: auditEntries/12 c0ffee"));
}

TEST_F(AuditCommandsTest, VerifyFailsAndNamesTheFirstBadEntry) {
  EXPECT_EQ(Run({"admin", "audit", "verify", "--noted", "auditEntries/7", "badc0de"}), 1);
  EXPECT_EQ(server.admin.last_verify.noted_entry(), "auditEntries/7");
  EXPECT_EQ(server.admin.last_verify.noted_hash(), "badc0de");
  EXPECT_EQ(out, "NIET IN ORDE: auditEntries/7, de regel is niet zoals genoteerd: het logboek is opnieuw geschreven\n");
  EXPECT_EQ(Run({"--json", "admin", "audit", "verify", "--noted", "auditEntries/7", "badc0de"}), 1);
  EXPECT_THAT(out, HasSubstr(R"("firstBadEntry":"auditEntries/7")"));
  EXPECT_EQ(Run({"admin", "audit", "verify", "--noted", "auditEntries/7"}), 2);
}

TEST_F(AuditCommandsTest, ListTellsWhoLooked) {
  EXPECT_EQ(Run({"admin", "audit", "list", "--subject", "ext:R1", "--limit", "2"}), 0);
  EXPECT_EQ(server.admin.last_list.subject(), "ext:R1");
  EXPECT_EQ(server.admin.last_list.page_size(), 2);
  EXPECT_EQ(
      out,
      "Tijd (UTC)            Wie           Rol          Wat                                  Uitkomst             "
      "Doel      Over wie\n"
      "2026-11-02T09:30:00Z  accounts/ann  coordinator  klik.v1.ResidentService/GetResident  OK                   "
      "matching  residents/r1 +2 1 gewist\n"
      "  reden: de huisarts vroeg ernaar\n"
      "2026-11-02T09:29:00Z  accounts/bob  referrer     klik.v1.ResidentService/GetResident  GEWEIGERD NOT_FOUND"
      "            residents/r1\n"
      "Er zijn er meer; --limit laat er tot 1000 zien.\n");
  EXPECT_EQ(Run({"admin", "audit", "list", "--account", "accounts/ann"}), 0);
  EXPECT_EQ(server.admin.last_list.account(), "accounts/ann");
  EXPECT_EQ(Run({"admin", "audit"}), 2);
}

}  // namespace
}  // namespace klik::testing
