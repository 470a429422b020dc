#include "engine/match/evaluate.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "engine/rules/common_time.h"
#include "engine/rules/gates.h"
#include "engine/score/term_values.h"
#include "engine/score/terms.h"

namespace klik::engine {
namespace {

// The cost of what nothing makes possible.
constexpr int kNever = std::numeric_limits<int>::max();

struct JudgedSetting {
  ScoredMeeting best;
  std::vector<Bar> bars;
  int cost = 0;  // Of making it possible, less what lifts the bars that all settings have.
};

// As among candidates: otherwise more time together could put a pair behind the others, for it can make the meeting in
// which something must be asked the better one.
bool Beats(const ScoredMeeting& a, const ScoredMeeting& b) {
  if (a.ask_first != b.ask_first) return b.ask_first;
  return a.score.score > b.score.score;
}

// Whether `a` is to be shown rather than `b`, which comes before it in the order of settings.
bool Beats(const JudgedSetting& a, const JudgedSetting& b) {
  if (a.cost != b.cost) return a.cost < b.cost;
  if (a.bars.size() != b.bars.size()) return a.bars.size() < b.bars.size();
  return Beats(a.best, b.best);
}

JudgedSetting Judge(const PairContext& pair, const SettingOption& option, const SideValues& lasting) {
  const Meetings meetings = PlanMeetings(pair, option);
  BarList bars(BarList::Mode::kAll);
  for (const MeetingGate gate : MeetingGates()) gate(pair, meetings.front(), bars);
  JudgedSetting judged;
  judged.best = BestOf(pair, meetings, lasting);
  judged.bars = bars.Take();
  return judged;
}

TravelPlan PlanOf(const PairContext& pair, const Journey& journey) {
  TravelPlan plan;
  plan.distance_metres = static_cast<int>(journey.distance_cm / 100);
  if (!journey.mover) return plan;
  plan.mover = pair.side(*journey.mover);
  plan.mode = journey.mode;
  plan.minutes = journey.minutes;
  return plan;
}

// The journey of a plan that was chosen among all ways: what would be looked for anew might be another.
Journey JourneyOf(const PairContext& pair, const TravelPlan& plan) {
  Journey journey;
  if (plan.mover == Side::kPair) return journey;
  journey.mover = plan.mover == pair.side(Party::kFirst) ? Party::kFirst : Party::kSecond;
  journey.mode = plan.mode;
  journey.minutes = plan.minutes;
  const Row& mover = pair.row(*journey.mover);
  journey.fetched = !mover.is_person();
  if (IsForDaylightOnly(mover, plan.mode)) journey.light = pair.calendar.HorizonOf(pair.first, pair.second).daylight();
  return journey;
}

PairResult ResultOf(const PairContext& pair, std::vector<Bar> bars, const ScoredMeeting& best) {
  PairResult result;
  result.bars = std::move(bars);
  PutInOrder(result.bars);
  const Meeting& meeting = best.meeting;
  result.ask_first = best.ask_first;
  result.score = best.score;
  result.setting = meeting.setting;
  result.contact_form = meeting.form;
  result.travel = PlanOf(pair, meeting.journey);
  result.longest_block_minutes = meeting.longest_block_minutes;
  return result;
}

// A pair in the setting that is shown of it.
struct Chosen {
  std::vector<Bar> bars;
  ScoredMeeting best;
  int cost = 0;  // As of a JudgedSetting.
  SideValues lasting;
};

Chosen Choose(const PairContext& pair) {
  BarList bars(BarList::Mode::kAll);
  for (const PersonGate gate : PersonGates()) gate(pair, bars);
  const SettingOptions options = OpenSettings(pair, bars);
  Chosen chosen;
  chosen.bars = bars.Take();
  chosen.lasting = LastingTerms(pair);
  // Where the persons are not for each other whatever changes, no setting is cheaper than another.
  const bool can_change = CostOfLifting(pair.policy.change_costs, chosen.bars).has_value();
  const auto cost_of = [&](const JudgedSetting& judged) {
    if (!can_change) return kNever;
    return judged.bars.empty() ? 0 : CostOfMeeting(pair, judged.best.meeting, judged.bars).value_or(kNever);
  };
  std::optional<JudgedSetting> shown;
  for (const SettingOption& option : options) {
    JudgedSetting judged = Judge(pair, option, chosen.lasting);
    judged.cost = cost_of(judged);
    if (!shown || Beats(judged, *shown)) shown = std::move(judged);
  }
  chosen.best = shown->best;
  chosen.cost = shown->cost;
  chosen.bars.insert(chosen.bars.end(), std::make_move_iterator(shown->bars.begin()),
                     std::make_move_iterator(shown->bars.end()));
  return chosen;
}

}  // namespace

bool CanLink(Kind subject, Kind candidate) {
  const auto is = [&](Kind a, Kind b) { return (subject == a && candidate == b) || (subject == b && candidate == a); };
  return is(Kind::kResident, Kind::kVolunteer) || is(Kind::kResident, Kind::kActivity) ||
         is(Kind::kVolunteer, Kind::kActivity) || is(Kind::kResident, Kind::kResident);
}

PairContext MakePairContext(const Row& subject, const Row& candidate, const Policy& policy, const Moment& moment,
                            const Taxonomy& taxonomy, const Calendar& calendar) {
  const auto kind_of = [](const Row& first, const Row& second) {
    if (first.kind == Kind::kResident && second.kind == Kind::kResident) return PairKind::kPeers;
    if (second.kind != Kind::kActivity) return PairKind::kResidentVolunteer;
    return first.kind == Kind::kResident ? PairKind::kResidentActivity : PairKind::kVolunteerActivity;
  };
  if (!CanLink(subject.kind, candidate.kind)) std::abort();
  const bool subject_is_first =
      subject.kind == candidate.kind ? subject.meta->id.id < candidate.meta->id.id : subject.kind < candidate.kind;
  const Row& first = subject_is_first ? subject : candidate;
  const Row& second = subject_is_first ? candidate : subject;
  return {kind_of(first, second),
          first,
          second,
          subject_is_first,
          policy,
          moment,
          taxonomy,
          calendar,
          DistanceCm(first.point, second.point)};
}

ScoredMeeting BestOf(const PairContext& pair, const Meetings& meetings, const SideValues& lasting) {
  std::optional<ScoredMeeting> best;
  for (const Meeting& meeting : meetings) {
    SideValues values = lasting;
    SetMeetingTerms(pair, meeting, values);
    const ScoredMeeting scored{meeting, AskFirst(pair, meeting), ScoreOf(pair, values)};
    if (!best || Beats(scored, *best)) best = scored;
  }
  return *best;
}

PairResult Evaluate(const PairContext& pair) { return EvaluateWithChange(pair).result; }

EvaluatedPair EvaluateWithChange(const PairContext& pair) {
  Chosen chosen = Choose(pair);
  EvaluatedPair evaluated;
  evaluated.best = chosen.best;
  evaluated.result = ResultOf(pair, std::move(chosen.bars), chosen.best);
  if (!evaluated.result.bars.empty() && chosen.cost != kNever) {
    evaluated.change = ChangeOf(pair, chosen.best.meeting, evaluated.result.bars, chosen.lasting);
  }
  return evaluated;
}

std::optional<ScoredMeeting> MeetingIfEligible(const PairContext& pair) {
  // Without a moment in common there is none net of travel either.
  if ((pair.first.day_parts & pair.second.day_parts) == 0 || AnyPersonGateBars(pair)) return std::nullopt;
  BarList bars(BarList::Mode::kWhether);
  const SettingOptions options = OpenSettings(pair, bars);
  if (bars.barred()) return std::nullopt;
  // Filled by the first setting that gets as far as a score: who cannot meet is spared the arithmetic.
  std::optional<SideValues> lasting;
  std::optional<ScoredMeeting> shown;
  for (const SettingOption& option : options) {
    const Meetings meetings = PlanMeetings(pair, option);
    if (AnyMeetingGateBars(pair, meetings.front())) continue;
    if (!lasting) lasting = LastingTerms(pair);
    const ScoredMeeting best = BestOf(pair, meetings, *lasting);
    if (!shown || Beats(best, *shown)) shown = best;
  }
  return shown;
}

PairResult ResultOfMeeting(const PairContext& pair, const ScoredMeeting& best) {
  PairResult result = ResultOf(pair, {}, best);
  result.longest_block_minutes = LongestBlockAfter(pair, best.meeting.journey);
  return result;
}

std::vector<WarningCode> WarningsOf(const PairContext& pair, const PairResult& result) {
  std::vector<WarningCode> warnings;
  const Row& candidate = pair.subject_is_first ? pair.second : pair.first;
  if (VogExpiresDuring(pair, result.setting)) warnings.push_back(WarningCode::kVogExpiresDuring);
  if (result.ask_first) warnings.push_back(WarningCode::kAccessibilityUnknown);
  if (candidate.confirm_time &&
      WholeDaysSince(*candidate.confirm_time, pair.moment.now) > pair.policy.stale_profile_days) {
    warnings.push_back(WarningCode::kStaleProfile);
  }
  if (candidate.kind == Kind::kVolunteer && candidate.unanswered_requests >= pair.policy.confirm_first_requests) {
    warnings.push_back(WarningCode::kConfirmFirst);
  }
  const auto need_unknown = [](const Row& row) {
    return row.kind == Kind::kResident && row.need == NeedType::kUnknown;
  };
  if (need_unknown(pair.first) || need_unknown(pair.second)) warnings.push_back(WarningCode::kNeedUnknown);
  return warnings;
}

std::vector<Window> MeetingWindows(const PairContext& pair, const PairResult& result, std::size_t most) {
  if (result.longest_block_minutes == 0) return {};
  const Margins margins = MarginsOf(JourneyOf(pair, result.travel));
  return CommonBlocks(pair.first, pair.second, margins, pair.calendar.HorizonOf(pair.first, pair.second),
                      pair.policy.min_block_minutes, most);
}

}  // namespace klik::engine
