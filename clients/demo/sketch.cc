#include "clients/demo/sketch.h"

#include <string>

#include "clients/demo/calendar.h"
#include "clients/demo/profile.h"
#include "clients/demo/villages.h"

namespace klik::demo {
namespace {

template <typename Profile>
void FillWeek(const Sketch& sketch, Profile& profile) {
  for (const FreeTime& free : sketch.free) {
    for (const v1::Availability::Weekday weekday : free.weekdays) {
      v1::Availability::Window& window = *profile.mutable_availability()->add_windows();
      window.set_weekday(weekday);
      window.set_start_time(std::string(free.start));
      window.set_end_time(std::string(free.end));
      window.set_weeks(v1::Availability::EVERY);
    }
  }
}

}  // namespace

template <typename Profile>
Profile FromSketch(const Sketch& sketch, absl::CivilDay today) {
  Profile profile;
  profile.set_external_id(std::string(sketch.external_id));
  profile.set_municipality(std::string(kMunicipalityCode));
  profile.set_display_name(std::string(sketch.name));
  profile.set_birth_year(static_cast<int>(today.year()) - sketch.age);
  profile.set_gender(sketch.gender);
  *profile.mutable_place() = PlaceAt(AreaOf(sketch.village), sketch.north, sketch.east);
  for (const auto& [mode, max_minutes] : sketch.travel) {
    v1::TravelOption& option = *profile.add_travel();
    option.set_mode(mode);
    option.set_max_minutes(max_minutes);
  }
  FillWeek(sketch, profile);
  for (const auto& [code, level] : sketch.languages) AddLanguage(code, level, profile);
  for (const auto& [topic, attitude] : sketch.interests) {
    v1::Interest& interest = *profile.add_interests();
    interest.set_topic(TopicId(topic));
    interest.set_attitude(attitude);
  }
  for (const v1::Experience experience : sketch.experiences) profile.add_experiences(experience);
  for (const v1::ContactForm form : sketch.forms) profile.add_contact_forms(form);
  profile.mutable_commitment()->set_months(sketch.months);
  profile.mutable_commitment()->set_times_per_month(sketch.times_per_month);
  profile.set_intergenerational(sketch.intergenerational);
  AddSureLegalBasis(today, profile);
  *profile.mutable_confirm_time() = TimestampOn(today - 21, 10);
  profile.set_state(Profile::ACTIVE);
  return profile;
}

template v1::Resident FromSketch(const Sketch&, absl::CivilDay);
template v1::Volunteer FromSketch(const Sketch&, absl::CivilDay);

}  // namespace klik::demo
