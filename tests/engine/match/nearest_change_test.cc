// What would have to change for a pair that is not eligible: case by case.
#include "engine/match/nearest_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/match/evaluate.h"
#include "engine/rules/travel.h"

namespace klik::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr int At(int hour, int minute = 0) { return hour * 60 + minute; }

constexpr GeoPoint kWervershoof{52'730'900, 5'152'200};
constexpr GeoPoint kAndijk{52'745'500, 5'220'900};

// A resident and a volunteer who fit, and an activity that fits both: each test takes something away.
class NearestChangeTest : public ::testing::Test {
 protected:
  NearestChangeTest() {
    resident_->meta.id = {Kind::kResident, "r"};
    neighbour_->meta.id = {Kind::kResident, "s"};
    volunteer_->meta.id = {Kind::kVolunteer, "v"};
    activity_->meta.id = {Kind::kActivity, "a"};
    for (Person* person : {static_cast<Person*>(resident_.get()), static_cast<Person*>(neighbour_.get()),
                           static_cast<Person*>(volunteer_.get())}) {
      person->birth_year = 1960;
      person->place.point = kWervershoof;
      person->travel = {{TravelMode::kBike, 60, false}};
      person->availability.windows = {{Weekday::kWednesday, At(9), At(12), Weeks::kEvery}};
      person->languages = {{"nl", LanguageLevel::kFluent}};
      person->legal_bases = {{Purpose::kMatching, Basis::kConsent, {}, {}, "", false}};
    }
    resident_->need.type = NeedType::kPractical;
    resident_->peer_links = neighbour_->peer_links = true;
    volunteer_->vog = {VogState::kValid, absl::CivilDay(2026, 3, 1), ""};
    activity_->place.point = kWervershoof;
    activity_->sessions.hours.windows = {{Weekday::kWednesday, At(9), At(12), Weeks::kEvery}};
  }

  EvaluatedPair Visit() { return Evaluated(MakeRow(resident_), MakeRow(volunteer_, load_)); }
  EvaluatedPair Outing() { return Evaluated(MakeRow(resident_), MakeRow(activity_, load_)); }
  EvaluatedPair Neighbours() { return Evaluated(MakeRow(neighbour_), MakeRow(resident_)); }

  // The resident is asked for.
  EvaluatedPair Evaluated(const std::shared_ptr<const Row>& subject, const std::shared_ptr<const Row>& candidate) {
    const Calendar calendar = CalendarAt(moment_, policy_);
    return EvaluateWithChange(MakePairContext(*subject, *candidate, policy_, moment_, Taxonomy::BuiltIn(), calendar));
  }

  void OnlyAtHome() { resident_->contact_forms = {ContactForm::kHomeVisit}; }
  void NobodyCanTravel() {
    resident_->travel.clear();
    neighbour_->travel.clear();
    volunteer_->travel.clear();
  }
  void LiveApart() {
    volunteer_->place.point = neighbour_->place.point = activity_->place.point = kAndijk;
    minutes_ = TravelMinutes(TravelMode::kCar, DistanceCm(ToSphere(kWervershoof), ToSphere(kAndijk)));
    ASSERT_GT(minutes_, 5);
  }

