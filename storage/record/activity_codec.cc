#include <cstdlib>
#include <utility>

#include "storage/record/codec.h"
#include "storage/record/envelope.h"
#include "storage/record/fields.h"
#include "storage/record/keys.h"

namespace klik::storage {

std::string EncodeActivity(const engine::Activity& activity, const engine::Taxonomy& taxonomy) {
  if (activity.meta.id.kind != engine::Kind::kActivity) std::abort();
  records::Activity out;
  Encode(activity.meta, *out.mutable_meta());
  if (activity.organisation.has_value()) Encode(*activity.organisation, *out.mutable_organisation());
  out.set_municipality(activity.municipality);
  out.set_title(activity.title);
  out.set_description(activity.description);
  for (const engine::TopicIndex topic : activity.topics) out.add_topics(TopicId(topic, taxonomy));
  Encode(activity.place, *out.mutable_place());
  Encode(activity.sessions.hours, *out.mutable_session_hours());
  if (activity.sessions.start_date.has_value()) out.set_session_start_day(DaysOf(*activity.sessions.start_date));
  if (activity.sessions.end_date.has_value()) out.set_session_end_day(DaysOf(*activity.sessions.end_date));
  out.set_format(NumberOf(activity.format));
  if (activity.capacity.has_value()) out.set_capacity(*activity.capacity);
  out.set_enrolled(activity.enrolled);
  out.set_cost_cents(activity.cost_cents);
  out.mutable_vouchers_accepted()->Add(activity.vouchers_accepted.begin(), activity.vouchers_accepted.end());
  EncodeAll(activity.access, *out.mutable_access());
  EncodeAll(activity.languages, *out.mutable_languages());
  out.set_supervised(activity.supervised);
  out.set_min_age(activity.min_age);
  out.set_max_age(activity.max_age);
  EncodeEnums(activity.working_elements, *out.mutable_working_elements());
  out.set_transport_offered(activity.transport_offered);
  out.set_intergenerational(NumberOf(activity.intergenerational));
  return WrapRecord(RecordKey(activity.meta.id), out);
}

absl::StatusOr<engine::Activity> DecodeActivity(std::string_view key, std::string_view bytes,
                                                const engine::Taxonomy& taxonomy) {
  records::Activity in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  RecordReader reader(key);
  engine::Activity activity;
  activity.meta = reader.ReadMetadata(in.meta(), engine::Kind::kActivity);
  if (in.has_organisation()) activity.organisation = reader.ReadId(in.organisation(), "organisation");
  activity.municipality = in.municipality();
  activity.title = in.title();
  activity.description = in.description();
  activity.topics = ReadAll(in.topics(), [&](const auto& id) { return reader.ReadTopic(id, taxonomy, "topics"); });
  activity.place = reader.ReadPlace(in.place());
  activity.sessions.hours = reader.ReadAvailability(in.session_hours());
  if (in.has_session_start_day()) activity.sessions.start_date = DayOf(in.session_start_day());
  if (in.has_session_end_day()) activity.sessions.end_date = DayOf(in.session_end_day());
  activity.format = reader.ReadEnum<engine::ActivityFormat>(in.format(), "format");
  if (in.has_capacity()) activity.capacity = in.capacity();
  activity.enrolled = in.enrolled();
  activity.cost_cents = in.cost_cents();
  activity.vouchers_accepted.assign(in.vouchers_accepted().begin(), in.vouchers_accepted().end());
  activity.access = ReadAll(in.access(), [&](const auto& fact) { return reader.ReadAccessFact(fact); });
  activity.languages = ReadAll(in.languages(), [&](const auto& skill) { return reader.ReadLanguage(skill); });
  activity.supervised = in.supervised();
  activity.min_age = in.min_age();
  activity.max_age = in.max_age();
  activity.working_elements = reader.ReadEnums<engine::WorkingElement>(in.working_elements(), "working_elements");
  activity.transport_offered = in.transport_offered();
  activity.intergenerational = reader.ReadEnum<engine::Intergenerational>(in.intergenerational(), "intergenerational");
  if (!reader.status().ok()) return reader.status();
  return activity;
}

std::string EncodeOrganisation(const engine::Organisation& organisation) {
  if (organisation.meta.id.kind != engine::Kind::kOrganisation) std::abort();
  records::Organisation out;
  Encode(organisation.meta, *out.mutable_meta());
  out.set_title(organisation.title);
  out.set_kind(NumberOf(organisation.kind));
  out.set_contact(organisation.contact);
  return WrapRecord(RecordKey(organisation.meta.id), out);
}

absl::StatusOr<engine::Organisation> DecodeOrganisation(std::string_view key, std::string_view bytes) {
  records::Organisation in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  RecordReader reader(key);
  engine::Organisation organisation;
  organisation.meta = reader.ReadMetadata(in.meta(), engine::Kind::kOrganisation);
  organisation.title = in.title();
  organisation.kind = reader.ReadEnum<engine::OrganisationKind>(in.kind(), "kind");
  organisation.contact = in.contact();
  if (!reader.status().ok()) return reader.status();
  return organisation;
}

}  // namespace klik::storage
