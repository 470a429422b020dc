#include <cstdlib>
#include <utility>

#include "storage/record/codec.h"
#include "storage/record/envelope.h"
#include "storage/record/fields.h"
#include "storage/record/keys.h"

namespace klik::storage {
namespace {

void EncodeTravel(const engine::TravelOption& option, records::TravelOption& out) {
  out.set_mode(NumberOf(option.mode));
  out.set_max_minutes(option.max_minutes);
  out.set_daylight_only(option.daylight_only);
}

void EncodeWish(const engine::Wish& wish, records::Wish& out) {
  out.set_min_age(wish.min_age);
  out.set_max_age(wish.max_age);
  out.set_gender(NumberOf(wish.gender));
  out.set_hard(wish.hard);
}

void EncodePerson(const engine::Person& person, const engine::Taxonomy& taxonomy, records::Person& out) {
  Encode(person.meta, *out.mutable_meta());
  out.set_municipality(person.municipality);
  out.set_display_name(person.display_name);
  out.set_birth_year(person.birth_year);
  out.set_gender(NumberOf(person.gender));
  Encode(person.place, *out.mutable_place());
  for (const auto& option : person.travel) EncodeTravel(option, *out.add_travel());
  Encode(person.availability, *out.mutable_availability());
  EncodeAll(person.languages, *out.mutable_languages());
  for (const engine::Interest& interest : person.interests) {
    records::Interest& added = *out.add_interests();
    added.set_topic(TopicId(interest.topic, taxonomy));
    added.set_attitude(NumberOf(interest.attitude));
  }
  EncodeEnums(person.experiences, *out.mutable_experiences());
  EncodeEnums(person.contact_forms, *out.mutable_contact_forms());
  EncodeEnums(person.access_needs, *out.mutable_access_needs());
  for (const auto& wish : person.wishes) EncodeWish(wish, *out.add_wishes());
  out.set_commitment_months(person.commitment.months);
  out.set_commitment_times_per_month(person.commitment.times_per_month);
  out.set_intergenerational(NumberOf(person.intergenerational));
  out.set_guardian_consent(person.guardian_consent);
  EncodeAll(person.legal_bases, *out.mutable_legal_bases());
  out.set_state(NumberOf(person.state));
  if (person.confirm_time.has_value()) out.set_confirm_time(NanosOf(*person.confirm_time));
}

// But for the metadata, which is read with its kind.
void ReadPerson(const records::Person& in, const engine::Taxonomy& taxonomy, RecordReader& reader,
                engine::Person& person) {
  person.municipality = in.municipality();
  person.display_name = in.display_name();
  person.birth_year = in.birth_year();
  person.gender = reader.ReadEnum<engine::Gender>(in.gender(), "gender");
  person.place = reader.ReadPlace(in.place());
  person.travel = ReadAll(in.travel(), [&](const records::TravelOption& option) {
    return engine::TravelOption{.mode = reader.ReadEnum<engine::TravelMode>(option.mode(), "travel.mode"),
                                .max_minutes = option.max_minutes(),
                                .daylight_only = option.daylight_only()};
  });
  person.availability = reader.ReadAvailability(in.availability());
  person.languages = ReadAll(in.languages(), [&](const auto& skill) { return reader.ReadLanguage(skill); });
  person.interests = ReadAll(in.interests(), [&](const records::Interest& interest) {
    return engine::Interest{.topic = reader.ReadTopic(interest.topic(), taxonomy, "interest.topic"),
                            .attitude = reader.ReadEnum<engine::Attitude>(interest.attitude(), "interest.attitude")};
  });
  person.experiences = reader.ReadEnums<engine::Experience>(in.experiences(), "experiences");
  person.contact_forms = reader.ReadEnums<engine::ContactForm>(in.contact_forms(), "contact_forms");
  person.access_needs = reader.ReadEnums<engine::AccessNeed>(in.access_needs(), "access_needs");
  person.wishes = ReadAll(in.wishes(), [&](const records::Wish& wish) {
    return engine::Wish{.min_age = wish.min_age(),
                        .max_age = wish.max_age(),
                        .gender = reader.ReadEnum<engine::Gender>(wish.gender(), "wish.gender"),
                        .hard = wish.hard()};
  });
  person.commitment = {in.commitment_months(), in.commitment_times_per_month()};
  person.intergenerational = reader.ReadEnum<engine::Intergenerational>(in.intergenerational(), "intergenerational");
  person.guardian_consent = in.guardian_consent();
  person.legal_bases = ReadAll(in.legal_bases(), [&](const auto& basis) { return reader.ReadLegalBasis(basis); });
  person.state = reader.ReadEnum<engine::ProfileState>(in.state(), "state");
  if (in.has_confirm_time()) person.confirm_time = TimeOf(in.confirm_time());
}

void CheckKind(const engine::Person& person, engine::Kind kind) {
  if (person.meta.id.kind != kind) std::abort();
}

}  // namespace

void Encode(const engine::Resident& resident, const engine::Taxonomy& taxonomy, records::Resident& out) {
  EncodePerson(resident, taxonomy, *out.mutable_person());
  out.mutable_need()->set_type(NumberOf(resident.need.type));
  out.mutable_need()->set_confirmed_by(resident.need.confirmed_by);
  if (resident.need.confirm_time.has_value()) {
    out.mutable_need()->set_confirm_time(NanosOf(*resident.need.confirm_time));
  }
  out.set_max_group_size(resident.max_group_size);
  if (resident.max_cost_cents.has_value()) out.set_max_cost_cents(*resident.max_cost_cents);
  out.mutable_vouchers()->Add(resident.vouchers.begin(), resident.vouchers.end());
  out.set_role(NumberOf(resident.role));
  out.set_peer_links(resident.peer_links);
  out.mutable_target_groups()->Add(resident.target_groups.begin(), resident.target_groups.end());
  out.set_waiting_since_day(DaysOf(resident.waiting_since));
}

std::string EncodeResident(const engine::Resident& resident, const engine::Taxonomy& taxonomy) {
  CheckKind(resident, engine::Kind::kResident);
  records::Resident out;
  Encode(resident, taxonomy, out);
  return WrapRecord(RecordKey(resident.meta.id), out);
}

engine::Resident ReadResident(const records::Resident& in, const engine::Taxonomy& taxonomy, RecordReader& reader) {
  engine::Resident resident;
  ReadPerson(in.person(), taxonomy, reader, resident);
  resident.need.type = reader.ReadEnum<engine::NeedType>(in.need().type(), "need.type");
  resident.need.confirmed_by = in.need().confirmed_by();
  if (in.need().has_confirm_time()) resident.need.confirm_time = TimeOf(in.need().confirm_time());
  resident.max_group_size = in.max_group_size();
  if (in.has_max_cost_cents()) resident.max_cost_cents = in.max_cost_cents();
  resident.vouchers.assign(in.vouchers().begin(), in.vouchers().end());
  resident.role = reader.ReadEnum<engine::Role>(in.role(), "role");
  resident.peer_links = in.peer_links();
  resident.target_groups.assign(in.target_groups().begin(), in.target_groups().end());
  resident.waiting_since = DayOf(in.waiting_since_day());
  return resident;
}

absl::StatusOr<engine::Resident> DecodeResident(std::string_view key, std::string_view bytes,
                                                const engine::Taxonomy& taxonomy) {
  records::Resident in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  RecordReader reader(key);
  engine::Resident resident = ReadResident(in, taxonomy, reader);
  resident.meta = reader.ReadMetadata(in.person().meta(), engine::Kind::kResident);
  if (!reader.status().ok()) return reader.status();
  return resident;
}

std::string EncodeVolunteer(const engine::Volunteer& volunteer, const engine::Taxonomy& taxonomy) {
  CheckKind(volunteer, engine::Kind::kVolunteer);
  records::Volunteer out;
  EncodePerson(volunteer, taxonomy, *out.mutable_person());
  EncodeAll(volunteer.access, *out.mutable_access());
  out.mutable_vog()->set_state(NumberOf(volunteer.vog.state));
  if (volunteer.vog.issued_date.has_value()) out.mutable_vog()->set_issued_day(DaysOf(*volunteer.vog.issued_date));
  out.mutable_vog()->set_checked_by(volunteer.vog.checked_by);
  out.mutable_trainings()->Add(volunteer.trainings.begin(), volunteer.trainings.end());
  if (volunteer.max_matches.has_value()) out.set_max_matches(*volunteer.max_matches);
  if (volunteer.max_open_requests.has_value()) out.set_max_open_requests(*volunteer.max_open_requests);
  if (volunteer.available_until.has_value()) out.set_available_until_day(DaysOf(*volunteer.available_until));
  if (volunteer.last_asked_time.has_value()) out.set_last_asked_time(NanosOf(*volunteer.last_asked_time));
  out.set_unanswered_requests(volunteer.unanswered_requests);
  return WrapRecord(RecordKey(volunteer.meta.id), out);
}

absl::StatusOr<engine::Volunteer> DecodeVolunteer(std::string_view key, std::string_view bytes,
                                                  const engine::Taxonomy& taxonomy) {
  records::Volunteer in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  RecordReader reader(key);
  engine::Volunteer volunteer;
  volunteer.meta = reader.ReadMetadata(in.person().meta(), engine::Kind::kVolunteer);
  ReadPerson(in.person(), taxonomy, reader, volunteer);
  volunteer.access = ReadAll(in.access(), [&](const auto& fact) { return reader.ReadAccessFact(fact); });
  volunteer.vog.state = reader.ReadEnum<engine::VogState>(in.vog().state(), "vog.state");
  if (in.vog().has_issued_day()) volunteer.vog.issued_date = DayOf(in.vog().issued_day());
  volunteer.vog.checked_by = in.vog().checked_by();
  volunteer.trainings.assign(in.trainings().begin(), in.trainings().end());
  if (in.has_max_matches()) volunteer.max_matches = in.max_matches();
  if (in.has_max_open_requests()) volunteer.max_open_requests = in.max_open_requests();
  if (in.has_available_until_day()) volunteer.available_until = DayOf(in.available_until_day());
  if (in.has_last_asked_time()) volunteer.last_asked_time = TimeOf(in.last_asked_time());
  volunteer.unanswered_requests = in.unanswered_requests();
  if (!reader.status().ok()) return reader.status();
  return volunteer;
}

}  // namespace klik::storage
