#include "tests/testing/world_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/taxonomy/taxonomy.h"

namespace klik::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Scenario Read(std::string_view text) {
  auto scenario = ParseScenario(text);
  EXPECT_TRUE(scenario.ok()) << scenario.status();
  return scenario.ok() ? *std::move(scenario) : Scenario();
}

std::string Error(std::string_view text) { return std::string(ParseScenario(text).status().message()); }

TEST(WorldTextTest, WhoIsNotSaidToBeDifferentIsOrdinary) {
  const Scenario scenario = Read("today 2026-11-18\nvolunteers\n| id |\n| Daan |\n");
  ASSERT_THAT(scenario.world.volunteers, SizeIs(1));
  const engine::Volunteer& daan = scenario.world.volunteers.front();
  EXPECT_EQ(daan.meta.id, (engine::EntityId{engine::Kind::kVolunteer, "daan"}));
  EXPECT_EQ(daan.state, engine::ProfileState::kActive);
  EXPECT_EQ(daan.vog.issued_date, absl::CivilDay(2026, 11, 18));
  EXPECT_THAT(daan.legal_bases, SizeIs(1));
  EXPECT_THAT(daan.languages, ElementsAre(engine::LanguageSkill{"nl", engine::LanguageLevel::kFluent}));
  EXPECT_THAT(daan.availability.windows, SizeIs(5));
  EXPECT_THAT(daan.travel, IsEmpty());
}

TEST(WorldTextTest, CellsReadLikeTheCase) {
  const Scenario scenario = Read(R"(# Truus.
today 2026-11-18
residents
| id    | who                 | lives                       | travel  | free            | likes       |
| Truus | 78, female, widowed | 300 m from Wervershoof 1693 | bike 20 | wed 9:30-24 odd | music.choir |
volunteers
| id   | wishes                    |
| Daan | hard female, soft age 40- |
matches
| resident | other | state | until |
)");
  ASSERT_THAT(scenario.world.residents, SizeIs(1));
  const engine::Resident& truus = scenario.world.residents.front();
  EXPECT_EQ(truus.birth_year, 1948);
  EXPECT_EQ(truus.gender, engine::Gender::kFemale);
  EXPECT_THAT(truus.experiences, ElementsAre(engine::Experience::kWidowed));
  EXPECT_EQ(truus.place.point.latitude_e6, 52'730'900 + 2'697);
  EXPECT_THAT(truus.travel, ElementsAre(engine::TravelOption{engine::TravelMode::kBike, 20, false}));
  EXPECT_THAT(truus.availability.windows,
              ElementsAre(engine::Window{engine::Weekday::kWednesday, 570, 1440, engine::Weeks::kOdd}));
  EXPECT_THAT(truus.interests, ElementsAre(engine::Interest{*engine::Taxonomy::BuiltIn().Find("music.choir"),
                                                            engine::Attitude::kLikes}));
  EXPECT_THAT(scenario.world.volunteers.at(0).wishes,
              ElementsAre(engine::Wish{0, 0, engine::Gender::kFemale, true},
                          engine::Wish{40, 0, engine::Gender::kUnspecified, false}));
}

TEST(WorldTextTest, DatesAndDaylightReadLikeTheCase) {
  const Scenario scenario = Read(R"(today 2026-11-18
residents
| id    | group at most |
| Truus | 8             |
volunteers
| id   | travel                       | away                                 | until      |
| Daan | walk 10, bike 40 by daylight | 2026-12-24 to 2027-01-05, 2027-02-01 | 2027-06-30 |
activities
| id    | first day  | last day   | except     |
| Choir | 2027-01-04 | 2027-06-28 | 2027-05-05 |
expect for Truus
| SAYS | Choir | De groep is vol. |
today 2026-12-18
expect for Truus
)");
  const engine::Volunteer& daan = scenario.world.volunteers.at(0);
  EXPECT_THAT(daan.travel, ElementsAre(engine::TravelOption{engine::TravelMode::kWalk, 10, false},
                                       engine::TravelOption{engine::TravelMode::kBike, 40, true}));
  EXPECT_THAT(daan.availability.away,
              ElementsAre(engine::DateRange{absl::CivilDay(2026, 12, 24), absl::CivilDay(2027, 1, 5)},
                          engine::DateRange{absl::CivilDay(2027, 2, 1), absl::CivilDay(2027, 2, 1)}));
  EXPECT_EQ(daan.available_until, absl::CivilDay(2027, 6, 30));
  EXPECT_EQ(scenario.world.residents.at(0).max_group_size, 8);
  const engine::Sessions& sessions = scenario.world.activities.at(0).sessions;
  EXPECT_EQ(sessions.start_date, absl::CivilDay(2027, 1, 4));
  EXPECT_EQ(sessions.end_date, absl::CivilDay(2027, 6, 28));
  EXPECT_THAT(sessions.hours.away, SizeIs(1));
  ASSERT_THAT(scenario.expectations, SizeIs(2));
  EXPECT_EQ(scenario.expectations[0].moment.today, absl::CivilDay(2026, 11, 18));
  EXPECT_EQ(scenario.expectations[1].moment.today, absl::CivilDay(2026, 12, 18));
  ASSERT_THAT(scenario.expectations[0].sentences, SizeIs(1));
  EXPECT_EQ(scenario.expectations[0].sentences[0].dutch, "De groep is vol.");
}

TEST(WorldTextTest, WhatCannotBeReadIsNamedWithItsLine) {
  EXPECT_THAT(Error("residents\n"), HasSubstr("line 1: `today"));
  EXPECT_THAT(Error("# nothing\n"), HasSubstr("no line `today"));
  const std::string start = "today 2026-11-18\nresidents\n";
  EXPECT_THAT(Error(start + "| id | colour |\n| Truus | red |\n"), HasSubstr("line 4: colour: no such column"));
  EXPECT_THAT(Error(start + "| id | likes |\n| Truus | music.tuba |\n"),
              HasSubstr("line 4: likes: no topic 'music.tuba'"));
  EXPECT_THAT(Error(start + "| id | who |\n\n| Truus | 78, purple |\n"), HasSubstr("line 5: who: what is 'purple'?"));
  EXPECT_THAT(Error(start + "| id | lives |\n| Truus | Atlantis 0000 |\n"), HasSubstr("line 4: lives: where is"));
  EXPECT_THAT(Error(start + "| id | free |\n| Truus | wed 12-9 |\n"), HasSubstr("line 4: free: cannot read"));
  EXPECT_THAT(Error(start + "| id | away |\n| Truus | 2027-01-05 to 2026-12-24 |\n"),
              HasSubstr("line 4: away: cannot read"));
  EXPECT_THAT(Error(start + "| id |\n| Truus | 78 |\n"), HasSubstr("line 4: more cells than columns"));
  EXPECT_THAT(Error(start + "| id |\n| Truus |\n| truus |\n"), HasSubstr("line 5: id: there twice"));
  EXPECT_THAT(Error(start + "| who |\n| 78 |\n"), HasSubstr("line 4: no id"));
  EXPECT_THAT(Error(start + "neighbours\n"), HasSubstr("line 3: what is 'neighbours'?"));
  EXPECT_THAT(Error("today 2026-11-18\n| id |\n"), HasSubstr("line 2: a row before any table"));
  EXPECT_THAT(Error("today 2026-11-18\nexpect for Truus\n"), HasSubstr("line 2: who is 'Truus'?"));
}

constexpr std::string_view kTruusAndDaan = R"(today 2026-11-18
residents
| id |
| Truus |
volunteers
| id | vog |
| Daan | |
| Kees | requested |
)";

