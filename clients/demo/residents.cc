#include "clients/demo/residents.h"

#include <algorithm>
#include <utility>

#include "clients/demo/calendar.h"
#include "clients/demo/profile.h"

namespace klik::demo {
namespace {

using v1::Need;
using v1::Resident;

constexpr int kAllWindows = 42;
constexpr int kLongestWaitDays = 425;  // fourteen months

Need MakeNeed(const Life& life, bool grieving, absl::CivilDay today, Random& random) {
  constexpr Need::Type kTypes[] = {Need::EMOTIONAL,          Need::SOCIAL, Need::BOTH, Need::MEANING, Need::PRACTICAL,
                                   Need::PROFESSIONAL_FIRST, Need::UNKNOWN};
  Need need;
  // Whoever lost a partner misses one person, the young and the new miss a circle.
  const int emotional = grieving ? 480 : life.age < 35 ? 140 : 240;
  const int social = grieving ? 170 : life.age < 35 ? 520 : 350;
  const int meaning = life.age >= 60 && life.mobility == Mobility::kGood ? 140 : 60;
  need.set_type(kTypes[random.PickWeighted({emotional, social, 140, meaning, 40, 25, 110})]);
  if (need.type() == Need::UNKNOWN) return need;
  need.set_confirmed_by(random.Chance(600) ? "coördinator Vrijwilligerspunt" : "sociaal wijkteam");
  *need.mutable_confirm_time() = TimestampOn(today - random.Between(5, 400), 9);
  return need;
}

void FillContactForms(const Life& life, Random& random, Resident& resident) {
  const bool housebound = resident.travel().empty();
  if (!housebound && random.Chance(180)) return;
  if (life.age >= kSurelyAdult && (housebound || random.Chance(life.age >= 70 ? 700 : 380))) {
    resident.add_contact_forms(v1::HOME_VISIT);
  }
  if (random.Chance(housebound ? 350 : 780)) resident.add_contact_forms(v1::PUBLIC_PLACE);
  if (random.Chance(life.mobility == Mobility::kGood ? 600 : 200)) resident.add_contact_forms(v1::OUTDOORS);
  if (random.Chance(life.age >= 70 ? 350 : 200)) resident.add_contact_forms(v1::PHONE);
  if (random.Chance(life.age < 40 ? 350 : 60)) resident.add_contact_forms(v1::ONLINE);
  if (random.Chance(620)) resident.add_contact_forms(v1::GROUP);
  if (resident.contact_forms().empty()) resident.add_contact_forms(v1::PUBLIC_PLACE);
  if (random.Chance(200)) resident.set_max_group_size(random.Pick({4, 6, 8, 8, 12}));
}

void FillAccessNeeds(const Life& life, Random& random, Resident& resident) {
  const bool wheelchair = life.mobility == Mobility::kWheelchair;
  const bool frail = life.mobility == Mobility::kFrail;
  if (wheelchair || (frail && random.Chance(550))) resident.add_access_needs(v1::STEP_FREE);
  if (wheelchair || random.Chance(frail ? 350 : 20)) resident.add_access_needs(v1::ACCESSIBLE_TOILET);
  if (random.Chance(life.age < 65 ? 10 : life.age < 80 ? 70 : 180)) resident.add_access_needs(v1::HEARING_LOOP);
  if (random.Chance(35)) resident.add_access_needs(v1::NO_ANIMALS);
  if (random.Chance(60)) resident.add_access_needs(v1::SMOKE_FREE);
  if (random.Chance(45)) resident.add_access_needs(v1::QUIET);
}

void FillMoney(const Life& life, Random& random, Resident& resident) {
  if (life.low_budget) {
    resident.set_max_cost_cents(random.Pick({0, 200, 300, 500}));
    if (random.Chance(750)) resident.add_vouchers("MEEDOEN");
  } else if (random.Chance(420)) {
    resident.set_max_cost_cents(random.Pick({750, 1000, 1500, 2500}));
  }
}

void FillWishes(const Life& life, Random& random, Resident& resident) {
  if (random.Chance(100)) {
    v1::Wish& wish = *resident.add_wishes();
    wish.set_min_age(std::max(0, life.age - random.Between(8, 20)));
    wish.set_max_age(std::min(120, life.age + random.Between(8, 20)));
    wish.set_hard(random.Chance(120));
  }
  if (life.gender == v1::FEMALE ? random.Chance(130) : random.Chance(40)) {
    v1::Wish& wish = *resident.add_wishes();
    wish.set_gender(random.Chance(900) && life.gender != v1::GENDER_UNSPECIFIED ? life.gender : v1::FEMALE);
    wish.set_hard(random.Chance(300));
  }
}

void FillContactWanted(Random& random, Resident& resident) {
  if (random.Chance(850)) {
    resident.mutable_commitment()->set_months(random.Pick({3, 6, 6, 12, 12, 12, 24}));
    resident.mutable_commitment()->set_times_per_month(random.Pick({1, 2, 2, 4, 4, 4, 8}));
  }
  const bool gives = resident.need().type() == Need::MEANING;
  resident.set_role(gives ? (random.Chance(400) ? Resident::GIVE : Resident::BOTH)
                          : (random.Chance(180) ? Resident::BOTH : Resident::RECEIVE));
  resident.set_peer_links(random.Chance(gives ? 300 : 110));
}

bool Has(const Resident& resident, v1::Experience experience) {
  return std::find(resident.experiences().begin(), resident.experiences().end(), experience) !=
         resident.experiences().end();
}

// The groups that the municipality's plan against loneliness names.
void FillTargetGroups(const Life& life, Random& random, Resident& resident) {
  if (Has(resident, v1::WIDOWED)) resident.add_target_groups("WIDOWED");
  if (Has(resident, v1::DIVORCED) || random.Chance(120)) resident.add_target_groups("SINGLE");
  if (life.low_budget) resident.add_target_groups("POVERTY");
  if (life.age < 28) resident.add_target_groups("YOUNG_PEOPLE");
  if (Has(resident, v1::CHRONIC_ILLNESS)) resident.add_target_groups("CHRONICALLY_ILL");
  if (Has(resident, v1::CARER)) resident.add_target_groups("INFORMAL_CARER");
  if (!life.origin->language.empty()) resident.add_target_groups("MIGRANT");
}

Resident MakeResident(absl::CivilDay today, Random& random) {
  const Area& area = PickArea(random);
  const Life life = MakeLife(area, PickAge(area, random), random);
  Resident resident;
  FillProfile(life, kAllWindows, today, random, resident);
  const bool grieving = Has(resident, v1::WIDOWED) || Has(resident, v1::GRIEVING);
  *resident.mutable_need() = MakeNeed(life, grieving, today, random);
  FillContactForms(life, random, resident);
  FillAccessNeeds(life, random, resident);
  FillMoney(life, random, resident);
  FillWishes(life, random, resident);
  FillContactWanted(random, resident);
  AddLegalBases(today, random, resident);
  FillTargetGroups(life, random, resident);
  resident.set_state(random.Chance(30) ? Resident::PAUSED : Resident::ACTIVE);
  // The lower of two throws: more people are new on the list than wait for a year.
  const int days = std::min(random.Below(kLongestWaitDays), random.Below(kLongestWaitDays));
  resident.set_waiting_since(DateText(today - days));
  return resident;
}

}  // namespace

std::vector<Resident> MakeResidents(std::uint64_t seed, int count, absl::CivilDay today) {
  Random random(seed, Random::Stream::kResidents);
  std::vector<Resident> residents;
  residents.reserve(static_cast<std::size_t>(count));
  for (int number = 1; number <= count; ++number) {
    Resident resident = MakeResident(today, random);
    resident.set_external_id(ExternalId('R', number, 5));
    residents.push_back(std::move(resident));
  }
  return residents;
}

}  // namespace klik::demo
