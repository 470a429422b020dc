#include <google/protobuf/util/json_util.h>

#include <fstream>

#include "tests/clients/cli/client_test.h"

namespace klik::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

class ImportTest : public ClientTest {
 protected:
  static std::string Resident(const std::string& id) { return "{\"resident\":{\"externalId\":\"" + id + "\"}}\n"; }

  static std::string WriteFile(const std::string& name, const std::string& text) {
    const std::string path =
        ::testing::TempDir() + ::testing::UnitTest::GetInstance()->current_test_info()->name() + "_" + name;
    std::ofstream(path) << text;
    return path;
  }
};

TEST_F(ImportTest, CountsWhatTheServerDid) {
  const std::string path = WriteFile("people.jsonl", Resident("R1") + Resident("R2"));
  EXPECT_EQ(Run({"import", path}), 0);
  EXPECT_THAT(out, MatchesRegex("created 2, updated 0, unchanged 0, failed 0: 2 records in .* per second\n"));
  EXPECT_EQ(err, "");
  EXPECT_FALSE(server.transfer.validate_only);
}

TEST_F(ImportTest, ReadsTheStandardInput) {
  EXPECT_EQ(Run({"import", "-"}, Resident("R1")), 0);
  EXPECT_THAT(out, StartsWith("created 1,"));
}

TEST_F(ImportTest, AnEmptyFileIsNoError) {
  EXPECT_EQ(Run({"import", WriteFile("empty.jsonl", "")}), 0);
  EXPECT_THAT(out, StartsWith("created 0,"));
}

TEST_F(ImportTest, BlankLinesCountInTheNumberingOnly) {
  EXPECT_EQ(Run({"import", "-"}, "\n" + Resident("R1") + "  \r\n" + Resident("bad")), 1);
  EXPECT_THAT(server.transfer.lines, ElementsAre(2, 4));
  EXPECT_EQ(err, "klik: line 4: INVALID_ARGUMENT: resident.place.postcode: unknown postcode\n");
}

TEST_F(ImportTest, NoGoodLineIsLostBecauseOfABadOne) {
  EXPECT_EQ(Run({"import", "-"}, "Jan de Vries\n" + Resident("R1") + "{\"residnet\":{}}\n" + Resident("R2")), 1);
  EXPECT_THAT(server.transfer.lines, ElementsAre(2, 4));
  EXPECT_THAT(out, StartsWith("created 2, updated 0, unchanged 0, failed 2: 4 records"));
  EXPECT_EQ(err,
            "klik: line 1: INVALID_ARGUMENT: not valid JSON [INVALID_JSON]\n"
            "klik: line 3: INVALID_ARGUMENT: residnet: unknown field\n");
}

TEST_F(ImportTest, ALineThatIsTooLongIsOneBadLine) {
  const std::string huge = "{\"resident\":{\"displayName\":\"" + std::string(300 * 1024, 'x') + "\"}}\n";
  EXPECT_EQ(Run({"import", "-"}, huge + Resident("R1")), 1);
  EXPECT_THAT(server.transfer.lines, ElementsAre(2));
  EXPECT_THAT(err, StartsWith("klik: line 1: INVALID_ARGUMENT: the line is longer than 262144 bytes"));
}

TEST_F(ImportTest, SeveralFilesAreNamedInErrors) {
  const std::string first = WriteFile("a.jsonl", Resident("R1") + Resident("R2"));
  const std::string second = WriteFile("b.jsonl", "\n" + Resident("bad") + "{\n");
  EXPECT_EQ(Run({"import", first, second}), 1);
  EXPECT_THAT(server.transfer.lines, ElementsAre(1, 2, 4));
  EXPECT_THAT(err, HasSubstr("klik: " + second + ":2: INVALID_ARGUMENT: resident.place.postcode: unknown postcode\n"));
  EXPECT_THAT(err, HasSubstr("klik: " + second + ":3: INVALID_ARGUMENT: not valid JSON"));
}

TEST_F(ImportTest, JsonHoldsEveryResultInOrderOfLine) {
  EXPECT_EQ(Run({"import", "-", "--json"}, Resident("late") + "{\n" + Resident("R1")), 1);
  v1::ImportRecordsResponse response;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(out, &response).ok());
  ASSERT_EQ(response.results_size(), 3);
  EXPECT_EQ(response.results(0).line(), 1);
  EXPECT_EQ(response.results(0).outcome(), v1::ImportResult::CREATED);
  EXPECT_EQ(response.results(1).line(), 2);
  EXPECT_EQ(response.results(1).outcome(), v1::ImportResult::FAILED);
  EXPECT_EQ(response.results(1).error().code(), "INVALID_ARGUMENT");
  EXPECT_EQ(response.results(2).line(), 3);
}

TEST_F(ImportTest, DryRunAsksToCheckOnly) {
  EXPECT_EQ(Run({"import", "-", "--dry-run"}, Resident("R1")), 0);
  EXPECT_TRUE(server.transfer.validate_only);
  EXPECT_THAT(out, StartsWith("dry run: created 1,"));
}

TEST_F(ImportTest, AMistypedFileNameCostsNothing) {
  EXPECT_EQ(Run({"import", WriteFile("a.jsonl", Resident("R1")), "no/such/file.jsonl"}), 2);
  EXPECT_THAT(server.transfer.lines, ElementsAre());
  EXPECT_EQ(Run({"import", ::testing::TempDir()}), 2);
}

TEST_F(ImportTest, ABrokenStreamStopsTheImport) {
  EXPECT_EQ(Run({"import", "-"}, Resident("R1") + Resident("break")), 1);
  EXPECT_THAT(out, StartsWith("created 1,"));
  EXPECT_EQ(err, "klik: ABORTED: the disk is full\n");
}

TEST_F(ImportTest, AServerThatIsNotThereIsUnavailable) {
  server.Stop();
  EXPECT_EQ(Run({"import", "-"}, Resident("R1")), 1);
  EXPECT_THAT(err, StartsWith("klik: UNAVAILABLE: "));
}

TEST_F(ImportTest, RecordsWithoutAResultAreAnError) {
  server.transfer.silent = true;
  EXPECT_EQ(Run({"import", "-"}, Resident("R1") + Resident("R2")), 1);
  EXPECT_EQ(err, "klik: INTERNAL: the server gave 0 results for 2 records\n");
}

// More than gRPC buffers on the way, so both sides have to keep going at once.
TEST_F(ImportTest, ManyRecordsGoThroughWithoutAStandstill) {
  constexpr int kRecords = 5000;
  std::string text;
  for (int i = 0; i < kRecords; ++i) {
    text += "{\"resident\":{\"externalId\":\"R" + std::to_string(i) + "\",\"displayName\":\"" + std::string(400, 'x') +
            "\"}}\n";
  }
  EXPECT_EQ(Run({"import", "-"}, text), 0);
  EXPECT_THAT(out, StartsWith("created 5000,"));
}

}  // namespace
}  // namespace klik::testing
