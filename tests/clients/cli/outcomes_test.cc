#include "clients/cli/outcomes.h"

#include <string>

#include "tests/clients/cli/client_test.h"

namespace klik::testing {
namespace {

using cli::Language;
using cli::Paint;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ReadAnswersTest, AListOfItemsAndWords) {
  v1::Outcome outcome;
  EXPECT_TRUE(cli::ReadAnswers("1=no,2=more-or-less,11=yes,3=hardly-ever,4=some-of-the-time,5=often", outcome));
  ASSERT_EQ(outcome.answers_size(), 6);
  EXPECT_EQ(outcome.answers(2).item(), 11);
  EXPECT_EQ(outcome.answers(2).answer(), v1::Outcome::YES);
  EXPECT_EQ(outcome.answers(5).answer(), v1::Outcome::OFTEN);
  for (const char* wrong : {"", "1", "1=", "=yes", "1=maybe", "one=yes", "1=yes,", "1=yes=no", "1=yes;2=no"}) {
    v1::Outcome ignored;
    EXPECT_FALSE(cli::ReadAnswers(wrong, ignored)) << wrong;
  }
}

TEST(RenderOutcomesTest, ATableWithWhatCouldBeScored) {
  v1::ListOutcomesResponse response;
  v1::Outcome& outcome = *response.add_outcomes();
  outcome.set_name("residents/r1/outcomes/o1");
  outcome.set_date("2026-11-02");
  outcome.set_instrument(v1::Outcome::DE_JONG_GIERVELD_6);
  outcome.set_total(0);
  outcome.set_social(0);
  outcome.set_level(v1::Outcome::NOT_LONELY);
  EXPECT_EQ(cli::RenderOutcomes(response.outcomes(), Language::kDutch, Paint(false)),
            "Datum       Vragenlijst         Totaal  Emotioneel  Sociaal  Klasse        Naam in Klik\n"
            "2026-11-02  de-jong-gierveld-6       0           -        0  niet eenzaam  residents/r1/outcomes/o1\n");
}

TEST(RenderSummaryTest, NumbersAndWhatIsNotShown) {
  v1::SummariseOutcomesResponse summary;
  summary.set_people(32);
  summary.add_levels()->set_level(v1::Outcome::SEVERE);
  summary.add_levels()->set_people(0);
  summary.set_followed(12);
  summary.set_first_mean(6.25);
  summary.set_last_mean(3);
  EXPECT_EQ(cli::RenderSummary(summary, Language::kDutch, Paint(false)),
            "Wie                        Mensen\n"
            "ingevuld                       32\n"
            "ernstig eenzaam      niet getoond\n"
            "te veel vragen open             0\n"
            "twee keer of vaker             12\n"
            "Gemiddeld de eerste keer 6,2, de laatste keer 3,0\n"
            "Niet getoond: een aantal onder de 10, of wat zo'n aantal zou verraden.\n");
  EXPECT_THAT(cli::RenderSummary({}, Language::kEnglish, Paint(false)), HasSubstr("filled in      not shown\n"));
}

using OutcomesTest = ClientTest;

TEST_F(OutcomesTest, RecordsAndLists) {
  EXPECT_EQ(Run({"outcome", "record", "ext:R1", "--instrument", "de-jong-gierveld-6", "--date", "2026-11-02",
                 "--answers", "3=yes,4=no", "--dry-run"}),
            0)
      << err;
  EXPECT_THAT(out, HasSubstr("matig eenzaam"));
  const v1::RecordOutcomeRequest& request = server.outcomes.last_record;
  EXPECT_EQ(request.outcome().resident(), "ext:R1");
  EXPECT_EQ(request.outcome().instrument(), v1::Outcome::DE_JONG_GIERVELD_6);
  EXPECT_EQ(request.outcome().date(), "2026-11-02");
  EXPECT_EQ(request.outcome().answers_size(), 2);
  EXPECT_TRUE(request.validate_only());
  EXPECT_EQ(Run({"outcome", "list", "ext:R1"}), 0);
  EXPECT_THAT(out, HasSubstr("2026-11-02"));
  EXPECT_EQ(Run({"--json", "outcome", "list", "ext:R1"}), 0);
  EXPECT_THAT(out, StartsWith("{\"outcomes\":[{\"resident\":\"ext:R1\""));
  EXPECT_EQ(Run({"outcome", "list", "ext:nobody"}), 1);
  EXPECT_THAT(err, StartsWith("klik: NOT_FOUND"));
}

TEST_F(OutcomesTest, WrongUsageIsToldBeforeAnyCall) {
  EXPECT_EQ(Run({"outcome", "record", "ext:R1", "--instrument", "ucla-3", "--date", "2026-11-02", "--answers", "1"}),
            2);
  EXPECT_THAT(err, HasSubstr("--answers"));
  EXPECT_EQ(
      Run({"outcome", "record", "ext:R1", "--instrument", "ucla-20", "--date", "2026-11-02", "--answers", "1=often"}),
      2);
  EXPECT_EQ(Run({"outcome", "summary"}), 2);
  EXPECT_EQ(Run({"outcome"}), 2);
  EXPECT_FALSE(server.outcomes.last_record.has_outcome());
}

TEST_F(OutcomesTest, SummaryPassesItsDatesOn) {
  EXPECT_EQ(Run({"outcome", "summary", "--instrument", "ucla-3", "--from", "2026-01-01", "--to", "2026-06-30"}), 0);
  EXPECT_EQ(server.outcomes.last_summary.instrument(), v1::Outcome::UCLA_3);
  EXPECT_EQ(server.outcomes.last_summary.first_date(), "2026-01-01");
  EXPECT_EQ(server.outcomes.last_summary.last_date(), "2026-06-30");
  EXPECT_THAT(out, HasSubstr("12"));
}

}  // namespace
}  // namespace klik::testing
