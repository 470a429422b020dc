#include "tests/testing/oracle_triads.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/testing/oracle_calendar.h"
#include "tests/testing/oracle_pair.h"

namespace klik::testing {
namespace {

using engine::Bar;
using engine::BarCode;
using engine::Side;
using engine::TravelMode;
using engine::Triad;
using engine::TriadPair;
using engine::TriadWay;
using engine::Weeks;
using engine::Window;

Party PartyOf(const engine::Resident& it, Side side) { return {side, &it.meta, &it.place, &it, &it, nullptr, nullptr}; }
Party PartyOf(const engine::Volunteer& it, Side side) {
  return {side, &it.meta, &it.place, &it, nullptr, &it, nullptr};
}
Party PartyOf(const engine::Activity& it, Side side) {
  return {side, &it.meta, &it.place, nullptr, nullptr, nullptr, &it};
}

bool IsOneOf(const Bar& bar, const std::set<BarCode>& codes) { return codes.count(bar.code) > 0; }

const std::set<BarCode> kTravelCodes = {BarCode::kTravel, BarCode::kTransport};
const std::set<BarCode> kTravelAndTimeCodes = {BarCode::kTravel, BarCode::kTransport, BarCode::kTimeOverlap};
const std::set<BarCode> kOnePersonCodes = {BarCode::kConsentMissing,   BarCode::kConsentWithdrawn,
                                           BarCode::kPaused,           BarCode::kCapacity,
                                           BarCode::kCapacityReserved, BarCode::kPendingGuardian};

int CarMinutes(std::int64_t distance_cm) { return MinutesOf(TravelMode::kCar, distance_cm); }

// What is light on all days of the horizon.
struct Light {
  int from = 0;
  int until = engine::kMinutesPerDay;
};

std::vector<Window> Joined(std::vector<Window> windows) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < windows.size() && !changed; ++i) {
      for (std::size_t j = 0; j < windows.size() && !changed; ++j) {
        if (i == j || windows[i].weekday != windows[j].weekday || windows[i].weeks != windows[j].weeks) continue;
        if (windows[i].end_minute != windows[j].start_minute) continue;
        windows[i].end_minute = windows[j].end_minute;
        windows.erase(windows.begin() + static_cast<std::ptrdiff_t>(j));
        changed = true;
      }
    }
  }
  return windows;
}

std::vector<Window> Net(const engine::Person& person, TravelMode mode, int minutes, const Light& light) {
  bool by_day = false;
  for (const engine::TravelOption& option : person.travel) by_day |= option.mode == mode && option.daylight_only;
  std::vector<Window> net;
  for (Window window : Joined(person.availability.windows)) {
    if (by_day) {
      window.start_minute = std::max(window.start_minute, light.from);
      window.end_minute = std::min(window.end_minute, light.until);
    }
    window.start_minute += minutes;
    window.end_minute -= minutes;
    if (window.start_minute < window.end_minute) net.push_back(window);
  }
  return net;
}

bool IsAway(const std::vector<engine::DateRange>& away, absl::CivilDay day) {
  for (const engine::DateRange& range : away) {
    if (range.first <= day && day <= range.last) return true;
  }
  return false;
}

// What is looked at for one resident.
class Judge {
 public:
  Judge(const Question& question, const engine::Resident& resident) : question_(question), resident_(resident) {}

  std::vector<Meeting> AtActivity(const engine::Activity& activity) const {
    const Pair pair{question_, PartyOf(resident_, Side::kSubject), PartyOf(activity, Side::kCandidate)};
    return WaysToMeet(pair);
  }
  Triad Put(const engine::Activity& activity, const engine::Volunteer& volunteer) const;

