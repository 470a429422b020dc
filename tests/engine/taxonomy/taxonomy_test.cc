#include "engine/taxonomy/taxonomy.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace klik::engine {
namespace {

// Two groups; `game` has a short id below `game.cards`, and kinds whose shares are sums.
constexpr std::string_view kSmallTable =
    "# a comment\n"
    "\n"
    "game\tSpelletjes\tGames\t500\tspel,play\n"
    "game.cards\tKaarten\tCard games\t\t\n"
    "game.cards.bridge\tBridge\tBridge\t25\n"
    "game.klaverjassen\tKlaverjassen\tKlaverjassen\t100\tjassen\tgame.cards\n"
    "music\tMuziek\tMusic\t500\n"
    "music.cello\tCello\tCello\t1\n";

// The only thing wrong with `tsv`, as Parse tells it.
std::string ErrorOf(std::string_view tsv) {
  const absl::StatusOr<Taxonomy> parsed = Taxonomy::Parse(tsv);
  if (parsed.ok()) return "no error";
  EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(parsed.status().message());
}

class SmallTaxonomyTest : public ::testing::Test {
 protected:
  TopicIndex At(std::string_view id) const { return taxonomy_.Find(id).value(); }
  int Similarity(std::string_view a, std::string_view b) const { return taxonomy_.Similarity(At(a), At(b)); }

