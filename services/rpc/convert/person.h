// What residents and volunteers have in common: the fields of the API's two messages, which have the same names, and
// the engine's value.
//
// Pure; any thread.
#ifndef KLIK_SERVICES_RPC_CONVERT_PERSON_H_
#define KLIK_SERVICES_RPC_CONVERT_PERSON_H_

#include "engine/model/person.h"
#include "services/rpc/convert/availability.h"
#include "services/rpc/convert/context.h"
#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/metadata.h"
#include "services/rpc/convert/place.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/convert/values.h"

namespace klik::services {

inline int ReadBirthYear(int year, const ConvertContext& context, const Field& field) {
  const auto age = context.today.year() - year;
  field.Require(year != 0, "is required");
  field.Require(year == 0 || (age >= 0 && age <= kMaxAgeYears), "is not the year of an age of 0 to 120");
  return year;
}

// All but the metadata. The state stays unspecified unless the context takes it.
template <typename Api>
void ReadPerson(const Api& in, const ConvertContext& context, const Field& field, engine::Person& out) {
  ReadExternalId(in.external_id(), field.Member("external_id"));
  out.municipality = ReadMunicipality(in.municipality(), field.Member("municipality"));
  out.display_name = ReadText(in.display_name(), kMaxDisplayNameCharacters, field.Member("display_name"));
  out.birth_year = ReadBirthYear(in.birth_year(), context, field.Member("birth_year"));
  out.gender = ReadEnum<engine::Gender>(in.gender(), field.Member("gender"));
  out.place = ReadPlace(in.has_place(), in.place(), context.gazetteer, field.Member("place"));
  out.travel = ReadTravel(in.travel(), field.Member("travel"));
  out.availability = ReadAvailability(in.has_availability(), in.availability(), field.Member("availability"));
  out.languages = ReadLanguages(in.languages(), field.Member("languages"));
  out.interests = ReadInterests(in.interests(), context.taxonomy, field.Member("interests"));
  out.experiences = ReadEnums<v1::Experience, engine::Experience>(in.experiences(), field.Member("experiences"));
  out.contact_forms =
      ReadEnums<v1::ContactForm, engine::ContactForm>(in.contact_forms(), field.Member("contact_forms"));
  out.access_needs = ReadEnums<v1::AccessNeed, engine::AccessNeed>(in.access_needs(), field.Member("access_needs"));
  out.wishes = ReadWishes(in.wishes(), field.Member("wishes"));
  out.commitment = ReadCommitment(in.commitment(), field.Member("commitment"));
  out.intergenerational =
      ReadEnumOr(in.intergenerational(), engine::Intergenerational::kNoPreference, field.Member("intergenerational"));
  out.guardian_consent = in.guardian_consent();
  out.legal_bases = ReadLegalBases(in.legal_bases(), field.Member("legal_bases"));
  out.state = engine::ProfileState::kUnspecified;
  if (context.takes_state) out.state = ReadEnum<engine::ProfileState>(in.state(), field.Member("state"));
  if (in.has_confirm_time()) out.confirm_time = ReadTime(in.confirm_time(), field.Member("confirm_time"));
}

// A state that was not stated stays what it was; a new profile takes part.
inline void CompleteState(const engine::Person* before, engine::Person& person) {
  if (person.state != engine::ProfileState::kUnspecified) return;
  person.state = before == nullptr ? engine::ProfileState::kActive : before->state;
}

template <typename Api>
void SetPerson(const engine::Person& person, const engine::Taxonomy& taxonomy, Api& out) {
  SetMetadata(person.meta, out);
  out.set_municipality(person.municipality);
  out.set_display_name(person.display_name);
  out.set_birth_year(person.birth_year);
  out.set_gender(ToApiEnum<v1::Gender>(person.gender));
  SetPlace(person.place, *out.mutable_place());
  SetTravel(person.travel, *out.mutable_travel());
  SetAvailability(person.availability, *out.mutable_availability());
  SetLanguages(person.languages, *out.mutable_languages());
  SetInterests(person.interests, taxonomy, *out.mutable_interests());
  SetEnums(person.experiences, *out.mutable_experiences());
  SetEnums(person.contact_forms, *out.mutable_contact_forms());
  SetEnums(person.access_needs, *out.mutable_access_needs());
  SetWishes(person.wishes, *out.mutable_wishes());
  if (person.commitment != engine::Commitment{}) SetCommitment(person.commitment, *out.mutable_commitment());
  out.set_intergenerational(ToApiEnum<v1::Intergenerational>(person.intergenerational));
  out.set_guardian_consent(person.guardian_consent);
  SetLegalBases(person.legal_bases, *out.mutable_legal_bases());
  out.set_state(ToApiEnum<typename Api::State>(person.state));
  if (person.confirm_time.has_value()) *out.mutable_confirm_time() = ToTimestamp(*person.confirm_time);
}

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_PERSON_H_
