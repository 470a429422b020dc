#include "clients/demo/profile.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "clients/demo/calendar.h"
#include "clients/demo/interests.h"

namespace klik::demo {
namespace {

using v1::LanguageSkill;
using v1::LegalBasis;

v1::Gender PickGender(int age, Random& random) {
  if (random.Chance(8)) return v1::GENDER_UNSPECIFIED;
  if (age < 40 && random.Chance(8)) return v1::NON_BINARY;
  const int women = age < 75 ? 500 : age < 85 ? 550 : 640;
  return random.Chance(women) ? v1::FEMALE : v1::MALE;
}

LanguageSkill::Level PickEnglish(int age, Random& random) {
  const int fluent = age < 35 ? 450 : age < 55 ? 250 : age < 70 ? 90 : 20;
  const int conversational = age < 35 ? 350 : age < 55 ? 400 : age < 70 ? 320 : 120;
  if (random.Chance(fluent)) return LanguageSkill::FLUENT;
  if (random.Chance(conversational)) return LanguageSkill::CONVERSATIONAL;
  return random.Chance(400) ? LanguageSkill::BASIC : LanguageSkill::LEVEL_UNSPECIFIED;
}

template <typename Profile>
void FillLanguages(const Life& life, Random& random, Profile& profile) {
  const std::string_view own = life.origin->language;
  if (own.empty()) {
    AddLanguage("nl", LanguageSkill::FLUENT, profile);
  } else {
    AddLanguage(std::string(own).c_str(), LanguageSkill::FLUENT, profile);
    // Long enough here to talk, most of them; for the others Dutch is what keeps them at home.
    constexpr LanguageSkill::Level kLevels[] = {LanguageSkill::LEVEL_UNSPECIFIED, LanguageSkill::BASIC,
                                                LanguageSkill::CONVERSATIONAL, LanguageSkill::FLUENT};
    const LanguageSkill::Level dutch = kLevels[random.PickWeighted({100, 300, 350, 250})];
    if (dutch != LanguageSkill::LEVEL_UNSPECIFIED) AddLanguage("nl", dutch, profile);
  }
  if (own != "en") {
    const LanguageSkill::Level english = PickEnglish(life.age, random);
    if (english != LanguageSkill::LEVEL_UNSPECIFIED) AddLanguage("en", english, profile);
  }
  if (own != "de" && random.Chance(life.age >= 45 ? 220 : 70))
    AddLanguage("de", LanguageSkill::CONVERSATIONAL, profile);
  if (random.Chance(25)) AddLanguage("fr", LanguageSkill::CONVERSATIONAL, profile);
  if (own.empty() && random.Chance(10)) AddLanguage("fy", LanguageSkill::FLUENT, profile);
}

template <typename Profile>
void FillExperiences(const Life& life, Random& random, Profile& profile) {
  const int age = life.age;
  const bool widowed = random.Chance(age < 55 ? 8 : age < 68 ? 70 : age < 78 ? 220 : 480);
  if (widowed) profile.add_experiences(v1::WIDOWED);
  if (!life.origin->language.empty() && random.Chance(850)) profile.add_experiences(v1::MIGRATED);
  if (life.pattern == LifePattern::kCarer) profile.add_experiences(v1::CARER);
  if (random.Chance(age < 50 ? 70 : 150)) profile.add_experiences(v1::CHRONIC_ILLNESS);
  if (random.Chance(life.origin->language.empty() ? 70 : 250)) profile.add_experiences(v1::NEW_IN_TOWN);
  if (!widowed && random.Chance(age < 30 ? 10 : age < 75 ? 160 : 80)) profile.add_experiences(v1::DIVORCED);
  if (age >= 20 && age < 67 && random.Chance(80)) profile.add_experiences(v1::LOST_WORK);
  if (life.pattern == LifePattern::kRetired && random.Chance(650)) profile.add_experiences(v1::RETIRED);
  if (age >= 26 && age < 58 && random.Chance(420)) profile.add_experiences(v1::PARENT);
  if (random.Chance(widowed ? 200 : 60)) profile.add_experiences(v1::GRIEVING);
}

void AddBasis(LegalBasis::Purpose purpose, LegalBasis::Basis basis, absl::CivilDay since, LegalBasis& out) {
  out.set_purpose(purpose);
  out.set_basis(basis);
  out.set_since(DateText(since));
  out.set_recorded_by("Vrijwilligerspunt Westfriesland");
}

v1::Intergenerational PickIntergenerational(Random& random) {
  constexpr v1::Intergenerational kAnswers[] = {v1::NO_PREFERENCE, v1::WELCOME, v1::WANTED, v1::NOT_WANTED};
  return kAnswers[random.PickWeighted({600, 270, 80, 50})];
}

}  // namespace

Life MakeLife(const Area& area, int age, Random& random) {
  Life life;
  life.area = &area;
  life.age = age;
  life.origin = &PickOrigin(age, random);
  life.gender = PickGender(age, random);
  life.pattern = PickLifePattern(age, random);
  life.mobility = PickMobility(age, random);
  life.low_budget =
      random.Chance(life.pattern == LifePattern::kAtHome || life.pattern == LifePattern::kStudent ? 330 : 150);
  return life;
}

template <typename Profile>
void FillProfile(const Life& life, int most_windows, absl::CivilDay today, Random& random, Profile& profile) {
  const int birth_year = static_cast<int>(today.year()) - life.age;
  profile.set_municipality(std::string(kMunicipalityCode));
  profile.set_display_name(PickDisplayName(*life.origin, life.gender, birth_year, life.age, random));
  profile.set_birth_year(birth_year);
  profile.set_gender(life.gender);
  *profile.mutable_place() = PlaceIn(*life.area, random);
  *profile.mutable_travel() = MakeTravel(life.age, life.mobility, life.low_budget, random);
  *profile.mutable_availability() = MakeAvailability(life.pattern, most_windows, today, random);
  FillLanguages(life, random, profile);
  *profile.mutable_interests() = MakeInterests(life.age, life.area->landscape, random);
  FillExperiences(life, random, profile);
  profile.set_intergenerational(PickIntergenerational(random));
  if (life.age < kSurelyAdult) profile.set_guardian_consent(random.Chance(920));
  *profile.mutable_confirm_time() = TimestampOn(today - random.Between(1, random.Chance(150) ? 540 : 330), 10);
}

template <typename Profile>
void AddLegalBases(absl::CivilDay today, Random& random, Profile& profile) {
  const int case_of_hundred = random.Below(100);
  const absl::CivilDay since = today - random.Between(20, 700);
  // Two in a hundred are on paper only: nobody recorded on what ground they may be matched.
  if (case_of_hundred >= 2) {
    LegalBasis& matching = *profile.add_legal_bases();
    AddBasis(LegalBasis::MATCHING, random.Chance(700) ? LegalBasis::CONSENT : LegalBasis::AGREEMENT, since, matching);
    if (case_of_hundred < 4) matching.set_withdrawn(true);
    if (case_of_hundred == 4) matching.set_until(DateText(today - random.Between(1, 15)));
    if (case_of_hundred > 90) matching.set_until(DateText(today + random.Between(60, 720)));
  }
  if (random.Chance(600)) AddBasis(LegalBasis::CONTACT, LegalBasis::AGREEMENT, since, *profile.add_legal_bases());
  if (random.Chance(250)) AddBasis(LegalBasis::EVALUATION, LegalBasis::CONSENT, since, *profile.add_legal_bases());
  if (random.Chance(120)) {
    AddBasis(LegalBasis::SHARING_WITH_PARTNER, LegalBasis::CONSENT, since, *profile.add_legal_bases());
  }
}

template <typename Profile>
void AddSureLegalBasis(absl::CivilDay today, Profile& profile) {
  AddBasis(LegalBasis::MATCHING, LegalBasis::CONSENT, today - 120, *profile.add_legal_bases());
}

template void FillProfile(const Life&, int, absl::CivilDay, Random&, v1::Resident&);
template void FillProfile(const Life&, int, absl::CivilDay, Random&, v1::Volunteer&);
template void AddLegalBases(absl::CivilDay, Random&, v1::Resident&);
template void AddLegalBases(absl::CivilDay, Random&, v1::Volunteer&);
template void AddSureLegalBasis(absl::CivilDay, v1::Resident&);
template void AddSureLegalBasis(absl::CivilDay, v1::Volunteer&);

std::string ExternalId(char letter, int number, int digits) {
  return absl::StrFormat("%c%0*d", letter, digits, number);
}

}  // namespace klik::demo
