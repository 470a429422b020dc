#include "services/rpc/matching_answer.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/rpc/convert/availability.h"
#include "services/rpc/convert/scalars.h"

namespace klik::services {
namespace {

// The share of the lower side in a pair's score; the higher side has the rest.
constexpr int kLowerSideParts = 3;
constexpr int kAllParts = 4;
constexpr double kSideScale = double{engine::kTermScale} * engine::kWeightScale;

static_assert(engine::kScoreScale == std::int64_t{kAllParts} * engine::kTermScale * engine::kWeightScale);

std::string MoverOf(const engine::TravelPlan& travel, const engine::PairText& pair) {
  switch (travel.mover) {
    case engine::Side::kSubject:
      return engine::NameOf(pair.subject.meta->id);
    case engine::Side::kCandidate:
      return engine::NameOf(pair.candidate.meta->id);
    case engine::Side::kPair:
      break;
  }
  return "";
}

void SetTravelPlan(const engine::TravelPlan& travel, const engine::PairText& pair, v1::Travel& out) {
  out.set_mover(MoverOf(travel, pair));
  out.set_mode(ToApiEnum<v1::TravelOption::Mode>(travel.mode));
  out.set_minutes(travel.minutes);
  out.set_distance_metres(travel.distance_metres);
}

}  // namespace

const std::string& DisplayNameOf(const engine::Row& row) {
  return row.person != nullptr ? row.person->display_name : row.activity->title;
}

void MatchingAnswer::ToApi(const engine::RankedCandidate& candidate, v1::Candidate& out) const {
  const engine::PairText pair = PairWith(*candidate.row, candidate.meeting_windows);
  const engine::PairScore& score = candidate.pair.score;
  out.set_candidate(engine::NameOf(candidate.id));
  out.set_kind(ToApiEnum<v1::CandidateKind>(candidate.id.kind));
  out.set_rank(candidate.rank);
  out.set_score(static_cast<double>(score.score) / static_cast<double>(engine::kScoreScale));
  out.mutable_side_scores()->set_subject(score.subject_total / kSideScale);
  out.mutable_side_scores()->set_candidate(score.candidate_total / kSideScale);
  SetTermScores(pair, candidate.pair, language_, *out.mutable_terms());
  for (const engine::WarningCode warning : candidate.warnings) {
    out.add_warnings(ToApiEnum<v1::WarningCode>(warning));
    out.add_warning_texts(std::string(engine::WarningText(pair, candidate.pair, warning, language_)));
  }
  for (const engine::Window& window : candidate.meeting_windows) SetWindow(window, *out.add_meeting_windows());
  SetTravelPlan(candidate.pair.travel, pair, *out.mutable_travel());
  out.set_contact_form(ToApiEnum<v1::ContactForm>(candidate.pair.contact_form));
  out.set_display_name(DisplayNameOf(pair.candidate));
}

v1::ExcludedCandidate MatchingAnswer::ToApi(const engine::ExcludedCandidate& excluded) const {
  const engine::PairText pair = PairWith(*excluded.row);
  v1::ExcludedCandidate out;
  out.set_candidate(engine::NameOf(excluded.id));
  out.set_kind(ToApiEnum<v1::CandidateKind>(excluded.id.kind));
  out.set_display_name(DisplayNameOf(pair.candidate));
  for (const engine::Bar& bar : excluded.pair.bars) {
    v1::Reason& reason = *out.add_reasons();
    reason.set_code(ToApiEnum<v1::ReasonCode>(bar.code));
    reason.mutable_params()->insert(bar.params.begin(), bar.params.end());
    reason.set_text(engine::BarText(pair, bar, language_));
  }
  if (!excluded.nearest_change.has_value()) return out;
  v1::NearestChange& nearest = *out.mutable_nearest_change();
  for (const engine::Bar& bar : excluded.nearest_change->lifted) {
    v1::Change& change = *nearest.add_changes();
    change.set_lifts(ToApiEnum<v1::ReasonCode>(bar.code));
    change.mutable_params()->insert(bar.params.begin(), bar.params.end());
    change.set_text(engine::ChangeText(pair, bar, language_));
  }
  nearest.set_rank(excluded.nearest_change->rank);
  nearest.set_text(engine::NearestChangeText(pair, *excluded.nearest_change, language_));
  return out;
}

engine::PairText MatchingAnswer::PairWith(const engine::Row& candidate,
                                          absl::Span<const engine::Window> meeting_windows) const {
  return {subject_, candidate, snapshot_.taxonomy(), policy_, meeting_windows};
}

void SetTermScores(const engine::PairText& pair, const engine::PairResult& result, engine::Language language,
                   google::protobuf::RepeatedPtrField<v1::TermScore>& out) {
  const bool subject_is_lower = result.score.subject_total <= result.score.candidate_total;
  const engine::TermValues& lower = subject_is_lower ? result.score.subject : result.score.candidate;
  const engine::TermValues& higher = subject_is_lower ? result.score.candidate : result.score.subject;
  for (std::size_t i = 0; i < engine::kTermCount; ++i) {
    v1::TermScore& term = *out.Add();
    term.set_term(static_cast<v1::TermScore::Term>(i + 1));
    term.set_value((kLowerSideParts * lower[i] + higher[i]) / (double{engine::kTermScale} * kAllParts));
    term.set_weight(pair.policy.weights[i] / double{engine::kWeightScale});
    engine::TellEvidence(pair, result, static_cast<engine::Term>(i), language,
                         [&](absl::Span<const absl::string_view> sentence) {
                           std::string& text = *term.add_evidence();
                           for (const absl::string_view piece : sentence) text.append(piece.data(), piece.size());
                         });
  }
}

}  // namespace klik::services
