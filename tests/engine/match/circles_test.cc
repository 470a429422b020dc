// Circles: every rule holds of every circle, the best comes first, and where none is found there is none.
#include "engine/match/circles.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/testing/circle_checker.h"
#include "tests/testing/random_world.h"

namespace klik::testing {
namespace {

using engine::Attitude;
using engine::Circle;
using engine::CircleQuery;
using engine::CircleResult;
using engine::Resident;
using engine::TopicIndex;

// Wervershoof twice, for the point of its first entry is the one that counts.
const engine::Gazetteer& Villages() {
  static const auto* const villages = new engine::Gazetteer(*engine::Gazetteer::Parse(
      "1693\tWervershoof\tGM0420\t52.7309\t5.1522\n1694\tWervershoof\tGM0420\t52.9000\t5.4000\n"
      "1619\tAndijk\tGM0420\t52.7455\t5.2209\n"));
  return *villages;
}

const engine::Taxonomy& BuiltIn() { return engine::Taxonomy::BuiltIn(); }

TopicIndex Topic(const std::string& id) { return *BuiltIn().Find(id); }

struct Asked {
  World world;
  engine::Policy policy;
  CircleQuery query;

  CircleQuestion Question() const {
    return {world,  BuiltIn(), Villages(),
            policy, query,     engine::DaylightOf(query.moment.today, policy.horizon_days, query.moment.zone)};
  }
  CircleResult Form() const { return engine::FormCircles(*SnapshotOf(world), Villages(), policy, query); }
};

// Somebody who often can be in a circle, and often just not.
void MakeSociable(Random& random, absl::CivilDay today, bool is_tame, Resident& resident) {
  if (random.Percent(85)) {
    resident.state = engine::ProfileState::kActive;
    resident.peer_links = true;
    resident.birth_year = random.OneOf({1982, 1957, 1940});
    resident.legal_bases = {{engine::Purpose::kMatching, engine::Basis::kConsent, {}, {}, "", false}};
    if (random.Percent(80)) resident.contact_forms.clear();
    if (random.Percent(70)) resident.wishes.clear();
    if (random.Percent(70)) resident.intergenerational = engine::Intergenerational::kNoPreference;
  }
  if (random.Percent(80)) resident.travel = {{engine::TravelMode::kBike, 60, random.Percent(20)}};
  if (resident.travel.size() == 1 && random.Percent(30) && resident.travel[0].mode != engine::TravelMode::kCar) {
    resident.travel.push_back({engine::TravelMode::kCar, 30, false});
  }
  if (random.Percent(70))
    resident.interests = {{Topic("music.choir"), random.OneOf({Attitude::kLikes, Attitude::kUsedTo})}};
  if (random.Percent(70)) {
    resident.availability.windows = {{engine::Weekday::kThursday, random.OneOf({540, 787, 900}),
                                      random.OneOf({870, 1020, 1110}),
                                      random.OneOf({engine::Weeks::kEvery, engine::Weeks::kOdd})}};
    std::erase_if(resident.availability.windows, [](const auto& it) { return it.start_minute >= it.end_minute; });
  }
  if (is_tame) {
    resident.availability.windows = {{engine::Weekday::kThursday, 540, 1020, engine::Weeks::kEvery}};
    resident.travel = {{engine::TravelMode::kBike, 60, false}};
    resident.languages = {{"nl", engine::LanguageLevel::kFluent}};
    resident.interests = {{Topic("music.choir"), Attitude::kLikes}};
  }
  if (random.Percent(30)) {
    const absl::CivilDay day = today + random.Between(-3, 20);
    resident.availability.away = {{day, day + random.OneOf({0, 7, 25})}};
  }
  resident.waiting_since = today - random.OneOf({0, 0, 30, 31, 499, 600});
  resident.max_group_size = random.OneOf({0, 0, 0, 0, 3, 2, 4});
}

// People who often can form a circle, and often just not.
Asked Ask(Random& random, int people) {
  Asked asked;
  while (static_cast<int>(asked.world.residents.size()) < people) {
    World more = RandomWorld(random);
    for (Resident& resident : more.residents) {
      if (static_cast<int>(asked.world.residents.size()) == people) break;
      const auto number = static_cast<int>(asked.world.residents.size());
      resident.meta.id.id = std::string(1, static_cast<char>('a' + number * 7 % 26)) + std::to_string(number);
      resident.meta.external_id = {
          "", random.Percent(50) ? std::to_string(number * 3 % 7) + "/" + resident.meta.id.id : ""};
      asked.world.residents.push_back(resident);
    }
  }
  asked.query.moment = RandomMoment(random);
  const bool is_tame = random.Percent(40);
  for (Resident& resident : asked.world.residents) {
    MakeSociable(random, asked.query.moment.today, is_tame, resident);
  }
  const int matches = random.Below(4);
  for (int i = 0; i < matches; ++i) {
    engine::Match match;
    match.meta.id = {engine::Kind::kMatch, "m" + std::to_string(i)};
    match.resident = random.OneOf(asked.world.residents).meta.id;
    match.other = random.OneOf(asked.world.residents).meta.id;
    if (match.resident == match.other) continue;
    match.state = random.OneOf({engine::MatchState::kActive, engine::MatchState::kEnded});
    if (match.state == engine::MatchState::kEnded) match.end_reason = engine::EndReason::kConflict;
    asked.world.matches.push_back(match);
  }
  asked.policy.horizon_days = 28;
  asked.policy.good_block_minutes = random.OneOf({120, 90, 75});
  asked.policy.circle_block_minutes = random.OneOf({60, 60, 45, 90});
  asked.policy.circle_waiting_days = random.OneOf({500, 30});
  asked.query.min_size = random.OneOf({2, 2, 3});
  asked.query.max_size = random.OneOf({3, 4, 8});
  if (random.Percent(20)) asked.query.topics = {Topic("music.choir")};
  if (random.Percent(40)) asked.query.topics = {Topic("music.choir"), Topic("music"), Topic("game.cards")};
  if (random.Percent(30)) asked.query.settlements = {random.OneOf<std::string>({"Andijk", "Wervershoof"})};
  if (random.Percent(20)) asked.query.limit = 1;
  return asked;
}

std::string Describe(const std::vector<Circle>& circles) {
  std::string text;
  for (const Circle& circle : circles) text += klik::testing::Describe(circle, BuiltIn()) + "\n";
  return text;
}

TEST(CirclesTest, AreThoseThatTryingAllFinds) {
  int with_circles = 0;
  int without = 0;
  int second_ones = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Random random(seed);
    const Asked asked = Ask(random, random.Between(3, 7));
    const CircleResult found = asked.Form();
    EXPECT_TRUE(found.is_complete);
    ASSERT_EQ(Describe(found.circles), Describe(CirclesByTryingAll(asked.Question()))) << "seed " << seed;
    (found.circles.empty() ? without : with_circles) += 1;
    second_ones += found.circles.size() > 1 ? 1 : 0;
  }
  EXPECT_GT(with_circles, 50);
  EXPECT_GT(without, 50);
  EXPECT_GT(second_ones, 10);
}

TEST(CirclesTest, EveryRuleHoldsOfEveryCircleAndNobodyIsInTwo) {
  int circles = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Random random(seed);
    const Asked asked = Ask(random, 60);
    std::set<engine::EntityId> members;
    for (const Circle& circle : asked.Form().circles) {
      EXPECT_EQ(WrongWith(asked.Question(), circle), "") << "seed " << seed;
      for (const auto& member : circle.members) EXPECT_TRUE(members.insert(member.resident).second) << "seed " << seed;
      ++circles;
    }
  }
  EXPECT_GT(circles, 100);
}

