// What residents and volunteers have in common, drawn together so that it fits: a retired carer with little money, not
// a heap of unrelated facts.
#ifndef KLIK_CLIENTS_DEMO_PROFILE_H_
#define KLIK_CLIENTS_DEMO_PROFILE_H_

#include <string>

#include "absl/time/civil_time.h"
#include "clients/demo/life_pattern.h"
#include "clients/demo/names.h"
#include "clients/demo/random.h"
#include "clients/demo/villages.h"
#include "klik/v1/resident_service.pb.h"
#include "klik/v1/volunteer_service.pb.h"

namespace klik::demo {

// From this difference of years on somebody is surely 18, also when only the year of birth is known.
inline constexpr int kSurelyAdult = 19;

// Who somebody is, before what Klik is told of it.
struct Life {
  const Area* area;
  const Origin* origin;
  int age;
  v1::Gender gender;
  LifePattern pattern;
  Mobility mobility;
  bool low_budget;
};

Life MakeLife(const Area& area, int age, Random& random);

// Fills the fields that both messages have, but for the external id, forms of contact, needs of access and wishes.
// `most_windows`: see MakeAvailability. Instantiated for v1::Resident and v1::Volunteer.
template <typename Profile>
void FillProfile(const Life& life, int most_windows, absl::CivilDay today, Random& random, Profile& profile);

// Agreements as a centre of volunteers has them: nearly everybody's holds; some are missing, withdrawn or past.
template <typename Profile>
void AddLegalBases(absl::CivilDay today, Random& random, Profile& profile);

// One sure basis for matching, for hand-written people.
template <typename Profile>
void AddSureLegalBasis(absl::CivilDay today, Profile& profile);

template <typename Profile>
void AddLanguage(const char* code, v1::LanguageSkill::Level level, Profile& profile) {
  v1::LanguageSkill& skill = *profile.add_languages();
  skill.set_code(code);
  skill.set_level(level);
}

// `R00001`: the letter and the number in `digits` places.
std::string ExternalId(char letter, int number, int digits);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_PROFILE_H_