  Policy policy_;
  Moment moment_{absl::FromUnixSeconds(1'795'000'000), absl::CivilDay(2026, 11, 18)};
  std::shared_ptr<Resident> resident_ = std::make_shared<Resident>();
  std::shared_ptr<Resident> neighbour_ = std::make_shared<Resident>();
  std::shared_ptr<Volunteer> volunteer_ = std::make_shared<Volunteer>();
  std::shared_ptr<Activity> activity_ = std::make_shared<Activity>();
  Load load_;
  int minutes_ = 0;  // By car, when they live apart.
};

std::vector<BarCode> CodesOf(const std::vector<Bar>& bars) {
  std::vector<BarCode> codes;
  for (const Bar& bar : bars) codes.push_back(bar.code);
  return codes;
}

std::int64_t ValueOf(const TermValues& values, Term term) { return values[static_cast<std::size_t>(term)]; }

TEST_F(NearestChangeTest, NothingHasToChangeForAnEligiblePair) {
  ASSERT_TRUE(Visit().result.bars.empty());
  EXPECT_FALSE(Visit().change.has_value());
  ASSERT_TRUE(Outing().result.bars.empty());
  ASSERT_TRUE(Neighbours().result.bars.empty());
}

TEST_F(NearestChangeTest, WhatStaffAndTimeCanDoHasItsOwnCost) {
  OnlyAtHome();
  // Each another, so that no cost can be taken for another.
  policy_.change_costs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23};
  struct Example {
    BarCode code;
    int cost;
    std::function<void()> take_away;
    bool outing = false;
  };
  const std::vector<Example> examples = {
      {BarCode::kConsentMissing, 11, [&] { resident_->legal_bases.clear(); }},
      {BarCode::kVogMissing, 12,
       [&] {
         volunteer_->vog = {VogState::kRequested, {}, ""};
       }},
      {BarCode::kVogMissing, 13, [&] { volunteer_->vog = {}; }},
      {BarCode::kVogExpired, 14, [&] { volunteer_->vog.issued_date = absl::CivilDay(2020, 1, 1); }},
      {BarCode::kCapacity, 15, [&] { load_.running = 1; }},
      {BarCode::kCapacityReserved, 16, [&] { load_.open_until = {absl::InfiniteFuture()}; }},
      {BarCode::kActivityFull, 17, [&] { activity_->capacity = 9, load_.running = 9; }, true},
      {BarCode::kTimeOverlap, 18,
       [&] {
         volunteer_->availability.windows = {{Weekday::kMonday, At(9), At(12)}};
       }},
      {BarCode::kTransport, 19, [&] { volunteer_->travel.clear(); }},
      {BarCode::kTravel, 19, [&] { LiveApart(), volunteer_->travel.front().max_minutes = 2; }},
      {BarCode::kPendingGuardian, 20, [&] { resident_->birth_year = 2010; }, true},
      {BarCode::kCost, 21, [&] { activity_->cost_cents = 500, resident_->max_cost_cents = 250; }, true},
      {BarCode::kContactForm, 22, [&] { volunteer_->contact_forms = {ContactForm::kPhone}; }},
      {BarCode::kPaused, 23, [&] { volunteer_->state = ProfileState::kPaused; }},
  };
  for (const Example& example : examples) {
    const Resident resident = *resident_;
    const Volunteer volunteer = *volunteer_;
    const Activity activity = *activity_;
    if (example.outing) resident_->contact_forms.clear();
    example.take_away();
    const EvaluatedPair pair = example.outing ? Outing() : Visit();
    ASSERT_TRUE(pair.change.has_value()) << static_cast<int>(example.code);
    EXPECT_THAT(CodesOf(pair.change->lifted), ElementsAre(example.code));
    EXPECT_EQ(pair.change->cost, example.cost) << static_cast<int>(example.code);
    *resident_ = resident;
    *volunteer_ = volunteer;
    load_ = {};
    *activity_ = activity;
  }
}

TEST_F(NearestChangeTest, WhatNobodyCanChangeHasNone) {
  OnlyAtHome();
  volunteer_->vog = {};
  ASSERT_TRUE(Visit().change.has_value());
  volunteer_->languages = {{"pl", LanguageLevel::kFluent}};
  EXPECT_FALSE(Visit().change.has_value());
}

TEST_F(NearestChangeTest, WhoFirstNeedsAProfessionalIsNotJustTakingAPause) {
  resident_->need.type = NeedType::kProfessionalFirst;
  EXPECT_FALSE(Visit().change.has_value());
}

TEST_F(NearestChangeTest, AGroupDoesNotGetSmallerByAgreeingOnSomething) {
  const Bar too_large{BarCode::kContactForm, Side::kSubject, {{"group_size", "12"}}};
  EXPECT_EQ(CostOfLifting(policy_.change_costs, std::vector<Bar>{too_large}), std::nullopt);
  const Bar not_agreed{BarCode::kContactForm, Side::kSubject, {}};
  EXPECT_EQ(CostOfLifting(policy_.change_costs, std::vector<Bar>{not_agreed, not_agreed}), 4);
}

TEST_F(NearestChangeTest, SeveralChangesAreInOrderAndCostTheirSum) {
  OnlyAtHome();
  volunteer_->vog = {};
  volunteer_->travel.clear();
  resident_->legal_bases.clear();
  volunteer_->legal_bases.clear();
  const EvaluatedPair pair = Visit();
  ASSERT_TRUE(pair.change.has_value());
  EXPECT_THAT(CodesOf(pair.change->lifted), ElementsAre(BarCode::kConsentMissing, BarCode::kConsentMissing,
                                                        BarCode::kVogMissing, BarCode::kTransport));
  EXPECT_EQ(pair.change->lifted[0].side, Side::kSubject);
  EXPECT_EQ(pair.change->lifted[1].side, Side::kCandidate);
  EXPECT_EQ(pair.change->cost, 2 + 2 + 3 + 3);
}

TEST_F(NearestChangeTest, ARideIsNotLongerThanOnePicksSomebodyUp) {
  OnlyAtHome();
  LiveApart();
  NobodyCanTravel();
  policy_.max_pick_up_minutes = minutes_;
  EXPECT_TRUE(Visit().change.has_value());
  policy_.max_pick_up_minutes = minutes_ - 1;
  EXPECT_FALSE(Visit().change.has_value());
}

TEST_F(NearestChangeTest, WhoIsDrivenPaysForTheWay) {
  LiveApart();
  NobodyCanTravel();
  policy_.near_minutes = 0;
  const int moving = 1000 - minutes_ * 1000 / policy_.far_minutes;
  const auto travel = [](const EvaluatedPair& pair) {
    EXPECT_EQ(ValueOf(pair.result.score.subject, Term::kTravel), 0);
    return std::pair(ValueOf(pair.change->score.subject, Term::kTravel),
                     ValueOf(pair.change->score.candidate, Term::kTravel));
  };
  resident_->contact_forms = {ContactForm::kHomeVisit};
  EXPECT_THAT(travel(Visit()), Pair(1000, moving)) << "the volunteer comes";
  resident_->contact_forms = {ContactForm::kPublicPlace};
  EXPECT_THAT(travel(Visit()), Pair(moving, 1000)) << "the resident is brought";
  resident_->contact_forms.clear();
  EXPECT_THAT(travel(Outing()), Pair(moving, 1000));
  EXPECT_THAT(travel(Neighbours()), Pair(1000, moving)) << "the candidate's id comes first";
  volunteer_->place.point = kWervershoof;
  EXPECT_THAT(travel(Evaluated(MakeRow(volunteer_, {}), MakeRow(activity_, {}))), Pair(moving, 1000));
}

TEST_F(NearestChangeTest, ARideTakesItsTime) {
  OnlyAtHome();
  LiveApart();
  NobodyCanTravel();
  volunteer_->availability.windows = {{Weekday::kWednesday, At(9), At(9, 30) + 2 * minutes_}};
  const EvaluatedPair enough = Visit();
  EXPECT_THAT(CodesOf(enough.change->lifted), ElementsAre(BarCode::kTransport));
  EXPECT_EQ(ValueOf(enough.change->score.subject, Term::kAvailability), 30 * 1000 / 120);

  volunteer_->availability.windows.front().end_minute -= 1;
  const EvaluatedPair pair = Visit();
  EXPECT_THAT(CodesOf(pair.result.bars), ElementsAre(BarCode::kTransport)) << "there is time without the ride";
  EXPECT_THAT(CodesOf(pair.change->lifted), ElementsAre(BarCode::kTimeOverlap, BarCode::kTransport));
  EXPECT_THAT(pair.change->lifted.front().params, ElementsAre(Pair("minutes", "29"), Pair("needed_minutes", "30")));
  EXPECT_EQ(pair.change->cost, 6);
  EXPECT_EQ(ValueOf(pair.change->score.subject, Term::kAvailability), 30 * 1000 / 120);
}

TEST_F(NearestChangeTest, ATimeThatIsFoundIsAsLongAsItMustBeAndNoLonger) {
  volunteer_->availability.windows = {{Weekday::kMonday, At(9), At(12)}};
  policy_.min_block_minutes = 60;
  const EvaluatedPair pair = Visit();
  EXPECT_EQ(ValueOf(pair.result.score.subject, Term::kAvailability), 0);
  EXPECT_EQ(ValueOf(pair.change->score.subject, Term::kAvailability), 500);
  EXPECT_EQ(pair.change->score.subject_total - pair.result.score.subject_total,
            500 * policy_.weights[static_cast<std::size_t>(Term::kAvailability)]);
}

// At home the volunteer is driven and has time enough; elsewhere the resident is, and has not.
TEST_F(NearestChangeTest, TheSettingThatIsCheapestToMakePossibleIsChosen) {
  LiveApart();
  NobodyCanTravel();
  resident_->contact_forms = {ContactForm::kHomeVisit, ContactForm::kPublicPlace};
  resident_->availability.windows = {{Weekday::kWednesday, At(10), At(10, 31)}};
  volunteer_->vog = {VogState::kRequested, {}, ""};
  const EvaluatedPair at_home = Visit();
  EXPECT_EQ(at_home.result.setting, Setting::kHome) << "although it has more bars";
  EXPECT_THAT(CodesOf(at_home.change->lifted), ElementsAre(BarCode::kVogMissing, BarCode::kTransport));
  EXPECT_EQ(at_home.change->cost, 4);

  policy_.change_costs.vog_requested = 4;
  const EvaluatedPair in_public = Visit();
  EXPECT_EQ(in_public.result.setting, Setting::kPublic);
  EXPECT_THAT(CodesOf(in_public.change->lifted), ElementsAre(BarCode::kTimeOverlap, BarCode::kTransport));
  EXPECT_EQ(in_public.change->cost, 6);

  // Nothing makes any setting possible: the fewest bars.
  policy_.change_costs.vog_requested = 1;
  volunteer_->languages = {{"pl", LanguageLevel::kFluent}};
  EXPECT_EQ(Visit().result.setting, Setting::kPublic);
}

}  // namespace
}  // namespace klik::engine
