#include "services/registry/clock.h"
#include "services/rpc/convert/person.h"
#include "services/rpc/convert/resources.h"

namespace klik::services {

template <>
engine::Resident ResidentKind::Read(const v1::Resident& message, const ConvertContext& context, const Field& field) {
  engine::Resident out;
  ReadPerson(message, context, field, out);
  out.need = ReadNeed(message.need(), field.Member("need"));
  out.max_group_size = message.max_group_size();
  if (out.max_group_size != 0) {
    ReadNumber(out.max_group_size, kMinGroupSize, kMaxGroupSize, field.Member("max_group_size"));
  }
  if (message.has_max_cost_cents()) {
    out.max_cost_cents = message.max_cost_cents();
    field.Member("max_cost_cents").Require(message.max_cost_cents() >= 0, "is negative");
  }
  out.vouchers = ReadCodes(message.vouchers(), kMaxVouchers, field.Member("vouchers"));
  out.role = ReadEnumOr(message.role(), engine::Role::kReceive, field.Member("role"));
  out.peer_links = message.peer_links();
  out.target_groups = ReadUpperSnakeCodes(message.target_groups(), kMaxTargetGroups, field.Member("target_groups"));
  if (const auto day = ReadDay(message.waiting_since(), field.Member("waiting_since"))) out.waiting_since = *day;
  return out;
}

template <>
void ResidentKind::ReadReferences(const v1::Resident&, const ReferenceScope&, const Field&, engine::Resident&) {}

template <>
void ResidentKind::Complete(const v1::Resident& message, const engine::Resident* before, engine::Resident& value) {
  CompleteState(before, value);
  if (message.waiting_since().empty()) value.waiting_since = MomentAt(value.meta.create_time).today;
}

template <>
std::shared_ptr<const engine::Resident> ResidentKind::Find(const engine::Snapshot& snapshot, std::string_view id) {
  return snapshot.FindResident(id);
}

template <>
v1::Resident ResidentKind::ToApi(const engine::Resident& value, const engine::Taxonomy& taxonomy) {
  v1::Resident out;
  SetPerson(value, taxonomy, out);
  SetNeed(value.need, *out.mutable_need());
  out.set_max_group_size(value.max_group_size);
  if (value.max_cost_cents.has_value()) out.set_max_cost_cents(*value.max_cost_cents);
  out.mutable_vouchers()->Add(value.vouchers.begin(), value.vouchers.end());
  out.set_role(ToApiEnum<v1::Resident::Role>(value.role));
  out.set_peer_links(value.peer_links);
  out.mutable_target_groups()->Add(value.target_groups.begin(), value.target_groups.end());
  out.set_waiting_since(DayText(value.waiting_since));
  return out;
}

}  // namespace klik::services
