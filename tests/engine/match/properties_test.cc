// What must hold of every answer, whatever the weights: on random worlds, without knowing what the right answer is.
// First what makes a pair better, then what must not matter.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "engine/match/search.h"
#include "tests/engine/match/every_answer.h"
#include "tests/testing/oracle.h"
#include "tests/testing/random_world.h"

namespace klik::testing {
namespace {

using engine::EntityId;
using engine::PairResult;
using engine::SearchQuery;
using engine::SearchResult;

std::vector<EntityId> OrderOf(const SearchResult& result, const EntityId& without) {
  std::vector<EntityId> order;
  for (const auto& candidate : result.candidates) {
    if (candidate.id != without) order.push_back(candidate.id);
  }
  return order;
}

const PairResult* FindPair(const SearchResult& result, const EntityId& id) {
  for (const auto& candidate : result.candidates) {
    if (candidate.id == id) return &candidate.pair;
  }
  for (const auto& excluded : result.excluded) {
    if (excluded.id == id) return &excluded.pair;
  }
  return nullptr;
}

// --- An improvement never lowers a rank.

struct Improved {
  int tried = 0;
  int risen = 0;
};

// `improve` makes one thing better for the pair and says whether it could. `comparable`: of the pair before and after.
Improved ExpectNeverLower(const std::function<bool(Case&, const engine::Person&, engine::Person&)>& improve,
                          const std::function<bool(const PairResult&, const PairResult&)>& comparable) {
  Improved improved;
  ForEveryAnswer([&](Case& it, const EntityId& subject, const SearchResult& before) {
    if (FindPerson(it.world, subject) == nullptr) return;
    for (const auto& candidate : before.candidates) {
      World world = it.world;
      engine::Person* person = FindPerson(world, candidate.id);
      if (person == nullptr || !improve(it, *FindPerson(world, subject), *person)) continue;
      const SearchResult result = Everything(it, world, subject);
      const PairResult* pair = FindPair(result, candidate.id);
      ASSERT_NE(pair, nullptr) << "seed " << it.seed;
      if (!comparable(candidate.pair, *pair)) continue;
      const engine::RankedCandidate* after = FindCandidate(result, candidate.id);
      ASSERT_NE(after, nullptr) << "seed " << it.seed << " " << engine::NameOf(subject) << " lost "
                                << Describe(candidate);
      ++improved.tried;
      if (after->rank < candidate.rank) ++improved.risen;
      // A setting in which nothing has to be asked first may score less and stand higher all the same.
      if (after->pair.ask_first == candidate.pair.ask_first) {
        ASSERT_GE(after->pair.score.score, candidate.pair.score.score) << "seed " << it.seed;
      }
      ASSERT_LE(after->rank, candidate.rank) << "seed " << it.seed << " " << engine::NameOf(subject) << "\nbefore "
                                             << Describe(candidate) << "\nafter  " << Describe(*after);
    }
  });
  return improved;
}

bool Always(const PairResult&, const PairResult&) { return true; }

bool Has(const engine::Person& person, engine::TopicIndex topic) {
  return std::any_of(person.interests.begin(), person.interests.end(),
                     [&](const engine::Interest& interest) { return interest.topic == topic; });
}

TEST(PropertiesTest, ASharedInterestNeverLowersTheRank) {
  const Improved improved = ExpectNeverLower(
      [](Case&, const engine::Person& subject, engine::Person& candidate) {
        for (const engine::Interest& interest : subject.interests) {
          if (interest.attitude != engine::Attitude::kLikes || Has(candidate, interest.topic)) continue;
          // Who likes singing and wants nothing to do with music contradicts himself.
          const bool refused =
              std::any_of(subject.interests.begin(), subject.interests.end(), [&](const engine::Interest& other) {
                return other.attitude == engine::Attitude::kNever &&
                       engine::Taxonomy::BuiltIn().IsWithin(interest.topic, other.topic);
              });
          const bool refuses =
              std::any_of(candidate.interests.begin(), candidate.interests.end(), [&](const engine::Interest& other) {
                return other.attitude == engine::Attitude::kNever &&
                       engine::Taxonomy::BuiltIn().IsWithin(interest.topic, other.topic);
              });
          if (refused || refuses) continue;
          candidate.interests.push_back({interest.topic, engine::Attitude::kLikes});
          return true;
        }
        return false;
      },
      Always);
  EXPECT_GT(improved.tried, 500);
  EXPECT_GT(improved.risen, 50);
}

TEST(PropertiesTest, MoreTimeTogetherNeverLowersTheRank) {
  const Improved improved = ExpectNeverLower(
      [](Case&, const engine::Person& subject, engine::Person& candidate) {
        // On a day that is still free, exactly when the subject is.
        for (const engine::Window& window : subject.availability.windows) {
          auto& windows = candidate.availability.windows;
          const bool taken = std::any_of(windows.begin(), windows.end(),
                                         [&](const engine::Window& other) { return other.weekday == window.weekday; });
          if (taken || window.end_minute - window.start_minute < 90) continue;
          windows.push_back(window);
          return true;
        }
        return false;
      },
      Always);
  EXPECT_GT(improved.tried, 200);
  EXPECT_GT(improved.risen, 10);
}

// Who arrives sooner may be there when the clock changes, and has no time then that counts.
bool IsUpWhenTheClockChanges(const engine::Person& person) {
  const auto& windows = person.availability.windows;
  return std::any_of(windows.begin(), windows.end(), [](const engine::Window& window) {
    return window.weekday == engine::Weekday::kSunday && window.start_minute < 180 && window.end_minute > 120;
  });
}

TEST(PropertiesTest, LessTravelNeverLowersTheRank) {
  const Improved improved = ExpectNeverLower(
      [](Case&, const engine::Person& subject, engine::Person& candidate) {
        if (candidate.place.point == subject.place.point) return false;
        if (IsUpWhenTheClockChanges(subject) || IsUpWhenTheClockChanges(candidate)) return false;
        // Half way.
        candidate.place.point.latitude_e6 = (candidate.place.point.latitude_e6 + subject.place.point.latitude_e6) / 2;
        candidate.place.point.longitude_e6 =
            (candidate.place.point.longitude_e6 + subject.place.point.longitude_e6) / 2;
        return true;
      },
      Always);
  EXPECT_GT(improved.tried, 500);
  EXPECT_GT(improved.risen, 20);
}

// --- What does not matter changes nothing.

TEST(PropertiesTest, BarringOneNeverReordersTheOthers) {
  int barred = 0;
  ForEveryAnswer([&](Case& it, const EntityId& subject, const SearchResult& before) {
    if (before.candidates.size() < 2) return;
    World world = it.world;
    const EntityId victim = it.random.OneOf(before.candidates).id;
    engine::Person* person = FindPerson(world, victim);
    if (person == nullptr) return;
    person->state = engine::ProfileState::kPaused;
    const SearchResult after = Everything(it, world, subject);
    ASSERT_EQ(FindCandidate(after, victim), nullptr) << "seed " << it.seed;
    ASSERT_EQ(OrderOf(after, victim), OrderOf(before, victim)) << "seed " << it.seed;
    ++barred;
  });
  EXPECT_GT(barred, 500);
}

// An exclusion of the two, whichever of them is its first.
engine::Exclusion Apart(Case& it, const EntityId& one, const EntityId& other) {
  using engine::ExclusionCategory;
  engine::Exclusion exclusion;
  exclusion.meta.id = {engine::Kind::kExclusion, "apart"};
  const bool turned = it.random.Percent(50);
  exclusion.first = turned ? other : one;
  exclusion.second = turned ? one : other;
  exclusion.category =
      it.random.OneOf({ExclusionCategory::kConflict, ExclusionCategory::kSafety, ExclusionCategory::kOwnChoice,
                       ExclusionCategory::kFamily, ExclusionCategory::kColleague, ExclusionCategory::kCaseWorker});
  return exclusion;
}

TEST(PropertiesTest, AnExcludedPairIsInNoListOfCandidatesFromEitherSide) {
  int kept_apart = 0;
  ForEveryAnswer([&](Case& it, const EntityId& subject, const SearchResult& before) {
    if (before.candidates.empty()) return;
    const EntityId other = it.random.OneOf(before.candidates).id;
    World world = it.world;
    world.exclusions.push_back(Apart(it, subject, other));
    world.exclusions.back().until = it.moment.today;
    const SearchResult after = Everything(it, world, subject);
    ASSERT_EQ(FindCandidate(after, other), nullptr) << "seed " << it.seed;
    ASSERT_EQ(FindCandidate(Everything(it, world, other), subject), nullptr) << "seed " << it.seed;
    ASSERT_EQ(OrderOf(after, other), OrderOf(before, other)) << "seed " << it.seed;
    world.exclusions.back().until = it.moment.today - 1;
    ASSERT_EQ(FirstDifference(Everything(it, world, subject), before), "") << "seed " << it.seed;
    ++kept_apart;
  });
  EXPECT_GT(kept_apart, 500);
}

TEST(PropertiesTest, NeitherTheOrderOfTheInputNorWhatIsOnlyForPeopleMatters) {
  ForEveryAnswer([](Case& it, const EntityId& subject, const SearchResult& before) {
    World world = it.world;
    it.random.Shuffle(world.residents);
    it.random.Shuffle(world.volunteers);
    it.random.Shuffle(world.activities);
    it.random.Shuffle(world.matches);
    it.random.Shuffle(world.exclusions);
    for (auto& exclusion : world.exclusions) std::swap(exclusion.first, exclusion.second);
    for (auto& resident : world.residents) {
      resident.display_name += "!";
      resident.target_groups.emplace_back("LOW_INCOME");
      resident.need.confirmed_by = "somebody";
      resident.meta.version += 3;
      it.random.Shuffle(resident.availability.windows);
      it.random.Shuffle(resident.languages);
      it.random.Shuffle(resident.contact_forms);
      it.random.Shuffle(resident.experiences);
      it.random.Shuffle(resident.travel);
    }
    for (auto& volunteer : world.volunteers) {
      volunteer.display_name = "";
      volunteer.trainings.emplace_back("LISTENING");
      volunteer.vog.checked_by = "somebody";
      it.random.Shuffle(volunteer.availability.windows);
      it.random.Shuffle(volunteer.access);
      it.random.Shuffle(volunteer.wishes);
    }
    for (auto& activity : world.activities) {
      activity.title = "Choir";
      activity.description = "Come and sing";
      it.random.Shuffle(activity.topics);
      it.random.Shuffle(activity.languages);
      it.random.Shuffle(activity.vouchers_accepted);
    }
    SearchResult after = Everything(it, world, subject);
    SearchResult wanted = before;
    SortBars(after);
    SortBars(wanted);
    ASSERT_EQ(FirstDifference(after, wanted), "") << "seed " << it.seed << " " << engine::NameOf(subject);
  });
}

TEST(PropertiesTest, AskingTwiceOrAllAtOnceGivesTheSameAnswer) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Case it = MakeCase(seed);
    const auto snapshot = SnapshotOf(it.world);
    SearchQuery query;
    query.subject = it.world.residents.front().meta.id;
    query.include_excluded = true;
    query.moment = it.moment;
    const SearchResult wanted = engine::Search(*snapshot, {it.policy, query.moment}, query);
    std::vector<SearchResult> found(4);
    std::vector<std::thread> threads;
    for (SearchResult& result : found) {
      threads.emplace_back([&] {
        for (int i = 0; i < 10; ++i) result = engine::Search(*snapshot, {it.policy, query.moment}, query);
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const SearchResult& result : found) EXPECT_EQ(FirstDifference(result, wanted), "") << "seed " << seed;
  }
}

TEST(PropertiesTest, TheLimitOnlyCuts) {
  ForEveryAnswer([](Case& it, const EntityId& subject, const SearchResult& whole) {
    SearchQuery query;
    query.subject = subject;
    query.limit = it.random.Between(1, 4);
    query.excluded_limit = it.random.Between(1, 4);
    query.include_excluded = true;
    query.moment = it.moment;
    const SearchResult cut = engine::Search(*SnapshotOf(it.world), {it.policy, query.moment}, query);
    SearchResult wanted = whole;
    if (wanted.candidates.size() > static_cast<std::size_t>(query.limit)) {
      wanted.candidates.resize(static_cast<std::size_t>(query.limit));
    }
    if (wanted.excluded.size() > static_cast<std::size_t>(query.excluded_limit)) {
      wanted.excluded.resize(static_cast<std::size_t>(query.excluded_limit));
    }
    ASSERT_EQ(FirstDifference(cut, wanted), "") << "seed " << it.seed;
  });
}

}  // namespace
}  // namespace klik::testing
