#include "clients/demo/activities.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/demo/activity_templates.h"
#include "clients/demo/calendar.h"
#include "clients/demo/interests.h"
#include "clients/demo/profile.h"
#include "clients/demo/random.h"
#include "clients/demo/villages.h"

namespace klik::demo {
namespace {

using v1::AccessFact;
using v1::Activity;
using v1::Availability;

constexpr int kTwoHours = 120;
constexpr int kQuarter = 15;

// A kind of activity in a village.
struct Offer {
  const ActivityTemplate* kind;
  const Area* village;
  int inhabitants;
};

std::map<std::string_view, int> InhabitantsByVillage() {
  std::map<std::string_view, int> inhabitants;
  for (const Area& area : Areas()) inhabitants[area.settlement] += area.inhabitants;
  return inhabitants;
}

std::vector<Offer> AllOffers(const std::vector<ActivityTemplate>& kinds) {
  std::vector<Offer> offers;
  for (const auto& [settlement, inhabitants] : InhabitantsByVillage()) {
    for (const ActivityTemplate& kind : kinds) {
      if (inhabitants < kind.smallest_village) continue;
      offers.push_back({&kind, &AreaOf(settlement), inhabitants});
    }
  }
  return offers;
}

std::string Filled(std::string_view text, std::string_view settlement) {
  const std::string_view hall = HallOf(settlement);
  return absl::StrReplaceAll(absl::string_view(text.data(), text.size()),
                             {{"{v}", absl::string_view(settlement.data(), settlement.size())},
                              {"{h}", absl::string_view(hall.data(), hall.size())}});
}

// Facts of the building, so the same for all that is held by one host in it. What nobody has looked at is left open.
void FillAccess(const Club& host, Activity& activity) {
  std::uint64_t building = 0;
  for (const char letter : activity.place().settlement() + host.organisation.external_id()) {
    building = building * 131 + static_cast<unsigned char>(letter);
  }
  Random random(building, Random::Stream::kActivities);
  const std::array<std::pair<v1::AccessNeed, int>, 6> needs = {{{v1::STEP_FREE, 800},
                                                                {v1::ACCESSIBLE_TOILET, 700},
                                                                {v1::HEARING_LOOP, 350},
                                                                {v1::NO_ANIMALS, 800},
                                                                {v1::SMOKE_FREE, 980},
                                                                {v1::QUIET, 300}}};
  for (const auto& [need, likely] : needs) {
    const bool present = random.Chance(likely);
    const int known = random.Below(100);
    if (known < 25) continue;
    AccessFact& fact = *activity.add_access();
    fact.set_need(need);
    fact.set_fact(known < 32 ? AccessFact::UNKNOWN : present ? AccessFact::YES : AccessFact::NO);
  }
}

void FillSessions(const ActivityTemplate& kind, absl::CivilDay today, Random& random, Activity& activity) {
  const Hours& hours = kind.hours;
  int start = hours.earliest_start;
  if (hours.latest_start - start > kTwoHours) {
    // By day or in the evening, nothing in between.
    if (random.Chance(350)) start = hours.latest_start;
  } else {
    start += random.Below((hours.latest_start - start) / kQuarter + 1) * kQuarter;
  }
  v1::Sessions& sessions = *activity.mutable_sessions();
  Availability::Window& window = *sessions.add_windows();
  window.set_weekday(random.Pick(hours.weekdays));
  window.set_start_time(TimeText(start));
  window.set_end_time(TimeText(start + hours.minutes));
  window.set_weeks(!random.Chance(180)  ? Availability::EVERY
                   : random.Chance(500) ? Availability::ODD
                                        : Availability::EVEN);
  if (kind.format == Activity::COURSE) {
    const absl::CivilDay first = today + random.Between(-40, 30);
    sessions.set_start_date(DateText(first));
    sessions.set_end_date(DateText(first + 7 * random.Between(8, 14)));
  } else if (random.Chance(300)) {
    sessions.set_start_date(DateText(today - random.Between(30, 900)));
  }
  if (random.Chance(400)) {
    v1::DateRange& closed = *sessions.add_away();
    closed.set_start_date(DateText(absl::CivilDay(today.year(), 12, 21)));
    closed.set_end_date(DateText(absl::CivilDay(today.year() + 1, 1, 4)));
  }
}

void FillPlaces(const ActivityTemplate& kind, Random& random, Activity& activity) {
  if (kind.capacity == 0) {
    activity.set_enrolled(random.Between(3, 18));
    return;
  }
  const int capacity = std::max(3, kind.capacity * random.Between(80, 125) / 100);
  activity.set_capacity(capacity);
  // One in eight is full, as the good ones are.
  activity.set_enrolled(random.Chance(125) ? capacity : capacity * random.Between(35, 90) / 100);
}

void FillCost(const ActivityTemplate& kind, Random& random, Activity& activity) {
  constexpr int kRounding = 25;
  activity.set_cost_cents(kind.cost_cents * random.Between(80, 130) / 100 / kRounding * kRounding);
  if (activity.cost_cents() > 0 && random.Chance(500)) activity.add_vouchers_accepted("MEEDOEN");
}

void FillLanguages(const ActivityTemplate& kind, Random& random, Activity& activity) {
  using v1::LanguageSkill;
  if (kind.many_languages) {
    AddLanguage("nl", LanguageSkill::CONVERSATIONAL, activity);
    AddLanguage("en", LanguageSkill::CONVERSATIONAL, activity);
    AddLanguage(random.Pick({"pl", "ar", "uk", "tr", "ti"}), LanguageSkill::CONVERSATIONAL, activity);
  } else if (random.Chance(250)) {
    AddLanguage("nl", LanguageSkill::FLUENT, activity);
    if (random.Chance(300)) AddLanguage("en", LanguageSkill::CONVERSATIONAL, activity);
  }
}

Activity MakeActivity(const Offer& offer, const std::vector<Club>& clubs, absl::CivilDay today, Random& random) {
  const ActivityTemplate& kind = *offer.kind;
  const Club& host = ClubFor(kind.host, offer.village->settlement, clubs);
  Activity activity;
  activity.set_organisation(absl::StrCat("ext:", host.organisation.external_id()));
  activity.set_title(Filled(kind.title, offer.village->settlement));
  activity.set_description(Filled(kind.description, offer.village->settlement));
  for (const Topic topic : kind.topics) activity.add_topics(TopicId(topic));
  *activity.mutable_place() = PlaceAt(*offer.village, random.Between(-1, 1), random.Between(-3, 3));
  FillSessions(kind, today, random, activity);
  activity.set_format(kind.format);
  FillPlaces(kind, random, activity);
  FillCost(kind, random, activity);
  if (kind.format != Activity::WALK) FillAccess(host, activity);
  FillLanguages(kind, random, activity);
  activity.set_supervised(kind.supervised);
  activity.set_min_age(kind.min_age);
  activity.set_max_age(kind.max_age);
  for (const Activity::WorkingElement element : kind.elements) activity.add_working_elements(element);
  activity.set_transport_offered(random.Chance(kind.fetched));
  activity.set_intergenerational(kind.young_and_old   ? v1::WANTED
                                 : random.Chance(400) ? v1::WELCOME
                                                      : v1::NO_PREFERENCE);
  if (random.Chance(650)) activity.set_municipality(std::string(kMunicipalityCode));
  return activity;
}

}  // namespace

std::vector<Activity> MakeActivities(std::uint64_t seed, int count, absl::CivilDay today,
                                     const std::vector<Club>& clubs) {
  Random random(seed, Random::Stream::kActivities);
  std::vector<ActivityTemplate> kinds = VillageTemplates();
  for (ActivityTemplate& kind : ClubTemplates()) kinds.push_back(std::move(kind));
  const std::vector<Offer> offers = AllOffers(kinds);
  // Larger villages have more of it; once everything is there, second groups start.
  std::vector<int> weights;
  int group = 0;
  std::vector<Activity> activities;
  while (static_cast<int>(activities.size()) < count) {
    if (activities.size() % offers.size() == 0) {
      ++group;
      weights.clear();
      for (const Offer& offer : offers) weights.push_back(1000 + offer.inhabitants);
    }
    const std::size_t index = random.PickWeighted(weights);
    weights[index] = 0;
    Activity activity = MakeActivity(offers[index], clubs, today, random);
    if (group > 1) absl::StrAppend(activity.mutable_title(), ", groep ", group);
    activity.set_external_id(ExternalId('A', static_cast<int>(activities.size()) + 1, 3));
    activities.push_back(std::move(activity));
  }
  return activities;
}

}  // namespace klik::demo