  const Taxonomy taxonomy_ = Taxonomy::Parse(kSmallTable).value();
};

TEST_F(SmallTaxonomyTest, ReadsAllColumns) {
  const Topic& topic = taxonomy_.topic(At("game.klaverjassen"));
  EXPECT_EQ(topic.id, "game.klaverjassen");
  EXPECT_EQ(topic.label_nl, "Klaverjassen");
  EXPECT_EQ(topic.label_en, "Klaverjassen");
  EXPECT_EQ(topic.synonyms, std::vector<std::string>{"jassen"});
  EXPECT_EQ(topic.parent, At("game.cards"));
  EXPECT_EQ(taxonomy_.topic(At("game")).parent, std::nullopt);
  EXPECT_EQ(taxonomy_.topic(At("game")).synonyms, (std::vector<std::string>{"spel", "play"}));
}

TEST_F(SmallTaxonomyTest, FindsOnlyWholeIds) {
  EXPECT_TRUE(taxonomy_.Find("music.cello").has_value());
  EXPECT_FALSE(taxonomy_.Find("cello").has_value());
  EXPECT_FALSE(taxonomy_.Find("").has_value());
}

TEST_F(SmallTaxonomyTest, IsWithinFollowsTheParentsAndNotTheIds) {
  EXPECT_TRUE(taxonomy_.IsWithin(At("game"), At("game")));
  EXPECT_TRUE(taxonomy_.IsWithin(At("game.klaverjassen"), At("game.cards")));
  EXPECT_TRUE(taxonomy_.IsWithin(At("game.klaverjassen"), At("game")));
  EXPECT_FALSE(taxonomy_.IsWithin(At("game.cards"), At("game.klaverjassen")));
  EXPECT_FALSE(taxonomy_.IsWithin(At("game.cards"), At("music")));
}

// By hand, with IC in bits: game and music 1; bridge log2 40 = 5.3219; klaverjassen log2 10 = 3.3219; cards, the
// sum of 25 and 100, log2 8 = 3; cello log2 1000 = 9.9658.
TEST_F(SmallTaxonomyTest, LikenessIsLins) {
  EXPECT_EQ(Similarity("game.cards.bridge", "game.klaverjassen"), 694);  // 6 / 8.6439
  EXPECT_EQ(Similarity("game.cards", "game.cards.bridge"), 721);         // 6 / 8.3219
  EXPECT_EQ(Similarity("game", "game.klaverjassen"), 463);               // 2 / 4.3219
  EXPECT_EQ(Similarity("game", "music"), 0);
  EXPECT_EQ(Similarity("game.cards.bridge", "music.cello"), 0);
  EXPECT_EQ(Similarity("music.cello", "music.cello"), 1000);
}

TEST_F(SmallTaxonomyTest, WeightGrowsWithRarity) {
  EXPECT_EQ(taxonomy_.Weight(At("music.cello")), 1000);
  EXPECT_EQ(taxonomy_.Weight(At("game")), 460);               // 400 + 600 / 9.9658
  EXPECT_EQ(taxonomy_.Weight(At("game.klaverjassen")), 600);  // 400 + 600 * 3.3219 / 9.9658
}

TEST(TaxonomyParseTest, LineOrderDoesNotMatter) {
  const Taxonomy taxonomy = Taxonomy::Parse("b.c\tC\tC\t10\nb\tB\tB\t\na\tA\tA\t1\n").value();
  ASSERT_EQ(taxonomy.topics().size(), 3u);
  EXPECT_EQ(taxonomy.topics()[0].id, "a");
  EXPECT_EQ(taxonomy.topics()[1].id, "b");
  EXPECT_EQ(taxonomy.topics()[2].id, "b.c");
}

TEST(TaxonomyParseTest, ParentWithTheShareOfItsOnlyChildIsNotTheSameTopic) {
  const Taxonomy taxonomy = Taxonomy::Parse("a\tA\tA\t\na.b\tB\tB\t10\n").value();
  EXPECT_EQ(taxonomy.Similarity(TopicIndex{0}, TopicIndex{1}), 999);
}

TEST(TaxonomyParseTest, SumOfSharesIsCapped) {
  // Uncapped, the group would be known to 1200 of 1000 adults.
  const Taxonomy taxonomy =
      Taxonomy::Parse("a\tA\tA\t\na.b\tB\tB\t400\na.c\tC\tC\t400\na.d\tD\tD\t400\nz\tZ\tZ\t600\n").value();
  EXPECT_EQ(taxonomy.Weight(taxonomy.Find("a").value()), taxonomy.Weight(taxonomy.Find("z").value()));
}

TEST(TaxonomyParseTest, ErrorsNameTheLine) {
  EXPECT_EQ(ErrorOf(""), "no topics");
  EXPECT_EQ(ErrorOf("# c\na\tA\tA\n"), "line 2: 3 columns; expected 4 to 6");
  EXPECT_EQ(ErrorOf("a\tA\tA\t1\t\t\t\n"), "line 1: 7 columns; expected 4 to 6");
  EXPECT_EQ(ErrorOf("Music\tA\tA\t1\n"), "line 1: `Music` is not an id");
  EXPECT_EQ(ErrorOf("a..b\tA\tA\t1\n"), "line 1: `a..b` is not an id");
  EXPECT_EQ(ErrorOf("a\t\tA\t1\n"), "line 1: no Dutch label");
  EXPECT_EQ(ErrorOf("a\tA\t\t1\n"), "line 1: no English label");
  EXPECT_EQ(ErrorOf("a\tA\tA\tmany\n"), "line 1: share `many` is not a number of 1 to 999");
  EXPECT_EQ(ErrorOf("a\tA\tA\t0\n"), "line 1: share `0` is not a number of 1 to 999");
  EXPECT_EQ(ErrorOf("a\tA\tA\t1000\n"), "line 1: share `1000` is not a number of 1 to 999");
  EXPECT_EQ(ErrorOf("a\tA\tA\t1\tx,,y\n"), "line 1: a synonym is empty or has space around it");
  EXPECT_EQ(ErrorOf("a\tA\tA\t1\tx, y\n"), "line 1: a synonym is empty or has space around it");
  EXPECT_EQ(ErrorOf("a\tA\tA\t1\n\nb.c\tA\tA\t1\n"), "line 3: there is no parent `b`");
  EXPECT_EQ(ErrorOf("a\tA\tA\t1\t\tb\nb\tB\tB\t1\n"), "line 1: parent `b` does not sort before the id");
  EXPECT_EQ(ErrorOf("a\tA\tA\t1\nb\tB\tB\t1\na\tA\tA\t1\n"), "line 3: `a` is already on line 1");
  EXPECT_EQ(ErrorOf("a\tA\tA\t\n"), "line 1: `a` has no share, nor topics below it");
  EXPECT_EQ(ErrorOf("a\tA\tA\t4\na.b\tB\tB\t5\n"), "line 1: share 4 is smaller than 5 of a topic below");
  EXPECT_EQ(ErrorOf("a\tA\tA\t9\na.b\tB\tB\t9\na.b.c\tC\tC\t9\na.b.c.d\tD\tD\t9\n"),
            "line 4: `a.b.c.d` is below level 3");
}

class BuiltInTaxonomyTest : public ::testing::Test {
 protected:
  TopicIndex At(std::string_view id) const { return taxonomy_.Find(id).value(); }
  int Similarity(std::string_view a, std::string_view b) const { return taxonomy_.Similarity(At(a), At(b)); }
  int Weight(std::string_view id) const { return taxonomy_.Weight(At(id)); }

