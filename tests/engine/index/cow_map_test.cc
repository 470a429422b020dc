#include "engine/index/cow_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/testing/random_world.h"

namespace klik::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pointee;
using Numbers = CowMap<std::string, int>;

// Sorts as the numbers do.
std::string Key(int number) {
  const std::string digits = std::to_string(number);
  return std::string(6 - digits.size(), '0') + digits;
}

// Most begin alike, with more bytes than are kept beside a key.
std::string LongKey(int number) { return number % 3 == 0 ? Key(number) : "001begins alike " + Key(number); }

std::map<std::string, int> Contents(const Numbers& map) {
  std::map<std::string, int> contents;
  std::string before;
  map.ForEach([&](const std::string& key, int value) {
    EXPECT_TRUE(contents.empty() || before < key) << "not in order";
    before = key;
    contents[key] = value;
  });
  EXPECT_EQ(contents.size(), map.size());
  return contents;
}

std::vector<std::string> After(const Numbers& map, const std::string& key, std::size_t most) {
  std::vector<std::string> keys;
  if (most == 0) return keys;
  map.ForEachAfter(key, [&](const std::string& found, int) {
    keys.push_back(found);
    return keys.size() < most;
  });
  return keys;
}

TEST(CowMapTest, AnEmptyMapHasNothing) {
  Numbers map;
  EXPECT_EQ(map.size(), 0U);
  EXPECT_EQ(map.Find("a"), nullptr);
  EXPECT_FALSE(map.Erase("a"));
  EXPECT_THAT(After(map, "", 10), IsEmpty());
}

TEST(CowMapTest, PutsFindsReplacesAndErases) {
  Numbers map;
  map.Put("b", 2);
  map.Put("a", 1);
  map.Put("b", 3);
  EXPECT_EQ(map.size(), 2U);
  EXPECT_THAT(map.Find(std::string_view("b")), Pointee(3));
  EXPECT_TRUE(map.Erase("a"));
  EXPECT_FALSE(map.Erase("a"));
  EXPECT_EQ(map.Find("a"), nullptr);
  EXPECT_EQ(map.size(), 1U);
  EXPECT_TRUE(map.Erase("b"));
  EXPECT_EQ(map.size(), 0U);
  map.Put("c", 4);
  EXPECT_THAT(map.Find("c"), Pointee(4));
}

TEST(CowMapTest, ACopyKeepsWhatItHadAndSharesWhatDidNotChange) {
  Numbers map;
  for (int i = 0; i < 2000; ++i) map.Put(Key(i), i);
  const Numbers before = map;
  map.Put(Key(1000), -1);
  map.Erase(Key(1001));
  EXPECT_THAT(before.Find(Key(1000)), Pointee(1000));
  EXPECT_THAT(before.Find(Key(1001)), Pointee(1001));
  EXPECT_EQ(before.size(), 2000U);
  EXPECT_EQ(map.size(), 1999U);
  int shared = 0;
  for (int i = 0; i < 2000; ++i) shared += map.Find(Key(i)) == before.Find(Key(i)) ? 1 : 0;
  // One leaf of at most 256 was copied.
  EXPECT_GE(shared, 2000 - 257);
  EXPECT_LT(shared, 1999);
}

TEST(CowMapTest, GoesOnAfterAKeyThatNeedNotBeThere) {
  Numbers map;
  for (int i = 0; i < 1000; i += 2) map.Put(Key(i), i);
  EXPECT_THAT(After(map, "", 2), ElementsAre(Key(0), Key(2)));
  EXPECT_THAT(After(map, Key(500), 2), ElementsAre(Key(502), Key(504)));
  EXPECT_THAT(After(map, Key(501), 1), ElementsAre(Key(502)));
  EXPECT_THAT(After(map, Key(996), 10), ElementsAre(Key(998)));
  EXPECT_THAT(After(map, Key(998), 10), IsEmpty());
  EXPECT_EQ(After(map, "", 1000).size(), 500U);
}

TEST(CowMapTest, ALeafThatIsEmptiedIsGone) {
  Numbers map;
  for (int i = 0; i < 2000; ++i) map.Put(Key(i), i);
  for (int i = 500; i < 1500; ++i) ASSERT_TRUE(map.Erase(Key(i))) << i;
  EXPECT_EQ(map.Find(Key(1000)), nullptr);
  EXPECT_THAT(After(map, Key(499), 2), ElementsAre(Key(1500), Key(1501)));
  for (int i = 1500; i < 2000; ++i) ASSERT_TRUE(map.Erase(Key(i))) << i;
  EXPECT_EQ(map.size(), 500U);
}

TEST(CowMapTest, BehavesLikeAMapWhateverIsDoneToItAndItsCopies) {
  testing::Random random(1);
  Numbers map;
  std::map<std::string, int> model;
  std::vector<std::pair<Numbers, std::map<std::string, int>>> copies;
  for (int step = 0; step < 40'000; ++step) {
    // First it mostly grows, then it mostly shrinks, so that leaves split and vanish.
    const std::string key = LongKey(random.Below(3000));
    if (random.Percent(step < 20'000 ? 80 : 20)) {
      map.Put(key, step);
      model[key] = step;
    } else {
      EXPECT_EQ(map.Erase(key), model.erase(key) > 0);
    }
    const std::string other = LongKey(random.Below(3000));
    const auto wanted = model.find(other);
    const int* found = map.Find(other);
    ASSERT_EQ(found != nullptr, wanted != model.end());
    if (found != nullptr) {
      ASSERT_EQ(*found, wanted->second);
    }
    if (step % 5000 == 0) copies.emplace_back(map, model);
  }
  EXPECT_EQ(Contents(map), model);
  for (const auto& [copy, contents] : copies) EXPECT_EQ(Contents(copy), contents);
}

}  // namespace
}  // namespace klik::engine
