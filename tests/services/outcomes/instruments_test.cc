// The instruments by worked cases, each counted by hand from the manual's rules.
#include "services/outcomes/instruments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace klik::services {
namespace {

using storage::Instrument;
using storage::ItemAnswer;
using storage::Reply;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// One letter an item, in the order of their numbers: y(es), m(ore or less), n(o); h(ardly ever), s(ome of the time),
// o(ften); - for an item that was left open. Then total, emotional, social and class; - for what is not told.
//
// Of the 11 items 1, 4, 7, 8 and 11 are the social ones; of the 6, which are 3, 4, 7, 8, 9 and 10 of these, 4, 7, 8.
constexpr char kCases[] = R"(
11  ynnynnyynny   0 0 0  not       nobody is less lonely
11  nyynyynnyyn  11 6 5  very      nor lonelier
11  mmmmmmmmmmm  11 6 5  very      more or less scores, whichever way an item is worded
11  yyyyyyyyyyy   6 6 0  moderate  who says yes to everything
11  nnnnnnnnnnn   5 0 5  moderate  and no to everything
11  mnnynnyynnn   2 0 2  not       the last of the first class
11  mynynnyynnn   3 1 2  moderate  the first of the second
11  yyymyymyyyy   8 6 2  moderate  its last
11  yyymyymnyyy   9 6 3  severe
11  nyymyymnyyy  10 6 4  severe
11  -yynyynnyyn  10 6 -  severe    one open item scores no point, and takes its part of the scale along
11  n-ynyynnyyn  10 - 5  severe    so in the other part
11  -yymyymnyyy   9 6 -  severe
11  -nnynnyynny   0 0 -  not
11  --ynyynnyyn   - - -  -         two are too many, one in each part
11  -yy-yynnyyn   - 6 -  -         or both in one: the other part is still told
11  n--nyynnyyn   - - 5  -
11  n--n--nn--n   - - 5  -         only the social items
11  -y---------   - - -  -
11  -----------   - - -  -
6   nyyynn        0 0 0  not
6   ynnnyy        6 3 3  severe
6   mmmmmm        6 3 3  severe
6   yyyyyy        3 3 0  moderate
6   nnnnnn        3 0 3  moderate
6   yyyynn        1 1 0  not
6   ynyynn        2 1 1  moderate
6   ynyyyy        4 3 1  moderate
6   ynnyyy        5 3 2  severe
6   -nnnyy        5 - 3  severe    item 3
6   yn-nyy        5 3 -  severe    item 7
6   -yyynn        0 - 0  not
6   --nnyy        - - -  -         items 3 and 4
6   -nnn-y        - - 3  -         items 3 and 9
6   y---yy        - 3 -  -
3   hhh           3 - -  -         the lowest there is; no classes, and no parts
3   ooo           9 - -  -
3   hso           6 - -  -
3   soo           8 - -  -
3   hs-           - - -  -         all three are needed
3   -oo           - - -  -
3   ---           - - -  -
)";

std::vector<int> ItemsOf(const std::string& instrument) {
  if (instrument == "6") return {3, 4, 7, 8, 9, 10};
  if (instrument == "3") return {1, 2, 3};
  return {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
}

Instrument InstrumentOf(const std::string& word) {
  if (word == "11") return Instrument::kDeJongGierveld11;
  return word == "6" ? Instrument::kDeJongGierveld6 : Instrument::kUcla3;
}

std::vector<ItemAnswer> AnswersOf(const std::string& instrument, const std::string& letters) {
  static const std::map<char, Reply> replies = {
      {'n', Reply::kNo},         {'m', Reply::kMoreOrLess},    {'y', Reply::kYes},
      {'h', Reply::kHardlyEver}, {'s', Reply::kSomeOfTheTime}, {'o', Reply::kOften}};
  const std::vector<int> items = ItemsOf(instrument);
  EXPECT_EQ(letters.size(), items.size()) << letters;
  std::vector<ItemAnswer> answers;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (letters[i] != '-') answers.push_back({items[i], replies.at(letters[i])});
  }
  return answers;
}

