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
#include "engine/score/terms.h"

namespace klik::engine {
namespace {

// The cost of what nothing makes possible.
constexpr int kNever = std::numeric_limits<int>::max();

struct JudgedSetting {
  Meeting meeting;
  std::vector<Bar> bars;
  int cost = 0;  // Of making it possible, less what lifts the bars that all settings have.
  bool ask_first = false;
  PairScore score;
};

// Whether `a` is to be shown rather than `b`, which comes before it in the order of settings.
bool Beats(const JudgedSetting& a, const JudgedSetting& b) {
  if (a.cost != b.cost) return a.cost < b.cost;
  if (a.bars.size() != b.bars.size()) return a.bars.size() < b.bars.size();
  // As among candidates: otherwise more time together could put a pair behind the others, for it can make the setting
  // in which something must be asked the better one.
  if (a.ask_first != b.ask_first) return b.ask_first;
  return a.score.score > b.score.score;
}

// nullopt when the gates settle it. `lasting` is filled by the first setting that gets as far as a score: who cannot
// meet is spared the arithmetic.
std::optional<JudgedSetting> Judge(const PairContext& pair, const SettingOption& option, BarList::Mode mode,
                                   std::optional<SideValues>& lasting) {
  JudgedSetting judged;
  judged.meeting = PlanMeeting(pair, option);
  BarList bars(mode);
  for (const MeetingGate gate : MeetingGates()) {
    gate(pair, judged.meeting, bars);
    if (bars.Settled()) return std::nullopt;
  }
  judged.bars = bars.Take();
  judged.ask_first = AskFirst(pair, judged.meeting);
  if (!lasting) lasting = LastingTerms(pair);
  SideValues values = *lasting;
  SetMeetingTerms(pair, judged.meeting, values);
  judged.score = ScoreOf(pair, values);
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
  journey.fetched = mover.activity != nullptr;
  if (IsForDaylightOnly(mover, plan.mode)) journey.light = pair.calendar.HorizonOf(pair.first, pair.second).daylight();
  return journey;
}

PairResult ResultOf(const PairContext& pair, std::vector<Bar> bars, JudgedSetting chosen) {
  PairResult result;
  result.bars = std::move(bars);
  result.bars.insert(result.bars.end(), std::make_move_iterator(chosen.bars.begin()),
                     std::make_move_iterator(chosen.bars.end()));
  PutInOrder(result.bars);
  result.ask_first = chosen.ask_first;
  result.score = chosen.score;
  result.setting = chosen.meeting.setting;
  result.contact_form = chosen.meeting.form;
  result.travel = PlanOf(pair, chosen.meeting.journey);
  result.longest_block_minutes = chosen.meeting.longest_block_minutes;
  return result;
}

// A pair in the setting that is shown of it.
struct Chosen {
  std::vector<Bar> bars;  // Those that do not depend on how the two would meet.
  JudgedSetting setting;
  SideValues lasting;
};

// nullopt when the gates settle it, which takes Mode::kWhether.
std::optional<Chosen> Choose(const PairContext& pair, BarList::Mode mode) {
  BarList bars(mode);
  for (const PersonGate gate : PersonGates()) {
    gate(pair, bars);
    if (bars.Settled()) return std::nullopt;
  }
  // Without a moment in common there is none net of travel either: no need to work out the ways.
  if (mode == BarList::Mode::kWhether && (pair.first.day_parts & pair.second.day_parts) == 0) return std::nullopt;
  const SettingOptions options = OpenSettings(pair, bars);
  if (bars.Settled()) return std::nullopt;
  Chosen chosen;
  chosen.bars = bars.Take();
  // Where the persons are not for each other whatever changes, no setting is cheaper than another.
  const bool can_change = CostOfLifting(pair.policy.change_costs, chosen.bars).has_value();
  const auto cost_of = [&](const JudgedSetting& judged) {
    if (!can_change) return kNever;
    return judged.bars.empty() ? 0 : CostOfMeeting(pair, judged.meeting, judged.bars).value_or(kNever);
  };
  std::optional<SideValues> lasting;
  std::optional<JudgedSetting> best;
  for (const SettingOption& option : options) {
    std::optional<JudgedSetting> judged = Judge(pair, option, mode, lasting);
    if (!judged) continue;
    judged->cost = cost_of(*judged);
    if (!best || Beats(*judged, *best)) best = std::move(judged);
  }
  if (!best) return std::nullopt;
  chosen.setting = *std::move(best);
  chosen.lasting = *lasting;
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
  return {kind_of(first, second), first, second, subject_is_first, policy, moment, taxonomy, calendar};
}

PairResult Evaluate(const PairContext& pair) { return EvaluateWithChange(pair).result; }

EvaluatedPair EvaluateWithChange(const PairContext& pair) {
  // With all bars collected nothing is settled early.
  Chosen chosen = *Choose(pair, BarList::Mode::kAll);
  const bool can_change = chosen.setting.cost != kNever;
  const Meeting meeting = chosen.setting.meeting;
  EvaluatedPair evaluated;
  evaluated.result = ResultOf(pair, std::move(chosen.bars), std::move(chosen.setting));
  if (!evaluated.result.bars.empty() && can_change) {
    evaluated.change = ChangeOf(pair, meeting, evaluated.result.bars, chosen.lasting);
  }
  return evaluated;
}

std::optional<PairResult> EvaluateIfEligible(const PairContext& pair) {
  std::optional<Chosen> chosen = Choose(pair, BarList::Mode::kWhether);
  if (!chosen) return std::nullopt;
  return ResultOf(pair, {}, std::move(chosen->setting));
}

std::vector<WarningCode> WarningsOf(const PairContext& pair, const PairResult& result) {
  std::vector<WarningCode> warnings;
  const Row& candidate = pair.subject_is_first ? pair.second : pair.first;
  if (VogExpiresDuring(pair, result.setting)) warnings.push_back(WarningCode::kVogExpiresDuring);
  if (result.ask_first) warnings.push_back(WarningCode::kAccessibilityUnknown);
  if (candidate.person != nullptr && candidate.person->confirm_time &&
      pair.moment.now - *candidate.person->confirm_time >= absl::Hours(24) * (pair.policy.stale_profile_days + 1)) {
    warnings.push_back(WarningCode::kStaleProfile);
  }
  if (candidate.volunteer != nullptr &&
      candidate.volunteer->unanswered_requests >= pair.policy.confirm_first_requests) {
    warnings.push_back(WarningCode::kConfirmFirst);
  }
  const auto need_unknown = [](const Row& row) {
    return row.resident != nullptr && row.resident->need.type == NeedType::kUnknown;
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
