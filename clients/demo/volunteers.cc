#include "clients/demo/volunteers.h"

#include <array>
#include <utility>

#include "clients/demo/calendar.h"
#include "clients/demo/profile.h"

namespace klik::demo {
namespace {

using v1::CriminalRecordCheck;
using v1::Volunteer;

// Three years: how long one is good for by most organisations' rules.
constexpr int kVogDays = 3 * 365;

int PickVolunteerAge(Random& random) {
  struct Band {
    int youngest;
    int oldest;
  };
  constexpr std::array<Band, 6> kBands = {{{15, kOldestPupil}, {18, 24}, {25, 44}, {45, 64}, {65, 79}, {80, 86}}};
  const Band band = kBands[random.PickWeighted({50, 80, 170, 300, 375, 25})];
  return random.Between(band.youngest, band.oldest);
}

CriminalRecordCheck MakeVog(int age, absl::CivilDay today, Random& random) {
  constexpr CriminalRecordCheck::State kStates[] = {CriminalRecordCheck::VALID, CriminalRecordCheck::REQUESTED,
                                                    CriminalRecordCheck::NONE};
  CriminalRecordCheck vog;
  vog.set_state(age <= kOldestPupil ? CriminalRecordCheck::NONE : kStates[random.PickWeighted({800, 90, 110})]);
  if (vog.state() == CriminalRecordCheck::VALID) {
    // Some have lapsed, as they do where nobody looks at the list.
    const bool lapsed = random.Chance(140);
    vog.set_issued_date(
        DateText(today - (lapsed ? random.Between(kVogDays, kVogDays + 365) : random.Between(10, kVogDays))));
    vog.set_checked_by("Vrijwilligerspunt Westfriesland");
  }
  return vog;
}

void FillContactForms(int age, Random& random, Volunteer& volunteer) {
  if (age <= kOldestPupil) {
    volunteer.add_contact_forms(v1::GROUP);
    return;
  }
  if (random.Chance(150)) return;
  if (random.Chance(700)) volunteer.add_contact_forms(v1::HOME_VISIT);
  if (random.Chance(650)) volunteer.add_contact_forms(v1::PUBLIC_PLACE);
  if (random.Chance(550)) volunteer.add_contact_forms(v1::OUTDOORS);
  if (random.Chance(250)) volunteer.add_contact_forms(v1::PHONE);
  if (random.Chance(age < 45 ? 250 : 60)) volunteer.add_contact_forms(v1::ONLINE);
  if (random.Chance(500)) volunteer.add_contact_forms(v1::GROUP);
  if (volunteer.contact_forms().empty()) volunteer.add_contact_forms(v1::HOME_VISIT);
}

void AddFact(v1::AccessNeed need, v1::AccessFact::Fact value, Volunteer& volunteer) {
  v1::AccessFact& fact = *volunteer.add_access();
  fact.set_need(need);
  fact.set_fact(value);
}

// What few think to tell: a dog that comes along, a cigarette.
void FillAccess(Random& random, Volunteer& volunteer) {
  if (random.Chance(350)) {
    AddFact(v1::NO_ANIMALS, random.Chance(120) ? v1::AccessFact::NO : v1::AccessFact::YES, volunteer);
  }
  if (random.Chance(450)) {
    AddFact(v1::SMOKE_FREE, random.Chance(100) ? v1::AccessFact::NO : v1::AccessFact::YES, volunteer);
  }
  if (random.Chance(30)) volunteer.add_access_needs(random.Pick({v1::NO_ANIMALS, v1::SMOKE_FREE, v1::QUIET}));
}

void FillOffer(const Life& life, absl::CivilDay today, Random& random, Volunteer& volunteer) {
  if (random.Chance(900)) {
    volunteer.mutable_commitment()->set_months(life.age <= kOldestPupil ? 3 : random.Pick({3, 6, 6, 12, 12, 12, 24}));
    volunteer.mutable_commitment()->set_times_per_month(random.Pick({1, 2, 2, 4, 4, 4, 6}));
  }
  if (random.Chance(50)) {
    v1::Wish& wish = *volunteer.add_wishes();
    wish.set_gender(v1::FEMALE);
    wish.set_hard(life.gender == v1::FEMALE && random.Chance(500));
  }
  if (random.Chance(60)) {
    v1::Wish& wish = *volunteer.add_wishes();
    wish.set_min_age(random.Pick({18, 50, 60, 65}));
  }
  // Students and people about to move know when they stop.
  if (random.Chance(life.pattern == LifePattern::kStudent ? 350 : 40)) {
    volunteer.set_available_until(DateText(today + random.Between(30, 400)));
  }
}

void FillTrainings(Random& random, Volunteer& volunteer) {
  for (const auto& [training, likely] :
       {std::pair{"LISTENING", 350}, std::pair{"BUDDY_BASICS", 300}, std::pair{"DEMENTIA", 120},
        std::pair{"LANGUAGE_COACH", 80}, std::pair{"FIRST_AID", 110}, std::pair{"BEREAVEMENT", 60}}) {
    if (random.Chance(likely)) volunteer.add_trainings(training);
  }
}

// How often the volunteer was asked, and whether an answer came.
void FillRequests(absl::CivilDay today, Random& random, Volunteer& volunteer) {
  volunteer.set_max_matches(1 + static_cast<int>(random.PickWeighted({600, 300, 100})));
  if (random.Chance(300)) volunteer.set_max_open_requests(random.Pick({1, 2, 2, 3}));
  if (random.Chance(250)) return;
  *volunteer.mutable_last_asked_time() = TimestampOn(today - random.Between(1, 300), 11);
  volunteer.set_unanswered_requests(static_cast<int>(random.PickWeighted({800, 110, 50, 30, 10})));
}

const Area& PickHome(Random& random) { return random.Chance(40) ? random.Pick(AreasNearby()) : PickArea(random); }

Volunteer MakeVolunteer(absl::CivilDay today, Random& random) {
  Life life = MakeLife(PickHome(random), PickVolunteerAge(random), random);
  // Somebody who visits others gets there.
  if (life.mobility == Mobility::kFrail) life.mobility = Mobility::kGood;
  Volunteer volunteer;
  // Who offers time offers a few moments of the week, not all that are free.
  FillProfile(life, random.Between(1, 4), today, random, volunteer);
  FillContactForms(life.age, random, volunteer);
  FillAccess(random, volunteer);
  FillOffer(life, today, random, volunteer);
  AddLegalBases(today, random, volunteer);
  *volunteer.mutable_vog() = MakeVog(life.age, today, random);
  FillTrainings(random, volunteer);
  FillRequests(today, random, volunteer);
  volunteer.set_state(random.Chance(40) ? Volunteer::PAUSED : Volunteer::ACTIVE);
  return volunteer;
}

}  // namespace

std::vector<Volunteer> MakeVolunteers(std::uint64_t seed, int count, absl::CivilDay today) {
  Random random(seed, Random::Stream::kVolunteers);
  std::vector<Volunteer> volunteers;
  volunteers.reserve(static_cast<std::size_t>(count));
  for (int number = 1; number <= count; ++number) {
    Volunteer volunteer = MakeVolunteer(today, random);
    volunteer.set_external_id(ExternalId('V', number, 4));
    volunteers.push_back(std::move(volunteer));
  }
  return volunteers;
}

}  // namespace klik::demo
