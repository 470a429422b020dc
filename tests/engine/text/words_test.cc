#include "engine/text/words.h"

#include <gtest/gtest.h>

#include <memory>

#include "engine/index/row.h"

namespace klik::engine {
namespace {

constexpr Language kNl = Language::kDutch;
constexpr Language kEn = Language::kEnglish;

template <typename T>
std::shared_ptr<const T> Made(Kind kind) {
  auto made = std::make_shared<T>();
  made->meta.id = {kind, "x"};
  return made;
}

TEST(WordsTest, EachSideHasItsOwnName) {
  const Policy policy;
  const auto resident = MakeRow(Made<Resident>(Kind::kResident));
  const auto volunteer = MakeRow(Made<Volunteer>(Kind::kVolunteer), {});
  const auto activity = MakeRow(Made<Activity>(Kind::kActivity), {});
  const auto text = [&](const Row& subject, const Row& candidate) {
    return PairText{subject, candidate, Taxonomy::BuiltIn(), policy};
  };
  const PairText visit = text(*resident, *volunteer);
  EXPECT_EQ(Who(visit, Side::kSubject, kNl), "de inwoner");
  EXPECT_EQ(Who(visit, Side::kCandidate, kNl), "de vrijwilliger");
  const PairText group = text(*activity, *resident);
  EXPECT_EQ(Who(group, Side::kSubject, kEn), "the activity");
  EXPECT_EQ(Who(group, Side::kCandidate, kEn), "the resident");
  const PairText peers = text(*resident, *resident);
  EXPECT_EQ(Who(peers, Side::kSubject, kNl), "deze inwoner");
  EXPECT_EQ(Who(peers, Side::kCandidate, kNl), "de buurtgenoot");
}

TEST(WordsTest, DatesAndEurosAreWrittenAsPeopleDo) {
  EXPECT_EQ(DateWords("2026-12-01", kNl), "1 december 2026");
  EXPECT_EQ(DateWords("2027-01-31", kEn), "31 January 2027");
  EXPECT_EQ(DateWords("soon", kNl), "soon");
  EXPECT_EQ(EuroWords("905", kNl), "€ 9,05");
  EXPECT_EQ(EuroWords("1200", kEn), "€12.00");
}

TEST(WordsTest, WindowsSayTheWeeksOnlyWhenItIsNotEveryWeek) {
  EXPECT_EQ(WindowWords({Weekday::kWednesday, 9 * 60 + 5, 11 * 60, Weeks::kEvery}, kNl), "woensdag van 9:05 tot 11:00");
  EXPECT_EQ(WindowWords({Weekday::kSunday, 600, 660, Weeks::kOdd}, kNl),
            "zondag van 10:00 tot 11:00 in de oneven weken");
  EXPECT_EQ(WindowWords({Weekday::kMonday, 600, 660, Weeks::kEven}, kEn), "Monday from 10:00 to 11:00 in even weeks");
}

TEST(WordsTest, ModesAndMinutes) {
  EXPECT_EQ(ModeWords(TravelMode::kWalk, kNl), "lopend");
  EXPECT_EQ(ModeWords(TravelMode::kBike, kNl), "met de fiets");
  EXPECT_EQ(ModeWords(TravelMode::kCar, kNl), "met de auto");
  EXPECT_EQ(ModeWords(TravelMode::kPublicTransport, kNl), "met het openbaar vervoer");
  EXPECT_EQ(ModeWords(TravelMode::kWheelchairTaxi, kNl), "met de rolstoeltaxi");
  EXPECT_EQ(MinutesWords(0, kNl), "0 minuten");
  EXPECT_EQ(MinutesWords(1, kNl), "1 minuut");
  EXPECT_EQ(MinutesWords(25, kEn), "25 minutes");
}

TEST(WordsTest, ListsEndInAnd) {
  EXPECT_EQ(Enumerate({}, kNl), "");
  EXPECT_EQ(Enumerate({"a"}, kNl), "a");
  EXPECT_EQ(Enumerate({"a", "b"}, kEn), "a and b");
  EXPECT_EQ(Enumerate({"a", "b", "c"}, kNl), "a, b en c");
}

}  // namespace
}  // namespace klik::engine
