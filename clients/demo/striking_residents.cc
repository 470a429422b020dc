#include "clients/demo/calendar.h"
#include "clients/demo/sketch.h"
#include "clients/demo/striking.h"

namespace klik::demo {
namespace {

using v1::Availability;
using v1::Interest;
using v1::LanguageSkill;
using v1::Need;
using v1::Resident;
using v1::TravelOption;

Resident MakeStriking(const Sketch& sketch, Need::Type need, int days_waiting, absl::CivilDay today) {
  Resident resident = FromSketch<Resident>(sketch, today);
  resident.mutable_need()->set_type(need);
  resident.mutable_need()->set_confirmed_by("coördinator Vrijwilligerspunt");
  *resident.mutable_need()->mutable_confirm_time() = TimestampOn(today - 21, 10);
  resident.set_waiting_since(DateText(today - days_waiting));
  resident.set_role(Resident::RECEIVE);
  return resident;
}

Resident Truus(absl::CivilDay today) {
  return MakeStriking({.external_id = "R-TRUUS",
                       .name = "Truus B.",
                       .age = 78,
                       .gender = v1::FEMALE,
                       .village = "Wervershoof",
                       .travel = {{TravelOption::WALK, 15}},
                       .free = {{{Availability::MONDAY, Availability::TUESDAY, Availability::WEDNESDAY,
                                  Availability::THURSDAY, Availability::FRIDAY},
                                 "09:00",
                                 "12:00"}},
                       .interests = {{Topic::kClassical, Interest::LIKES},
                                     {Topic::kCello, Interest::LIKES},
                                     {Topic::kFlowers, Interest::CAN_TEACH},
                                     {Topic::kOldStories, Interest::LIKES},
                                     {Topic::kKlaverjassen, Interest::DISLIKES}},
                       .experiences = {v1::WIDOWED, v1::GRIEVING},
                       .forms = {v1::HOME_VISIT, v1::GROUP},
                       .intergenerational = v1::WANTED},
                      Need::EMOTIONAL, 240, today);
}

Resident Sem(absl::CivilDay today) {
  Resident sem = MakeStriking({.external_id = "R-SEM",
                               .name = "Sem K.",
                               .age = 23,
                               .gender = v1::MALE,
                               .village = "Wognum",
                               .travel = {{TravelOption::BIKE, 30}, {TravelOption::WALK, 20}},
                               .free = {{{Availability::MONDAY, Availability::TUESDAY, Availability::WEDNESDAY,
                                          Availability::THURSDAY, Availability::FRIDAY},
                                         "18:00",
                                         "22:30"},
                                        {{Availability::SATURDAY, Availability::SUNDAY}, "11:00", "22:00"}},
                               .languages = {{"nl", LanguageSkill::FLUENT}, {"en", LanguageSkill::FLUENT}},
                               .interests = {{Topic::kGaming, Interest::LIKES},
                                             {Topic::kFamilyGames, Interest::LIKES},
                                             {Topic::kBikeTour, Interest::LIKES},
                                             {Topic::kCookingTogether, Interest::WANTS_TO_LEARN},
                                             {Topic::kWorldCooking, Interest::LIKES},
                                             {Topic::kFootball, Interest::DISLIKES}},
                               .experiences = {v1::NEW_IN_TOWN},
                               .forms = {v1::PUBLIC_PLACE, v1::OUTDOORS, v1::ONLINE, v1::GROUP},
                               .months = 6},
                              Need::SOCIAL, 95, today);
  sem.set_max_cost_cents(300);
  sem.add_vouchers("MEEDOEN");
  sem.add_target_groups("YOUNG_PEOPLE");
  return sem;
}

Resident Halina(absl::CivilDay today) {
  return MakeStriking({.external_id = "R-HALINA",
                       .name = "Halina W.",
                       .age = 66,
                       .gender = v1::FEMALE,
                       .village = "Zwaagdijk-Oost",
                       .travel = {{TravelOption::WALK, 15}},
                       .free = {{{Availability::TUESDAY, Availability::THURSDAY}, "09:30", "16:00"},
                                {{Availability::SATURDAY}, "10:00", "17:00"}},
                       .languages = {{"nl", LanguageSkill::BASIC}, {"pl", LanguageSkill::FLUENT}},
                       .interests = {{Topic::kCakes, Interest::CAN_TEACH},
                                     {Topic::kChurchServices, Interest::LIKES},
                                     {Topic::kCoffee, Interest::LIKES},
                                     {Topic::kSewing, Interest::LIKES},
                                     {Topic::kDutch, Interest::WANTS_TO_LEARN}},
                       .experiences = {v1::MIGRATED, v1::WIDOWED},
                       .forms = {v1::HOME_VISIT, v1::PUBLIC_PLACE, v1::GROUP}},
                      Need::BOTH, 310, today);
}

Resident Ans(absl::CivilDay today) {
  Resident ans =
      MakeStriking({.external_id = "R-ANS",
                    .name = "Ans de V.",
                    .age = 74,
                    .gender = v1::FEMALE,
                    .village = "Twisk",
                    .north = 1,
                    .east = -2,
                    .travel = {{TravelOption::WALK, 20}, {TravelOption::BIKE, 20}, {TravelOption::CAR, 30}},
                    .free = {{{Availability::MONDAY, Availability::WEDNESDAY, Availability::FRIDAY}, "11:00", "19:30"}},
                    .interests = {{Topic::kDutchCooking, Interest::CAN_TEACH},
                                  {Topic::kHomeMeal, Interest::LIKES},
                                  {Topic::kWestfries, Interest::LIKES},
                                  {Topic::kVegetables, Interest::LIKES},
                                  {Topic::kBingo, Interest::DISLIKES}},
                    .experiences = {v1::WIDOWED, v1::RETIRED},
                    .forms = {v1::HOME_VISIT, v1::PUBLIC_PLACE, v1::GROUP},
                    .times_per_month = 8},
                   Need::MEANING, 150, today);
  ans.set_role(Resident::GIVE);
  ans.set_peer_links(true);
  return ans;
}

Resident Wim(absl::CivilDay today) {
  Resident wim = MakeStriking({.external_id = "R-WIM",
                               .name = "Wim S.",
                               .age = 80,
                               .gender = v1::MALE,
                               .village = "Twisk",
                               .north = 0,
                               .east = 2,
                               .free = {{{Availability::MONDAY, Availability::TUESDAY, Availability::WEDNESDAY,
                                          Availability::THURSDAY, Availability::FRIDAY},
                                         "10:30",
                                         "20:00"}},
                               .interests = {{Topic::kDutchCooking, Interest::WANTS_TO_LEARN},
                                             {Topic::kHomeMeal, Interest::LIKES},
                                             {Topic::kWestfries, Interest::CAN_TEACH},
                                             {Topic::kVegetables, Interest::USED_TO},
                                             {Topic::kBingo, Interest::DISLIKES}},
                               .experiences = {v1::WIDOWED, v1::RETIRED},
                               .forms = {v1::HOME_VISIT, v1::PUBLIC_PLACE, v1::GROUP},
                               .times_per_month = 8},
                              Need::SOCIAL, 200, today);
  wim.set_role(Resident::BOTH);
  wim.set_peer_links(true);
  return wim;
}

Resident Piet(absl::CivilDay today) {
  Resident piet = MakeStriking(
      {.external_id = "R-PIET",
       .name = "Piet R.",
       .age = 69,
       .gender = v1::MALE,
       .village = "Andijk",
       // His wheelchair drives at a walker's pace, and no further than the village.
       .travel = {{TravelOption::WALK, 15}},
       .free = {{{Availability::MONDAY, Availability::TUESDAY, Availability::WEDNESDAY, Availability::THURSDAY},
                 "13:00",
                 "22:00"}},
       .interests = {{Topic::kChoir, Interest::LIKES},
                     {Topic::kDutchSongs, Interest::LIKES},
                     {Topic::kTractors, Interest::LIKES},
                     {Topic::kDike, Interest::LIKES}},
       .experiences = {v1::CHRONIC_ILLNESS, v1::LOST_WORK},
       .forms = {v1::GROUP, v1::PUBLIC_PLACE}},
      Need::SOCIAL, 180, today);
  piet.add_access_needs(v1::STEP_FREE);
  piet.add_access_needs(v1::ACCESSIBLE_TOILET);
  return piet;
}

Resident Samira(absl::CivilDay today) {
  Resident samira = MakeStriking({.external_id = "R-SAMIRA",
                                  .name = "Samira H.",
                                  .age = 41,
                                  .gender = v1::FEMALE,
                                  .village = "Hauwert",
                                  .travel = {{TravelOption::BIKE, 25}, {TravelOption::WALK, 20}},
                                  .free = {{{Availability::TUESDAY, Availability::THURSDAY}, "19:00", "22:00"},
                                           {{Availability::WEDNESDAY, Availability::FRIDAY}, "09:00", "14:30"}},
                                  .languages = {{"ar", LanguageSkill::FLUENT}, {"nl", LanguageSkill::CONVERSATIONAL}},
                                  .interests = {{Topic::kWatercolour, Interest::WANTS_TO_LEARN},
                                                {Topic::kDrawing, Interest::LIKES},
                                                {Topic::kWorldCooking, Interest::CAN_TEACH},
                                                {Topic::kCoffee, Interest::LIKES}},
                                  .experiences = {v1::MIGRATED, v1::PARENT, v1::DIVORCED},
                                  .forms = {v1::PUBLIC_PLACE, v1::GROUP},
                                  .months = 6},
                                 Need::SOCIAL, 130, today);
  samira.set_max_cost_cents(200);
  samira.add_vouchers("MEEDOEN");
  return samira;
}

}  // namespace

std::vector<Resident> StrikingResidents(absl::CivilDay today) {
  return {Truus(today), Sem(today), Halina(today), Ans(today), Wim(today), Piet(today), Samira(today)};
}

}  // namespace klik::demo