 private:
  // A way, and what it leaves of the time of both.
  struct Way {
    TriadWay way = TriadWay::kNone;
    engine::TravelPlan volunteer_travel;
    engine::TravelPlan resident_travel;
    bool resident_is_fetched = false;
    std::vector<engine::Visit> visits;
  };
  const Horizon& HorizonOf(const engine::Activity& activity) const {
    return question_.calendar.From(FirstDay(activity));
  }
  Light LightFor(const engine::Activity& activity) const {
    return {HorizonOf(activity).light_from, HorizonOf(activity).light_until};
  }
  absl::CivilDay FirstDay(const engine::Activity& activity) const {
    const auto start = activity.sessions.start_date;
    return start && *start > question_.moment.today ? *start : question_.moment.today;
  }
  std::vector<engine::Visit> Visits(const engine::Activity& activity, const engine::Volunteer& volunteer,
                                    const std::vector<Window>& resident_net,
                                    const std::vector<Window>& volunteer_net) const;
  std::optional<Way> Together(const engine::Activity& activity, const engine::Volunteer& volunteer) const;
  std::optional<Way> Separately(const engine::Activity& activity, const engine::Volunteer& volunteer,
                                const Meeting& of_resident, const Meeting& of_volunteer) const;
  Way Choose(const engine::Activity& activity, const engine::Volunteer& volunteer, const Meeting& of_resident,
             const Meeting& of_volunteer, std::vector<engine::TriadBar>& bars) const;
  void Score(const engine::Activity& activity, Meeting of_resident, const Meeting& in_public, const Way& way,
             Triad& triad) const;

  const Question& question_;
  const engine::Resident& resident_;
};

std::vector<engine::Visit> Judge::Visits(const engine::Activity& activity, const engine::Volunteer& volunteer,
                                         const std::vector<Window>& resident_net,
                                         const std::vector<Window>& volunteer_net) const {
  const engine::Sessions& sessions = activity.sessions;
  std::vector<engine::Visit> visits;
  for (const CalendarDay* calendar_day : HorizonOf(activity).days) {
    const absl::CivilDay day = calendar_day->date;
    if (static_cast<int>(visits.size()) == question_.policy.companion_visits) break;
    if (IsAway(resident_.availability.away, day) || IsAway(volunteer.availability.away, day)) continue;
    if (IsAway(sessions.hours.away, day)) continue;
    if (volunteer.available_until && day > *volunteer.available_until) continue;
    if ((sessions.start_date && day < *sessions.start_date) || (sessions.end_date && day > *sessions.end_date))
      continue;
    std::optional<engine::Visit> best;
    for (const Window& session : Joined(sessions.hours.windows)) {
      const int needed = std::min(session.end_minute - session.start_minute, question_.policy.good_block_minutes);
      for (const Window& r : resident_net) {
        for (const Window& v : volunteer_net) {
          const auto is_that_day = [&](Window window) {
            // The hours are looked at below: those of the block, not of the window.
            window.start_minute = window.end_minute = 0;
            return FallsOn(window, *calendar_day);
          };
          if (!is_that_day(session) || !is_that_day(r) || !is_that_day(v)) continue;
          const engine::Visit visit{day, std::max({session.start_minute, r.start_minute, v.start_minute}),
                                    std::min({session.end_minute, r.end_minute, v.end_minute})};
          const int length = visit.end_minute - visit.start_minute;
          if (length < needed ||
              !FallsOn({session.weekday, visit.start_minute, visit.end_minute, Weeks::kEvery}, *calendar_day))
            continue;
          const int best_length = best ? best->end_minute - best->start_minute : 0;
          if (!best || length > best_length || (length == best_length && visit.start_minute < best->start_minute)) {
            best = visit;
          }
        }
      }
    }
    if (best) visits.push_back(*best);
  }
  return visits;
}

std::optional<Judge::Way> Judge::Together(const engine::Activity& activity, const engine::Volunteer& volunteer) const {
  const std::int64_t to_resident_cm = StraightLineCm(volunteer.place, resident_.place);
  const std::int64_t to_activity_cm = StraightLineCm(resident_.place, activity.place);
  const int to_resident = CarMinutes(to_resident_cm);
  const int to_activity = CarMinutes(to_activity_cm);
  for (const engine::TravelOption& option : volunteer.travel) {
    if (option.mode != TravelMode::kCar) continue;
    if (option.max_minutes < to_resident || option.max_minutes < to_activity) continue;
    Way way;
    way.way = TriadWay::kTogether;
    way.volunteer_travel = {Side::kCandidate, TravelMode::kCar, to_resident, static_cast<int>(to_resident_cm / 100)};
    way.resident_travel = {Side::kSubject, TravelMode::kCar, to_activity, static_cast<int>(to_activity_cm / 100)};
    way.visits = Visits(activity, volunteer, Net(resident_, TravelMode::kUnspecified, to_activity, {}),
                        Net(volunteer, TravelMode::kCar, to_resident + to_activity, LightFor(activity)));
    return way;
  }
  return std::nullopt;
}

