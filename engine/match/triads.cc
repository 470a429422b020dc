#include "engine/match/triads.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <tuple>
#include <utility>

#include "engine/match/dates.h"
#include "engine/match/evaluate.h"
#include "engine/match/history.h"
#include "engine/rules/gates.h"
#include "engine/score/terms.h"

namespace klik::engine {
namespace {

bool IsOfTravel(const Bar& bar) { return bar.code == BarCode::kTravel || bar.code == BarCode::kTransport; }
bool IsOfTravelOrTime(const Bar& bar) { return IsOfTravel(bar) || bar.code == BarCode::kTimeOverlap; }

// About one person whoever the other is.
bool IsOfOneAlone(const Bar& bar) {
  switch (bar.code) {
    case BarCode::kConsentMissing:
    case BarCode::kConsentWithdrawn:
    case BarCode::kPaused:
    case BarCode::kCapacity:
    case BarCode::kCapacityReserved:
    case BarCode::kPendingGuardian:
      return true;
    default:
      return false;
  }
}

// How somebody gets to the activity without the others.
struct OwnWay {
  bool possible = false;
  TravelPlan plan;
  bool fetched = false;
};

OwnWay OwnWayOf(const PairResult& with_activity) {
  OwnWay way;
  way.possible = std::none_of(with_activity.bars.begin(), with_activity.bars.end(), IsOfTravel);
  way.plan = with_activity.travel;
  way.fetched = way.plan.mover == Side::kCandidate;
  return way;
}

const Daylight& LightFor(const Row& row, TravelMode mode, const Daylight& daylight) {
  static const Daylight kAllDay;
  return IsForDaylightOnly(row, mode) ? daylight : kAllDay;
}

// The resident and the volunteer as they would meet in a public place, whatever forms of contact they chose.
PairResult InPublic(const PairContext& pair) {
  const SettingOption option{Setting::kPublic, ContactForm::kPublicPlace};
  BarList bars(BarList::Mode::kAll);
  for (const PersonGate gate : PersonGates()) gate(pair, bars);
  const ScoredMeeting best = BestOf(pair, PlanMeetings(pair, option), LastingTerms(pair));
  for (const MeetingGate gate : MeetingGates()) gate(pair, best.meeting, bars);
  PairResult result;
  result.bars = bars.Take();
  result.ask_first = best.ask_first;
  result.score = best.score;
  result.setting = option.setting;
  result.contact_form = option.form;
  result.longest_block_minutes = best.meeting.longest_block_minutes;
  return result;
}

template <typename Drop>
std::vector<Bar> BarsWithout(const std::vector<Bar>& bars, Drop&& drop) {
  std::vector<Bar> kept;
  std::copy_if(bars.begin(), bars.end(), std::back_inserter(kept), [&](const Bar& bar) { return !drop(bar); });
  std::stable_sort(kept.begin(), kept.end(),
                   [](const Bar& a, const Bar& b) { return std::pair(a.code, a.side) < std::pair(b.code, b.side); });
  return kept;
}

// An activity, as the resident would go there.
struct ActivityPart {
  const Row* row = nullptr;
  PairResult pair;
  OwnWay own_way;
  std::vector<Bar> bars;
  int leg_minutes = 0;  // By car.
  std::vector<Date> dates;
  Daylight daylight;
};

// A volunteer, as a companion of the resident.
struct VolunteerPart {
  const Row* row = nullptr;
  PairResult pair;
  std::vector<Bar> bars;
  std::vector<WarningCode> warnings;
  int leg_minutes = 0;  // By car.
  int distance_metres = 0;
};

// A block the three share, and how long the session is in which it lies.
struct SharedBlock {
  int weekday = 0;
  int weeks = 0;
  int start_minute = 0;
  int end_minute = 0;
};

using Stretches = std::vector<Stretch>;

// Those in which the companion need not leave halfway.
std::vector<SharedBlock> LongEnoughBlocks(const Row& activity, const Stretches& resident, const Stretches& volunteer,
                                          int good_minutes) {
  std::vector<SharedBlock> blocks;
  for (const Stretch& session : activity.stretches) {
    const int needed = std::min(session.end_minute - session.start_minute, good_minutes);
    for (const Stretch& r : resident) {
      if (r.day != session.day || (r.weeks & session.weeks) == 0) continue;
      for (const Stretch& v : volunteer) {
        const int weeks = session.weeks & r.weeks & v.weeks;
        if (v.day != session.day || weeks == 0) continue;
        const int start = std::max({session.start_minute, r.start_minute, v.start_minute});
        const int end = std::min({session.end_minute, r.end_minute, v.end_minute});
        if (end - start >= needed) blocks.push_back({session.day, weeks, start, end});
      }
    }
  }
  std::sort(blocks.begin(), blocks.end(), [](const SharedBlock& a, const SharedBlock& b) {
    return std::pair(a.start_minute - a.end_minute, a.start_minute) <
           std::pair(b.start_minute - b.end_minute, b.start_minute);
  });
  return blocks;
}

// `blocks` the longest first.
std::vector<Visit> VisitsOn(const std::vector<Date>& dates, const std::vector<SharedBlock>& blocks,
                            const std::vector<const Row*>& all, int most) {
  std::vector<Visit> visits;
  if (blocks.empty()) return visits;
  for (const Date& date : dates) {
    if (static_cast<int>(visits.size()) == most) break;
    const auto block = std::find_if(blocks.begin(), blocks.end(), [&](const SharedBlock& it) {
      return it.weekday == date.weekday && (it.weeks & date.weeks) != 0 &&
             !date.HasClockChangeWithin(it.start_minute, it.end_minute);
    });
    if (block == blocks.end()) continue;
    if (!std::all_of(all.begin(), all.end(), [&](const Row* row) { return IsThere(*row, date.day); })) continue;
    visits.push_back({date.day, block->start_minute, block->end_minute});
  }
  return visits;
}

// Puts one resident together with activities and volunteers.
class TriadJudge {
 public:
  TriadJudge(const Snapshot& snapshot, const Policy& policy, const Moment& moment, const Row& resident)
      : snapshot_(snapshot),
        policy_(policy),
        moment_(moment),
        calendar_(CalendarAt(moment, policy)),
        resident_(resident) {}

