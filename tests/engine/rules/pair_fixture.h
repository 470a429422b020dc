// A resident, a neighbour, a volunteer and an activity that nothing keeps apart, for the tests of the rules to spoil.
#ifndef KLIK_TESTS_ENGINE_RULES_PAIR_FIXTURE_H_
#define KLIK_TESTS_ENGINE_RULES_PAIR_FIXTURE_H_

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "engine/match/evaluate.h"

namespace klik::engine {

constexpr int At(int hour, int minute = 0) { return hour * 60 + minute; }

class PairTest : public ::testing::Test {
 protected:
  PairTest() {
    if (!absl::LoadTimeZone("Europe/Amsterdam", &moment_.zone)) std::abort();
    SetToday(absl::CivilDay(2026, 6, 17));
    Prepare(resident_, {Kind::kResident, "r"});
    Prepare(neighbour_, {Kind::kResident, "s"});
    Prepare(volunteer_, {Kind::kVolunteer, "v"});
    for (Resident* person : {&resident_, &neighbour_}) {
      person->peer_links = true;
      person->need.type = NeedType::kSocial;
    }
    volunteer_.vog = {VogState::kValid, absl::CivilDay(2026, 1, 1), ""};
    activity_.meta.id = {Kind::kActivity, "a"};
    activity_.place.point = kWervershoof;
    activity_.sessions.hours.windows = {kWednesdayMorning};
  }

  void SetToday(absl::CivilDay today) {
    moment_.today = today;
    moment_.now = absl::FromCivil(today, moment_.zone) + absl::Hours(12);
  }

  PairResult Of(std::shared_ptr<const Row> subject, std::shared_ptr<const Row> candidate) {
    const Calendar calendar = CalendarAt(moment_, policy_);
    const PairContext pair = MakePairContext(*subject, *candidate, policy_, moment_, Taxonomy::BuiltIn(), calendar);
    PairResult result = Evaluate(pair);
    windows_ = MeetingWindows(pair, result, 10);
    return result;
  }
  PairResult WithVolunteer() { return Of(Compiled(resident_), Compiled(volunteer_)); }
  PairResult WithNeighbour() { return Of(Compiled(resident_), Compiled(neighbour_)); }
  PairResult AtActivity(Load load = {}) {
    return Of(Compiled(resident_), MakeRow(std::make_shared<Activity>(activity_), std::move(load)));
  }

  static const Bar* Find(const PairResult& result, BarCode code) {
    for (const Bar& bar : result.bars) {
      if (bar.code == code) return &bar;
    }
    return nullptr;
  }

  static constexpr GeoPoint kWervershoof = {52'730'900, 5'152'200};
  static constexpr GeoPoint kAndijk = {52'745'500, 5'220'900};  // 25 minutes by bike from there, 14 by car.
  static constexpr Window kWednesdayMorning = {Weekday::kWednesday, At(9), At(12)};

  Policy policy_;
  Moment moment_;
  Resident resident_;
  Resident neighbour_;
  Volunteer volunteer_;
  Activity activity_;
  std::vector<Window> windows_;  // Of the pair last looked at.

 private:
  static std::shared_ptr<const Row> Compiled(const Resident& resident) {
    return MakeRow(std::make_shared<Resident>(resident));
  }
  static std::shared_ptr<const Row> Compiled(const Volunteer& volunteer) {
    return MakeRow(std::make_shared<Volunteer>(volunteer), {});
  }

  static void Prepare(Person& person, EntityId id) {
    person.meta.id = std::move(id);
    person.birth_year = 1950;
    person.place.point = kWervershoof;
    person.languages = {{"nl", LanguageLevel::kFluent}};
    person.travel = {{TravelMode::kBike, 60, false}};
    person.availability.windows = {kWednesdayMorning};
    person.legal_bases = {{Purpose::kMatching, Basis::kConsent, {}, {}, "", false}};
  }
};

}  // namespace klik::engine

#endif  // KLIK_TESTS_ENGINE_RULES_PAIR_FIXTURE_H_