std::optional<Judge::Way> Judge::Separately(const engine::Activity& activity, const engine::Volunteer& volunteer,
                                            const Meeting& of_resident, const Meeting& of_volunteer) const {
  if (!of_resident.journey.possible || !of_volunteer.journey.possible) return std::nullopt;
  const auto plan = [&](const Journey& journey, const engine::Place& place) {
    const std::int64_t distance = StraightLineCm(place, activity.place);
    return engine::TravelPlan{journey.fetched ? Side::kCandidate : Side::kSubject, journey.mode, journey.minutes,
                              static_cast<int>(distance / 100)};
  };
  const auto net = [&](const Journey& journey, const engine::Person& person) {
    return Net(person, journey.fetched ? TravelMode::kUnspecified : journey.mode, journey.minutes, LightFor(activity));
  };
  Way way;
  way.way = TriadWay::kSeparately;
  way.resident_travel = plan(of_resident.journey, resident_.place);
  way.volunteer_travel = plan(of_volunteer.journey, volunteer.place);
  way.resident_is_fetched = of_resident.journey.fetched;
  way.visits = Visits(activity, volunteer, net(of_resident.journey, resident_), net(of_volunteer.journey, volunteer));
  return way;
}

Judge::Way Judge::Choose(const engine::Activity& activity, const engine::Volunteer& volunteer,
                         const Meeting& of_resident, const Meeting& of_volunteer,
                         std::vector<engine::TriadBar>& bars) const {
  const int needed = question_.policy.companion_visits;
  const auto together = Together(activity, volunteer);
  const auto separately = Separately(activity, volunteer, of_resident, of_volunteer);
  for (const auto& way : {together, separately}) {
    if (way && static_cast<int>(way->visits.size()) == needed) return *way;
  }
  for (const auto& way : {together, separately}) {
    if (!way) continue;
    bars.push_back({TriadPair::kAllThree,
                    {BarCode::kTimeOverlap,
                     Side::kPair,
                     {{"visits", absl::StrCat(way->visits.size())}, {"needed_visits", absl::StrCat(needed)}}}});
    return *way;
  }
  for (const Bar& bar : of_resident.bars) {
    if (IsOneOf(bar, kTravelCodes)) bars.push_back({TriadPair::kResidentActivity, bar});
  }
  for (const Bar& bar : of_volunteer.bars) {
    if (IsOneOf(bar, kTravelCodes)) bars.push_back({TriadPair::kVolunteerActivity, bar});
  }
  return {};
}

void Judge::Score(const engine::Activity& activity, Meeting of_resident, const Meeting& in_public, const Way& way,
                  Triad& triad) const {
  const Pair pair{question_, PartyOf(resident_, Side::kSubject), PartyOf(activity, Side::kCandidate)};
  of_resident.journey = {};
  of_resident.journey.possible = way.way != TriadWay::kNone;
  if (of_resident.journey.possible) {
    of_resident.journey.mover = way.resident_is_fetched ? &pair.candidate : &pair.subject;
    of_resident.journey.fetched = way.resident_is_fetched;
    of_resident.journey.mode = way.resident_travel.mode;
    of_resident.journey.minutes = way.resident_travel.minutes;
  }
  of_resident.blocks.clear();
  for (const engine::Visit& visit : way.visits) {
    of_resident.blocks.push_back({engine::Weekday::kMonday, visit.start_minute, visit.end_minute, Weeks::kEvery});
  }
  std::sort(of_resident.blocks.begin(), of_resident.blocks.end(), [](const Window& a, const Window& b) {
    return a.end_minute - a.start_minute > b.end_minute - b.start_minute;
  });
  const engine::PairScore with_activity = ScoreOf(pair, of_resident);
  triad.with_activity.score = with_activity;
  triad.with_volunteer.score = in_public.score;
  triad.resident_total = (with_activity.subject_total + in_public.score.subject_total) / 2;
  triad.volunteer_total = in_public.score.candidate_total;
  triad.activity_total = with_activity.candidate_total;
  const std::int64_t lowest = std::min({triad.resident_total, triad.volunteer_total, triad.activity_total});
  triad.score = 3 * lowest + triad.resident_total + triad.volunteer_total + triad.activity_total;
}

