#include "tests/testing/circle_checker.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/testing/oracle_calendar.h"
#include "tests/testing/oracle_pair.h"

namespace klik::testing {
namespace {

using engine::Attitude;
using engine::Circle;
using engine::CircleMember;
using engine::Resident;
using engine::TopicIndex;
using engine::Weeks;
using engine::Window;

using People = std::vector<const Resident*>;

engine::Place PlaceOf(const CircleQuestion& question, const std::string& settlement) {
  engine::Place place;
  for (const engine::GazetteerEntry& entry : question.gazetteer.entries()) {
    if (entry.settlement != settlement) continue;
    place.point = entry.point;
    break;
  }
  return place;
}

std::vector<Window> Joined(std::vector<Window> windows) {
  for (std::size_t i = 0; i < windows.size(); ++i) {
    for (std::size_t j = 0; j < windows.size(); ++j) {
      if (i == j || windows[i].weekday != windows[j].weekday || windows[i].weeks != windows[j].weeks) continue;
      if (windows[i].end_minute != windows[j].start_minute) continue;
      windows[i].end_minute = windows[j].end_minute;
      windows.erase(windows.begin() + static_cast<std::ptrdiff_t>(j));
      return Joined(windows);
    }
  }
  return windows;
}

// The modes in which the person can be at the place from `start` to `end`, the quickest first.
std::vector<CircleMember> WaysToBeThere(const CircleQuestion& question, const Resident& person,
                                        const engine::Place& place, int weekday, bool odd, int start, int end) {
  const std::int64_t distance = StraightLineCm(person.place, place);
  std::vector<CircleMember> ways;
  for (const engine::TravelOption& option : person.travel) {
    const int minutes = MinutesOf(option.mode, distance);
    if (minutes > option.max_minutes) continue;
    for (Window window : Joined(person.availability.windows)) {
      if (static_cast<int>(window.weekday) != weekday + 1) continue;
      if (window.weeks != Weeks::kEvery && (window.weeks == Weeks::kOdd) != odd) continue;
      if (option.daylight_only) {
        window.start_minute = std::max(window.start_minute, question.light.from);
        window.end_minute = std::min(window.end_minute, question.light.until);
      }
      if (window.start_minute + minutes > start || end > window.end_minute - minutes) continue;
      ways.push_back({person.meta.id, 0, option.mode, minutes, static_cast<int>(distance / 100)});
    }
  }
  std::sort(ways.begin(), ways.end(), [](const CircleMember& a, const CircleMember& b) {
    return std::tie(a.minutes, a.mode) < std::tie(b.minutes, b.mode);
  });
  return ways;
}

bool IsOddWeek(absl::CivilDay day) {
  // The first week of a year is the one with 4 January.
  const absl::CivilDay monday = day - static_cast<int>(absl::GetWeekday(day));
  const absl::CivilDay fourth((monday + 3).year(), 1, 4);
  const absl::CivilDay first_monday = fourth - static_cast<int>(absl::GetWeekday(fourth));
  return (monday - first_monday) / 7 % 2 == 0;
}

bool IsAway(const Resident& person, absl::CivilDay day) {
  return std::any_of(person.availability.away.begin(), person.availability.away.end(),
                     [&](const engine::DateRange& range) { return range.first <= day && day <= range.last; });
}

struct Time {
  absl::CivilDay day;
  int start = 0;
  int end = 0;
  bool every_week = false;
};

// How late all can stay who come at `start`; `start` when they cannot come for long enough.
int CommonEnd(const CircleQuestion& question, const People& people, const engine::Place& place, int weekday, bool odd,
              int start) {
  const auto all_can = [&](int end) {
    return std::all_of(people.begin(), people.end(), [&](const Resident* person) {
      return !WaysToBeThere(question, *person, place, weekday, odd, start, end).empty();
    });
  };
  const int least = start + question.policy.circle_block_minutes;
  if (least > engine::kMinutesPerDay || !all_can(least)) return start;
  int end = least;
  const int most = std::max(question.policy.good_block_minutes, question.policy.circle_block_minutes);
  while (end < start + most && end < engine::kMinutesPerDay && all_can(end + 1)) ++end;
  return end;
}

std::optional<Time> TimeOf(const CircleQuestion& question, const People& people, const engine::Place& place) {
  std::optional<Time> best;
  // By weekday, parity and start: the same for every day of a kind.
  std::map<std::tuple<int, bool, int>, int> ends;
  const auto end_of = [&](int weekday, bool odd, int start) {
    const auto [found, is_new] = ends.try_emplace({weekday, odd, start}, 0);
    if (is_new) found->second = CommonEnd(question, people, place, weekday, odd, start);
    return found->second;
  };
  const engine::Moment& moment = question.query.moment;
  for (int i = 0; i < question.policy.horizon_days; ++i) {
    const absl::CivilDay day = moment.today + i;
    if (absl::FromCivil(day + 1, moment.zone) - absl::FromCivil(day, moment.zone) != absl::Hours(24)) continue;
    if (std::any_of(people.begin(), people.end(), [&](const Resident* person) { return IsAway(*person, day); }))
      continue;
    const int weekday = static_cast<int>(absl::GetWeekday(day));
    const bool odd = IsOddWeek(day);
    for (int start = 0; start < engine::kMinutesPerDay; start += 15) {
      Time time{day, start, end_of(weekday, odd, start), false};
      if (time.end == start) continue;
      const int other = end_of(weekday, !odd, start);
      if (other > start) {
        time.every_week = true;
        time.end = std::min(time.end, other);
      }
      const auto worth = [](const Time& it) { return std::pair(it.every_week, it.end - it.start); };
      if (!best || worth(time) > worth(*best)) best = time;
    }
  }
  return best;
}

bool Includes(TopicIndex topic, const Resident& person, const engine::Taxonomy& taxonomy, int& strength) {
  strength = 0;
  for (const auto& [its, attitude] : person.interests) {
    if (attitude == Attitude::kNever && taxonomy.IsWithin(topic, its)) return false;
    if (!taxonomy.IsWithin(its, topic)) continue;
    if (attitude == Attitude::kLikes) strength = std::max(strength, 1000);
    if (attitude == Attitude::kWantsToLearn || attitude == Attitude::kCanTeach) strength = std::max(strength, 800);
    if (attitude == Attitude::kUsedTo) strength = std::max(strength, 600);
  }
  return strength > 0;
}

int PointsOf(const CircleQuestion& question, const Resident& person, TopicIndex topic) {
  int strength = 0;
  Includes(topic, person, question.taxonomy, strength);
  const auto days = static_cast<int>(question.query.moment.today - person.waiting_since);
  return question.taxonomy.Weight(topic) * strength / 1000 +
         std::min(std::max(days, 0), question.policy.circle_waiting_days);
}

bool MayJoin(const CircleQuestion& question, const Resident& person) {
  const engine::Moment& moment = question.query.moment;
  const auto& forms = person.contact_forms;
  bool has_basis = false;
  for (const engine::LegalBasis& basis : person.legal_bases) {
    const bool begun = !basis.since || *basis.since <= moment.today;
    const bool over = basis.until && *basis.until < moment.today;
    has_basis |= basis.purpose == engine::Purpose::kMatching && !basis.withdrawn && begun && !over;
  }
  return person.state == engine::ProfileState::kActive && person.peer_links && has_basis &&
         !CountsAsMinor(person, moment) && person.need.type != engine::NeedType::kProfessionalFirst &&
         (forms.empty() || std::count(forms.begin(), forms.end(), engine::ContactForm::kGroup) > 0);
}

bool ShareALanguage(const People& people, std::vector<std::string>* shared) {
  for (const engine::LanguageSkill& skill : people.front()->languages) {
    const bool all = std::all_of(people.begin(), people.end(), [&](const Resident* person) {
      return std::any_of(person->languages.begin(), person->languages.end(), [&](const engine::LanguageSkill& it) {
        return it.code == skill.code && it.level >= engine::LanguageLevel::kConversational;
      });
    });
    if (all && shared != nullptr) shared->push_back(skill.code);
    if (all && shared == nullptr) return true;
  }
  if (shared != nullptr) std::sort(shared->begin(), shared->end());
  return shared != nullptr && !shared->empty();
}

bool GetAlong(const CircleQuestion& question, const Resident& a, const Resident& b) {
  Calendar calendar(question.policy, question.query.moment);
  const Question asked{question.world, question.taxonomy, question.policy, question.query.moment, calendar};
  const Pair pair{asked,
                  {engine::Side::kSubject, &a.meta, &a.place, &a, &a, nullptr, nullptr},
                  {engine::Side::kCandidate, &b.meta, &b.place, &b, &b, nullptr, nullptr}};
  for (const engine::Bar& bar : LastingBars(pair)) {
    if (bar.code == engine::BarCode::kExcludedPair || bar.code == engine::BarCode::kAlreadyMatched ||
        bar.code == engine::BarCode::kHardWish) {
      return false;
    }
  }
  return true;
}

// What is wrong whatever the time; empty when nothing is.
std::string WrongTogether(const CircleQuestion& question, const People& people, TopicIndex topic) {
  const auto size = static_cast<int>(people.size());
  if (size < question.query.min_size || size > question.query.max_size) return "the size; ";
  for (std::size_t i = 0; i < people.size(); ++i) {
    const Resident& person = *people[i];
    int strength = 0;
    if (!MayJoin(question, person)) return absl::StrCat(person.meta.id.id, " may not join; ");
    if (!Includes(topic, person, question.taxonomy, strength)) return absl::StrCat(person.meta.id.id, ": topic; ");
    if (person.max_group_size != 0 && person.max_group_size < size) return absl::StrCat(person.meta.id.id, ": size; ");
    for (std::size_t j = 0; j < i; ++j) {
      if (!GetAlong(question, person, *people[j])) return absl::StrCat(person.meta.id.id, " is barred; ");
    }
  }
  return ShareALanguage(people, nullptr) ? "" : "no language; ";
}

auto OrderOf(const CircleQuestion& question, const Resident& person, TopicIndex topic) {
  return std::tuple(-PointsOf(question, person, topic), person.waiting_since, person.meta.external_id.id,
                    person.meta.external_id.system, person.meta.id.id);
}

Circle MakeCircle(const CircleQuestion& question, People people, TopicIndex topic, const std::string& settlement,
                  const Time& time) {
  std::sort(people.begin(), people.end(), [&](const Resident* a, const Resident* b) {
    return OrderOf(question, *a, topic) < OrderOf(question, *b, topic);
  });
  Circle circle;
  circle.topic = topic;
  circle.settlement = settlement;
  const int weekday = static_cast<int>(absl::GetWeekday(time.day));
  const bool odd = IsOddWeek(time.day);
  const engine::Place place = PlaceOf(question, settlement);
  for (const Resident* person : people) {
    CircleMember member = WaysToBeThere(question, *person, place, weekday, odd, time.start, time.end).front();
    member.points = PointsOf(question, *person, topic);
    circle.score += member.points;
    circle.members.push_back(member);
  }
  circle.time = {static_cast<engine::Weekday>(weekday + 1), time.start, time.end,
                 time.every_week ? Weeks::kEvery : (odd ? Weeks::kOdd : Weeks::kEven)};
  circle.first_day = time.day;
  ShareALanguage(people, &circle.languages);
  return circle;
}

std::set<std::string> Settlements(const CircleQuestion& question) {
  std::set<std::string> names(question.query.settlements.begin(), question.query.settlements.end());
  if (!names.empty()) return names;
  for (const engine::GazetteerEntry& entry : question.gazetteer.entries()) names.insert(entry.settlement);
  return names;
}

std::vector<TopicIndex> Topics(const CircleQuestion& question) {
  if (!question.query.topics.empty()) return question.query.topics;
  std::vector<TopicIndex> topics;
  for (std::size_t i = 0; i < question.taxonomy.topics().size(); ++i) topics.push_back({static_cast<std::uint16_t>(i)});
  return topics;
}

}  // namespace

std::string WrongWith(const CircleQuestion& question, const Circle& circle) {
  People people;
  for (const CircleMember& member : circle.members) {
    for (const Resident& resident : question.world.residents) {
      if (resident.meta.id == member.resident) people.push_back(&resident);
    }
  }
  if (people.size() != circle.members.size() || people.empty()) return "members who do not exist; ";
  if (std::set<const Resident*>(people.begin(), people.end()).size() != people.size()) return "somebody is in twice; ";
  std::string wrong = WrongTogether(question, people, circle.topic);
  if (Settlements(question).count(circle.settlement) == 0) absl::StrAppend(&wrong, "the place; ");
  const auto topics = Topics(question);
  if (std::count(topics.begin(), topics.end(), circle.topic) == 0) absl::StrAppend(&wrong, "the topic; ");
  const auto time = TimeOf(question, people, PlaceOf(question, circle.settlement));
  if (!time) return absl::StrCat(wrong, "no time; ");
  const Circle expected = MakeCircle(question, people, circle.topic, circle.settlement, *time);
  const std::string said = Describe(circle, question.taxonomy);
  if (said != Describe(expected, question.taxonomy)) {
    absl::StrAppend(&wrong, said, "\nis not ", Describe(expected, question.taxonomy));
  }
  return wrong;
}

std::vector<Circle> CirclesByTryingAll(const CircleQuestion& question) {
  std::vector<Circle> circles;
  std::set<std::string> taken;
  const std::size_t sets = std::size_t{1} << question.world.residents.size();
  std::map<std::pair<std::size_t, std::string>, std::optional<Time>> times;
  while (static_cast<int>(circles.size()) < question.query.limit) {
    std::optional<Circle> best;
    const auto key = [&](const Circle& circle) {
      std::vector<decltype(OrderOf(question, question.world.residents[0], circle.topic))> members;
      for (const CircleMember& member : circle.members) {
        for (const Resident& resident : question.world.residents) {
          if (resident.meta.id == member.resident) members.push_back(OrderOf(question, resident, circle.topic));
        }
      }
      return std::tuple(-static_cast<int>(circle.members.size()), -circle.score,
                        question.taxonomy.topic(circle.topic).id, circle.settlement, members);
    };
    for (std::size_t set = 1; set < sets; ++set) {
      People people;
      bool free = true;
      for (std::size_t i = 0; i < question.world.residents.size(); ++i) {
        if ((set >> i & 1U) == 0) continue;
        people.push_back(&question.world.residents[i]);
        free = free && taken.count(people.back()->meta.id.id) == 0;
      }
      if (!free) continue;
      for (const TopicIndex topic : Topics(question)) {
        if (!WrongTogether(question, people, topic).empty()) continue;
        for (const std::string& settlement : Settlements(question)) {
          const auto [found, is_new] = times.try_emplace({set, settlement}, std::nullopt);
          if (is_new) found->second = TimeOf(question, people, PlaceOf(question, settlement));
          if (!found->second) continue;
          Circle circle = MakeCircle(question, people, topic, settlement, *found->second);
          if (!best || key(circle) < key(*best)) best = std::move(circle);
        }
      }
    }
    if (!best) return circles;
    for (const CircleMember& member : best->members) taken.insert(member.resident.id);
    circles.push_back(*std::move(best));
  }
  return circles;
}

std::string Describe(const Circle& circle, const engine::Taxonomy& taxonomy) {
  const std::string members = absl::StrJoin(circle.members, " ", [](std::string* out, const CircleMember& member) {
    absl::StrAppend(out, member.resident.id, ":", member.points, "/", static_cast<int>(member.mode), "/",
                    member.minutes, "/", member.distance_metres);
  });
  return absl::StrCat(taxonomy.topic(circle.topic).id, " in ", circle.settlement, " score ", circle.score, " members ",
                      members, " day ", static_cast<int>(circle.time.weekday), " ", circle.time.start_minute, "-",
                      circle.time.end_minute, " weeks ", static_cast<int>(circle.time.weeks), " from ",
                      absl::FormatCivilTime(circle.first_day), " in ", absl::StrJoin(circle.languages, ","));
}

}  // namespace klik::testing
