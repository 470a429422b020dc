// Triads: the story they were made for, the oracle's answer on random worlds, and what must hold of every answer.
#include "engine/match/triads.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/testing/oracle_triads.h"
#include "tests/testing/random_world.h"
#include "tests/testing/world_text.h"

namespace klik::testing {
namespace {

using engine::BarCode;
using engine::EntityId;
using engine::Kind;
using engine::Triad;
using engine::TriadPair;
using engine::TriadQuery;
using engine::TriadResult;
using engine::TriadWay;

// S15. Triad.
// Riet is afraid to go alone. The choir sings on Thursdays from 14 to 16 in her own town. Ada has time around it and a
// car: the two go together, three times, and then Riet knows the way. Bert has to leave halfway: no companion.
constexpr char kS15[] = R"(
today 2026-11-18

residents
| id   | who        | lives          | free      | likes       | need |
| Riet | 71, female | Medemblik 1671 | thu 13-17 | music.choir | both |

volunteers
| id   | who        | lives         | free            | travel          |
| Ada  | 60, female | Opperdoes 1674 | thu 13:30-16:30 | car 30          |
| Bert | 62, male   | Medemblik 1671 | thu 14-15       | walk 30, car 30 |

activities
| id    | topics      | at             | when      |
| Choir | music.choir | Medemblik 1671 | thu 14-16 |
)";

// Wednesday 18 November 2026, at noon.
engine::Moment OnWednesday() {
  engine::Moment moment;
  moment.today = absl::CivilDay(2026, 11, 18);
  moment.now = absl::FromCivil(moment.today, moment.zone) + absl::Hours(12);
  return moment;
}

const EntityId kRiet = {Kind::kResident, "riet"};

Scenario S15() {
  auto scenario = ParseScenario(kS15);
  EXPECT_TRUE(scenario.ok()) << scenario.status();
  return *std::move(scenario);
}

TriadResult Search(const Scenario& scenario) {
  TriadQuery query;
  query.resident = kRiet;
  query.include_excluded = true;
  query.moment = OnWednesday();
  return engine::SearchTriads(*SnapshotOf(scenario.world), engine::Policy(), query);
}

TEST(TriadsTest, S15SomebodyGoesAlongTheFirstThreeTimes) {
  const TriadResult found = Search(S15());
  ASSERT_EQ(found.triads.size(), 1U);
  const Triad& ada = found.triads.front();
  EXPECT_EQ(ada.volunteer.id, "ada");
  EXPECT_EQ(ada.activity.id, "choir");
  EXPECT_EQ(ada.rank, 1);
  EXPECT_EQ(ada.way, TriadWay::kTogether);
  EXPECT_GT(ada.volunteer_travel.minutes, ada.resident_travel.minutes);
  // Both stand at the same point of Medemblik: what is left of the drive is getting in and out of the car.
  EXPECT_EQ(ada.resident_travel.minutes, 4);
  const std::vector<engine::Visit> visits = {{absl::CivilDay(2026, 11, 19), 840, 960},
                                             {absl::CivilDay(2026, 11, 26), 840, 960},
                                             {absl::CivilDay(2026, 12, 3), 840, 960}};
  EXPECT_EQ(ada.visits, visits);

  ASSERT_EQ(found.excluded.size(), 1U);
  const Triad& bert = found.excluded.front();
  EXPECT_EQ(bert.volunteer.id, "bert");
  ASSERT_EQ(bert.bars.size(), 1U);
  EXPECT_EQ(bert.bars.front().pair, TriadPair::kAllThree);
  EXPECT_EQ(bert.bars.front().bar.code, BarCode::kTimeOverlap);
  EXPECT_EQ(bert.bars.front().bar.params.at("visits"), "0");
}

TEST(TriadsTest, WhoCannotFetchMayMeetThere) {
  Scenario scenario = S15();
  scenario.world.volunteers[0].travel = {{engine::TravelMode::kBike, 30, false}};
  EXPECT_TRUE(Search(scenario).triads.empty());
  // By bike it takes longer than the half hour around the choir allows, from Opperdoes.
  scenario.world.volunteers[0].place = scenario.world.residents[0].place;
  // Riet herself has no way to go: then nobody can.
  const TriadResult stuck = Search(scenario);
  const auto ada = std::find_if(stuck.excluded.begin(), stuck.excluded.end(),
                                [](const Triad& triad) { return triad.volunteer.id == "ada"; });
  ASSERT_NE(ada, stuck.excluded.end());
  ASSERT_EQ(ada->bars.size(), 1U);
  EXPECT_EQ(ada->bars.front().pair, TriadPair::kResidentActivity);
  EXPECT_EQ(ada->bars.front().bar.code, BarCode::kTransport);
  scenario.world.residents[0].travel = {{engine::TravelMode::kWalk, 30, false}};
  const TriadResult found = Search(scenario);
  ASSERT_EQ(found.triads.size(), 1U);
  EXPECT_EQ(found.triads.front().way, TriadWay::kSeparately);
}

TEST(TriadsTest, DaysOnWhichOneIsAwayAreNoVisits) {
  Scenario scenario = S15();
  scenario.world.residents[0].availability.away = {{absl::CivilDay(2026, 11, 19), absl::CivilDay(2026, 11, 19)}};
  scenario.world.volunteers[0].availability.away = {{absl::CivilDay(2026, 11, 20), absl::CivilDay(2026, 11, 30)}};
  scenario.world.activities[0].sessions.hours.away = {{absl::CivilDay(2026, 12, 10), absl::CivilDay(2026, 12, 10)}};
  const TriadResult found = Search(scenario);
  ASSERT_EQ(found.triads.size(), 1U);
  std::vector<absl::CivilDay> days;
  for (const engine::Visit& visit : found.triads.front().visits) days.push_back(visit.day);
  EXPECT_EQ(days, (std::vector<absl::CivilDay>{absl::CivilDay(2026, 12, 3), absl::CivilDay(2026, 12, 17),
                                               absl::CivilDay(2026, 12, 24)}));
  // Two times are too few.
  scenario.world.volunteers[0].available_until = absl::CivilDay(2026, 12, 20);
  const TriadResult short_of_one = Search(scenario);
  EXPECT_TRUE(short_of_one.triads.empty());
  EXPECT_EQ(short_of_one.excluded.front().bars.front().bar.params.at("visits"), "2");
}

// In the night of 25 October 2026 the hour from two to three comes twice: what touches it is no visit.
TEST(TriadsTest, TheNightOfTheClockChangeIsNoVisit) {
  auto scenario = ParseScenario(R"(
today 2026-10-20

residents
| id   | who        | lives          | free      | likes       | need |
| Riet | 71, female | Medemblik 1671 | sun 00-06 | music.choir | both |

volunteers
| id  | who        | lives          | free      | travel |
| Ada | 60, female | Medemblik 1671 | sun 00-06 | car 30 |

activities
| id    | topics      | at             | when      |
| Choir | music.choir | Medemblik 1671 | sun 01-04 |
)");
  ASSERT_TRUE(scenario.ok()) << scenario.status();
  TriadQuery query;
  query.resident = kRiet;
  ASSERT_TRUE(absl::LoadTimeZone("Europe/Amsterdam", &query.moment.zone));
  query.moment.today = absl::CivilDay(2026, 10, 20);
  query.moment.now = absl::FromCivil(query.moment.today, query.moment.zone) + absl::Hours(12);
  const TriadResult found = engine::SearchTriads(*SnapshotOf(scenario->world), engine::Policy(), query);
  ASSERT_EQ(found.triads.size(), 1U);
  std::vector<absl::CivilDay> days;
  for (const engine::Visit& visit : found.triads.front().visits) days.push_back(visit.day);
  EXPECT_EQ(days, (std::vector<absl::CivilDay>{absl::CivilDay(2026, 11, 1), absl::CivilDay(2026, 11, 8),
                                               absl::CivilDay(2026, 11, 15)}));
}

TEST(TriadsTest, WhoComesAlreadyMayGoAlong) {
  Scenario scenario = S15();
  engine::Match match;
  match.meta.id = {Kind::kMatch, "m"};
  match.resident = kRiet;
  match.other = {Kind::kVolunteer, "ada"};
  match.state = engine::MatchState::kActive;
  scenario.world.volunteers[0].max_matches = 2;
  scenario.world.matches = {match};
  EXPECT_EQ(Search(scenario).triads.size(), 1U);
  scenario.world.matches[0].state = engine::MatchState::kEnded;
  scenario.world.matches[0].end_reason = engine::EndReason::kConflict;
  const TriadResult found = Search(scenario);
  EXPECT_TRUE(found.triads.empty());
  ASSERT_EQ(found.excluded.size(), 2U);
  EXPECT_EQ(found.excluded[0].bars.size(), 1U);
  EXPECT_EQ(found.excluded[1].bars.size(), 1U);
}

TEST(TriadsTest, WhatIsAboutOnePersonIsToldOnce) {
  Scenario scenario = S15();
  scenario.world.residents[0].state = engine::ProfileState::kPaused;
  scenario.world.volunteers[0].state = engine::ProfileState::kPaused;
  TriadQuery query;
  query.resident = kRiet;
  query.activity = EntityId{Kind::kActivity, "choir"};
  query.include_excluded = true;
  query.moment = OnWednesday();
  const TriadResult found = engine::SearchTriads(*SnapshotOf(scenario.world), engine::Policy(), query);
  const auto ada = std::find_if(found.excluded.begin(), found.excluded.end(),
                                [](const Triad& triad) { return triad.volunteer.id == "ada"; });
  ASSERT_NE(ada, found.excluded.end());
  ASSERT_EQ(ada->bars.size(), 2U);
  EXPECT_EQ(ada->bars[0].pair, TriadPair::kResidentActivity);
  EXPECT_EQ(ada->bars[0].bar.side, engine::Side::kSubject);
  EXPECT_EQ(ada->bars[1].pair, TriadPair::kResidentVolunteer);
  EXPECT_EQ(ada->bars[1].bar.side, engine::Side::kCandidate);
}

constexpr std::uint64_t kWorlds = 6000;

struct Asked {
  World world;
  engine::Moment moment;
  engine::Policy policy;
};

// Worlds in which three people often have time together.
Asked Ask(Random& random) {
  Asked asked{RandomWorld(random), RandomMoment(random), RandomPolicy(random)};
  const auto calm = [&](engine::Person& person) {
    if (random.Percent(60)) {
      person.availability.windows = {
          {engine::Weekday::kThursday, random.OneOf({540, 780, 810}), random.OneOf({870, 960, 990, 1080}),
           random.OneOf({engine::Weeks::kEvery, engine::Weeks::kEvery, engine::Weeks::kOdd})}};
    }
    if (random.Percent(30)) {
      const absl::CivilDay day = asked.moment.today + random.Between(-3, 40);
      person.availability.away = {{day, day + random.OneOf({0, 7, 30})}};
    }
    if (random.Percent(80)) {
      person.contact_forms.clear();
      person.wishes.clear();
      std::erase_if(person.interests,
                    [](const engine::Interest& it) { return it.attitude == engine::Attitude::kNever; });
      person.birth_year = 1957;
      person.state = engine::ProfileState::kActive;
      person.legal_bases = {{engine::Purpose::kMatching, engine::Basis::kConsent, {}, {}, "", false}};
      person.languages = {{"nl", engine::LanguageLevel::kFluent}};
    }
  };
  for (engine::Resident& resident : asked.world.residents) calm(resident);
  for (engine::Volunteer& volunteer : asked.world.volunteers) {
    calm(volunteer);
    if (random.Percent(70)) volunteer.max_matches = 20;
    if (random.Percent(70)) volunteer.max_open_requests.reset();
    if (random.Percent(50)) {
      volunteer.travel = {{engine::TravelMode::kCar, random.OneOf({5, 12, 30, 60}), random.Percent(30)}};
    }
    if (random.Percent(20)) volunteer.available_until = asked.moment.today + random.OneOf({-1, 14, 21, 40});
  }
  for (engine::Activity& activity : asked.world.activities) {
    if (random.Percent(60)) {
      activity.capacity.reset();
      activity.cost_cents = 0;
      activity.languages.clear();
      activity.min_age = 0;
      activity.max_age = 0;
    }
    if (random.Percent(60)) {
      activity.sessions.hours.windows = {{engine::Weekday::kThursday, 840, random.OneOf({870, 900, 960, 1020}),
                                          random.OneOf({engine::Weeks::kEvery, engine::Weeks::kEven})}};
    }
    if (random.Percent(20)) {
      activity.sessions.hours.away = {{asked.moment.today + 5, asked.moment.today + random.OneOf({5, 19})}};
    }
  }
  asked.policy.companion_visits = random.OneOf({3, 3, 1, 5});
  asked.policy.triad_activities = random.OneOf({10, 1, 2});
  asked.policy.horizon_days = random.OneOf({56, 28});
  return asked;
}

TriadQuery RandomTriadQuery(Random& random, const Asked& asked, const EntityId& resident) {
  TriadQuery query;
  query.resident = resident;
  query.moment = asked.moment;
  query.limit = random.OneOf({1, 2, 100});
  query.include_excluded = random.Percent(70);
  query.excluded_limit = random.OneOf({1, 100, 100});
  if (!asked.world.activities.empty() && random.Percent(60)) {
    query.activity = random.OneOf(asked.world.activities).meta.id;
  }
  return query;
}

TEST(TriadsTest, TheEngineAgreesWithTheOracleOnEveryQuestion) {
  std::size_t found_in_all = 0;
  std::size_t together = 0;
  for (std::uint64_t seed = 1; seed <= kWorlds; ++seed) {
    Random random(seed);
    const Asked asked = Ask(random);
    const auto snapshot = SnapshotOf(asked.world);
    for (const engine::Resident& resident : asked.world.residents) {
      const TriadQuery query = RandomTriadQuery(random, asked, resident.meta.id);
      TriadResult found = engine::SearchTriads(*snapshot, asked.policy, query);
      TriadResult wanted = OracleTriads(asked.world, engine::Taxonomy::BuiltIn(), asked.policy, query);
      SortBars(found);
      SortBars(wanted);
      ASSERT_EQ(FirstDifference(found, wanted), "") << "seed " << seed << " " << engine::NameOf(resident.meta.id);
      found_in_all += found.triads.size();
      for (const Triad& triad : found.triads) together += triad.way == TriadWay::kTogether ? 1 : 0;
    }
  }
  // Both ways were taken often enough for the comparison to mean something.
  EXPECT_GT(together, 100U);
  EXPECT_GT(found_in_all - together, 100U);
}

TEST(TriadsTest, AnswersDoNotDependOnTheOrderThingsCameIn) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Random random(seed);
    const Asked asked = Ask(random);
    World shuffled = asked.world;
    random.Shuffle(shuffled.volunteers);
    random.Shuffle(shuffled.activities);
    random.Shuffle(shuffled.matches);
    const auto snapshot = SnapshotOf(asked.world);
    const auto other = SnapshotOf(shuffled);
    for (const engine::Resident& resident : asked.world.residents) {
      const TriadQuery query = RandomTriadQuery(random, asked, resident.meta.id);
      EXPECT_EQ(FirstDifference(engine::SearchTriads(*other, asked.policy, query),
                                engine::SearchTriads(*snapshot, asked.policy, query)),
                "")
          << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace klik::testing
