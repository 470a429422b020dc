#include <cstdlib>

#include "storage/record/codec.h"
#include "storage/record/envelope.h"
#include "storage/record/fields.h"
#include "storage/record/keys.h"

namespace klik::storage {

std::string EncodeReferral(const engine::Referral& referral, const engine::Taxonomy& taxonomy) {
  if (referral.meta.id.kind != engine::Kind::kReferral) std::abort();
  records::Referral out;
  Encode(referral.meta, *out.mutable_meta());
  out.set_referrer(referral.referrer);
  out.set_municipality(referral.municipality);
  out.set_reason(referral.reason);
  out.set_urgency(NumberOf(referral.urgency));
  Encode(referral.draft, taxonomy, *out.mutable_draft());
  EncodeAll(referral.legal_bases, *out.mutable_legal_bases());
  out.set_state(NumberOf(referral.state));
  out.set_state_reason(NumberOf(referral.state_reason));
  if (referral.resident.has_value()) Encode(*referral.resident, *out.mutable_resident());
  for (const engine::ReferralStep& step : referral.steps) {
    records::Step& added = *out.add_steps();
    added.set_state(NumberOf(step.state));
    added.set_reason(NumberOf(step.reason));
    added.set_time(NanosOf(step.time));
    added.set_account(step.account);
  }
  return WrapRecord(RecordKey(referral.meta.id), out);
}

absl::StatusOr<engine::Referral> DecodeReferral(std::string_view key, std::string_view bytes,
                                                const engine::Taxonomy& taxonomy) {
  records::Referral in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  RecordReader reader(key);
  engine::Referral referral;
  referral.meta = reader.ReadMetadata(in.meta(), engine::Kind::kReferral);
  referral.referrer = in.referrer();
  referral.municipality = in.municipality();
  referral.reason = in.reason();
  referral.urgency = reader.ReadEnum<engine::Urgency>(in.urgency(), "urgency");
  referral.draft = ReadResident(in.draft(), taxonomy, reader);
  const records::Metadata& meta = in.draft().person().meta();
  referral.draft.meta.external_id = {meta.external_system(), meta.external_id()};
  referral.legal_bases = ReadAll(in.legal_bases(), [&](const auto& basis) { return reader.ReadLegalBasis(basis); });
  referral.state = reader.ReadEnum<engine::ReferralState>(in.state(), "state");
  referral.state_reason = reader.ReadEnum<engine::ReferralReason>(in.state_reason(), "state_reason");
  if (in.has_resident()) referral.resident = reader.ReadId(in.resident(), "resident");
  referral.steps = ReadAll(in.steps(), [&](const records::Step& step) {
    return engine::ReferralStep{.state = reader.ReadEnum<engine::ReferralState>(step.state(), "steps.state"),
                                .reason = reader.ReadEnum<engine::ReferralReason>(step.reason(), "steps.reason"),
                                .time = TimeOf(step.time()),
                                .account = step.account()};
  });
  if (!reader.status().ok()) return reader.status();
  return referral;
}

}  // namespace klik::storage
