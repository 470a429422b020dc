#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/metadata.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/convert/values.h"

namespace klik::services {
namespace {

engine::ReferralStep ReadStep(const v1::Referral::Step& step, const Field& field) {
  engine::ReferralStep out;
  out.state = ReadRequiredEnum<engine::ReferralState>(step.state(), field.Member("state"));
  out.reason = ReadEnum<engine::ReferralReason>(step.reason(), field.Member("reason"));
  out.time = ReadTime(step.time(), field.Member("time"));
  out.account = step.account();
  return out;
}

bool NeedsResident(engine::ReferralState state) {
  return state == engine::ReferralState::kAccepted || state == engine::ReferralState::kInProgress ||
         state == engine::ReferralState::kCompleted || state == engine::ReferralState::kFailed;
}

// What a team does not say, whatever the message does: a coordinator sets the need together with the resident.
engine::Resident ReadDraft(const v1::Resident& draft, const ConvertContext& context, const Field& field) {
  field.Member("need").Require(!draft.has_need(), "is set by a coordinator, together with the resident");
  engine::Resident out = ResidentKind::Read(draft, context, field);
  out.state = engine::ProfileState::kUnspecified;
  out.confirm_time.reset();
  return out;
}

}  // namespace

// As an import brings it: with the state and the steps that it has.
template <>
engine::Referral ReferralKind::Read(const v1::Referral& message, const ConvertContext& context, const Field& field) {
  engine::Referral out;
  ReadExternalId(message.external_id(), field.Member("external_id"));
  out.municipality = ReadMunicipality(message.municipality(), field.Member("municipality"));
  out.reason = ReadRequiredText(message.reason(), kMaxReferralReasonCharacters, field.Member("reason"));
  out.urgency = ReadEnumOr(message.urgency(), engine::Urgency::kRoutine, field.Member("urgency"));
  field.Member("resident_draft").Require(message.has_resident_draft(), "is required");
  if (message.has_resident_draft()) {
    out.draft = ReadDraft(message.resident_draft(), context, field.Member("resident_draft"));
  }
  out.legal_bases = ReadLegalBases(message.legal_bases(), field.Member("legal_bases"));
  field.Member("legal_bases").Require(!message.legal_bases().empty(), "is required: on what ground this is shared");
  out.state = ReadEnumOr(message.state(), engine::ReferralState::kRequested, field.Member("state"));
  out.state_reason = ReadEnum<engine::ReferralReason>(message.state_reason(), field.Member("state_reason"));
  CheckLength(message.steps(), kMaxSteps, field.Member("steps"));
  for (int i = 0; i < message.steps_size(); ++i) {
    out.steps.push_back(ReadStep(message.steps(i), field.Member("steps").Item(i)));
  }
  field.Member("steps").Require(out.steps.empty() || out.steps.back().state == out.state, "do not end with `state`");
  if (out.municipality.empty()) out.municipality = out.draft.municipality;
  return out;
}

template <>
void ReferralKind::ReadReferences(const v1::Referral& message, const ReferenceScope& scope, const Field& field,
                                  engine::Referral& value) {
  value.resident = ReadReference(message.resident(), {engine::Kind::kResident}, scope, field.Member("resident"));
  field.Member("resident")
      .Require(!message.resident().empty() || !NeedsResident(value.state), "is required once it was accepted");
  const auto referrer =
      ReadReference(message.referrer(), {engine::Kind::kOrganisation}, scope, field.Member("referrer"));
  if (referrer.has_value()) value.referrer = engine::NameOf(*referrer);
}

template <>
void ReferralKind::Complete(const v1::Referral&, const engine::Referral* before, engine::Referral& value) {
  if (!value.steps.empty()) return;
  if (before != nullptr) value.steps = before->steps;
  if (value.steps.empty() || value.steps.back().state != value.state) {
    value.steps.push_back({value.state, value.state_reason, value.meta.update_time, ""});
  }
}

template <>
std::shared_ptr<const engine::Referral> ReferralKind::Find(const engine::Snapshot& snapshot, std::string_view id) {
  return snapshot.FindReferral(id);
}

template <>
v1::Referral ReferralKind::ToApi(const engine::Referral& value, const engine::Taxonomy& taxonomy) {
  v1::Referral out;
  SetMetadata(value.meta, out);
  out.set_referrer(value.referrer);
  out.set_municipality(value.municipality);
  out.set_reason(value.reason);
  out.set_urgency(ToApiEnum<v1::Referral::Urgency>(value.urgency));
  v1::Resident& draft = *out.mutable_resident_draft();
  draft = ResidentKind::ToApi(value.draft, taxonomy);
  // It is nobody's record yet.
  draft.clear_name();
  draft.clear_etag();
  draft.clear_create_time();
  draft.clear_update_time();
  draft.clear_need();
  // In a draft they may be missing; filled with nothing they would look as if they had been told.
  if (value.draft.place == engine::Place{}) draft.clear_place();
  if (value.state == engine::ReferralState::kDraft && value.draft.availability == engine::Availability{}) {
    draft.clear_availability();
  }
  SetLegalBases(value.legal_bases, *out.mutable_legal_bases());
  out.set_state(ToApiEnum<v1::Referral::State>(value.state));
  out.set_state_reason(ToApiEnum<v1::Referral::StateReason>(value.state_reason));
  if (value.resident.has_value()) out.set_resident(engine::NameOf(*value.resident));
  for (const engine::ReferralStep& step : value.steps) {
    v1::Referral::Step& added = *out.add_steps();
    added.set_state(ToApiEnum<v1::Referral::State>(step.state));
    added.set_reason(ToApiEnum<v1::Referral::StateReason>(step.reason));
    *added.mutable_time() = ToTimestamp(step.time);
    added.set_account(step.account);
  }
  return out;
}

}  // namespace klik::services