Triad Judge::Put(const engine::Activity& activity, const engine::Volunteer& volunteer) const {
  // As in PUBLIC: as they would be judged if that were all that both are open to.
  engine::Resident open_resident = resident_;
  engine::Volunteer open_volunteer = volunteer;
  open_resident.contact_forms = {engine::ContactForm::kPublicPlace};
  open_volunteer.contact_forms = {engine::ContactForm::kPublicPlace};
  const Pair of_persons{question_, PartyOf(open_resident, Side::kSubject), PartyOf(open_volunteer, Side::kCandidate)};
  const Meeting in_public = WaysToMeet(of_persons).front();
  const Meeting of_resident = AtActivity(activity).front();
  const Pair of_companion{question_, PartyOf(volunteer, Side::kSubject), PartyOf(activity, Side::kCandidate)};
  const Meeting of_volunteer = WaysToMeet(of_companion).front();

  Triad triad;
  triad.activity = activity.meta.id;
  triad.volunteer = volunteer.meta.id;
  std::set<BarCode> dropped = kTravelAndTimeCodes;
  std::vector<std::pair<const engine::Metadata*, Bar>> told;
  const auto add = [&](TriadPair pair, const std::vector<Bar>& bars, const Pair& of) {
    for (const Bar& bar : bars) {
      if (IsOneOf(bar, dropped)) continue;
      if (IsOneOf(bar, kOnePersonCodes)) {
        const auto* who = bar.side == Side::kSubject ? of.subject.meta : of.candidate.meta;
        const bool again = std::any_of(told.begin(), told.end(), [&](const auto& it) {
          return it.first->id == who->id && it.second.code == bar.code && it.second.params == bar.params;
        });
        if (again) continue;
        told.emplace_back(who, bar);
      }
      triad.bars.push_back({pair, bar});
    }
  };
  const Pair of_visitor{question_, PartyOf(resident_, Side::kSubject), PartyOf(activity, Side::kCandidate)};
  add(TriadPair::kResidentActivity, of_resident.bars, of_visitor);
  dropped.insert({BarCode::kCommitment, BarCode::kAlreadyMatched});
  add(TriadPair::kResidentVolunteer, in_public.bars, of_persons);
  dropped.erase(BarCode::kCommitment);
  add(TriadPair::kVolunteerActivity, of_volunteer.bars, of_companion);
  const Way way = Choose(activity, volunteer, of_resident, of_volunteer, triad.bars);
  triad.way = way.way;
  triad.visits = way.visits;
  triad.volunteer_travel = way.volunteer_travel;
  triad.resident_travel = way.resident_travel;
  triad.ask_first = of_resident.ask_first || in_public.ask_first || of_volunteer.ask_first;
  Score(activity, of_resident, in_public, way, triad);
  return triad;
}

auto NamesOf(const engine::Metadata& meta) {
  return std::tuple(meta.external_id.id, meta.external_id.system, meta.id.id);
}

struct Entry {
  const engine::Activity* activity;
  const engine::Volunteer* volunteer;
  Triad triad;

  auto Key() const {
    return std::tuple(-triad.score, volunteer->last_asked_time.value_or(absl::InfinitePast()), NamesOf(volunteer->meta),
                      NamesOf(activity->meta));
  }
};

std::vector<const engine::Activity*> ActivitiesFor(const Question& question, const Judge& judge,
                                                   const engine::TriadQuery& query) {
  std::vector<std::pair<const engine::Activity*, Meeting>> suitable;
  std::vector<const engine::Activity*> activities;
  for (const engine::Activity& activity : question.world.activities) {
    if (query.activity) {
      if (activity.meta.id == *query.activity) activities.push_back(&activity);
      continue;
    }
    const Meeting meeting = judge.AtActivity(activity).front();
    const bool fits = std::all_of(meeting.bars.begin(), meeting.bars.end(),
                                  [](const Bar& bar) { return IsOneOf(bar, kTravelAndTimeCodes); });
    if (fits) suitable.emplace_back(&activity, meeting);
  }
  const auto key = [](const auto& it) {
    return std::tuple(it.second.ask_first, -it.second.score.score, NamesOf(it.first->meta));
  };
  std::sort(suitable.begin(), suitable.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  for (const auto& [activity, meeting] : suitable) {
    if (static_cast<int>(activities.size()) < question.policy.triad_activities) activities.push_back(activity);
  }
  return activities;
}

std::string Text(const Triad& triad) {
  const auto travel = [](const engine::TravelPlan& plan) {
    return absl::StrCat(static_cast<int>(plan.mover), "/", static_cast<int>(plan.mode), "/", plan.minutes, "/",
                        plan.distance_metres);
  };
  const std::string bars = absl::StrJoin(triad.bars, "", [](std::string* out, const engine::TriadBar& bar) {
    absl::StrAppend(out, "{pair ", static_cast<int>(bar.pair), " bar ", static_cast<int>(bar.bar.code), " side ",
                    static_cast<int>(bar.bar.side), " ", absl::StrJoin(bar.bar.params, " ", absl::PairFormatter("=")),
                    "}");
  });
  const std::string visits = absl::StrJoin(triad.visits, " ", [](std::string* out, const engine::Visit& visit) {
    absl::StrAppend(out, absl::FormatCivilTime(visit.day), "@", visit.start_minute, "-", visit.end_minute);
  });
  return absl::StrCat(triad.rank, " ", engine::NameOf(triad.volunteer), " ", engine::NameOf(triad.activity), " score ",
                      triad.score, " of ", triad.resident_total, " ", triad.volunteer_total, " ", triad.activity_total,
                      " way ", static_cast<int>(triad.way), " ", travel(triad.volunteer_travel), " ",
                      travel(triad.resident_travel), " ask ", triad.ask_first, " visits ", visits, " bars ", bars);
}

}  // namespace

