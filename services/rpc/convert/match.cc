#include "services/rpc/convert/metadata.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/convert/scalars.h"

namespace klik::services {

template <>
engine::Match MatchKind::Read(const v1::Match& message, const ConvertContext&, const Field& field) {
  engine::Match out;
  ReadExternalId(message.external_id(), field.Member("external_id"));
  out.state = ReadEnum<engine::MatchState>(message.state(), field.Member("state"));
  out.end_reason = ReadEnum<engine::EndReason>(message.end_reason(), field.Member("end_reason"));
  field.Member("end_reason")
      .Require(message.end_reason() == v1::Match::END_REASON_UNSPECIFIED || message.state() == v1::Match::ENDED,
               "is only for ENDED");
  if (message.has_expire_time()) out.expire_time = ReadTime(message.expire_time(), field.Member("expire_time"));
  if (message.has_end_time()) out.end_time = ReadTime(message.end_time(), field.Member("end_time"));
  return out;
}

template <>
void MatchKind::ReadReferences(const v1::Match& message, const ReferenceScope& scope, const Field& field,
                               engine::Match& value) {
  using engine::Kind;
  field.Member("resident").Require(!message.resident().empty(), "is required");
  field.Member("other").Require(!message.other().empty(), "is required");
  const auto resident = ReadReference(message.resident(), {Kind::kResident}, scope, field.Member("resident"));
  const auto other = ReadReference(message.other(), {Kind::kVolunteer, Kind::kActivity, Kind::kResident}, scope,
                                   field.Member("other"));
  const auto companion = ReadReference(message.companion(), {Kind::kVolunteer}, scope, field.Member("companion"));
  field.Member("other").Require(!resident.has_value() || resident != other, "is the resident itself");
  field.Member("companion").Require(!companion.has_value() || companion != other, "is the other side itself");
  if (resident.has_value()) value.resident = *resident;
  if (other.has_value()) value.other = *other;
  value.companion = companion;
}

template <>
void MatchKind::Complete(const v1::Match&, const engine::Match* before, engine::Match& value) {
  if (value.state != engine::MatchState::kUnspecified) return;
  value.state = before == nullptr ? engine::MatchState::kProposed : before->state;
  if (before != nullptr) value.end_reason = before->end_reason;
}

template <>
std::shared_ptr<const engine::Match> MatchKind::Find(const engine::Snapshot& snapshot, std::string_view id) {
  return snapshot.FindMatch(id);
}

template <>
v1::Match MatchKind::ToApi(const engine::Match& value, const engine::Taxonomy&) {
  v1::Match out;
  SetMetadata(value.meta, out);
  out.set_resident(engine::NameOf(value.resident));
  out.set_other(engine::NameOf(value.other));
  if (value.companion.has_value()) out.set_companion(engine::NameOf(*value.companion));
  out.set_state(ToApiEnum<v1::Match::State>(value.state));
  out.set_end_reason(ToApiEnum<v1::Match::EndReason>(value.end_reason));
  if (value.expire_time.has_value()) *out.mutable_expire_time() = ToTimestamp(*value.expire_time);
  if (value.end_time.has_value()) *out.mutable_end_time() = ToTimestamp(*value.end_time);
  return out;
}

}  // namespace klik::services
