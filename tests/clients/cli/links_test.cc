#include "clients/cli/links.h"

#include "tests/clients/cli/client_test.h"

namespace klik::testing {
namespace {

using cli::Language;
using cli::Paint;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

v1::SearchTriadsResponse Triads() {
  v1::SearchTriadsResponse response;
  v1::Triad& triad = *response.add_triads();
  triad.set_volunteer("volunteers/v1");
  triad.set_volunteer_display_name("Ada");
  triad.set_activity("activities/a1");
  triad.set_activity_title("Koor");
  triad.set_rank(1);
  triad.set_score(0.754);
  triad.set_way(v1::Triad::TOGETHER);
  v1::Visit& visit = *triad.add_visits();
  visit.set_date("2026-12-03");
  visit.set_start_time("14:00");
  visit.set_end_time("16:00");
  triad.add_texts("Ada haalt\nRiet op.");
  triad.add_warning_texts("Bel eerst.");
  v1::ExcludedTriad& excluded = *response.add_excluded();
  excluded.set_volunteer("volunteers/v2");
  excluded.set_volunteer_display_name("Bert");
  excluded.set_activity("activities/a1");
  excluded.set_activity_title("Koor");
  v1::TriadReason& reason = *excluded.add_reasons();
  reason.set_pair(v1::TriadReason::ALL_THREE);
  reason.mutable_reason()->set_text("Te weinig dagen.");
  response.set_excluded_total(3);
  return response;
}

TEST(RenderTriadsTest, ATableWithTheSentences) {
  EXPECT_EQ(cli::RenderTriads(Triads(), Language::kDutch, Paint(false)),
            "#  Wie gaat mee  Waarheen  Score  Hoe                Eerste keer             Naam in Klik\n"
            "1  Ada           Koor        75%  samen met de auto  2026-12-03 14:00-16:00  volunteers/v1 + "
            "activities/a1\n"
            "    + Ada haalt Riet op.\n"
            "    ! Bel eerst.\n");
  EXPECT_EQ(cli::RenderTriads({}, Language::kEnglish, Paint(false)), "Nobody can go along yet.\n");
}

TEST(RenderTriadsTest, TheExcludedWithBetweenWhomItStands) {
  EXPECT_EQ(cli::RenderExcludedTriads(Triads(), Language::kDutch, Paint(false)),
            "Past nu niet: 3\n"
            "Bert + Koor (volunteers/v2 + activities/a1)\n"
            "    - Te weinig dagen. (alle drie)\n"
            "En nog 2 meer.\n");
}

TEST(RenderCirclesTest, ATableWithTheMembers) {
  v1::SearchCirclesResponse response;
  v1::Circle& circle = *response.add_circles();
  circle.set_rank(1);
  circle.set_topic("music.choir");
  circle.set_topic_label("Zingen en koor");
  circle.set_settlement("Andijk");
  circle.set_first_date("2026-12-03");
  circle.mutable_window()->set_weekday(v1::Availability::THURSDAY);
  circle.mutable_window()->set_start_time("14:00");
  circle.mutable_window()->set_end_time("16:00");
  v1::CircleMember& member = *circle.add_members();
  member.set_resident("residents/r1");
  member.set_display_name("Riet");
  member.mutable_travel()->set_mode(v1::TravelOption::BIKE);
  member.mutable_travel()->set_minutes(12);
  circle.add_texts("Samen in Andijk.");
  EXPECT_EQ(cli::RenderCircles(response, Language::kDutch, Paint(false)),
            "#  Rond            Waar    Wanneer         Eerste keer  Mensen\n"
            "1  Zingen en koor  Andijk  do 14:00-16:00  2026-12-03        1\n"
            "    Riet, fiets 12 min (residents/r1)\n"
            "    + Samen in Andijk.\n"
            "! Niet alles is bekeken: er kunnen meer of betere kringen zijn.\n");
  response.Clear();
  response.set_complete(true);
  EXPECT_EQ(cli::RenderCircles(response, Language::kEnglish, Paint(false)), "No circle can be formed yet.\n");
}

using LinksTest = ClientTest;

TEST_F(LinksTest, TriadsPassesItsOptionsOn) {
  EXPECT_EQ(Run({"triads", "ext:R1", "--activity", "ext:A1", "--limit", "3", "--excluded", "--lang", "en"}), 0);
  const v1::SearchTriadsRequest& request = server.matching.last_triads;
  EXPECT_EQ(request.resident(), "ext:R1");
  EXPECT_EQ(request.activity(), "ext:A1");
  EXPECT_EQ(request.limit(), 3);
  EXPECT_TRUE(request.include_excluded());
  EXPECT_EQ(request.language_code(), "en");
  EXPECT_THAT(out, HasSubstr("volunteers/v1 + activities/a1"));
  EXPECT_THAT(out, HasSubstr("\nDoes not fit now: 0\n"));
  EXPECT_EQ(Run({"triads", "ext:R1", "--json"}), 0);
  EXPECT_EQ(out, "{\"triads\":[{\"volunteer\":\"volunteers/v1\",\"activity\":\"activities/a1\"}]}\n");
  EXPECT_EQ(Run({"triads", "ext:nobody"}), 1);
  EXPECT_THAT(err, StartsWith("klik: NOT_FOUND"));
  EXPECT_EQ(Run({"triads"}), 2);
}

TEST_F(LinksTest, CirclesPassesItsOptionsOn) {
  EXPECT_EQ(Run({"circles", "--topic", "music.choir", "--topic", "game", "--settlement", "Andijk", "--min-size", "4",
                 "--max-size", "6", "--limit", "2"}),
            0);
  const v1::SearchCirclesRequest& request = server.matching.last_circles;
  EXPECT_THAT(request.topics(), ElementsAre("music.choir", "game"));
  EXPECT_THAT(request.settlements(), ElementsAre("Andijk"));
  EXPECT_EQ(request.min_size(), 4);
  EXPECT_EQ(request.max_size(), 6);
  EXPECT_EQ(request.limit(), 2);
  EXPECT_EQ(request.language_code(), "nl");
  EXPECT_THAT(out, HasSubstr("Andijk"));
  EXPECT_EQ(Run({"--json", "circles"}), 0);
  EXPECT_EQ(out, "{\"circles\":[{\"settlement\":\"Andijk\"}],\"complete\":true}\n");
  EXPECT_EQ(Run({"circles", "ext:R1"}), 2);
}

}  // namespace
}  // namespace klik::testing
