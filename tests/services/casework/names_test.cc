#include "services/casework/names.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace klik::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

NameLikeness Compare(const std::string& a, const std::string& b) {
  const NameLikeness likeness = CompareNames(NamePartsOf(a), NamePartsOf(b));
  EXPECT_EQ(CompareNames(NamePartsOf(b), NamePartsOf(a)), likeness) << a << " / " << b;
  return likeness;
}

TEST(NamesTest, PartsAreSmallAndPlainAndWithoutWhatIsNoName) {
  EXPECT_THAT(NamePartsOf("Mevrouw J.M. van der Meer-de Groot"), ElementsAre("j", "m", "meer", "groot"));
  EXPECT_THAT(NamePartsOf("Zoë Bëéthõven"), ElementsAre("zoe", "beethoven"));
  EXPECT_THAT(NamePartsOf("Zoe\u0308 \u0141ukasz"), ElementsAre("zoe", "lukasz"));
  EXPECT_THAT(NamePartsOf("Piet van \u2019t Hof"), ElementsAre("piet", "hof"));
  EXPECT_THAT(NamePartsOf("d'Ancona, S."), ElementsAre("ancona", "s"));
  EXPECT_THAT(NamePartsOf("Dijkstra"), ElementsAre("dykstra"));
  EXPECT_THAT(NamePartsOf("\u7389 \u041e\u043b\u044c\u0433\u0430"),
              ElementsAre("\u7389", "\u041e\u043b\u044c\u0433\u0430"));
  EXPECT_THAT(NamePartsOf("  -- 12 "), IsEmpty());
  // There is nothing else.
  EXPECT_THAT(NamePartsOf("De Heer"), ElementsAre("de", "heer"));
}

TEST(NamesTest, BytesThatAreNoTextAreNoHarm) {
  EXPECT_THAT(NamePartsOf("Jan \xC3"), ElementsAre("jan"));
  EXPECT_THAT(NamePartsOf("\xFF\x80 Jan"), ElementsAre("jan"));
}

TEST(NamesTest, TheSameInAnyOrderAndWriting) {
  EXPECT_EQ(Compare("Truus de Boer", "BOER, Truus"), NameLikeness::kSame);
  EXPECT_EQ(Compare("André van den Berg", "andre vd berg"), NameLikeness::kSame);
  EXPECT_EQ(Compare("Ria Dijkstra", "Ria Dykstra"), NameLikeness::kSame);
}

TEST(NamesTest, AlikeWithASlipAnInitialOrAMaidenName) {
  EXPECT_EQ(Compare("Truus de Boer", "Trus de Boer"), NameLikeness::kAlike);
  EXPECT_EQ(Compare("Geertruida Bakker", "Geertruda Baker"), NameLikeness::kAlike);
  EXPECT_EQ(Compare("Willem Jansen", "Willme Jansen"), NameLikeness::kAlike) << "two letters swapped";
  EXPECT_EQ(Compare("J. de Vries", "Jan de Vries"), NameLikeness::kAlike);
  EXPECT_EQ(Compare("Truus de Boer", "Truus Bakker-de Boer"), NameLikeness::kAlike);
}

TEST(NamesTest, AFirstNameAloneIsOnePart) {
  EXPECT_EQ(Compare("Truus", "Truus de Boer"), NameLikeness::kOnePart);
  EXPECT_EQ(Compare("Truus", "Truus"), NameLikeness::kOnePart);
}

TEST(NamesTest, OthersAreOthers) {
  EXPECT_EQ(Compare("Truus de Boer", "Truus Bakker"), NameLikeness::kNone);
  EXPECT_EQ(Compare("Jan Bos", "Jan Bol"), NameLikeness::kNone) << "too short for a slip";
  EXPECT_EQ(Compare("Trxxs de Boer", "Truus de Boer"), NameLikeness::kNone);
  EXPECT_EQ(Compare("Geertruida Bakker", "Geertxxida Bakxer"), NameLikeness::kNone) << "three slips";
  EXPECT_EQ(Compare("J. V.", "Jan Vries"), NameLikeness::kNone) << "nothing but initials";
  EXPECT_EQ(Compare("", "Truus"), NameLikeness::kNone);
  EXPECT_EQ(Compare("", ""), NameLikeness::kNone);
}

}  // namespace
}  // namespace klik::services