  TopicIndex GroupOf(TopicIndex index) const {
    while (taxonomy_.topic(index).parent.has_value()) index = *taxonomy_.topic(index).parent;
    return index;
  }

  std::vector<TopicIndex> All() const {
    std::vector<TopicIndex> all;
    for (std::size_t i = 0; i < taxonomy_.topics().size(); ++i) all.push_back({static_cast<std::uint16_t>(i)});
    return all;
  }

  // Topics of the third level.
  std::vector<TopicIndex> Deepest() const {
    std::vector<TopicIndex> deepest;
    for (const TopicIndex index : All()) {
      const std::optional<TopicIndex> parent = taxonomy_.topic(index).parent;
      if (parent.has_value() && taxonomy_.topic(*parent).parent.has_value()) deepest.push_back(index);
    }
    return deepest;
  }

  const Taxonomy& taxonomy_ = Taxonomy::BuiltIn();
};

int Median(std::vector<int> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

TEST_F(BuiltInTaxonomyTest, HasTwelveGroupsOfAtLeastSixLeaves) {
  EXPECT_GE(taxonomy_.topics().size(), 150u);
  EXPECT_LE(taxonomy_.topics().size(), 190u);
  std::set<TopicIndex> parents;
  for (const Topic& topic : taxonomy_.topics()) {
    if (topic.parent.has_value()) parents.insert(*topic.parent);
  }
  std::map<TopicIndex, int> leaves;
  for (const TopicIndex index : All()) leaves[GroupOf(index)] += parents.contains(index) ? 0 : 1;
  EXPECT_EQ(leaves.size(), 12u);
  for (const auto& [group, count] : leaves) EXPECT_GE(count, 6) << taxonomy_.topic(group).id;
}

TEST_F(BuiltInTaxonomyTest, EveryTopicHasLabelsOfItsOwnAndComesAfterItsParent) {
  std::set<std::string> labels_nl;
  std::set<std::string> labels_en;
  for (const TopicIndex index : All()) {
    const Topic& topic = taxonomy_.topic(index);
    EXPECT_FALSE(topic.label_nl.empty()) << topic.id;
    EXPECT_FALSE(topic.label_en.empty()) << topic.id;
    EXPECT_TRUE(labels_nl.insert(topic.label_nl).second) << topic.label_nl;
    EXPECT_TRUE(labels_en.insert(topic.label_en).second) << topic.label_en;
    EXPECT_EQ(taxonomy_.Find(topic.id), index);
    if (topic.parent.has_value()) {
      EXPECT_LT(*topic.parent, index) << topic.id;
    }
    EXPECT_TRUE(absl::StartsWith(topic.id, taxonomy_.topic(GroupOf(index)).id)) << topic.id;
  }
}

TEST_F(BuiltInTaxonomyTest, KnowsTheTopicsOfTheField) {
  for (const std::string_view id : {"music.choir",
                                    "music.classical",
                                    "music.instrument.cello",
                                    "game.cards",
                                    "game.klaverjassen",
                                    "game.board.chess",
                                    "game.hall.billiards",
                                    "nature.garden",
                                    "art.painting",
                                    "art.painting.watercolour",
                                    "art.textile.knitting",
                                    "food.cooking_together",
                                    "food.eating_together.open_table",
                                    "story.history.local",
                                    "story.history.old_stories",
                                    "story.telling.westfries",
                                    "move.walking",
                                    "move.cycling",
                                    "animal.dog.walking",
                                    "water_tech.water.sailing",
                                    "learn.digital.tablet",
                                    "learn.language.dutch",
                                    "together.company.coffee",
                                    "together.children.reading_aloud",
                                    "meaning.church"}) {
    EXPECT_TRUE(taxonomy_.Find(id).has_value()) << id;
  }
}

TEST_F(BuiltInTaxonomyTest, LikenessIsSymmetricAndOnlyWholeWithItself) {
  for (const TopicIndex a : All()) {
    for (const TopicIndex b : All()) {
      const int likeness = taxonomy_.Similarity(a, b);
      ASSERT_EQ(likeness, taxonomy_.Similarity(b, a));
      ASSERT_GE(likeness, 0);
      ASSERT_LE(likeness, 1000);
      ASSERT_EQ(likeness == 1000, a == b);
      ASSERT_EQ(likeness == 0, GroupOf(a) != GroupOf(b)) << taxonomy_.topic(a).id << " " << taxonomy_.topic(b).id;
    }
  }
}

TEST_F(BuiltInTaxonomyTest, SiblingsAreAboutAHalfAlikeAndTheRestOfTheGroupAFifth) {
  std::vector<int> siblings;
  std::vector<int> same_group;
  std::vector<int> parent_and_child;
  for (const TopicIndex a : Deepest()) {
    parent_and_child.push_back(taxonomy_.Similarity(a, *taxonomy_.topic(a).parent));
    for (const TopicIndex b : Deepest()) {
      if (!(a < b) || GroupOf(a) != GroupOf(b)) continue;
      (taxonomy_.topic(a).parent == taxonomy_.topic(b).parent ? siblings : same_group)
          .push_back(taxonomy_.Similarity(a, b));
    }
  }
  EXPECT_NEAR(Median(siblings), 500, 50);
  EXPECT_NEAR(Median(same_group), 200, 50);
  EXPECT_NEAR(Median(parent_and_child), 700, 50);
  EXPECT_LT(*std::max_element(same_group.begin(), same_group.end()), Median(siblings));
}

TEST_F(BuiltInTaxonomyTest, LikenessOrdersWhatPeopleWouldOrder) {
  // Klaverjassen is most like card games in general, then bridge, then chess, and not at all like gardening.
  EXPECT_GT(Similarity("game.klaverjassen", "game.cards"), Similarity("game.klaverjassen", "game.cards.bridge"));
  EXPECT_GT(Similarity("game.klaverjassen", "game.cards.bridge"), Similarity("game.klaverjassen", "game.board.chess"));
  EXPECT_GT(Similarity("game.klaverjassen", "game.board.chess"), Similarity("game.klaverjassen", "nature.garden"));
  EXPECT_GT(Similarity("music.instrument.cello", "music.instrument.violin"),
            Similarity("music.instrument.cello", "music.choir"));
}

TEST_F(BuiltInTaxonomyTest, RareTopicsWeighMoreAndCommonOnesStillCount) {
  for (const TopicIndex index : All()) {
    EXPECT_GE(taxonomy_.Weight(index), 400) << taxonomy_.topic(index).id;
    EXPECT_LE(taxonomy_.Weight(index), 1000) << taxonomy_.topic(index).id;
    const std::optional<TopicIndex> parent = taxonomy_.topic(index).parent;
    if (parent.has_value()) {
      EXPECT_GE(taxonomy_.Weight(index), taxonomy_.Weight(*parent)) << taxonomy_.topic(index).id;
    }
  }
  EXPECT_EQ(Weight("music.instrument.cello"), 1000);
  EXPECT_GT(Weight("story.telling.westfries"), Weight("game.klaverjassen"));
  EXPECT_GT(Weight("game.klaverjassen"), Weight("together.company.coffee"));
  EXPECT_GT(Weight("together.company.coffee"), 500);
}

TEST_F(BuiltInTaxonomyTest, TextIsEmbeddedUnchanged) {
  // The last line of the file, and a label that is not ASCII.
  EXPECT_EQ(taxonomy_.topic(At("meaning.faith.eastern")).label_nl, "Boeddhisme en hindoe\xC3\xAFsme");
  EXPECT_EQ(taxonomy_.topic(At("together.helping.accompany")).synonyms.back(), "escort");
}

}  // namespace
}  // namespace klik::engine
