#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/demo/interests.h"
#include "clients/demo/profile.h"
#include "clients/demo/striking.h"
#include "clients/demo/villages.h"

namespace klik::demo {
namespace {

using v1::AccessFact;
using v1::Activity;
using v1::Availability;

struct Draft {
  std::string_view external_id;
  std::string_view title;
  std::string_view description;
  OrganisationRole host;
  std::string_view village;
  Availability::Weekday weekday;
  std::string_view start;
  std::string_view end;
  Activity::Format format;
  std::vector<Topic> topics;
  int capacity;
  int enrolled;
  int cost_cents = 0;
  bool voucher = false;
  AccessFact::Fact step_free = AccessFact::YES;
  bool fetched = false;
  bool polish = false;
  int min_age = 0;
  int max_age = 0;
};

Activity FromDraft(const Draft& draft, const std::vector<Club>& clubs) {
  Activity activity;
  activity.set_external_id(std::string(draft.external_id));
  activity.set_organisation(absl::StrCat("ext:", ClubFor(draft.host, draft.village, clubs).organisation.external_id()));
  activity.set_title(std::string(draft.title));
  activity.set_description(std::string(draft.description));
  for (const Topic topic : draft.topics) activity.add_topics(TopicId(topic));
  *activity.mutable_place() = PlaceAt(AreaOf(draft.village), 0, -1);
  Availability::Window& window = *activity.mutable_sessions()->add_windows();
  window.set_weekday(draft.weekday);
  window.set_start_time(std::string(draft.start));
  window.set_end_time(std::string(draft.end));
  window.set_weeks(Availability::EVERY);
  activity.set_format(draft.format);
  activity.set_capacity(draft.capacity);
  activity.set_enrolled(draft.enrolled);
  activity.set_cost_cents(draft.cost_cents);
  if (draft.voucher) activity.add_vouchers_accepted("MEEDOEN");
  for (const v1::AccessNeed need : {v1::STEP_FREE, v1::ACCESSIBLE_TOILET}) {
    AccessFact& fact = *activity.add_access();
    fact.set_need(need);
    fact.set_fact(draft.step_free);
  }
  if (draft.polish) AddLanguage("pl", v1::LanguageSkill::FLUENT, activity);
  AddLanguage("nl", v1::LanguageSkill::FLUENT, activity);
  activity.set_supervised(true);
  activity.set_min_age(draft.min_age);
  activity.set_max_age(draft.max_age);
  activity.add_working_elements(Activity::MEETING_PEOPLE);
  activity.set_transport_offered(draft.fetched);
  activity.set_intergenerational(v1::NO_PREFERENCE);
  return activity;
}

// For Truus, Halina and Sem: what fits, and what one fact keeps away from Sem.
std::vector<Draft> DraftsAroundSemTruusAndHalina() {
  return {
      {.external_id = "A-LUISTEREN",
       .title = "Luisteren naar klassieke muziek in De Schoof",
       .description = "Elke week één componist, met koffie.",
       .host = OrganisationRole::kHall,
       .village = "Wervershoof",
       .weekday = Availability::THURSDAY,
       .start = "10:00",
       .end = "12:00",
       .format = Activity::GROUP,
       .topics = {Topic::kClassical, Topic::kCoffee},
       .capacity = 20,
       .enrolled = 11,
       .cost_cents = 200},
      {.external_id = "A-KOFFIE-PL",
       .title = "Kawa i rozmowa: koffie in het Pools en Nederlands",
       .description = "Pools sprekende gastvrouw. Wie niet zelf kan komen, halen we op.",
       .host = OrganisationRole::kWelfare,
       .village = "Wervershoof",
       .weekday = Availability::TUESDAY,
       .start = "10:00",
       .end = "12:00",
       .format = Activity::DROP_IN,
       .topics = {Topic::kCoffee, Topic::kChat, Topic::kDutch},
       .capacity = 16,
       .enrolled = 9,
       .fetched = true,
       .polish = true},
      {.external_id = "A-EETCLUB",
       .title = "Eetclub 18-30: samen koken in Het Kernhuis",
       .description = "Iedere week een ander land op het fornuis, en daarna een spel.",
       .host = OrganisationRole::kHall,
       .village = "Wognum",
       .weekday = Availability::TUESDAY,
       .start = "18:30",
       .end = "21:30",
       .format = Activity::MEAL,
       .topics = {Topic::kCookingTogether, Topic::kWorldCooking, Topic::kFamilyGames},
       .capacity = 14,
       .enrolled = 9,
       .cost_cents = 500,
       .voucher = true,
       .min_age = 18,
       .max_age = 30},
      {.external_id = "A-SPELAVOND",
       .title = "Spelavond 18+ in Het Kernhuis",
       .description = "Bordspellen en games, alleen komen is heel gewoon.",
       .host = OrganisationRole::kHall,
       .village = "Wognum",
       .weekday = Availability::FRIDAY,
       .start = "19:30",
       .end = "22:30",
       .format = Activity::GROUP,
       .topics = {Topic::kFamilyGames, Topic::kGaming},
       .capacity = 20,
       .enrolled = 20,
       .cost_cents = 100,
       .min_age = 18},
      {.external_id = "A-FIETSGROEP",
       .title = "Fietsgroep Wognum, doordeweeks",
       .description = "Dertig kilometer in rustig tempo.",
       .host = OrganisationRole::kSport,
       .village = "Wognum",
       .weekday = Availability::TUESDAY,
       .start = "09:30",
       .end = "12:30",
       .format = Activity::GROUP,
       .topics = {Topic::kBikeTour},
       .capacity = 20,
       .enrolled = 12},
      {.external_id = "A-KOOKSTUDIO",
       .title = "Kookstudio: wereldkeuken in vijf lessen",
       .description = "Met een chef-kok, inclusief ingrediënten.",
       .host = OrganisationRole::kHall,
       .village = "Wognum",
       .weekday = Availability::THURSDAY,
       .start = "19:00",
       .end = "22:00",
       .format = Activity::COURSE,
       .topics = {Topic::kWorldCooking, Topic::kCookingTogether},
       .capacity = 12,
       .enrolled = 6,
       .cost_cents = 3500},
  };
}

// For Piet four choirs, for Samira three places to paint.
std::vector<Draft> DraftsAroundPietAndSamira() {
  return {
      {.external_id = "A-KOOR",
       .title = "Koor Westerkoggezangers: repetitie",
       .description = "Vierstemmig, van volksliedje tot klassiek.",
       .host = OrganisationRole::kMusic,
       .village = "Wervershoof",
       .weekday = Availability::MONDAY,
       .start = "19:45",
       .end = "21:45",
       .format = Activity::GROUP,
       .topics = {Topic::kChoir},
       .capacity = 60,
       .enrolled = 44,
       .cost_cents = 350},
      {.external_id = "A-KOOR-TRAP",
       .title = "Zanggroep Andijk op zolder",
       .description = "Boven in het oude dorpshuis.",
       .host = OrganisationRole::kHall,
       .village = "Andijk",
       .weekday = Availability::TUESDAY,
       .start = "19:30",
       .end = "21:30",
       .format = Activity::GROUP,
       .topics = {Topic::kChoir},
       .capacity = 30,
       .enrolled = 18,
       .cost_cents = 250,
       .step_free = AccessFact::NO},
      {.external_id = "A-KOOR-BUS",
       .title = "Zangmiddag Wervershoof, met rolstoelbus",
       .description = "Een chauffeur haalt u thuis op en brengt u terug.",
       .host = OrganisationRole::kCare,
       .village = "Wervershoof",
       .weekday = Availability::WEDNESDAY,
       .start = "14:00",
       .end = "16:00",
       .format = Activity::GROUP,
       .topics = {Topic::kChoir, Topic::kDutchSongs},
       .capacity = 30,
       .enrolled = 21,
       .cost_cents = 250,
       .fetched = true},
      {.external_id = "A-KOOR-VRAAG",
       .title = "Popkoor Andijk",
       .description = "Liedjes die iedereen kent.",
       .host = OrganisationRole::kMusic,
       .village = "Andijk",
       .weekday = Availability::THURSDAY,
       .start = "20:00",
       .end = "22:00",
       .format = Activity::GROUP,
       .topics = {Topic::kChoir, Topic::kPop},
       .capacity = 40,
       .enrolled = 26,
       .cost_cents = 300,
       .step_free = AccessFact::UNKNOWN},
      {.external_id = "A-AQUAREL",
       .title = "Aquarelcursus Nibbixwoud",
       .description = "Tien lessen van een vaste docent.",
       .host = OrganisationRole::kHall,
       .village = "Nibbixwoud",
       .weekday = Availability::TUESDAY,
       .start = "19:30",
       .end = "21:30",
       .format = Activity::COURSE,
       .topics = {Topic::kWatercolour},
       .capacity = 10,
       .enrolled = 6,
       .cost_cents = 950},
      {.external_id = "A-AQUAREL-MEEDOEN",
       .title = "Aquarelcursus Hauwert",
       .description = "Tien lessen; het Meedoenfonds betaalt mee.",
       .host = OrganisationRole::kHall,
       .village = "Hauwert",
       .weekday = Availability::THURSDAY,
       .start = "19:30",
       .end = "21:30",
       .format = Activity::COURSE,
       .topics = {Topic::kWatercolour},
       .capacity = 10,
       .enrolled = 6,
       .cost_cents = 950,
       .voucher = true},
      {.external_id = "A-INLOOP",
       .title = "Vrije schilderinloop in De Balk",
       .description = "Verf en papier zijn er, koffie ook.",
       .host = OrganisationRole::kHall,
       .village = "Zwaagdijk-Oost",
       .weekday = Availability::FRIDAY,
       .start = "10:00",
       .end = "12:00",
       .format = Activity::DROP_IN,
       .topics = {Topic::kDrawing, Topic::kWatercolour, Topic::kCoffee},
       .capacity = 14,
       .enrolled = 7},
  };
}

}  // namespace

std::vector<Activity> StrikingActivities(const std::vector<Club>& clubs) {
  std::vector<Activity> activities;
  for (const Draft& draft : DraftsAroundSemTruusAndHalina()) activities.push_back(FromDraft(draft, clubs));
  for (const Draft& draft : DraftsAroundPietAndSamira()) activities.push_back(FromDraft(draft, clubs));
  return activities;
}

}  // namespace klik::demo
