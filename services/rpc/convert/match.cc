#include <cstdint>
#include <vector>

#include "engine/model/policy.h"
#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/metadata.h"
#include "services/rpc/convert/resources.h"
#include "services/rpc/convert/scalars.h"

namespace klik::services {
namespace {

engine::Consent ReadConsent(const v1::Match::Consent& consent, const Field& field) {
  engine::Consent out;
  out.side = ReadRequiredEnum<engine::MatchSide>(consent.side(), field.Member("side"));
  out.answer = ReadRequiredEnum<engine::Answer>(consent.answer(), field.Member("answer"));
  out.time = ReadTime(consent.time(), field.Member("time"));
  out.account = consent.account();
  return out;
}

engine::CheckIn ReadCheckIn(const v1::Match::CheckIn& check_in, const Field& field) {
  engine::CheckIn out;
  out.week = ReadNumber(check_in.week(), 1, kMaxCheckInWeek, field.Member("week"));
  out.side = ReadRequiredEnum<engine::MatchSide>(check_in.side(), field.Member("side"));
  out.mood = ReadRequiredEnum<engine::Mood>(check_in.mood(), field.Member("mood"));
  if (check_in.has_still_meeting()) out.still_meeting = check_in.still_meeting();
  if (check_in.has_wants_to_go_on()) out.wants_to_go_on = check_in.wants_to_go_on();
  out.time = ReadTime(check_in.time(), field.Member("time"));
  out.account = check_in.account();
  return out;
}

engine::Feedback ReadFeedback(const v1::Match::Feedback& feedback, const Field& field) {
  engine::Feedback out;
  out.side = ReadRequiredEnum<engine::MatchSide>(feedback.side(), field.Member("side"));
  out.mood = ReadRequiredEnum<engine::Mood>(feedback.mood(), field.Member("mood"));
  out.would_again = feedback.would_again();
  out.time = ReadTime(feedback.time(), field.Member("time"));
  out.account = feedback.account();
  return out;
}

engine::MatchStep ReadStep(const v1::Match::Step& step, const Field& field) {
  engine::MatchStep out;
  out.state = ReadRequiredEnum<engine::MatchState>(step.state(), field.Member("state"));
  out.time = ReadTime(step.time(), field.Member("time"));
  out.account = step.account();
  return out;
}

template <typename Messages, typename Value>
std::vector<Value> ReadItems(const Messages& messages, const Field& field,
                             Value (*read)(const typename Messages::value_type&, const Field&)) {
  CheckLength(messages, kMaxSteps, field);
  std::vector<Value> out;
  for (int i = 0; i < messages.size(); ++i) out.push_back(read(messages[i], field.Item(i)));
  return out;
}

double ShareOf(std::int64_t part, std::int64_t whole) { return static_cast<double>(part) / static_cast<double>(whole); }

void SetProposal(const engine::Proposal& proposal, v1::Match::Proposal& out) {
  std::int64_t resident_total = 0;
  std::int64_t other_total = 0;
  for (std::size_t i = 0; i < engine::kTermCount; ++i) {
    v1::Match::Proposal::SideTerm& term = *out.add_terms();
    term.set_term(static_cast<v1::TermScore::Term>(i + 1));
    term.set_resident(ShareOf(proposal.resident_values[i], engine::kTermScale));
    term.set_other(ShareOf(proposal.other_values[i], engine::kTermScale));
    term.set_weight(ShareOf(proposal.weights[i], engine::kWeightScale));
    resident_total += std::int64_t{proposal.weights[i]} * proposal.resident_values[i];
    other_total += std::int64_t{proposal.weights[i]} * proposal.other_values[i];
  }
  out.set_score(ShareOf(proposal.score, engine::kScoreScale));
  out.set_resident_score(ShareOf(resident_total, std::int64_t{engine::kTermScale} * engine::kWeightScale));
  out.set_other_score(ShareOf(other_total, std::int64_t{engine::kTermScale} * engine::kWeightScale));
  out.set_policy_version(proposal.policy_version);
  out.set_revision(static_cast<std::int64_t>(proposal.revision));
  out.set_input_digest(proposal.input_digest);
  *out.mutable_time() = ToTimestamp(proposal.time);
  out.set_account(proposal.account);
}

void SetStory(const engine::Match& value, v1::Match& out) {
  for (const engine::Consent& consent : value.consents) {
    v1::Match::Consent& added = *out.add_consents();
    added.set_side(ToApiEnum<v1::Match::Side>(consent.side));
    added.set_answer(ToApiEnum<v1::Match::Answer>(consent.answer));
    *added.mutable_time() = ToTimestamp(consent.time);
    added.set_account(consent.account);
  }
  for (const engine::CheckIn& check_in : value.check_ins) {
    v1::Match::CheckIn& added = *out.add_check_ins();
    added.set_week(check_in.week);
    added.set_side(ToApiEnum<v1::Match::Side>(check_in.side));
    added.set_mood(ToApiEnum<v1::Match::CheckIn::Mood>(check_in.mood));
    if (check_in.still_meeting.has_value()) added.set_still_meeting(*check_in.still_meeting);
    if (check_in.wants_to_go_on.has_value()) added.set_wants_to_go_on(*check_in.wants_to_go_on);
    *added.mutable_time() = ToTimestamp(check_in.time);
    added.set_account(check_in.account);
  }
  for (const engine::Feedback& feedback : value.feedback) {
    v1::Match::Feedback& added = *out.add_feedback();
    added.set_side(ToApiEnum<v1::Match::Side>(feedback.side));
    added.set_mood(ToApiEnum<v1::Match::CheckIn::Mood>(feedback.mood));
    added.set_would_again(feedback.would_again);
    *added.mutable_time() = ToTimestamp(feedback.time);
    added.set_account(feedback.account);
  }
  for (const engine::MatchStep& step : value.steps) {
    v1::Match::Step& added = *out.add_steps();
    added.set_state(ToApiEnum<v1::Match::State>(step.state));
    *added.mutable_time() = ToTimestamp(step.time);
    added.set_account(step.account);
  }
}

}  // namespace

// As an import brings it: with the state and the story that it has.
template <>
engine::Match MatchKind::Read(const v1::Match& message, const ConvertContext&, const Field& field) {
  engine::Match out;
  ReadExternalId(message.external_id(), field.Member("external_id"));
  out.state = ReadEnum<engine::MatchState>(message.state(), field.Member("state"));
  out.end_reason = ReadEnum<engine::EndReason>(message.end_reason(), field.Member("end_reason"));
  field.Member("end_reason")
      .Require(message.end_reason() == v1::Match::END_REASON_UNSPECIFIED || message.state() == v1::Match::ENDED ||
                   (message.end_reason() == v1::Match::CONSENT_WITHDRAWN && message.state() == v1::Match::RETRACTED),
               "is only for ENDED, and CONSENT_WITHDRAWN for RETRACTED");
  if (message.has_expire_time()) out.expire_time = ReadTime(message.expire_time(), field.Member("expire_time"));
  if (message.has_end_time()) out.end_time = ReadTime(message.end_time(), field.Member("end_time"));
  if (message.has_start_time()) out.start_time = ReadTime(message.start_time(), field.Member("start_time"));
  out.consents = ReadItems(message.consents(), field.Member("consents"), &ReadConsent);
  out.check_ins = ReadItems(message.check_ins(), field.Member("check_ins"), &ReadCheckIn);
  out.feedback = ReadItems(message.feedback(), field.Member("feedback"), &ReadFeedback);
  out.farewell = ReadEnum<engine::Farewell>(message.farewell(), field.Member("farewell"));
  out.steps = ReadItems(message.steps(), field.Member("steps"), &ReadStep);
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
  if (value.state == engine::MatchState::kUnspecified) {
    value.state = before == nullptr ? engine::MatchState::kProposed : before->state;
    if (before != nullptr) value.end_reason = before->end_reason;
  }
  // How it was proposed is the server's to know, and an import that says less than is known takes nothing away.
  if (before == nullptr) return;
  value.proposal = before->proposal;
  if (value.steps.empty()) value.steps = before->steps;
  if (value.consents.empty()) value.consents = before->consents;
  if (value.check_ins.empty()) value.check_ins = before->check_ins;
  if (value.feedback.empty()) value.feedback = before->feedback;
  if (value.farewell == engine::Farewell::kUnspecified) value.farewell = before->farewell;
  if (!value.start_time.has_value()) value.start_time = before->start_time;
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
  if (value.start_time.has_value()) *out.mutable_start_time() = ToTimestamp(*value.start_time);
  if (value.proposal.has_value()) SetProposal(*value.proposal, *out.mutable_proposal());
  out.set_farewell(ToApiEnum<v1::Match::Farewell>(value.farewell));
  SetStory(value, out);
  return out;
}

}  // namespace klik::services
