#include <filesystem>
#include <fstream>
#include <string>

#include "tests/clients/cli/client_test.h"

namespace klik::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class AdminTest : public ClientTest {
 protected:
  AdminTest() : file_(::testing::TempDir() + "klik_admin_test_policy.json") {}
  ~AdminTest() override { std::filesystem::remove(file_); }

  std::string File(const std::string& text) {
    std::ofstream(file_) << text;
    return file_;
  }

 private:
  std::string file_;
};

TEST_F(AdminTest, ShowPrintsThePolicyAsAFileHasIt) {
  EXPECT_EQ(Run({"admin", "policy", "show"}), 0);
  EXPECT_EQ(out, "{\n \"version\": \"now\",\n \"nearMinutes\": 15\n}\n");
  EXPECT_EQ(Run({"admin", "policy", "show", "--json"}), 0);
  EXPECT_EQ(out, "{\"version\":\"now\",\"nearMinutes\":15}\n");
}

TEST_F(AdminTest, TryTellsWhoMovesWhere) {
  EXPECT_EQ(Run({"admin", "policy", "try", File(R"({"version": "next"})"), "ext:R1", "ext:R2", "--limit", "5"}), 0);
  EXPECT_THAT(server.admin.last_request.subjects(), ElementsAre("ext:R1", "ext:R2"));
  EXPECT_EQ(server.admin.last_request.limit(), 5);
  EXPECT_EQ(server.admin.last_request.policy().version(), "next");
  EXPECT_EQ(out,
            "Beleid now -> next\n"
            "\n"
            "Zoë 1 (residents/r1)\n"
            "Was  Wordt         Wie     Soort         Naam in Klik\n"
            "  4      1     +3  riser   vrijwilliger  volunteers/riser\n"
            "  -      2  nieuw  comer   vrijwilliger  volunteers/comer\n"
            "  3      3      =  same    vrijwilliger  volunteers/same\n"
            "  2     14    -12  faller  vrijwilliger  volunteers/faller\n"
            "  1      -    weg  goer    vrijwilliger  volunteers/goer\n");
  EXPECT_EQ(Run({"--json", "admin", "policy", "try", File(R"({"version": "next"})"), "ext:R1"}), 0);
  EXPECT_THAT(out, HasSubstr(R"("rankAfter":14)"));
}

TEST_F(AdminTest, TheKeysAreShownAndRotated) {
  EXPECT_EQ(Run({"admin", "key", "status"}), 0);
  EXPECT_THAT(out, HasSubstr("0a1b2c3d"));
  EXPECT_EQ(Run({"admin", "key", "rotate"}), 0);
  EXPECT_THAT(out, HasSubstr("99999999"));
  EXPECT_EQ(Run({"--json", "admin", "key", "status"}), 0);
  EXPECT_THAT(out, HasSubstr(R"("people":3)"));
  server.admin.damaged = true;
  EXPECT_EQ(Run({"admin", "key", "status"}), 1) << "a script must notice";
  EXPECT_THAT(out, HasSubstr("residents/r1"));
  EXPECT_EQ(Run({"admin", "key"}), 2);
}

TEST_F(AdminTest, AWrongPolicyIsOneLine) {
  EXPECT_EQ(Run({"admin", "policy", "try", File("{}"), "ext:R1"}), 1);
  EXPECT_THAT(err, MatchesRegex("klik: INVALID_ARGUMENT: name: [^\n]+\n"));
  EXPECT_EQ(Run({"admin", "policy", "try", File("version: next"), "ext:R1"}), 1);
  EXPECT_THAT(err, MatchesRegex("klik: INVALID_ARGUMENT: [^\n]+ is not JSON of a policy[^\n]*\n"));
  EXPECT_EQ(Run({"admin", "policy", "try", "no/such/file.json", "ext:R1"}), 2);
  EXPECT_THAT(err, MatchesRegex("klik: [^\n]+: cannot be read[^\n]*\n"));
  for (const std::vector<std::string>& args : std::vector<std::vector<std::string>>{
           {"admin"}, {"admin", "policy"}, {"admin", "policy", "try"}, {"admin", "policy", "try", "x.json"}}) {
    EXPECT_EQ(Run(args), 2) << ::testing::PrintToString(args);
  }
}

}  // namespace
}  // namespace klik::testing
