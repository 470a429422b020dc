#include "services/rpc/convert/availability.h"
#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/metadata.h"
#include "services/rpc/convert/place.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/convert/values.h"

namespace klik::services {

template <>
engine::Activity ActivityKind::Read(const v1::Activity& message, const ConvertContext& context, const Field& field) {
  engine::Activity out;
  ReadExternalId(message.external_id(), field.Member("external_id"));
  out.municipality = ReadMunicipality(message.municipality(), field.Member("municipality"));
  out.title = ReadRequiredText(message.title(), kMaxTitleCharacters, field.Member("title"));
  out.description =
      ReadText(message.description(), kMaxDescriptionCharacters, field.Member("description"), Text::kLines);
  out.topics = ReadTopics(message.topics(), kMaxTopics, context.taxonomy, field.Member("topics"));
  out.place = ReadPlace(message.has_place(), message.place(), context.gazetteer, field.Member("place"));
  out.sessions = ReadSessions(message.has_sessions(), message.sessions(), field.Member("sessions"));
  out.format = ReadEnum<engine::ActivityFormat>(message.format(), field.Member("format"));
  if (message.has_capacity()) {
    out.capacity = ReadNumber(message.capacity(), 0, kMaxCapacity, field.Member("capacity"));
  }
  out.enrolled = ReadNumber(message.enrolled(), 0, kMaxEnrolled, field.Member("enrolled"));
  out.cost_cents = ReadNumber(message.cost_cents(), 0, kMaxActivityCostCents, field.Member("cost_cents"));
  out.vouchers_accepted = ReadCodes(message.vouchers_accepted(), kMaxVouchers, field.Member("vouchers_accepted"));
  out.access = ReadAccess(message.access(), field.Member("access"));
  out.languages = ReadLanguages(message.languages(), field.Member("languages"));
  out.supervised = message.supervised();
  CheckAges(message.min_age(), message.max_age(), field);
  out.min_age = message.min_age();
  out.max_age = message.max_age();
  out.working_elements = ReadEnums<v1::Activity::WorkingElement, engine::WorkingElement>(
      message.working_elements(), field.Member("working_elements"));
  out.transport_offered = message.transport_offered();
  out.intergenerational = ReadEnumOr(message.intergenerational(), engine::Intergenerational::kNoPreference,
                                     field.Member("intergenerational"));
  return out;
}

template <>
void ActivityKind::ReadReferences(const v1::Activity& message, const ReferenceScope& scope, const Field& field,
                                  engine::Activity& value) {
  value.organisation =
      ReadReference(message.organisation(), {engine::Kind::kOrganisation}, scope, field.Member("organisation"));
}

template <>
void ActivityKind::Complete(const v1::Activity&, const engine::Activity*, engine::Activity&) {}

template <>
std::shared_ptr<const engine::Activity> ActivityKind::Find(const engine::Snapshot& snapshot, std::string_view id) {
  return snapshot.FindActivity(id);
}

template <>
v1::Activity ActivityKind::ToApi(const engine::Activity& value, const engine::Taxonomy& taxonomy) {
  v1::Activity out;
  SetMetadata(value.meta, out);
  if (value.organisation.has_value()) out.set_organisation(engine::NameOf(*value.organisation));
  out.set_municipality(value.municipality);
  out.set_title(value.title);
  out.set_description(value.description);
  for (const engine::TopicIndex topic : value.topics) out.add_topics(taxonomy.topic(topic).id);
  SetPlace(value.place, *out.mutable_place());
  SetSessions(value.sessions, *out.mutable_sessions());
  out.set_format(ToApiEnum<v1::Activity::Format>(value.format));
  if (value.capacity.has_value()) out.set_capacity(*value.capacity);
  out.set_enrolled(value.enrolled);
  out.set_cost_cents(value.cost_cents);
  out.mutable_vouchers_accepted()->Add(value.vouchers_accepted.begin(), value.vouchers_accepted.end());
  SetAccess(value.access, *out.mutable_access());
  SetLanguages(value.languages, *out.mutable_languages());
  out.set_supervised(value.supervised);
  out.set_min_age(value.min_age);
  out.set_max_age(value.max_age);
  SetEnums(value.working_elements, *out.mutable_working_elements());
  out.set_transport_offered(value.transport_offered);
  out.set_intergenerational(ToApiEnum<v1::Intergenerational>(value.intergenerational));
  return out;
}

}  // namespace klik::services