  PairContext Pair(const Row& subject, const Row& candidate) const {
    return MakeLinkedPair(snapshot_, policy_, moment_, subject, candidate, calendar_);
  }

  ActivityPart PartOf(const Row& activity, PairResult pair) const;
  VolunteerPart PartOf(const Row& volunteer) const;
  Triad Judge(const ActivityPart& activity, const VolunteerPart& volunteer) const;

 private:
  void ChooseWay(const ActivityPart& activity, const VolunteerPart& volunteer, const PairResult& volunteer_there,
                 Triad& triad) const;
  std::vector<Visit> VisitsOf(const ActivityPart& activity, const Row& volunteer, const Stretches& resident_net,
                              const Stretches& volunteer_net) const;
  bool TryTogether(const ActivityPart& activity, const VolunteerPart& volunteer, Triad& triad) const;
  bool TrySeparately(const ActivityPart& activity, const VolunteerPart& volunteer, const OwnWay& volunteer_way,
                     Triad& triad) const;
  bool HasAllVisits(const Triad& triad) const {
    return static_cast<int>(triad.visits.size()) == policy_.companion_visits;
  }
  void Score(const ActivityPart& activity, const VolunteerPart& volunteer, Triad& triad) const;

  const Snapshot& snapshot_;
  const Policy& policy_;
  const Moment& moment_;
  Calendar calendar_;
  const Row& resident_;
};

ActivityPart TriadJudge::PartOf(const Row& activity, PairResult pair) const {
  ActivityPart part;
  part.row = &activity;
  part.own_way = OwnWayOf(pair);
  part.bars = BarsWithout(pair.bars, IsOfTravelOrTime);
  part.leg_minutes = TravelMinutes(TravelMode::kCar, DistanceCm(resident_.point, activity.point));
  const absl::CivilDay first = std::max(moment_.today, activity.activity->sessions.start_date.value_or(moment_.today));
  part.dates = DatesFrom(first, policy_.horizon_days, moment_.zone);
  part.daylight = DaylightOf(first, policy_.horizon_days, moment_.zone);
  part.pair = std::move(pair);
  return part;
}

VolunteerPart TriadJudge::PartOf(const Row& volunteer) const {
  VolunteerPart part;
  part.row = &volunteer;
  const PairContext pair = Pair(resident_, volunteer);
  part.pair = InPublic(pair);
  part.bars = BarsWithout(part.pair.bars, [](const Bar& bar) {
    return IsOfTravelOrTime(bar) || bar.code == BarCode::kCommitment || bar.code == BarCode::kAlreadyMatched;
  });
  part.warnings = WarningsOf(pair, part.pair);
  const std::int64_t distance_cm = DistanceCm(resident_.point, volunteer.point);
  part.leg_minutes = TravelMinutes(TravelMode::kCar, distance_cm);
  part.distance_metres = static_cast<int>(distance_cm / 100);
  return part;
}

std::vector<Visit> TriadJudge::VisitsOf(const ActivityPart& activity, const Row& volunteer,
                                        const Stretches& resident_net, const Stretches& volunteer_net) const {
  const auto blocks = LongEnoughBlocks(*activity.row, resident_net, volunteer_net, policy_.good_block_minutes);
  return VisitsOn(activity.dates, blocks, {&resident_, &volunteer, activity.row}, policy_.companion_visits);
}

// false: not possible.
bool TriadJudge::TryTogether(const ActivityPart& activity, const VolunteerPart& volunteer, Triad& triad) const {
  const int limit = volunteer.row->max_minutes[static_cast<std::size_t>(TravelMode::kCar)];
  if (limit == 0 || limit < volunteer.leg_minutes || limit < activity.leg_minutes) return false;
  const int both_legs = volunteer.leg_minutes + activity.leg_minutes;
  triad.way = TriadWay::kTogether;
  triad.visits =
      VisitsOf(activity, *volunteer.row, NetStretches(resident_, activity.leg_minutes, {}),
               NetStretches(*volunteer.row, both_legs, LightFor(*volunteer.row, TravelMode::kCar, activity.daylight)));
  triad.volunteer_travel = {Side::kCandidate, TravelMode::kCar, volunteer.leg_minutes, volunteer.distance_metres};
  triad.resident_travel = {Side::kSubject, TravelMode::kCar, activity.leg_minutes,
                           activity.pair.travel.distance_metres};
  return true;
}

bool TriadJudge::TrySeparately(const ActivityPart& activity, const VolunteerPart& volunteer,
                               const OwnWay& volunteer_way, Triad& triad) const {
  const OwnWay& resident_way = activity.own_way;
  if (!resident_way.possible || !volunteer_way.possible) return false;
  const auto net = [&](const Row& row, const OwnWay& way) {
    return NetStretches(row, way.plan.minutes,
                        way.fetched ? Daylight() : LightFor(row, way.plan.mode, activity.daylight));
  };
  triad.way = TriadWay::kSeparately;
  triad.visits = VisitsOf(activity, *volunteer.row, net(resident_, resident_way), net(*volunteer.row, volunteer_way));
  triad.volunteer_travel = volunteer_way.plan;
  triad.resident_travel = resident_way.plan;
  return true;
}

void TriadJudge::ChooseWay(const ActivityPart& activity, const VolunteerPart& volunteer,
                           const PairResult& volunteer_there, Triad& triad) const {
  Triad together;
  const bool can_together = TryTogether(activity, volunteer, together);
  const auto take = [&triad](Triad& from) {
    triad.way = from.way;
    triad.visits = std::move(from.visits);
    triad.volunteer_travel = from.volunteer_travel;
    triad.resident_travel = from.resident_travel;
  };
  if (can_together && HasAllVisits(together)) return take(together);
  Triad separately;
  const bool can_separately = TrySeparately(activity, volunteer, OwnWayOf(volunteer_there), separately);
  if (can_separately && HasAllVisits(separately)) return take(separately);
  if (!can_together && !can_separately) {
    for (const Bar& bar : activity.pair.bars) {
      if (IsOfTravel(bar)) triad.bars.push_back({TriadPair::kResidentActivity, bar});
    }
    for (const Bar& bar : volunteer_there.bars) {
      if (IsOfTravel(bar)) triad.bars.push_back({TriadPair::kVolunteerActivity, bar});
    }
    return;
  }
  take(can_together ? together : separately);
  triad.bars.push_back({TriadPair::kAllThree,
                        {BarCode::kTimeOverlap,
                         Side::kPair,
                         {{"visits", std::to_string(triad.visits.size())},
                          {"needed_visits", std::to_string(policy_.companion_visits)}}}});
}

void TriadJudge::Score(const ActivityPart& activity, const VolunteerPart& volunteer, Triad& triad) const {
  Meeting meeting;
  meeting.setting = Setting::kActivity;
  meeting.form = ContactForm::kGroup;
  meeting.journey.possible = triad.way != TriadWay::kNone;
  meeting.journey.minutes = triad.resident_travel.minutes;
  meeting.journey.fetched = triad.way == TriadWay::kSeparately && activity.own_way.fetched;
  meeting.journey.mover = meeting.journey.fetched ? Party::kSecond : Party::kFirst;
  meeting.journey.mode = triad.resident_travel.mode;
  for (const Visit& visit : triad.visits) {
    meeting.longest_block_minutes = std::max(meeting.longest_block_minutes, visit.end_minute - visit.start_minute);
  }
  SideValues values{activity.pair.score.subject, activity.pair.score.candidate};
  const PairContext pair = MakePairContext(resident_, *activity.row, policy_, moment_, snapshot_.taxonomy(), calendar_);
  SetMeetingTerms(pair, meeting, values);
  triad.with_activity = activity.pair;
  triad.with_activity.score = ScoreOf(pair, values);
  triad.with_activity.longest_block_minutes = meeting.longest_block_minutes;
  triad.with_volunteer = volunteer.pair;

  triad.resident_total = (triad.with_activity.score.subject_total + triad.with_volunteer.score.subject_total) / 2;
  triad.volunteer_total = triad.with_volunteer.score.candidate_total;
  triad.activity_total = triad.with_activity.score.candidate_total;
  const std::int64_t lowest = std::min({triad.resident_total, triad.volunteer_total, triad.activity_total});
  triad.score = 3 * lowest + triad.resident_total + triad.volunteer_total + triad.activity_total;
}

// What an earlier pair says of the same person is not said again.
void AddBars(TriadPair pair, const std::vector<Bar>& bars, std::vector<TriadBar>& all) {
  // A volunteer is the candidate of the resident, and the subject at the activity.
  const auto same_person = [&](const TriadBar& told, const Bar& bar) {
    if (pair == TriadPair::kResidentVolunteer) return told.bar.side == Side::kSubject && bar.side == Side::kSubject;
    return told.pair == TriadPair::kResidentVolunteer && told.bar.side == Side::kCandidate &&
           bar.side == Side::kSubject;
  };
  for (const Bar& bar : bars) {
    const bool told = IsOfOneAlone(bar) && std::any_of(all.begin(), all.end(), [&](const TriadBar& it) {
                        return it.bar.code == bar.code && it.bar.params == bar.params && same_person(it, bar);
                      });
    if (!told) all.push_back({pair, bar});
  }
}

Triad TriadJudge::Judge(const ActivityPart& activity, const VolunteerPart& volunteer) const {
  const PairResult volunteer_there = Evaluate(Pair(*volunteer.row, *activity.row));
  Triad triad;
  triad.activity = activity.row->meta->id;
  triad.volunteer = volunteer.row->meta->id;
  AddBars(TriadPair::kResidentActivity, activity.bars, triad.bars);
  AddBars(TriadPair::kResidentVolunteer, volunteer.bars, triad.bars);
  AddBars(TriadPair::kVolunteerActivity,
          BarsWithout(volunteer_there.bars,
                      [](const Bar& bar) { return IsOfTravelOrTime(bar) || bar.code == BarCode::kAlreadyMatched; }),
          triad.bars);
  ChooseWay(activity, volunteer, volunteer_there, triad);
  std::stable_sort(triad.bars.begin(), triad.bars.end(), [](const TriadBar& a, const TriadBar& b) {
    return std::tuple(a.pair, a.bar.code, a.bar.side) < std::tuple(b.pair, b.bar.code, b.bar.side);
  });
  triad.ask_first = activity.pair.ask_first || volunteer.pair.ask_first || volunteer_there.ask_first;
  triad.warnings = volunteer.warnings;
  const auto unknown = std::find(triad.warnings.begin(), triad.warnings.end(), WarningCode::kAccessibilityUnknown);
  if (triad.ask_first && unknown == triad.warnings.end()) {
    triad.warnings.push_back(WarningCode::kAccessibilityUnknown);
    std::sort(triad.warnings.begin(), triad.warnings.end());
  }
  Score(activity, volunteer, triad);
  return triad;
}

struct Judged {
  const Row* activity = nullptr;
  const Row* volunteer = nullptr;
  Triad triad;
};

auto NamesOf(const Row& row) {
  return std::tie(row.meta->external_id.id, row.meta->external_id.system, row.meta->id.id);
}

// The end of the order, which the scores no longer decide: total.
bool FairlyBefore(const Judged& a, const Judged& b) {
  const absl::Time a_asked = a.volunteer->volunteer->last_asked_time.value_or(absl::InfinitePast());
  const absl::Time b_asked = b.volunteer->volunteer->last_asked_time.value_or(absl::InfinitePast());
  if (a_asked != b_asked) return a_asked < b_asked;
  if (a.volunteer != b.volunteer) return NamesOf(*a.volunteer) < NamesOf(*b.volunteer);
  return NamesOf(*a.activity) < NamesOf(*b.activity);
}

bool ScoresBefore(const Judged& a, const Judged& b) {
  if (a.triad.score != b.triad.score) return a.triad.score > b.triad.score;
  return FairlyBefore(a, b);
}

bool Before(const Judged& a, const Judged& b) {
  if (a.triad.ask_first != b.triad.ask_first) return b.triad.ask_first;
  return ScoresBefore(a, b);
}

bool ExcludedBefore(const Judged& a, const Judged& b) {
  if (a.triad.bars.size() != b.triad.bars.size()) return a.triad.bars.size() < b.triad.bars.size();
  return ScoresBefore(a, b);
}

bool ActivityBefore(const ActivityPart& a, const ActivityPart& b) {
  if (a.pair.ask_first != b.pair.ask_first) return b.pair.ask_first;
  if (a.pair.score.score != b.pair.score.score) return a.pair.score.score > b.pair.score.score;
  return NamesOf(*a.row) < NamesOf(*b.row);
}

std::vector<ActivityPart> ActivitiesInQuestion(const Snapshot& snapshot, const Policy& policy, const TriadJudge& judge,
                                               const Row& resident, const TriadQuery& query) {
  std::vector<ActivityPart> parts;
  const auto evaluate = [&](const Row& row) { return Evaluate(judge.Pair(resident, row)); };
  if (query.activity) {
    const Row* row = snapshot.FindRow(*query.activity);
    if (row == nullptr || row->kind != Kind::kActivity) std::abort();
    parts.push_back(judge.PartOf(*row, evaluate(*row)));
    return parts;
  }
  snapshot.rows(Kind::kActivity).ForEach([&](const std::string&, const std::shared_ptr<const Row>& row) {
    PairResult pair = evaluate(*row);
    if (!std::all_of(pair.bars.begin(), pair.bars.end(), IsOfTravelOrTime)) return;
    ActivityPart part;
    part.row = row.get();
    part.pair = std::move(pair);
    parts.push_back(std::move(part));
  });
  const auto kept = std::min(parts.size(), static_cast<std::size_t>(policy.triad_activities));
  std::partial_sort(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(kept), parts.end(), ActivityBefore);
  parts.resize(kept);
  for (ActivityPart& part : parts) part = judge.PartOf(*part.row, std::move(part.pair));
  return parts;
}

template <typename Order>
std::vector<Triad> FirstOf(std::vector<Judged>& judged, int most, Order order) {
  const auto shown = std::min(judged.size(), static_cast<std::size_t>(most));
  std::partial_sort(judged.begin(), judged.begin() + static_cast<std::ptrdiff_t>(shown), judged.end(), order);
  std::vector<Triad> triads;
  triads.reserve(shown);
  for (std::size_t i = 0; i < shown; ++i) triads.push_back(std::move(judged[i].triad));
  return triads;
}

}  // namespace

TriadResult SearchTriads(const Snapshot& snapshot, const Policy& policy, const TriadQuery& query) {
  const Row* resident = snapshot.FindRow(query.resident);
  if (resident == nullptr || resident->kind != Kind::kResident) std::abort();
  const TriadJudge judge(snapshot, policy, query.moment, *resident);
  const auto activities = ActivitiesInQuestion(snapshot, policy, judge, *resident, query);
  TriadResult result;
  std::vector<Judged> eligible;
  std::vector<Judged> excluded;
  snapshot.rows(Kind::kVolunteer).ForEach([&](const std::string&, const std::shared_ptr<const Row>& row) {
    if (row->person->state == ProfileState::kWithdrawn) return;
    if (!query.municipality.empty() && row->person->municipality != query.municipality) return;
    const VolunteerPart volunteer = judge.PartOf(*row);
    for (const ActivityPart& activity : activities) {
      // Who is barred by a pair of the resident is so whatever the rest would say.
      if (!query.include_excluded && !(volunteer.bars.empty() && activity.bars.empty())) {
        ++result.excluded_total;
        continue;
      }
      Judged judged{activity.row, row.get(), judge.Judge(activity, volunteer)};
      if (judged.triad.bars.empty()) {
        eligible.push_back(std::move(judged));
        continue;
      }
      ++result.excluded_total;
      if (query.include_excluded) excluded.push_back(std::move(judged));
    }
  });
  result.triads = FirstOf(eligible, query.limit, Before);
  int rank = 0;
  for (Triad& triad : result.triads) triad.rank = ++rank;
  if (query.include_excluded) result.excluded = FirstOf(excluded, query.excluded_limit, ExcludedBefore);
  return result;
}

}  // namespace klik::engine
