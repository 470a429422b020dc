#include <string>

#include "tests/clients/cli/client_test.h"

namespace klik::testing {
namespace {

using ::testing::HasSubstr;

class EraseTest : public ClientTest {};

TEST_F(EraseTest, PrintsTheCertificate) {
  EXPECT_EQ(Run({"erase", "residents/r1", "--yes"}), 0) << err;
  EXPECT_EQ(out,
            "Voorgoed gewist: residents/r1\n"
            "  matches: 2\n"
            "De sleutel is vernietigd op 2026-09-21T14:13:20Z\n"
            "Daarna doorzocht: 12 bestanden, 34567 KiB; gevonden: 0\n");
  EXPECT_EQ(Run({"--lang", "en", "erase", "volunteers/v1", "--yes"}), 0) << err;
  EXPECT_THAT(out, HasSubstr("Erased for good: volunteers/v1\n"));
  EXPECT_EQ(Run({"--json", "erase", "residents/r1", "--yes"}), 0);
  EXPECT_THAT(out, HasSubstr(R"("searchedFiles":12)"));
}

TEST_F(EraseTest, AnExternalIdIsOfEither) {
  EXPECT_EQ(Run({"erase", "ext:R1", "--yes"}), 0);
  EXPECT_THAT(out, HasSubstr("residents/r1"));
  EXPECT_EQ(Run({"erase", "ext:V1", "--yes"}), 0);
  EXPECT_THAT(out, HasSubstr("volunteers/v1"));
  EXPECT_EQ(Run({"erase", "ext:nobody", "--yes"}), 1);
  EXPECT_THAT(err, HasSubstr("NOT_FOUND"));
}

TEST_F(EraseTest, NobodyIsErasedByMistake) {
  EXPECT_EQ(Run({"erase", "residents/r1"}), 2);
  EXPECT_THAT(err, HasSubstr("--yes"));
  EXPECT_EQ(out, "");
  EXPECT_EQ(Run({"erase", "activities/a1", "--yes"}), 2);
  EXPECT_EQ(Run({"erase", "--yes"}), 2);
}

}  // namespace
}  // namespace klik::testing