engine::SearchResult Answer() {
  engine::SearchResult answer;
  engine::RankedCandidate daan;
  daan.id = {engine::Kind::kVolunteer, "daan"};
  daan.rank = 1;
  daan.warnings = {engine::WarningCode::kStaleProfile};
  engine::ExcludedCandidate kees;
  kees.id = {engine::Kind::kVolunteer, "kees"};
  kees.pair.bars = {{engine::BarCode::kVogMissing, engine::Side::kCandidate, {}}};
  kees.nearest_change = engine::NearestChange{kees.pair.bars, 3, 2};
  answer.candidates = {daan};
  answer.excluded = {kees};
  return answer;
}

std::vector<std::string> ComplaintsOf(std::string_view rows) {
  const Scenario scenario = Read(std::string(kTruusAndDaan) + "expect for Truus\n" + std::string(rows));
  return scenario.expectations.empty() ? std::vector<std::string>{"unreadable"}
                                       : Complaints(scenario.expectations.front(), Answer());
}

TEST(WorldTextTest, WhatComesOutAsExpectedGivesNoComplaint) {
  EXPECT_THAT(ComplaintsOf("| 1 | Daan | at home, stale profile |\n| BAR | Kees | vog_missing | then 2 |\n"),
              IsEmpty());
}

TEST(WorldTextTest, EveryDifferenceIsAComplaint) {
  const std::string daan = "| 1 | Daan | stale profile |\n";
  const std::string kees = "| BAR | Kees | vog_missing |\n";
  EXPECT_THAT(ComplaintsOf("| 2 | Daan | stale profile |\n" + kees), ElementsAre(HasSubstr("line 10: rank 1 is for")));
  EXPECT_THAT(ComplaintsOf("| 1 | Daan | |\n" + kees), ElementsAre(HasSubstr("also has the warning 'stale profile'")));
  EXPECT_THAT(ComplaintsOf("| 1 | Daan | stale profile, in public |\n" + kees),
              ElementsAre(HasSubstr("is not 'in public' but at home")));
  EXPECT_THAT(ComplaintsOf(daan + "| BAR | Kees | language |\n"), ElementsAre(HasSubstr("has the bars vog_missing")));
  EXPECT_THAT(ComplaintsOf(daan + "| BAR | Kees | vog_missing | never |\n"), ElementsAre(HasSubstr("Kees: then 2")));
  EXPECT_THAT(ComplaintsOf(daan + "| 2 | Kees |\n"), ElementsAre(HasSubstr("excluded volunteers/kees")));
  EXPECT_THAT(ComplaintsOf(daan), ElementsAre(HasSubstr("line 9: excluded volunteers/kees")));
  EXPECT_THAT(ComplaintsOf(daan + kees + "| 2 | Truus |\n"), ElementsAre(HasSubstr("Truus is not in the answer")));
}

}  // namespace
}  // namespace klik::testing
