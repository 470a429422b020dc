#include "engine/places/gazetteer.h"

#include <cmath>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace klik::engine {
namespace {

// Settlement and PC4 with points that cannot be mistaken for each other.
constexpr std::string_view kSmallTable =
    "# a comment\n"
    "\n"
    "1693\tWervershoof\tGM0420\t52.7309\t5.1522\n"
    "1693\tOnderdijk\tGM0420\t52.75\t5.133\n"
    "1756\t't Zand\t\t52.8367\t4.7564\n";
constexpr GeoPoint kWervershoof{.latitude_e6 = 52'730'900, .longitude_e6 = 5'152'200};
constexpr GeoPoint kOnderdijk{.latitude_e6 = 52'750'000, .longitude_e6 = 5'133'000};

Place PlaceAt(std::string postcode, std::string settlement) {
  Place place;
  place.postcode = std::move(postcode);
  place.settlement = std::move(settlement);
  return place;
}

std::string ErrorOf(std::string_view tsv) {
  const absl::StatusOr<Gazetteer> parsed = Gazetteer::Parse(tsv);
  if (parsed.ok()) return "no error";
  EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(parsed.status().message());
}

// Good enough for a few kilometres in North Holland.
double Kilometres(const GeoPoint& a, const GeoPoint& b) {
  const double north = (a.latitude_e6 - b.latitude_e6) * 1e-6 * 111.2;
  const double east = (a.longitude_e6 - b.longitude_e6) * 1e-6 * 67.4;
  return std::hypot(north, east);
}

class SmallGazetteerTest : public ::testing::Test {
 protected:
  // Expects that the place resolves, to this.
  void ExpectResolved(Place place, const GeoPoint& point, PlaceAccuracy accuracy) const {
    Place expected = place;
    expected.point = point;
    expected.accuracy = accuracy;
    EXPECT_TRUE(gazetteer_.Resolve(place)) << place.postcode << " " << place.settlement;
    EXPECT_EQ(place, expected) << place.postcode << " " << place.settlement;
  }

  void ExpectUnknown(Place place) const {
    const Place before = place;
    EXPECT_FALSE(gazetteer_.Resolve(place)) << place.postcode;
    EXPECT_EQ(place, before) << place.postcode;
  }

