#include "services/rpc/convert/person.h"
#include "services/rpc/convert/resources.h"

namespace klik::services {
namespace {

engine::Vog ReadVog(const v1::CriminalRecordCheck& vog, const Field& field) {
  engine::Vog out;
  out.state = ReadEnumOr(vog.state(), engine::VogState::kNone, field.Member("state"));
  const bool needs_date = out.state == engine::VogState::kValid;
  field.Member("issued_date").Require(!needs_date || !vog.issued_date().empty(), "is required when VALID");
  out.issued_date = ReadDay(vog.issued_date(), field.Member("issued_date"));
  out.checked_by = ReadText(vog.checked_by(), kMaxRecorderCharacters, field.Member("checked_by"));
  return out;
}

void SetVog(const engine::Vog& vog, v1::CriminalRecordCheck& out) {
  out.set_state(ToApiEnum<v1::CriminalRecordCheck::State>(vog.state));
  out.set_issued_date(DayText(vog.issued_date));
  out.set_checked_by(vog.checked_by);
}

}  // namespace

template <>
engine::Volunteer VolunteerKind::Read(const v1::Volunteer& message, const ConvertContext& context, const Field& field) {
  engine::Volunteer out;
  ReadPerson(message, context, field, out);
  out.access = ReadAccess(message.access(), field.Member("access"));
  out.vog = ReadVog(message.vog(), field.Member("vog"));
  out.trainings = ReadCodes(message.trainings(), kMaxTrainings, field.Member("trainings"));
  if (message.has_max_matches()) {
    out.max_matches = ReadNumber(message.max_matches(), 0, kMaxMatchesAtOnce, field.Member("max_matches"));
  }
  if (message.has_max_open_requests()) {
    out.max_open_requests =
        ReadNumber(message.max_open_requests(), 0, kMaxOpenRequestsAtOnce, field.Member("max_open_requests"));
  }
  out.available_until = ReadDay(message.available_until(), field.Member("available_until"));
  if (message.has_last_asked_time()) {
    out.last_asked_time = ReadTime(message.last_asked_time(), field.Member("last_asked_time"));
  }
  out.unanswered_requests =
      ReadNumber(message.unanswered_requests(), 0, kMaxUnansweredRequests, field.Member("unanswered_requests"));
  return out;
}

template <>
void VolunteerKind::ReadReferences(const v1::Volunteer&, const ReferenceScope&, const Field&, engine::Volunteer&) {}

template <>
void VolunteerKind::Complete(const v1::Volunteer&, const engine::Volunteer* before, engine::Volunteer& value) {
  CompleteState(before, value);
}

template <>
std::shared_ptr<const engine::Volunteer> VolunteerKind::Find(const engine::Snapshot& snapshot, std::string_view id) {
  return snapshot.FindVolunteer(id);
}

template <>
v1::Volunteer VolunteerKind::ToApi(const engine::Volunteer& value, const engine::Taxonomy& taxonomy) {
  v1::Volunteer out;
  SetPerson(value, taxonomy, out);
  SetAccess(value.access, *out.mutable_access());
  SetVog(value.vog, *out.mutable_vog());
  out.mutable_trainings()->Add(value.trainings.begin(), value.trainings.end());
  if (value.max_matches.has_value()) out.set_max_matches(*value.max_matches);
  if (value.max_open_requests.has_value()) out.set_max_open_requests(*value.max_open_requests);
  out.set_available_until(DayText(value.available_until));
  if (value.last_asked_time.has_value()) *out.mutable_last_asked_time() = ToTimestamp(*value.last_asked_time);
  out.set_unanswered_requests(value.unanswered_requests);
  return out;
}

}  // namespace klik::services
