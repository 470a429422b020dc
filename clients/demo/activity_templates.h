// What clubs and halls in West-Frisian villages do in a week: kinds of activity, of which a village has its own.
#ifndef KLIK_CLIENTS_DEMO_ACTIVITY_TEMPLATES_H_
#define KLIK_CLIENTS_DEMO_ACTIVITY_TEMPLATES_H_

#include <string_view>
#include <vector>

#include "clients/demo/interests.h"
#include "clients/demo/organisations.h"
#include "klik/v1/activity_service.pb.h"

namespace klik::demo {

// Minutes since midnight between which it starts, and how long it lasts.
struct Hours {
  std::vector<v1::Availability::Weekday> weekdays;
  int earliest_start;
  int latest_start;
  int minutes;
};

// Inhabitants a village has at least, to have it.
inline constexpr int kAnyVillage = 0;
inline constexpr int kVillage = 850;
inline constexpr int kLargeVillage = 1800;
inline constexpr int kCentre = 6000;

struct ActivityTemplate {
  // `{v}` is the village, `{h}` its hall.
  std::string_view title;
  std::string_view description;
  OrganisationRole host;
  v1::Activity::Format format;
  std::vector<Topic> topics;
  std::vector<v1::Activity::WorkingElement> elements;
  Hours hours;
  // 0: no bound.
  int capacity = 0;
  int cost_cents = 0;
  int smallest_village = kAnyVillage;
  int min_age = 0;
  int max_age = 0;
  // Per mille of the places where participants are fetched.
  int fetched = 0;
  bool supervised = false;
  bool young_and_old = false;
  // People who speak little Dutch are at home there.
  bool many_languages = false;
};

// What is held by halls, older people's clubs, welfare work and churches.
std::vector<ActivityTemplate> VillageTemplates();

// What is held by sport, music, gardens, libraries, schools and culture.
std::vector<ActivityTemplate> ClubTemplates();

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_ACTIVITY_TEMPLATES_H_
