#include "clients/cli/labels.h"

#include <gtest/gtest.h>

namespace klik::cli {
namespace {

// Every value of the API has a word of its own in both languages: a new value that nobody labelled turns up as "?".
template <typename Enum>
void ExpectAllLabelled(int last) {
  for (int value = 0; value <= last; ++value) {
    EXPECT_NE(Label(Language::kDutch, static_cast<Enum>(value)), "?") << value;
    EXPECT_NE(Label(Language::kEnglish, static_cast<Enum>(value)), "?") << value;
  }
  EXPECT_EQ(Label(Language::kDutch, static_cast<Enum>(last + 1)), "?");
}

TEST(LabelTest, CoversEveryValueOfTheApi) {
  ExpectAllLabelled<v1::CandidateKind>(v1::CandidateKind_MAX);
  ExpectAllLabelled<v1::ContactForm>(v1::ContactForm_MAX);
  ExpectAllLabelled<v1::TravelOption::Mode>(v1::TravelOption::Mode_MAX);
  ExpectAllLabelled<v1::TermScore::Term>(v1::TermScore::Term_MAX);
}

TEST(LabelTest, WordsBelongToTheirNumbers) {
  EXPECT_EQ(Label(Language::kDutch, v1::VOLUNTEER), "vrijwilliger");
  EXPECT_EQ(Label(Language::kDutch, v1::PHONE), "bellen");
  EXPECT_EQ(Label(Language::kEnglish, v1::TravelOption::WHEELCHAIR_TAXI), "wheelchair taxi");
  EXPECT_EQ(Label(Language::kEnglish, v1::TermScore::FRESHNESS), "Profile is up to date");
}

TEST(DescribeWindowTest, NamesTheWeeksOnlyWhenNotEveryWeek) {
  v1::Availability::Window window;
  window.set_weekday(v1::Availability::TUESDAY);
  window.set_start_time("10:35");
  window.set_end_time("24:00");
  EXPECT_EQ(DescribeWindow(Language::kDutch, window), "di 10:35-24:00");
  window.set_weeks(v1::Availability::ODD);
  EXPECT_EQ(DescribeWindow(Language::kDutch, window), "di 10:35-24:00 (oneven weken)");
  window.set_weeks(v1::Availability::EVEN);
  EXPECT_EQ(DescribeWindow(Language::kEnglish, window), "Tue 10:35-24:00 (even weeks)");
}

TEST(DescribeTravelTest, SaysWhoTravels) {
  v1::Travel travel;
  EXPECT_EQ(DescribeTravel(Language::kDutch, travel, "volunteers/v1"), "niemand reist");
  travel.set_mover("volunteers/v1");
  travel.set_mode(v1::TravelOption::BIKE);
  travel.set_minutes(12);
  travel.set_distance_metres(2140);
  EXPECT_EQ(DescribeTravel(Language::kDutch, travel, "volunteers/v1"), "kandidaat: fiets, 12 min, 2,1 km");
  EXPECT_EQ(DescribeTravel(Language::kEnglish, travel, "activities/a1"), "subject: bike, 12 min, 2.1 km");
}

}  // namespace
}  // namespace klik::cli
