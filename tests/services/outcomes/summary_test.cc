// What is told over many people, and above all what is not.
#include "services/outcomes/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <random>
#include <vector>

namespace klik::services {
namespace {

using storage::Instrument;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kSix = Instrument::kDeJongGierveld6;
using People = std::vector<std::vector<Score>>;

Score Of(int total, LonelinessLevel level) { return {.total = total, .level = level}; }
const Score kNot = Of(1, LonelinessLevel::kNotLonely);
const Score kModerate = Of(3, LonelinessLevel::kModerate);
const Score kSevere = Of(6, LonelinessLevel::kSevere);
const Score kNoTotal = {};

People Times(int count, const std::vector<Score>& scores) { return People(static_cast<std::size_t>(count), scores); }

People operator+(People some, const People& others) {
  some.insert(some.end(), others.begin(), others.end());
  return some;
}

std::vector<std::optional<int>> CountsOf(const OutcomeSummary& summary) {
  std::vector<std::optional<int>> counts;
  for (const LevelCount& level : summary.levels) counts.push_back(level.people);
  return counts;
}

const std::optional<int> kWithheld;

TEST(SummaryTest, CountsEachPersonOnceByTheLastTime) {
  const auto summary = Summarise(kSix, Times(12, {kSevere, kModerate}) + Times(20, {kNot}));
  EXPECT_EQ(summary.people, 32);
  EXPECT_THAT(summary.levels,
              ElementsAre(LevelCount{LonelinessLevel::kNotLonely, 20}, LevelCount{LonelinessLevel::kModerate, 12},
                          LevelCount{LonelinessLevel::kSevere, 0}, LevelCount{LonelinessLevel::kUnspecified, 0}));
  EXPECT_EQ(summary.followed, 12);
  EXPECT_EQ(summary.first_mean, 6.0);
  EXPECT_EQ(summary.last_mean, 3.0);
}

TEST(SummaryTest, NobodyIsANumberThatMayBeTold) {
  const auto summary = Summarise(kSix, {});
  EXPECT_EQ(summary.people, 0);
  EXPECT_THAT(CountsOf(summary), Each(std::optional(0)));
  EXPECT_EQ(summary.followed, 0);
  EXPECT_EQ(summary.first_mean, std::nullopt);
  EXPECT_THAT(Summarise(Instrument::kUcla3, {}).levels, IsEmpty());
}

TEST(SummaryTest, OfOneToNinePeopleNothingIsTold) {
  for (const int people : {1, 9}) {
    const auto summary = Summarise(kSix, Times(people, {kSevere, kSevere}));
    EXPECT_EQ(summary.people, std::nullopt);
    EXPECT_THAT(CountsOf(summary), Each(kWithheld)) << "not even that nobody is in the other classes";
    EXPECT_EQ(summary.followed, std::nullopt);
    EXPECT_EQ(summary.first_mean, std::nullopt);
    EXPECT_EQ(summary.last_mean, std::nullopt);
  }
  EXPECT_EQ(Summarise(kSix, Times(10, {kSevere})).people, 10);
}

TEST(SummaryTest, OneClassThatIsWithheldTakesTheSmallestOtherAlong) {
  const auto summary = Summarise(kSix, Times(30, {kNot}) + Times(20, {kModerate}) + Times(4, {kSevere}));
  EXPECT_EQ(summary.people, 54);
  EXPECT_THAT(CountsOf(summary), ElementsAre(30, kWithheld, kWithheld, 0));
}

TEST(SummaryTest, SoDoTwoThatAreFewTogether) {
  EXPECT_THAT(CountsOf(Summarise(kSix, Times(30, {kNot}) + Times(2, {kModerate}) + Times(4, {kSevere}))),
              ElementsAre(kWithheld, kWithheld, kWithheld, 0));
  EXPECT_THAT(CountsOf(Summarise(kSix, Times(30, {kNot}) + Times(6, {kModerate}) + Times(4, {kSevere}))),
              ElementsAre(30, kWithheld, kWithheld, 0));
  EXPECT_THAT(CountsOf(Summarise(kSix, Times(30, {kNot}) + Times(1, {kNoTotal}))),
              ElementsAre(kWithheld, 0, 0, kWithheld))
      << "who has no total is a class as well";
}

TEST(SummaryTest, WhoIsFollowedIsNotToldWhenTheOthersAreFew) {
  const auto followed = [](int twice, int once) {
    return Summarise(kSix, Times(twice, {kSevere, kNot}) + Times(once, {kNot})).followed;
  };
  EXPECT_EQ(followed(9, 30), std::nullopt);
  EXPECT_EQ(followed(10, 30), 10);
  EXPECT_EQ(followed(30, 9), std::nullopt);
  EXPECT_EQ(followed(30, 10), 30);
  EXPECT_EQ(followed(30, 0), 30);
  EXPECT_EQ(followed(0, 30), 0);
  EXPECT_EQ(Summarise(kSix, Times(30, {kSevere, kNot}) + Times(9, {kNot})).last_mean, std::nullopt);
}

TEST(SummaryTest, AMeanIsOfThoseWithATotalTwice) {
  const auto summary =
      Summarise(kSix, Times(10, {kNoTotal, kSevere, kNoTotal, kModerate, kNoTotal}) + Times(10, {kNoTotal, kNot}));
  EXPECT_EQ(summary.followed, 10);
  EXPECT_EQ(summary.first_mean, 6.0);
  EXPECT_EQ(summary.last_mean, 3.0);
}

// Whatever the numbers: a class that is told is none or ten and more, and so are those together that are not.
TEST(SummaryTest, NoSmallNumberCanBeWorkedOut) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    People people;
    for (const Score& score : {kNot, kModerate, kSevere, kNoTotal}) {
      people = people + Times(static_cast<int>(random() % 3 == 0 ? 0 : random() % 16), {score});
    }
    const auto summary = Summarise(kSix, people);
    if (!summary.people.has_value()) {
      EXPECT_THAT(CountsOf(summary), Each(kWithheld));
      continue;
    }
    int withheld = *summary.people;
    for (const std::optional<int>& count : CountsOf(summary)) {
      if (!count.has_value()) continue;
      EXPECT_TRUE(*count == 0 || *count >= 10) << *count;
      withheld -= *count;
    }
    EXPECT_TRUE(withheld == 0 || withheld >= 10) << withheld;
  }
}

}  // namespace
}  // namespace klik::services