  const Gazetteer gazetteer_ = Gazetteer::Parse(kSmallTable).value();
};

TEST_F(SmallGazetteerTest, SettlementWithinThePostcodeComesFirst) {
  ExpectResolved(PlaceAt("1693", "Onderdijk"), kOnderdijk, PlaceAccuracy::kSettlement);
  ExpectResolved(PlaceAt("1693", "Wervershoof"), kWervershoof, PlaceAccuracy::kSettlement);
}

TEST_F(SmallGazetteerTest, SettlementsCompareWithoutCaseOrSpaceAround) {
  ExpectResolved(PlaceAt("1693", " ONDERdijk "), kOnderdijk, PlaceAccuracy::kSettlement);
  ExpectResolved(PlaceAt("1756", "'T ZAND"), {.latitude_e6 = 52'836'700, .longitude_e6 = 4'756'400},
                 PlaceAccuracy::kSettlement);
}

TEST_F(SmallGazetteerTest, WithoutAKnownSettlementThePostcodesFirstRowIsTaken) {
  ExpectResolved(PlaceAt("1693", ""), kWervershoof, PlaceAccuracy::kPc4);
  ExpectResolved(PlaceAt("1693", "Medemblik"), kWervershoof, PlaceAccuracy::kPc4);
}

TEST_F(SmallGazetteerTest, Pc6GoesByItsDigits) {
  for (const char* const postcode : {"1693 AB", "1693AB", "1693 ab"}) {
    ExpectResolved(PlaceAt(postcode, "Onderdijk"), kOnderdijk, PlaceAccuracy::kSettlement);
    ExpectResolved(PlaceAt(postcode, ""), kWervershoof, PlaceAccuracy::kPc4);
  }
}

TEST_F(SmallGazetteerTest, OtherPostcodesAreUnknown) {
  for (const char* const postcode : {"", "1", "169", "0693", "9999", "16933", "1693A", "1693 A", "1693  AB", "1693 ABC",
                                     "1693 12", "AB 1693", "1693 ", "1693/onderdijk"}) {
    ExpectUnknown(PlaceAt(postcode, "Onderdijk"));
  }
}

TEST_F(SmallGazetteerTest, GivenCoordinatesGoBeforeEverything) {
  constexpr GeoPoint given{.latitude_e6 = 52'000'001, .longitude_e6 = 5'000'001};
  for (const char* const postcode : {"1693", "9999", ""}) {
    Place place = PlaceAt(postcode, "Onderdijk");
    place.given = given;
    ExpectResolved(place, given, PlaceAccuracy::kCoordinates);
  }
}

TEST_F(SmallGazetteerTest, ResolvingAgainReplacesAnEarlierAnswer) {
  Place place = PlaceAt("1693", "Onderdijk");
  ASSERT_TRUE(gazetteer_.Resolve(place));
  place.settlement.clear();
  ASSERT_TRUE(gazetteer_.Resolve(place));
  EXPECT_EQ(place.point, kWervershoof);
  EXPECT_EQ(place.accuracy, PlaceAccuracy::kPc4);
}

TEST_F(SmallGazetteerTest, KeepsTheRowsInTheirOrder) {
  ASSERT_EQ(gazetteer_.entries().size(), 3u);
  EXPECT_EQ(gazetteer_.entries()[1].pc4, "1693");
  EXPECT_EQ(gazetteer_.entries()[1].settlement, "Onderdijk");
  EXPECT_EQ(gazetteer_.entries()[1].municipality, "GM0420");
  EXPECT_EQ(gazetteer_.entries()[1].point, kOnderdijk);
  EXPECT_EQ(gazetteer_.entries()[2].municipality, "");
}

TEST(GazetteerParseTest, ErrorsNameTheLine) {
  EXPECT_EQ(ErrorOf("# nothing\n"), "no places");
  EXPECT_EQ(ErrorOf("# c\n1693\tW\tGM0420\t52.7\n"), "line 2: 4 columns; expected 5");
  EXPECT_EQ(ErrorOf("169\tW\tGM0420\t52.7\t5.1\n"), "line 1: `169` is not a PC4");
  EXPECT_EQ(ErrorOf("16a3\tW\tGM0420\t52.7\t5.1\n"), "line 1: `16a3` is not a PC4");
  EXPECT_EQ(ErrorOf("1693\t\tGM0420\t52.7\t5.1\n"), "line 1: the settlement is empty or has space around it");
  EXPECT_EQ(ErrorOf("1693\tW \tGM0420\t52.7\t5.1\n"), "line 1: the settlement is empty or has space around it");
  EXPECT_EQ(ErrorOf("1693\tW\t0420\t52.7\t5.1\n"), "line 1: `0420` is not a GM code");
  EXPECT_EQ(ErrorOf("1693\tW\tGM042\t52.7\t5.1\n"), "line 1: `GM042` is not a GM code");
  EXPECT_EQ(ErrorOf("1693\tW\tGM0420\tnorth\t5.1\n"), "line 1: `north`, `5.1` is not a point in the Netherlands");
  EXPECT_EQ(ErrorOf("1693\tW\tGM0420\t5.1\t52.7\n"), "line 1: `5.1`, `52.7` is not a point in the Netherlands");
  EXPECT_EQ(ErrorOf("1693\tW\tGM0420\tnan\t5.1\n"), "line 1: `nan`, `5.1` is not a point in the Netherlands");
  EXPECT_EQ(ErrorOf("1693\tW\t\t52.7\t5.1\n1694\tW\t\t52.7\t5.1\n1693\tw\t\t52.7\t5.1\n"),
            "line 3: `w` is in 1693 twice");
}

GeoPoint BuiltInPoint(std::string postcode, std::string settlement) {
  Place place = PlaceAt(std::move(postcode), std::move(settlement));
  EXPECT_TRUE(Gazetteer::BuiltIn().Resolve(place));
  return place.point;
}

TEST(BuiltInGazetteerTest, OnderdijkIsNotWervershoof) {
  EXPECT_NEAR(Kilometres(BuiltInPoint("1693", "Onderdijk"), BuiltInPoint("1693", "Wervershoof")), 2.5, 0.1);
  EXPECT_EQ(BuiltInPoint("1693", ""), BuiltInPoint("1693", "Wervershoof"));
}

TEST(BuiltInGazetteerTest, VillagesAreAsFarApartAsTheyAre) {
  EXPECT_NEAR(Kilometres(BuiltInPoint("1693", ""), BuiltInPoint("1619", "Andijk")), 4.9, 0.2);
  EXPECT_NEAR(Kilometres(BuiltInPoint("1671", "Medemblik"), BuiltInPoint("1674", "Opperdoes")), 2.1, 0.2);
  EXPECT_NEAR(Kilometres(BuiltInPoint("1687", "Wognum"), BuiltInPoint("1688", "Nibbixwoud")), 2.6, 0.2);
}

TEST(BuiltInGazetteerTest, CoversMedemblikAndItsNeighbours) {
  std::set<std::string> medemblik;
  std::set<std::string> municipalities;
  for (const GazetteerEntry& entry : Gazetteer::BuiltIn().entries()) {
    if (entry.municipality == "GM0420") medemblik.insert(entry.pc4);
    if (!entry.municipality.empty()) municipalities.insert(entry.municipality);
  }
  EXPECT_EQ(medemblik, (std::set<std::string>{"1619", "1654", "1655", "1657", "1658", "1671", "1674",
                                              "1676", "1678", "1679", "1681", "1682", "1683", "1684",
                                              "1685", "1686", "1687", "1688", "1691", "1692", "1693"}));
  EXPECT_EQ(municipalities,
            (std::set<std::string>{"GM0388", "GM0405", "GM0420", "GM0432", "GM0498", "GM0532", "GM1598"}));
}

TEST(BuiltInGazetteerTest, EveryRowIsInNorthernNorthHolland) {
  for (const GazetteerEntry& entry : Gazetteer::BuiltIn().entries()) {
    EXPECT_GE(entry.pc4, "1440");
    EXPECT_LE(entry.pc4, "1869");
    EXPECT_GE(entry.point.latitude_e6, 52'400'000) << entry.pc4;
    EXPECT_LE(entry.point.latitude_e6, 53'200'000) << entry.pc4;
    EXPECT_GE(entry.point.longitude_e6, 4'600'000) << entry.pc4;
    EXPECT_LE(entry.point.longitude_e6, 5'350'000) << entry.pc4;
    EXPECT_EQ(BuiltInPoint(entry.pc4, entry.settlement), entry.point) << entry.pc4 << " " << entry.settlement;
  }
}

}  // namespace
}  // namespace klik::engine
