#include "services/rpc/link_answer.h"

#include <cstdint>
#include <string>
#include <utility>

#include "engine/text/link_texts.h"
#include "services/rpc/convert/availability.h"
#include "services/rpc/convert/scalars.h"
#include "services/rpc/matching_answer.h"

namespace klik::services {
namespace {

constexpr double kSideScale = double{engine::kTermScale} * engine::kWeightScale;

void SetTravel(const engine::TravelPlan& plan, const engine::EntityId& mover, v1::Travel& out) {
  out.set_mover(engine::NameOf(mover));
  out.set_mode(ToApiEnum<v1::TravelOption::Mode>(plan.mode));
  out.set_minutes(plan.minutes);
  out.set_distance_metres(plan.distance_metres);
}

// How they get there and when is told of the three together; that they would meet for long does not hold of a
// companion.
bool IsToldOtherwise(v1::TermScore::Term term, bool of_volunteer) {
  return term == v1::TermScore::TRAVEL || term == v1::TermScore::AVAILABILITY ||
         (of_volunteer && (term == v1::TermScore::NEED_FIT || term == v1::TermScore::COMMITMENT));
}

}  // namespace

v1::Triad LinkAnswer::ToApi(const engine::EntityId& resident, const engine::Triad& triad) const {
  v1::Triad out;
  out.set_volunteer(engine::NameOf(triad.volunteer));
  out.set_volunteer_display_name(DisplayNameOf(*snapshot_.FindRow(triad.volunteer)));
  out.set_activity(engine::NameOf(triad.activity));
  out.set_activity_title(DisplayNameOf(*snapshot_.FindRow(triad.activity)));
  out.set_rank(triad.rank);
  out.set_score(static_cast<double>(triad.score) / static_cast<double>(engine::kTriadScoreScale));
  out.mutable_side_scores()->set_resident(triad.resident_total / kSideScale);
  out.mutable_side_scores()->set_volunteer(triad.volunteer_total / kSideScale);
  out.mutable_side_scores()->set_activity(triad.activity_total / kSideScale);
  out.set_way(ToApiEnum<v1::Triad::Way>(triad.way));
  SetTravels(resident, triad, out);
  for (const engine::Visit& visit : triad.visits) {
    v1::Visit& to = *out.add_visits();
    to.set_date(DayText(visit.day));
    to.set_start_time(TimeOfDayText(visit.start_minute));
    to.set_end_time(TimeOfDayText(visit.end_minute));
  }
  SetTerms(resident, triad, out);
  for (std::string& text : engine::TriadTexts(triad, language_)) out.add_texts(std::move(text));
  const engine::PairText pair =
      engine::PairOf(engine::TriadPair::kResidentVolunteer, resident, triad, snapshot_, policy_);
  for (const engine::WarningCode warning : triad.warnings) {
    out.add_warnings(ToApiEnum<v1::WarningCode>(warning));
    // What is not known may be of the place as well as of the volunteer.
    const bool of_place = triad.with_activity.ask_first || !triad.with_volunteer.ask_first;
    const engine::PairResult& result = of_place ? triad.with_activity : triad.with_volunteer;
    out.add_warning_texts(std::string(engine::WarningText(pair, result, warning, language_)));
  }
  return out;
}

v1::ExcludedTriad LinkAnswer::ToApiExcluded(const engine::EntityId& resident, const engine::Triad& triad) const {
  v1::ExcludedTriad out;
  out.set_volunteer(engine::NameOf(triad.volunteer));
  out.set_volunteer_display_name(DisplayNameOf(*snapshot_.FindRow(triad.volunteer)));
  out.set_activity(engine::NameOf(triad.activity));
  out.set_activity_title(DisplayNameOf(*snapshot_.FindRow(triad.activity)));
  for (const engine::TriadBar& bar : triad.bars) {
    v1::TriadReason& reason = *out.add_reasons();
    reason.set_pair(ToApiEnum<v1::TriadReason::Pair>(bar.pair));
    reason.mutable_reason()->set_code(ToApiEnum<v1::ReasonCode>(bar.bar.code));
    reason.mutable_reason()->mutable_params()->insert(bar.bar.params.begin(), bar.bar.params.end());
    const engine::PairText pair = engine::PairOf(bar.pair, resident, triad, snapshot_, policy_);
    reason.mutable_reason()->set_text(engine::TriadBarText(pair, bar, language_));
  }
  return out;
}

void LinkAnswer::SetTravels(const engine::EntityId& resident, const engine::Triad& triad, v1::Triad& out) const {
  const auto mover = [&](const engine::TravelPlan& plan, const engine::EntityId& person) {
    return plan.mover == engine::Side::kCandidate ? triad.activity : person;
  };
  const bool together = triad.way == engine::TriadWay::kTogether;
  SetTravel(triad.volunteer_travel, together ? triad.volunteer : mover(triad.volunteer_travel, triad.volunteer),
            *out.mutable_volunteer_travel());
  SetTravel(triad.resident_travel, together ? triad.volunteer : mover(triad.resident_travel, resident),
            *out.mutable_resident_travel());
}

void LinkAnswer::SetTerms(const engine::EntityId& resident, const engine::Triad& triad, v1::Triad& out) const {
  for (const bool of_volunteer : {false, true}) {
    const auto of = of_volunteer ? engine::TriadPair::kResidentVolunteer : engine::TriadPair::kResidentActivity;
    const engine::PairText pair = engine::PairOf(of, resident, triad, snapshot_, policy_);
    auto& terms = of_volunteer ? *out.mutable_volunteer_terms() : *out.mutable_activity_terms();
    SetTermScores(pair, of_volunteer ? triad.with_volunteer : triad.with_activity, language_, terms);
    for (v1::TermScore& term : terms) {
      if (IsToldOtherwise(term.term(), of_volunteer)) term.clear_evidence();
    }
  }
}

v1::Circle LinkAnswer::ToApi(const engine::Circle& circle, int rank) const {
  const engine::Topic& topic = snapshot_.taxonomy().topic(circle.topic);
  v1::Circle out;
  out.set_rank(rank);
  out.set_topic(topic.id);
  out.set_topic_label(language_ == engine::Language::kDutch ? topic.label_nl : topic.label_en);
  out.set_settlement(circle.settlement);
  for (const engine::CircleMember& member : circle.members) {
    v1::CircleMember& to = *out.add_members();
    to.set_resident(engine::NameOf(member.resident));
    to.set_display_name(DisplayNameOf(*snapshot_.FindRow(member.resident)));
    to.set_points(member.points);
    SetTravel({engine::Side::kPair, member.mode, member.minutes, member.distance_metres}, member.resident,
              *to.mutable_travel());
  }
  SetWindow(circle.time, *out.mutable_window());
  out.set_first_date(DayText(circle.first_day));
  for (const std::string& code : circle.languages) out.add_languages(code);
  out.set_score(static_cast<std::int32_t>(circle.score));
  for (std::string& text : engine::CircleTexts(circle, snapshot_.taxonomy(), language_)) {
    out.add_texts(std::move(text));
  }
  return out;
}

}  // namespace klik::services