TEST(CirclesTest, NeitherOrderNorIdsMatter) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Random random(seed);
    Asked asked = Ask(random, 40);
    for (std::size_t i = 0; i < asked.world.residents.size(); ++i) {
      asked.world.residents[i].meta.external_id = {"crm", std::to_string(1000 + i * 7 % 40)};
    }
    Asked other = asked;
    for (Resident& resident : other.world.residents) resident.meta.id.id = "z" + resident.meta.external_id.id;
    const auto renamed = [&](engine::EntityId& id) {
      for (std::size_t i = 0; i < asked.world.residents.size(); ++i) {
        if (asked.world.residents[i].meta.id == id) return id = other.world.residents[i].meta.id;
      }
      return id;
    };
    for (engine::Match& match : other.world.matches) {
      match.resident = renamed(match.resident);
      match.other = renamed(match.other);
    }
    random.Shuffle(other.world.residents);
    std::vector<Circle> circles = asked.Form().circles;
    for (Circle& circle : circles) {
      for (auto& member : circle.members) {
        for (const Resident& resident : asked.world.residents) {
          if (resident.meta.id != member.resident) continue;
          member.resident.id = "z" + resident.meta.external_id.id;
          break;
        }
      }
    }
    ASSERT_EQ(Describe(other.Form().circles), Describe(circles)) << "seed " << seed;
  }
}

TEST(CirclesTest, SaysSoWhenTheStepsAreUsedUp) {
  // Everybody bars everybody else of another sex: the largest that is tried for does not exist.
  Random random(3);
  Asked asked = Ask(random, 24);
  int number = 0;
  for (Resident& resident : asked.world.residents) {
    resident.state = engine::ProfileState::kActive;
    resident.peer_links = true;
    resident.birth_year = 1950;
    resident.contact_forms.clear();
    resident.need.type = engine::NeedType::kSocial;
    resident.legal_bases = {{engine::Purpose::kMatching, engine::Basis::kConsent, {}, {}, "", false}};
    resident.languages = {{"nl", engine::LanguageLevel::kFluent}};
    resident.travel = {{engine::TravelMode::kCar, 60, false}};
    resident.interests = {{Topic("music.choir"), Attitude::kLikes}};
    resident.availability.windows = {{engine::Weekday::kFriday, 600, 900, engine::Weeks::kEvery}};
    resident.availability.away.clear();
    resident.max_group_size = 0;
    resident.gender = number++ % 2 == 0 ? engine::Gender::kFemale : engine::Gender::kMale;
    resident.wishes = {{0, 0, resident.gender, true}};
  }
  asked.world.matches.clear();
  asked.query.topics = {Topic("music.choir")};
  asked.query.settlements = {"Andijk"};
  asked.query.min_size = 3;
  asked.query.max_size = 8;
  asked.query.limit = 20;
  const CircleResult all = asked.Form();
  EXPECT_TRUE(all.is_complete);
  ASSERT_EQ(all.circles.size(), 4U);
  for (const Circle& circle : all.circles) EXPECT_EQ(WrongWith(asked.Question(), circle), "");
  asked.query.max_steps = 5;
  const CircleResult cut_short = asked.Form();
  EXPECT_FALSE(cut_short.is_complete);
  EXPECT_LT(cut_short.circles.size(), 4U);
  for (const Circle& circle : cut_short.circles) EXPECT_EQ(WrongWith(asked.Question(), circle), "");
}

}  // namespace
}  // namespace klik::testing
