// A short form for people written by hand, so that a profile reads like a description.
#ifndef KLIK_CLIENTS_DEMO_SKETCH_H_
#define KLIK_CLIENTS_DEMO_SKETCH_H_

#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "clients/demo/interests.h"
#include "klik/v1/common.pb.h"

namespace klik::demo {

// `HH:MM`, the same hours on every one of the weekdays.
struct FreeTime {
  std::vector<v1::Availability::Weekday> weekdays;
  std::string_view start;
  std::string_view end;
};

struct Sketch {
  std::string_view external_id = {};
  std::string_view name = {};
  int age = 0;
  v1::Gender gender = v1::GENDER_UNSPECIFIED;
  std::string_view village = {};
  // From the middle of the village, in thousandths of a degree.
  int north = 0;
  int east = 0;
  std::vector<std::pair<v1::TravelOption::Mode, int>> travel = {};
  std::vector<FreeTime> free = {};
  std::vector<std::pair<const char*, v1::LanguageSkill::Level>> languages = {{"nl", v1::LanguageSkill::FLUENT}};
  std::vector<std::pair<Topic, v1::Interest::Attitude>> interests = {};
  std::vector<v1::Experience> experiences = {};
  std::vector<v1::ContactForm> forms = {};
  int months = 12;
  int times_per_month = 4;
  v1::Intergenerational intergenerational = v1::NO_PREFERENCE;
};

// Fills all that the sketch tells, with a sure legal basis and a profile confirmed a few weeks ago. Instantiated for
// v1::Resident and v1::Volunteer.
template <typename Profile>
Profile FromSketch(const Sketch& sketch, absl::CivilDay today);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_SKETCH_H_
