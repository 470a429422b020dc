#include "clients/cli/app.h"

#include "tests/clients/cli/client_test.h"

namespace klik::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

using AppTest = ClientTest;

TEST_F(AppTest, HelpIsNoError) {
  EXPECT_EQ(Run({"--help"}), 0);
  EXPECT_THAT(out, HasSubstr("Usage: klik"));
  EXPECT_EQ(err, "");
  EXPECT_EQ(Run({"match", "-h"}), 0);
  EXPECT_THAT(out, HasSubstr("--excluded"));
}

TEST_F(AppTest, WrongUsageIsTwoAndOneLine) {
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"bogus"},
      {"match"},
      {"match", "--kind", "dog", "ext:R1"},
      {"match", "ext:R1", "--limit", "many"},
      {"match", "ext:R1", "ext:R2"},
      {"match", "ext:R1", "--lang", "de"},
      {"explain", "ext:R1"},
      {"get"},
      {"get", "topics/music"},
      {"list", "accounts"},
      {"import"},
      {"import", "no/such/file.jsonl"},
      {"status", "--server", "localhost"},
      {"status", "--server", "localhost:0"},
      {"status", "--server", "192.0.2.7:50051"},
      {"status", "--server", "127.0.0.1.example.org:50051"},
      {"status", "--ca", "no/such/file.pem"},
      {"status", "--cert", "client.crt", "--key", "client.key"},
      {"status", "--ca", "ca.crt", "--cert", "client.crt"},
      {"status", "--ca", "ca.crt", "--key", "client.key"},
      {"--colour", "status"},
  };
  for (const auto& args : wrong) {
    EXPECT_EQ(Run(args), 2) << ::testing::PrintToString(args);
    EXPECT_EQ(out, "") << ::testing::PrintToString(args);
    EXPECT_THAT(err, MatchesRegex("klik: [^\n]+\n")) << ::testing::PrintToString(args);
  }
}

TEST_F(AppTest, GlobalOptionsMayStandOnEitherSide) {
  EXPECT_EQ(Run({"--json", "status"}), 0);
  EXPECT_EQ(out, "{\"status\":\"SERVING\"}\n");
  EXPECT_EQ(Run({"status", "--json"}), 0);
  EXPECT_EQ(out, "{\"status\":\"SERVING\"}\n");
  EXPECT_EQ(Run({"status", "--server", "127.0.0.1:1"}), 1);
}

TEST_F(AppTest, StatusTellsWhetherTheServerIsReady) {
  EXPECT_EQ(Run({"status"}), 0);
  EXPECT_EQ(out, "SERVING\n");
  server.health.serving = false;
  EXPECT_EQ(Run({"status"}), 1);
  EXPECT_EQ(out, "NOT_SERVING\n");
}

TEST_F(AppTest, AServerThatIsNotThereIsUnavailable) {
  server.Stop();
  EXPECT_EQ(Run({"status", "--json"}), 1);
  EXPECT_EQ(out, "");
  EXPECT_THAT(err, MatchesRegex("klik: UNAVAILABLE: [^\n]+\n"));
}

TEST_F(AppTest, GetPrintsFields) {
  EXPECT_EQ(Run({"get", "residents/r1"}), 0);
  EXPECT_THAT(out, StartsWith("name: residents/r1\nexternal_id: R1\ndisplay_name: Zoë 1\n"));
}

TEST_F(AppTest, GetFindsAnExternalIdInTheNextService) {
  EXPECT_EQ(Run({"--json", "get", "ext:V1"}), 0);
  EXPECT_EQ(out, "{\"name\":\"volunteers/v1\",\"externalId\":\"V1\"}\n");
  EXPECT_EQ(err, "");
}

TEST_F(AppTest, AFailedCallNamesTheCodeAndEachField) {
  EXPECT_EQ(Run({"get", "residents/bad", "--json"}), 1);
  EXPECT_EQ(out, "");
  EXPECT_EQ(err, "klik: INVALID_ARGUMENT: name: unknown form; view: not supported\n");
  EXPECT_EQ(Run({"get", "residents/r9"}), 1);
  EXPECT_EQ(err, "klik: NOT_FOUND: there is no such resource [NO_SUCH_RESOURCE]\n");
}