LonelinessLevel LevelOf(const std::string& word) {
  if (word == "not") return LonelinessLevel::kNotLonely;
  if (word == "moderate") return LonelinessLevel::kModerate;
  if (word == "severe") return LonelinessLevel::kSevere;
  return word == "very" ? LonelinessLevel::kVerySevere : LonelinessLevel::kUnspecified;
}

std::optional<int> NumberOf(const std::string& word) {
  return word == "-" ? std::nullopt : std::optional(std::atoi(word.c_str()));
}

TEST(InstrumentsTest, ScoresEveryWorkedCase) {
  std::istringstream lines(kCases);
  int count = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    std::istringstream words(line);
    std::string instrument, letters, total, emotional, social, level;
    words >> instrument >> letters >> total >> emotional >> social >> level;
    const Score expected{NumberOf(total), NumberOf(emotional), NumberOf(social), LevelOf(level)};
    std::vector<ItemAnswer> answers = AnswersOf(instrument, letters);
    EXPECT_EQ(ScoreOf(InstrumentOf(instrument), answers), expected) << line;
    std::vector<ItemAnswer> backwards(answers.rbegin(), answers.rend());
    EXPECT_EQ(ScoreOf(InstrumentOf(instrument), backwards), expected) << "in another order: " << line;
    ++count;
  }
  EXPECT_EQ(count, 42);
}

TEST(InstrumentsTest, EachItemScoresOnItsOwn) {
  // From the least lonely answers, one answer at a time.
  const std::map<std::string, std::string> least = {{"11", "ynnynnyynny"}, {"6", "nyyynn"}};
  for (const auto& [instrument, letters] : least) {
    for (std::size_t i = 0; i < letters.size(); ++i) {
      for (const char other : {'m', letters[i] == 'y' ? 'n' : 'y'}) {
        std::string changed = letters;
        changed[i] = other;
        EXPECT_EQ(ScoreOf(InstrumentOf(instrument), AnswersOf(instrument, changed)).total, 1) << changed;
      }
    }
  }
}

TEST(InstrumentsTest, KnowsItsItemsAndReplies) {
  for (const char* word : {"11", "6", "3"}) {
    const std::vector<int> items = ItemsOf(word);
    for (int item = -1; item <= 13; ++item) {
      const bool is_one = std::find(items.begin(), items.end(), item) != items.end();
      EXPECT_EQ(HasItem(InstrumentOf(word), item), is_one) << word << " " << item;
    }
  }
  for (const Reply reply : {Reply::kNo, Reply::kMoreOrLess, Reply::kYes}) {
    EXPECT_TRUE(TakesReply(Instrument::kDeJongGierveld11, reply));
    EXPECT_TRUE(TakesReply(Instrument::kDeJongGierveld6, reply));
    EXPECT_FALSE(TakesReply(Instrument::kUcla3, reply));
  }
  for (const Reply reply : {Reply::kHardlyEver, Reply::kSomeOfTheTime, Reply::kOften}) {
    EXPECT_FALSE(TakesReply(Instrument::kDeJongGierveld11, reply));
    EXPECT_FALSE(TakesReply(Instrument::kDeJongGierveld6, reply));
    EXPECT_TRUE(TakesReply(Instrument::kUcla3, reply));
  }
  EXPECT_FALSE(TakesReply(Instrument::kUcla3, Reply::kUnspecified));
  EXPECT_FALSE(TakesReply(Instrument::kDeJongGierveld6, Reply::kUnspecified));
}

TEST(InstrumentsTest, KnowsItsClasses) {
  EXPECT_THAT(LevelsOf(Instrument::kDeJongGierveld11),
              ElementsAre(LonelinessLevel::kNotLonely, LonelinessLevel::kModerate, LonelinessLevel::kSevere,
                          LonelinessLevel::kVerySevere));
  EXPECT_THAT(LevelsOf(Instrument::kDeJongGierveld6),
              ElementsAre(LonelinessLevel::kNotLonely, LonelinessLevel::kModerate, LonelinessLevel::kSevere));
  EXPECT_THAT(LevelsOf(Instrument::kUcla3), IsEmpty());
}

}  // namespace
}  // namespace klik::services