engine::TriadResult OracleTriads(const World& world, const engine::Taxonomy& taxonomy, const engine::Policy& policy,
                                 const engine::TriadQuery& query) {
  Calendar calendar(policy, query.moment);
  const Question question{world, taxonomy, policy, query.moment, calendar};
  const auto resident = std::find_if(world.residents.begin(), world.residents.end(),
                                     [&](const auto& it) { return it.meta.id == query.resident; });
  const Judge judge(question, *resident);
  std::vector<Entry> eligible;
  std::vector<Entry> excluded;
  for (const engine::Activity* activity : ActivitiesFor(question, judge, query)) {
    for (const engine::Volunteer& volunteer : world.volunteers) {
      if (volunteer.state == engine::ProfileState::kWithdrawn) continue;
      Entry entry{activity, &volunteer, judge.Put(*activity, volunteer)};
      (entry.triad.bars.empty() ? eligible : excluded).push_back(std::move(entry));
    }
  }
  std::sort(eligible.begin(), eligible.end(), [](const Entry& a, const Entry& b) {
    return std::tuple(a.triad.ask_first, a.Key()) < std::tuple(b.triad.ask_first, b.Key());
  });
  std::sort(excluded.begin(), excluded.end(), [](const Entry& a, const Entry& b) {
    return std::tuple(a.triad.bars.size(), a.Key()) < std::tuple(b.triad.bars.size(), b.Key());
  });
  engine::TriadResult result;
  result.excluded_total = static_cast<int>(excluded.size());
  for (Entry& entry : eligible) {
    if (static_cast<int>(result.triads.size()) == query.limit) break;
    entry.triad.rank = static_cast<int>(result.triads.size()) + 1;
    result.triads.push_back(std::move(entry.triad));
  }
  for (Entry& entry : excluded) {
    if (!query.include_excluded || static_cast<int>(result.excluded.size()) == query.excluded_limit) break;
    result.excluded.push_back(std::move(entry.triad));
  }
  return result;
}

void SortBars(engine::TriadResult& result) {
  for (auto* triads : {&result.triads, &result.excluded}) {
    for (Triad& triad : *triads) {
      std::sort(triad.bars.begin(), triad.bars.end(), [](const engine::TriadBar& a, const engine::TriadBar& b) {
        return std::tie(a.pair, a.bar.code, a.bar.side, a.bar.params) <
               std::tie(b.pair, b.bar.code, b.bar.side, b.bar.params);
      });
    }
  }
}

std::string FirstDifference(const engine::TriadResult& actual, const engine::TriadResult& expected) {
  const auto lines = [](const engine::TriadResult& result) {
    std::vector<std::string> texts;
    for (const Triad& triad : result.triads) texts.push_back(Text(triad));
    for (const Triad& triad : result.excluded) texts.push_back(absl::StrCat("left out: ", Text(triad)));
    texts.push_back(absl::StrCat("left out in all ", result.excluded_total));
    return texts;
  };
  const auto a = lines(actual);
  const auto b = lines(expected);
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::string left = i < a.size() ? a[i] : "nothing";
    const std::string right = i < b.size() ? b[i] : "nothing";
    if (left != right) return absl::StrCat("found  ", left, "\nwanted ", right);
  }
  return "";
}

}  // namespace klik::testing
