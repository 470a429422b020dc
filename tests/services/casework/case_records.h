// Records of a small municipality for tests of casework: who is in it, what lies between them, and on what day it is.
#ifndef KLIK_TESTS_SERVICES_CASEWORK_CASE_RECORDS_H_
#define KLIK_TESTS_SERVICES_CASEWORK_CASE_RECORDS_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/index/snapshot_builder.h"
#include "engine/taxonomy/taxonomy.h"
#include "services/registry/clock.h"

namespace klik::services {

class CaseRecords : public ::testing::Test {
 protected:
  static constexpr absl::CivilDay kToday{2026, 11, 25};  // A Wednesday.

  static engine::EntityId ResidentId(const std::string& id) { return {engine::Kind::kResident, id}; }
  static engine::EntityId VolunteerId(const std::string& id) { return {engine::Kind::kVolunteer, id}; }

  // Noon, so many days from today.
  absl::Time At(int days) const { return absl::FromCivil(kToday + days, moment_.zone) + absl::Hours(12); }

  // Could be matched with anybody who is free on Wednesday morning.
  engine::Resident Resident(const std::string& id) const {
    engine::Resident resident;
    Fill(ResidentId(id), resident);
    resident.need.type = engine::NeedType::kSocial;
    resident.waiting_since = kToday - 10;
    return resident;
  }

  engine::Volunteer Volunteer(const std::string& id) const {
    engine::Volunteer volunteer;
    Fill(VolunteerId(id), volunteer);
    volunteer.vog = {engine::VogState::kValid, absl::CivilDay(2026, 1, 1), ""};
    volunteer.max_matches = 10;
    volunteer.travel = {{engine::TravelMode::kBike, 30, false}};
    return volunteer;
  }

  // Of resident `r` and volunteer `v`.
  engine::Match Match(const std::string& id, engine::MatchState state) const {
    engine::Match match;
    match.meta.id = {engine::Kind::kMatch, id};
    match.meta.create_time = At(-400);
    match.resident = ResidentId("r");
    match.other = VolunteerId("v");
    match.state = state;
    return match;
  }

  engine::Referral Referral(const std::string& id, engine::ReferralState state, int days) const {
    engine::Referral referral;
    referral.meta.id = {engine::Kind::kReferral, id};
    referral.meta.create_time = At(-400);
    referral.municipality = "GM0420";
    referral.draft.display_name = "Draft " + id;
    referral.state = state;
    referral.steps = {{state, engine::ReferralReason::kUnspecified, At(days), ""}};
    return referral;
  }

  template <typename Value>
  void Add(Value value) {
    changes_.emplace_back(std::make_shared<const Value>(std::move(value)));
  }

  std::shared_ptr<const engine::Snapshot> Build() const {
    engine::SnapshotBuilder builder(std::make_shared<const engine::Snapshot>(engine::Taxonomy::BuiltIn()));
    for (const engine::Change& change : changes_) builder.Apply(change);
    return builder.Build(1);
  }

  const engine::Policy policy_;
  const engine::Moment moment_ =
      MomentAt(absl::FromCivil(absl::CivilHour(kToday.year(), kToday.month(), kToday.day(), 9), absl::UTCTimeZone()));

 private:
  static void Fill(const engine::EntityId& id, engine::Person& person) {
    person.meta.id = id;
    person.municipality = "GM0420";
    person.display_name = "Name " + id.id;
    person.birth_year = 1950;
    person.place.point = {52'730'900, 5'152'200};
    person.languages = {{"nl", engine::LanguageLevel::kFluent}};
    person.availability.windows = {{engine::Weekday::kWednesday, 9 * 60, 12 * 60}};
    engine::LegalBasis basis;
    basis.purpose = engine::Purpose::kMatching;
    basis.basis = engine::Basis::kConsent;
    person.legal_bases = {basis};
  }

  std::vector<engine::Change> changes_;
};

}  // namespace klik::services

#endif  // KLIK_TESTS_SERVICES_CASEWORK_CASE_RECORDS_H_
