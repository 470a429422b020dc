#include "clients/demo/calendar.h"
#include "clients/demo/sketch.h"
#include "clients/demo/striking.h"

namespace klik::demo {
namespace {

using v1::Availability;
using v1::CriminalRecordCheck;
using v1::Interest;
using v1::LanguageSkill;
using v1::TravelOption;
using v1::Volunteer;

Volunteer MakeStriking(const Sketch& sketch, CriminalRecordCheck::State vog, int max_matches, absl::CivilDay today) {
  Volunteer volunteer = FromSketch<Volunteer>(sketch, today);
  volunteer.mutable_vog()->set_state(vog);
  if (vog == CriminalRecordCheck::VALID) {
    volunteer.mutable_vog()->set_issued_date(DateText(today - 200));
    volunteer.mutable_vog()->set_checked_by("Vrijwilligerspunt Westfriesland");
  }
  volunteer.set_max_matches(max_matches);
  volunteer.add_trainings("LISTENING");
  return volunteer;
}

// For Truus: who comes out on top, a neighbour of her age, and four who would be as good but for one thing.
void AddAroundTruus(absl::CivilDay today, std::vector<Volunteer>& volunteers) {
  volunteers.push_back(MakeStriking({.external_id = "V-DAAN",
                                     .name = "Daan M.",
                                     .age = 19,
                                     .gender = v1::MALE,
                                     .village = "Andijk",
                                     .travel = {{TravelOption::BIKE, 35}},
                                     .free = {{{Availability::WEDNESDAY}, "08:30", "12:30"}},
                                     .interests = {{Topic::kCello, Interest::LIKES},
                                                   {Topic::kClassical, Interest::LIKES},
                                                   {Topic::kFlowers, Interest::WANTS_TO_LEARN},
                                                   {Topic::kOldStories, Interest::LIKES},
                                                   {Topic::kKlaverjassen, Interest::DISLIKES}},
                                     .experiences = {v1::GRIEVING},
                                     .forms = {v1::HOME_VISIT, v1::PUBLIC_PLACE},
                                     .intergenerational = v1::WANTED},
                                    CriminalRecordCheck::VALID, 1, today));
  volunteers.push_back(MakeStriking({.external_id = "V-GERDA",
                                     .name = "Gerda S.",
                                     .age = 71,
                                     .gender = v1::FEMALE,
                                     .village = "Wervershoof",
                                     .north = 1,
                                     .travel = {{TravelOption::WALK, 20}, {TravelOption::BIKE, 20}},
                                     .free = {{{Availability::TUESDAY}, "09:00", "12:00"}},
                                     .interests = {{Topic::kKlaverjassen, Interest::LIKES},
                                                   {Topic::kCoffee, Interest::LIKES},
                                                   {Topic::kOldStories, Interest::LIKES}},
                                     .experiences = {v1::WIDOWED, v1::RETIRED},
                                     .forms = {v1::HOME_VISIT}},
                                    CriminalRecordCheck::VALID, 2, today));
  const Sketch ideal = {.age = 69,
                        .gender = v1::FEMALE,
                        .village = "Wervershoof",
                        .east = 2,
                        .travel = {{TravelOption::WALK, 20}, {TravelOption::BIKE, 20}},
                        .free = {{{Availability::TUESDAY, Availability::THURSDAY}, "08:45", "12:15"}},
                        .interests = {{Topic::kClassical, Interest::LIKES},
                                      {Topic::kCello, Interest::LIKES},
                                      {Topic::kFlowers, Interest::WANTS_TO_LEARN},
                                      {Topic::kOldStories, Interest::LIKES},
                                      {Topic::kKlaverjassen, Interest::DISLIKES}},
                        .experiences = {v1::WIDOWED, v1::GRIEVING},
                        .forms = {v1::HOME_VISIT, v1::PUBLIC_PLACE}};
  Sketch riet = ideal;
  riet.external_id = "V-RIET";
  riet.name = "Riet D.";
  volunteers.push_back(MakeStriking(riet, CriminalRecordCheck::REQUESTED, 1, today));
  Sketch marijke = ideal;
  marijke.external_id = "V-MARIJKE";
  marijke.name = "Marijke L.";
  volunteers.push_back(MakeStriking(marijke, CriminalRecordCheck::VALID, 2, today));
  Sketch kees = ideal;
  kees.external_id = "V-KEES";
  kees.name = "Kees N.";
  kees.age = 45;
  kees.gender = v1::MALE;
  kees.free = {{{Availability::MONDAY, Availability::TUESDAY, Availability::THURSDAY}, "19:00", "21:30"}};
  volunteers.push_back(MakeStriking(kees, CriminalRecordCheck::VALID, 1, today));
  Sketch petra = ideal;
  petra.external_id = "V-PETRA";
  petra.name = "Petra B.";
  petra.age = 48;
  volunteers.push_back(MakeStriking(petra, CriminalRecordCheck::VALID, 1, today));
}

// For Sem: somebody with time, and somebody whose time is spoken for.
void AddAroundSem(absl::CivilDay today, std::vector<Volunteer>& volunteers) {
  Sketch joris = {.external_id = "V-JORIS",
                  .name = "Joris V.",
                  .age = 27,
                  .gender = v1::MALE,
                  .village = "Nibbixwoud",
                  .travel = {{TravelOption::BIKE, 30}, {TravelOption::CAR, 25}},
                  .free = {{{Availability::THURSDAY}, "19:00", "22:30"}, {{Availability::SUNDAY}, "12:00", "18:00"}},
                  .interests = {{Topic::kBikeTour, Interest::LIKES},
                                {Topic::kGaming, Interest::LIKES},
                                {Topic::kWorldCooking, Interest::CAN_TEACH},
                                {Topic::kFootball, Interest::DISLIKES}},
                  .experiences = {v1::NEW_IN_TOWN},
                  .forms = {v1::PUBLIC_PLACE, v1::OUTDOORS},
                  .months = 6};
  volunteers.push_back(MakeStriking(joris, CriminalRecordCheck::VALID, 1, today));
  Sketch noor = joris;
  noor.external_id = "V-NOOR";
  noor.name = "Noor A.";
  noor.age = 25;
  noor.gender = v1::FEMALE;
  noor.village = "Wognum";
  noor.interests.push_back({Topic::kFamilyGames, Interest::LIKES});
  volunteers.push_back(MakeStriking(noor, CriminalRecordCheck::VALID, 1, today));
}

// For Halina: her language from far, or no language in common next door.
void AddAroundHalina(absl::CivilDay today, std::vector<Volunteer>& volunteers) {
  volunteers.push_back(MakeStriking(
      {.external_id = "V-AGNIESZKA",
       .name = "Agnieszka P.",
       .age = 34,
       .gender = v1::FEMALE,
       .village = "Wognum",
       .travel = {{TravelOption::CAR, 35}},
       .free = {{{Availability::THURSDAY}, "09:00", "15:00"}, {{Availability::SATURDAY}, "09:30", "13:00"}},
       .languages = {{"pl", LanguageSkill::FLUENT}, {"nl", LanguageSkill::FLUENT}},
       .interests = {{Topic::kCakes, Interest::WANTS_TO_LEARN},
                     {Topic::kDutch, Interest::CAN_TEACH},
                     {Topic::kSewing, Interest::LIKES},
                     {Topic::kCoffee, Interest::LIKES}},
       .experiences = {v1::MIGRATED, v1::PARENT},
       .forms = {v1::HOME_VISIT, v1::PUBLIC_PLACE},
       .intergenerational = v1::WELCOME},
      CriminalRecordCheck::VALID, 2, today));
  volunteers.push_back(MakeStriking({.external_id = "V-INGE",
                                     .name = "Inge K.",
                                     .age = 63,
                                     .gender = v1::FEMALE,
                                     .village = "Zwaagdijk-Oost",
                                     .north = 0,
                                     .east = 1,
                                     .travel = {{TravelOption::WALK, 20}, {TravelOption::BIKE, 20}},
                                     .free = {{{Availability::TUESDAY, Availability::THURSDAY}, "10:00", "16:00"}},
                                     .languages = {{"nl", LanguageSkill::FLUENT}, {"en", LanguageSkill::FLUENT}},
                                     .interests = {{Topic::kCakes, Interest::LIKES},
                                                   {Topic::kSewing, Interest::LIKES},
                                                   {Topic::kChurchServices, Interest::LIKES},
                                                   {Topic::kCoffee, Interest::LIKES}},
                                     .experiences = {v1::WIDOWED},
                                     .forms = {v1::HOME_VISIT, v1::PUBLIC_PLACE}},
                                    CriminalRecordCheck::VALID, 1, today));
}

// For Wim: a good volunteer, who still comes after his neighbour; and one with whom it went wrong.
void AddAroundWim(absl::CivilDay today, std::vector<Volunteer>& volunteers) {
  const Sketch henk = {.external_id = "V-HENK",
                       .name = "Henk G.",
                       .age = 72,
                       .gender = v1::MALE,
                       .village = "Abbekerk",
                       .travel = {{TravelOption::BIKE, 30}, {TravelOption::CAR, 30}},
                       .free = {{{Availability::TUESDAY, Availability::THURSDAY}, "13:00", "17:00"}},
                       .interests = {{Topic::kHomeMeal, Interest::LIKES},
                                     {Topic::kWestfries, Interest::LIKES},
                                     {Topic::kVegetables, Interest::LIKES}},
                       .experiences = {v1::RETIRED},
                       .forms = {v1::HOME_VISIT, v1::PUBLIC_PLACE}};
  volunteers.push_back(MakeStriking(henk, CriminalRecordCheck::VALID, 2, today));
  Sketch sjaak = henk;
  sjaak.external_id = "V-SJAAK";
  sjaak.name = "Sjaak T.";
  sjaak.village = "Twisk";
  volunteers.push_back(MakeStriking(sjaak, CriminalRecordCheck::VALID, 2, today));
}

}  // namespace

std::vector<Volunteer> StrikingVolunteers(absl::CivilDay today) {
  std::vector<Volunteer> volunteers;
  AddAroundTruus(today, volunteers);
  AddAroundSem(today, volunteers);
  AddAroundHalina(today, volunteers);
  AddAroundWim(today, volunteers);
  return volunteers;
}

}  // namespace klik::demo
