#include "engine/rules/travel.h"

#include <gtest/gtest.h>

#include "engine/index/row.h"

namespace klik::engine {
namespace {

constexpr GeoPoint kWervershoof = {52'730'900, 5'152'200};
constexpr GeoPoint kAndijk = {52'745'500, 5'220'900};
constexpr GeoPoint kOnderdijk = {52'750'000, 5'133'000};

std::int64_t Between(const GeoPoint& a, const GeoPoint& b) { return DistanceCm(ToSphere(a), ToSphere(b)); }

TEST(TravelMinutesTest, FromWervershoofToAndijkItIs25MinutesByBikeAnd14ByCar) {
  const std::int64_t distance = Between(kWervershoof, kAndijk);
  EXPECT_NEAR(static_cast<double>(distance) / 100, 4900, 50);
  EXPECT_EQ(TravelMinutes(TravelMode::kBike, distance), 25);
  EXPECT_EQ(TravelMinutes(TravelMode::kCar, distance), 14);
  EXPECT_EQ(TravelMinutes(TravelMode::kWalk, distance), 85);
}

TEST(TravelMinutesTest, HalfAMinuteCountsAsOne) {
  // By bike 1,250 m in a straight line is exactly 6.5 minutes.
  EXPECT_EQ(TravelMinutes(TravelMode::kBike, 125'000), 7);
  EXPECT_EQ(TravelMinutes(TravelMode::kBike, 124'999), 6);
  EXPECT_EQ(TravelMinutes(TravelMode::kBike, 0), 0);
}

TEST(TravelMinutesTest, VehiclesThatHaveToBeFetchedStartLate) {
  EXPECT_EQ(TravelMinutes(TravelMode::kCar, 0), 4);
  EXPECT_EQ(TravelMinutes(TravelMode::kPublicTransport, 0), 15);
  EXPECT_EQ(TravelMinutes(TravelMode::kWheelchairTaxi, 0), 10);
}

TEST(DistanceTest, OnderdijkIsNotWervershoofThoughTheyShareAPostcode) {
  EXPECT_NEAR(static_cast<double>(Between(kWervershoof, kOnderdijk)) / 100, 2500, 150);
}

TEST(DistanceTest, IsTheSameBothWaysAndNothingToOneself) {
  EXPECT_EQ(Between(kAndijk, kOnderdijk), Between(kOnderdijk, kAndijk));
  EXPECT_EQ(Between(kAndijk, kAndijk), 0);
}

}  // namespace
}  // namespace klik::engine
