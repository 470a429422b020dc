#include "engine/text/link_texts.h"

#include "gmock/gmock.h"

namespace klik::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Triad Together() {
  Triad triad;
  triad.way = TriadWay::kTogether;
  triad.volunteer_travel = {Side::kCandidate, TravelMode::kCar, 12, 4000};
  triad.resident_travel = {Side::kSubject, TravelMode::kCar, 1, 0};
  triad.visits = {{absl::CivilDay(2026, 12, 3), 840, 960}, {absl::CivilDay(2026, 12, 10), 845, 960}};
  return triad;
}

TEST(LinkTextsTest, TheVolunteerFetchesTheResident) {
  EXPECT_THAT(TriadTexts(Together(), Language::kDutch),
              ElementsAre("De vrijwilliger haalt de inwoner op met de auto: 12 minuten; samen naar de activiteit: 1 "
                          "minuut.",
                          "Samen op 3 december 2026 (donderdag van 14:00 tot 16:00) en 10 december 2026 (donderdag van "
                          "14:05 tot 16:00).",
                          "Daarna is de groep bekend en kan de inwoner alleen verder."));
  EXPECT_THAT(TriadTexts(Together(), Language::kEnglish),
              ElementsAre("The volunteer fetches the resident by car: 12 minutes; together to the activity: 1 minute.",
                          "Together on 3 December 2026 (Thursday from 14:00 to 16:00) and 10 December 2026 (Thursday "
                          "from 14:05 to 16:00).",
                          "After that the group is known and the resident can go on alone."));
}

TEST(LinkTextsTest, EachGoesAlone) {
  Triad triad = Together();
  triad.way = TriadWay::kSeparately;
  triad.volunteer_travel = {Side::kSubject, TravelMode::kBike, 12, 3000};
  triad.resident_travel = {Side::kCandidate, TravelMode::kCar, 7, 2000};
  triad.visits.clear();
  EXPECT_THAT(TriadTexts(triad, Language::kDutch), ElementsAre("De activiteit haalt de inwoner op: 7 minuten.",
                                                               "De vrijwilliger is er in 12 minuten met de fiets."));
  EXPECT_THAT(TriadTexts(triad, Language::kEnglish), ElementsAre("The activity fetches the resident: 7 minutes.",
                                                                 "The volunteer is there in 12 minutes by bike."));
  EXPECT_THAT(TriadTexts(Triad(), Language::kDutch), IsEmpty());
}

TEST(LinkTextsTest, ACircleSaysWhatWhereAndWhen) {
  Circle circle;
  circle.topic = *Taxonomy::BuiltIn().Find("music.choir");
  circle.settlement = "Andijk";
  circle.members = {{{Kind::kResident, "a"}, 0, TravelMode::kBike, 10, 1}, {{Kind::kResident, "b"}, 0, {}, 25, 1}};
  circle.time = {Weekday::kThursday, 840, 960, Weeks::kEven};
  circle.first_day = absl::CivilDay(2026, 12, 3);
  EXPECT_THAT(CircleTexts(circle, Taxonomy::BuiltIn(), Language::kDutch),
              ElementsAre("2 mensen die iets hebben met: Zingen en koor.",
                          "Samen in Andijk op donderdag van 14:00 tot 16:00 in de even weken; voor het eerst op 3 "
                          "december 2026.",
                          "Iedereen is er binnen 25 minuten."));
  EXPECT_THAT(CircleTexts(circle, Taxonomy::BuiltIn(), Language::kEnglish),
              ElementsAre("2 people who have something with: Singing and choir.",
                          "Together in Andijk on Thursday from 14:00 to 16:00 in even weeks; for the first time on 3 "
                          "December 2026.",
                          "Everybody is there within 25 minutes."));
}

}  // namespace
}  // namespace klik::engine
