#include "tests/testing/random_world_calm.h"

#include <algorithm>

namespace klik::testing {
namespace {

using engine::Attitude;
using engine::ContactForm;
using engine::Intergenerational;
using engine::TravelMode;
using engine::Weekday;
using engine::Weeks;

void Calm(Random& random, engine::Person& person) {
  if (random.Percent(20)) return;
  person.birth_year = std::min(person.birth_year, static_cast<int>(random.day().year()) - 36);
  person.languages = {{"nl", engine::LanguageLevel::kFluent}};
  person.legal_bases = {{engine::Purpose::kMatching, engine::Basis::kConsent, {}, {}, "", false}};
  person.state = engine::ProfileState::kActive;
  std::erase_if(person.interests, [](const engine::Interest& it) { return it.attitude == Attitude::kNever; });
  for (engine::Wish& wish : person.wishes) wish.hard = false;
  if (person.intergenerational == Intergenerational::kNotWanted) person.intergenerational = Intergenerational::kWanted;
  if (!person.contact_forms.empty()) person.contact_forms.push_back(ContactForm::kPublicPlace);
  if (random.Percent(60))
    person.availability.windows = {{Weekday::kTuesday, 540, 540 + random.OneOf({60, 90, 300}), Weeks::kEvery}};
  if (random.Percent(70)) person.availability.away.clear();
  if (random.Percent(60))
    person.travel = {{TravelMode::kBike, random.OneOf({30, 60}), random.Percent(20)}, {TravelMode::kWalk, 20, false}};
}

}  // namespace

void CalmDown(Random& random, World& world) {
  for (auto& resident : world.residents) {
    Calm(random, resident);
    if (random.Percent(80)) resident.role = engine::Role::kBoth;
    if (random.Percent(80)) resident.peer_links = true;
    if (random.Percent(60)) resident.max_group_size = 0;
  }
  for (auto& volunteer : world.volunteers) {
    Calm(random, volunteer);
    if (random.Percent(80)) volunteer.max_matches = 5;
    if (random.Percent(70)) volunteer.available_until.reset();
    if (random.Percent(70)) volunteer.commitment.months = random.OneOf({0, 12});
    if (random.Percent(80)) volunteer.vog = {engine::VogState::kValid, random.day() - random.OneOf({0, 915, 1000}), ""};
  }
  for (auto& activity : world.activities) {
    if (random.Percent(60)) activity.languages.clear();
    if (random.Percent(60)) activity.sessions.hours.windows = {{Weekday::kTuesday, 540, 660, Weeks::kEvery}};
  }
}

}  // namespace klik::testing
