#include "engine/match/evaluate.h"
#include "services/rpc/convert/metadata.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/convert/scalars.h"

namespace klik::services {

template <>
engine::Exclusion ExclusionKind::Read(const v1::Exclusion& message, const ConvertContext&, const Field& field) {
  engine::Exclusion out;
  ReadExternalId(message.external_id(), field.Member("external_id"));
  out.category = ReadRequiredEnum<engine::ExclusionCategory>(message.category(), field.Member("category"));
  out.until = ReadDay(message.until(), field.Member("until"));
  return out;
}

// A pair that nobody would bring together is refused: a list of people is no longer than it has to be.
template <>
void ExclusionKind::ReadReferences(const v1::Exclusion& message, const ReferenceScope& scope, const Field& field,
                                   engine::Exclusion& value) {
  using engine::Kind;
  field.Member("first").Require(!message.first().empty(), "is required");
  field.Member("second").Require(!message.second().empty(), "is required");
  const auto kinds = {Kind::kResident, Kind::kVolunteer, Kind::kActivity};
  const auto first = ReadReference(message.first(), kinds, scope, field.Member("first"));
  const auto second = ReadReference(message.second(), kinds, scope, field.Member("second"));
  if (first.has_value()) value.first = *first;
  if (second.has_value()) value.second = *second;
  if (!first.has_value() || !second.has_value()) return;
  if (!field.Member("second").Require(*first != *second, "is the first itself")) return;
  field.Member("second").Require(engine::CanLink(first->kind, second->kind), "is of a kind that the first never meets");
}

template <>
void ExclusionKind::Complete(const v1::Exclusion&, const engine::Exclusion*, engine::Exclusion&) {}

template <>
std::shared_ptr<const engine::Exclusion> ExclusionKind::Find(const engine::Snapshot& snapshot, std::string_view id) {
  return snapshot.FindExclusion(id);
}

template <>
v1::Exclusion ExclusionKind::ToApi(const engine::Exclusion& value, const engine::Taxonomy&) {
  v1::Exclusion out;
  SetMetadata(value.meta, out);
  out.set_first(engine::NameOf(value.first));
  out.set_second(engine::NameOf(value.second));
  out.set_category(ToApiEnum<v1::Exclusion::Category>(value.category));
  out.set_until(DayText(value.until));
  return out;
}

}  // namespace klik::services
