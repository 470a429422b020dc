#include <algorithm>
#include <cstdlib>
#include <string>

#include "storage/record/codec.h"
#include "storage/record/envelope.h"
#include "storage/record/fields.h"
#include "storage/record/keys.h"

namespace klik::storage {
namespace {

void Encode(const engine::MatchStep& step, records::Step& out) {
  out.set_state(NumberOf(step.state));
  out.set_time(NanosOf(step.time));
  out.set_account(step.account);
}

void Encode(const engine::Consent& consent, records::Consent& out) {
  out.set_side(NumberOf(consent.side));
  out.set_answer(NumberOf(consent.answer));
  out.set_time(NanosOf(consent.time));
  out.set_account(consent.account);
}

void Encode(const engine::CheckIn& check_in, records::CheckIn& out) {
  out.set_week(check_in.week);
  out.set_side(NumberOf(check_in.side));
  out.set_mood(NumberOf(check_in.mood));
  if (check_in.still_meeting.has_value()) out.set_still_meeting(*check_in.still_meeting);
  if (check_in.wants_to_go_on.has_value()) out.set_wants_to_go_on(*check_in.wants_to_go_on);
  out.set_time(NanosOf(check_in.time));
  out.set_account(check_in.account);
}

void Encode(const engine::Feedback& feedback, records::Feedback& out) {
  out.set_side(NumberOf(feedback.side));
  out.set_mood(NumberOf(feedback.mood));
  out.set_would_again(feedback.would_again);
  out.set_time(NanosOf(feedback.time));
  out.set_account(feedback.account);
}

void Encode(const engine::Proposal& proposal, records::Proposal& out) {
  out.set_score(proposal.score);
  out.mutable_resident_values()->Add(proposal.resident_values.begin(), proposal.resident_values.end());
  out.mutable_other_values()->Add(proposal.other_values.begin(), proposal.other_values.end());
  out.mutable_weights()->Add(proposal.weights.begin(), proposal.weights.end());
  out.set_policy_version(proposal.policy_version);
  out.set_revision(proposal.revision);
  out.set_input_digest(proposal.input_digest);
  out.set_time(NanosOf(proposal.time));
  out.set_account(proposal.account);
}

// A list by term: one number for each.
template <typename Number>
std::array<Number, engine::kTermCount> ReadByTerm(const google::protobuf::RepeatedField<std::int32_t>& numbers,
                                                  RecordReader& reader) {
  std::array<Number, engine::kTermCount> values = {};
  if (numbers.size() != engine::kTermCount) {
    reader.Fail("proposal", "does not have a number for each term");
    return values;
  }
  std::transform(numbers.begin(), numbers.end(), values.begin(),
                 [](int number) { return static_cast<Number>(number); });
  return values;
}

engine::Proposal ReadProposal(const records::Proposal& in, RecordReader& reader) {
  engine::Proposal proposal;
  proposal.score = in.score();
  proposal.resident_values = ReadByTerm<std::int16_t>(in.resident_values(), reader);
  proposal.other_values = ReadByTerm<std::int16_t>(in.other_values(), reader);
  proposal.weights = ReadByTerm<int>(in.weights(), reader);
  proposal.policy_version = in.policy_version();
  proposal.revision = in.revision();
  proposal.input_digest = in.input_digest();
  proposal.time = TimeOf(in.time());
  proposal.account = in.account();
  return proposal;
}

engine::CheckIn ReadCheckIn(const records::CheckIn& in, RecordReader& reader) {
  engine::CheckIn check_in;
  check_in.week = in.week();
  check_in.side = reader.ReadEnum<engine::MatchSide>(in.side(), "check_ins.side");
  check_in.mood = reader.ReadEnum<engine::Mood>(in.mood(), "check_ins.mood");
  if (in.has_still_meeting()) check_in.still_meeting = in.still_meeting();
  if (in.has_wants_to_go_on()) check_in.wants_to_go_on = in.wants_to_go_on();
  check_in.time = TimeOf(in.time());
  check_in.account = in.account();
  return check_in;
}

void ReadStory(const records::Match& in, RecordReader& reader, engine::Match& match) {
  if (in.has_proposal()) match.proposal = ReadProposal(in.proposal(), reader);
  match.consents = ReadAll(in.consents(), [&](const records::Consent& consent) {
    return engine::Consent{.side = reader.ReadEnum<engine::MatchSide>(consent.side(), "consents.side"),
                           .answer = reader.ReadEnum<engine::Answer>(consent.answer(), "consents.answer"),
                           .time = TimeOf(consent.time()),
                           .account = consent.account()};
  });
  match.check_ins = ReadAll(in.check_ins(), [&](const auto& check_in) { return ReadCheckIn(check_in, reader); });
  match.feedback = ReadAll(in.feedback(), [&](const records::Feedback& feedback) {
    return engine::Feedback{.side = reader.ReadEnum<engine::MatchSide>(feedback.side(), "feedback.side"),
                            .mood = reader.ReadEnum<engine::Mood>(feedback.mood(), "feedback.mood"),
                            .would_again = feedback.would_again(),
                            .time = TimeOf(feedback.time()),
                            .account = feedback.account()};
  });
  match.farewell = reader.ReadEnum<engine::Farewell>(in.farewell(), "farewell");
  match.steps = ReadAll(in.steps(), [&](const records::Step& step) {
    return engine::MatchStep{.state = reader.ReadEnum<engine::MatchState>(step.state(), "steps.state"),
                             .time = TimeOf(step.time()),
                             .account = step.account()};
  });
}

}  // namespace

std::string EncodeMatch(const engine::Match& match) {
  if (match.meta.id.kind != engine::Kind::kMatch) std::abort();
  records::Match out;
  storage::Encode(match.meta, *out.mutable_meta());
  storage::Encode(match.resident, *out.mutable_resident());
  storage::Encode(match.other, *out.mutable_other());
  if (match.companion.has_value()) storage::Encode(*match.companion, *out.mutable_companion());
  out.set_state(NumberOf(match.state));
  out.set_end_reason(NumberOf(match.end_reason));
  if (match.expire_time.has_value()) out.set_expire_time(NanosOf(*match.expire_time));
  if (match.end_time.has_value()) out.set_end_time(NanosOf(*match.end_time));
  if (match.start_time.has_value()) out.set_start_time(NanosOf(*match.start_time));
  if (match.proposal.has_value()) Encode(*match.proposal, *out.mutable_proposal());
  for (const auto& consent : match.consents) Encode(consent, *out.add_consents());
  for (const auto& check_in : match.check_ins) Encode(check_in, *out.add_check_ins());
  for (const auto& feedback : match.feedback) Encode(feedback, *out.add_feedback());
  out.set_farewell(NumberOf(match.farewell));
  for (const auto& step : match.steps) Encode(step, *out.add_steps());
  return WrapRecord(RecordKey(match.meta.id), out);
}

absl::StatusOr<engine::Match> DecodeMatch(std::string_view key, std::string_view bytes) {
  records::Match in;
  if (absl::Status unwrapped = UnwrapRecord(key, bytes, in); !unwrapped.ok()) return unwrapped;
  RecordReader reader(key);
  engine::Match match;
  match.meta = reader.ReadMetadata(in.meta(), engine::Kind::kMatch);
  match.resident = reader.ReadId(in.resident(), "resident");
  match.other = reader.ReadId(in.other(), "other");
  if (in.has_companion()) match.companion = reader.ReadId(in.companion(), "companion");
  match.state = reader.ReadEnum<engine::MatchState>(in.state(), "state");
  match.end_reason = reader.ReadEnum<engine::EndReason>(in.end_reason(), "end_reason");
  if (in.has_expire_time()) match.expire_time = TimeOf(in.expire_time());
  if (in.has_end_time()) match.end_time = TimeOf(in.end_time());
  if (in.has_start_time()) match.start_time = TimeOf(in.start_time());
  ReadStory(in, reader, match);
  if (!reader.status().ok()) return reader.status();
  return match;
}

}  // namespace klik::storage