TEST_F(AppTest, ListFetchesAllPages) {
  EXPECT_EQ(Run({"list", "residents"}), 0);
  EXPECT_EQ(out,
            "name          external_id  display_name  settlement  state   waiting_since\n"
            "residents/r1  R1           Zoë 1         Medemblik   ACTIVE\n"
            "residents/r2  R2           Zoë 2         1671        ACTIVE\n"
            "residents/r3  R3           Zoë 3         1671        ACTIVE\n");
  EXPECT_EQ(Run({"list", "residents", "--json"}), 0);
  EXPECT_THAT(out, StartsWith("{\"residents\":[{\"name\":\"residents/r1\""));
  EXPECT_THAT(out, HasSubstr("residents/r3"));
  EXPECT_EQ(out.find("nextPageToken"), std::string::npos);
}

TEST_F(AppTest, ExclusionsAreListedAndGot) {
  EXPECT_EQ(Run({"list", "exclusions"}), 0);
  EXPECT_EQ(out,
            "name           external_id  first         second         category  until\n"
            "exclusions/x1  X1           residents/r1  volunteers/v1  FAMILY    2027-08-31\n");
  EXPECT_EQ(Run({"get", "exclusions/x1"}), 0);
  EXPECT_THAT(out, StartsWith("name: exclusions/x1\nexternal_id: X1\nfirst: residents/r1\n"));
}

TEST_F(AppTest, MatchPassesItsOptionsOn) {
  EXPECT_EQ(Run({"match", "ext:R1", "--kind", "volunteer", "--kind", "activity", "--limit", "7", "--lang", "en"}), 0);
  const v1::SearchCandidatesRequest& request = server.matching.last_request;
  EXPECT_EQ(request.subject(), "ext:R1");
  EXPECT_THAT(request.kinds(), ElementsAre(v1::VOLUNTEER, v1::ACTIVITY));
  EXPECT_EQ(request.limit(), 7);
  EXPECT_EQ(request.language_code(), "en");
  EXPECT_FALSE(request.include_excluded());
  EXPECT_THAT(out, HasSubstr("volunteers/v1"));
  EXPECT_EQ(out.find("Does not fit"), std::string::npos);
}

TEST_F(AppTest, MatchWithTheExcluded) {
  EXPECT_EQ(Run({"match", "--excluded", "residents/r1"}), 0);
  EXPECT_TRUE(server.matching.last_request.include_excluded());
  EXPECT_EQ(server.matching.last_request.language_code(), "nl");
  EXPECT_THAT(out, HasSubstr("\nPast nu niet: 5\nvolunteers/v2"));
  EXPECT_THAT(out, HasSubstr("Nog geen VOG."));
  EXPECT_THAT(out, HasSubstr("En nog 4 meer."));
}

TEST_F(AppTest, MatchInJsonIsTheResponse) {
  EXPECT_EQ(Run({"match", "residents/r1", "--json"}), 0);
  EXPECT_EQ(out,
            "{\"candidates\":[{\"candidate\":\"volunteers/v1\",\"kind\":\"VOLUNTEER\",\"rank\":1,\"score\":0.75}]}\n");
}

TEST_F(AppTest, MatchOfNobodyFails) {
  EXPECT_EQ(Run({"match", "ext:nobody"}), 1);
  EXPECT_THAT(err, StartsWith("klik: NOT_FOUND"));
}

TEST_F(AppTest, ExplainAsksAboutThePairInTheLanguage) {
  EXPECT_EQ(Run({"explain", "ext:R1", "volunteers/v2", "--lang", "en"}), 0);
  EXPECT_THAT(out, StartsWith("volunteers/v2"));
  EXPECT_THAT(out, HasSubstr("- ext:R1 in en\n"));
}

TEST_F(AppTest, ExplainOfAnEmptyAnswerFails) {
  EXPECT_EQ(Run({"explain", "ext:R1", "volunteers/none"}), 1);
  EXPECT_THAT(err, StartsWith("klik: INTERNAL"));
}

}  // namespace
}  // namespace klik::testing
