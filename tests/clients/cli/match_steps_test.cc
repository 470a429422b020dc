// The verbs for a match on its way: what each asks the server, and what they take.
#include <string>
#include <vector>

#include "tests/clients/cli/client_test.h"

namespace klik::testing {
namespace {

using ::testing::HasSubstr;

class MatchStepsTest : public ClientTest {
 protected:
  // What the server was asked by a command that succeeds, as text.
  std::string Asked(const std::vector<std::string>& args) {
    EXPECT_EQ(Run(args), 0) << err;
    return server.matches.last_request;
  }
};

TEST_F(MatchStepsTest, EachVerbAsksForItsStep) {
  EXPECT_EQ(Asked({"propose", "ext:R1", "ext:A1", "--companion", "ext:V1"}),
            R"(resident: "ext:R1" other: "ext:A1" companion: "ext:V1" )");
  EXPECT_EQ(Asked({"waitlist", "ext:R1", "ext:A1"}), R"(resident: "ext:R1" activity: "ext:A1" )");
  EXPECT_EQ(Asked({"answer", "matches/m1", "--side", "other", "yes"}),
            R"(name: "matches/m1" side: OTHER_SIDE answer: YES )");
  EXPECT_EQ(Asked({"answer", "matches/m1", "no", "--side", "companion"}),
            R"(name: "matches/m1" side: COMPANION answer: NO )");
  for (const std::string verb : {"trial", "start", "pause", "retract"}) {
    EXPECT_EQ(Asked({verb, "matches/m1"}), R"(name: "matches/m1" )") << verb;
  }
  EXPECT_EQ(Asked({"end", "matches/m1", "--reason", "moved-house"}), R"(name: "matches/m1" end_reason: MOVED_HOUSE )");
  EXPECT_EQ(Asked({"end", "matches/m1", "--reason", "no-click", "--farewell", "held"}),
            R"(name: "matches/m1" end_reason: NO_CLICK farewell: HELD )");
  EXPECT_EQ(Asked({"check-in", "matches/m1", "--week", "6", "--side", "resident", "--mood", "fair"}),
            R"(name: "matches/m1" week: 6 side: RESIDENT mood: FAIR )");
  EXPECT_EQ(Asked({"check-in", "matches/m1", "--week", "6", "--side", "resident", "--mood", "poor", "--still-meeting",
                   "no", "--go-on", "yes"}),
            R"(name: "matches/m1" week: 6 side: RESIDENT mood: POOR still_meeting: false wants_to_go_on: true )");
  EXPECT_EQ(Asked({"farewell", "matches/m1", "not-possible"}), R"(name: "matches/m1" farewell: NOT_POSSIBLE )");
  EXPECT_EQ(Asked({"feedback", "matches/m1", "--side", "other", "--mood", "good", "--again", "yes"}),
            R"(name: "matches/m1" side: OTHER_SIDE mood: GOOD would_again: true )");
}

TEST_F(MatchStepsTest, TheMatchIsPrintedAsItIsThen) {
  EXPECT_EQ(Run({"trial", "matches/m1"}), 0);
  EXPECT_EQ(out, "name: matches/m1\nstate: TRIAL\n");
  EXPECT_EQ(Run({"pause", "matches/m1", "--json"}), 0);
  EXPECT_EQ(out, "{\"name\":\"matches/m1\",\"state\":\"PAUSED\"}\n");
  EXPECT_EQ(Run({"introduction", "matches/m1"}), 0);
  EXPECT_EQ(out, "name: matches/m1\npeople[0].display_name: Truus\n");
  EXPECT_EQ(Run({"start", "matches/none"}), 1);
  EXPECT_THAT(err, HasSubstr("NOT_FOUND"));
}

TEST_F(MatchStepsTest, WhatIsMissingOrUnknownIsWrongUsage) {
  EXPECT_EQ(Run({"propose", "ext:R1"}), 2);
  EXPECT_EQ(Run({"answer", "matches/m1", "yes"}), 2);
  EXPECT_EQ(Run({"answer", "matches/m1", "--side", "other", "perhaps"}), 2);
  EXPECT_EQ(Run({"end", "matches/m1"}), 2);
  // That is the server's to find.
  EXPECT_EQ(Run({"end", "matches/m1", "--reason", "consent-withdrawn"}), 2);
  EXPECT_EQ(Run({"check-in", "matches/m1", "--side", "other", "--mood", "good"}), 2);
  EXPECT_EQ(Run({"feedback", "matches/m1", "--side", "other", "--mood", "good"}), 2);
  EXPECT_EQ(Run({"farewell", "matches/m1"}), 2);
}

}  // namespace
}  // namespace klik::testing
