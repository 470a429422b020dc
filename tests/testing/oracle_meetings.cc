// RULES.md section 2: how the two meet, and the bars that follow from that.
#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include "absl/strings/str_join.h"
#include "tests/testing/oracle_pair.h"

namespace klik::testing {
namespace {

using engine::AccessNeed;
using engine::Bar;
using engine::BarCode;
using engine::ContactForm;
using engine::Fact;
using engine::Setting;
using engine::Side;
using engine::TravelMode;
using engine::Weeks;
using engine::Window;

bool Contains(const std::vector<ContactForm>& forms, ContactForm form) {
  return std::find(forms.begin(), forms.end(), form) != forms.end();
}

std::vector<ContactForm> FormsOf(Setting setting) {
  switch (setting) {
    case Setting::kHome:
      return {ContactForm::kHomeVisit};
    case Setting::kPublic:
      return {ContactForm::kPublicPlace, ContactForm::kOutdoors};
    case Setting::kRemote:
      return {ContactForm::kPhone, ContactForm::kOnline};
    case Setting::kActivity:
      return {ContactForm::kGroup};
  }
  return {};
}

// In the order that decides between equals.
std::vector<Setting> SettingsOf(const std::vector<ContactForm>& forms, bool peers) {
  std::vector<Setting> settings;
  const std::vector<Setting> order = peers ? std::vector<Setting>{Setting::kPublic, Setting::kHome, Setting::kRemote}
                                           : std::vector<Setting>{Setting::kHome, Setting::kPublic, Setting::kRemote};
  for (const Setting setting : order) {
    for (const ContactForm form : FormsOf(setting)) {
      if (Contains(forms, form)) {
        settings.push_back(setting);
        break;
      }
    }
  }
  return settings;
}

std::vector<ContactForm> FormsOpenToBoth(const std::vector<ContactForm>& a, const std::vector<ContactForm>& b) {
  if (a.empty() && b.empty()) {
    return {ContactForm::kHomeVisit, ContactForm::kPublicPlace, ContactForm::kOutdoors, ContactForm::kGroup};
  }
  if (a.empty()) return b;
  if (b.empty()) return a;
  std::vector<ContactForm> both;
  for (const ContactForm form : a) {
    if (Contains(b, form)) both.push_back(form);
  }
  return both;
}

int MinutesOf(TravelMode mode, std::int64_t distance_cm) {
  std::int64_t metres_an_hour = 0;
  int start_minutes = 0;
  switch (mode) {
    case TravelMode::kWalk:
      metres_an_hour = 4500;
      break;
    case TravelMode::kBike:
      metres_an_hour = 15000;
      break;
    case TravelMode::kCar:
      metres_an_hour = 40000;
      start_minutes = 4;
      break;
    case TravelMode::kPublicTransport:
      metres_an_hour = 25000;
      start_minutes = 15;
      break;
    case TravelMode::kWheelchairTaxi:
      metres_an_hour = 40000;
      start_minutes = 10;
      break;
    case TravelMode::kUnspecified:
      break;
  }
  // Minutes are 1.3 d / speed; twice that plus one, halved downwards, is half up.
  const std::int64_t numerator = 13 * distance_cm * 60;
  const std::int64_t denominator = 10 * metres_an_hour * 100;
  return static_cast<int>((2 * numerator + denominator) / (2 * denominator)) + start_minutes;
}

// The quickest way of the party by own means that is within its limit; not possible when there is none.
Journey OwnWay(const Party& party, std::int64_t distance_cm) {
  Journey best;
  best.possible = false;
  for (const TravelMode mode : {TravelMode::kWalk, TravelMode::kBike, TravelMode::kCar, TravelMode::kPublicTransport,
                                TravelMode::kWheelchairTaxi}) {
    for (const engine::TravelOption& option : party.person->travel) {
      if (option.mode != mode) continue;
      const int minutes = MinutesOf(mode, distance_cm);
      if (minutes > option.max_minutes || (best.possible && minutes >= best.minutes)) continue;
      best = {true, &party, mode, minutes, false, {}};
    }
  }
  return best;
}

// Whoever might go, in the order that decides at equal minutes.
std::vector<const Party*> WhoMightGo(const Pair& pair, Setting setting) {
  if (setting == Setting::kRemote) return {};
  if (setting == Setting::kActivity) return {&pair.visitor()};
  if (pair.peers()) {
    if (pair.subject.meta->id < pair.candidate.meta->id) return {&pair.subject, &pair.candidate};
    return {&pair.candidate, &pair.subject};
  }
  if (setting == Setting::kHome) return {pair.volunteer()};
  return {pair.volunteer(), pair.resident()};
}

Journey PlanJourney(const Pair& pair, Setting setting) {
  if (setting == Setting::kRemote) return {};
  const std::int64_t distance = StraightLineCm(*pair.subject.place, *pair.candidate.place);
  Journey best;
  best.possible = false;
  std::optional<int> shortest_ride;
  for (const Party* party : WhoMightGo(pair, setting)) {
    const Journey way = OwnWay(*party, distance);
    if (way.possible && (!best.possible || way.minutes < best.minutes)) best = way;
    for (const engine::TravelOption& option : party->person->travel) {
      if (option.mode == TravelMode::kWalk) continue;
      const int minutes = MinutesOf(option.mode, distance);
      shortest_ride = std::min(shortest_ride.value_or(minutes), minutes);
    }
  }
  if (setting == Setting::kActivity && pair.activity()->activity->transport_offered && !best.possible) {
    const int minutes = MinutesOf(TravelMode::kCar, distance);
    shortest_ride = std::min(shortest_ride.value_or(minutes), minutes);
    if (minutes <= pair.question.policy.max_pick_up_minutes) {
      best = {true, pair.activity(), TravelMode::kCar, minutes, true, {}};
    }
  }
  best.shortest_ride = shortest_ride;
  return best;
}

// Windows that touch are one; `margin` minutes are taken off at both ends of what is left.
std::vector<Window> NetWindows(std::vector<Window> windows, int margin) {
  bool merged = true;
  while (merged) {
    merged = false;
    for (std::size_t i = 0; i < windows.size() && !merged; ++i) {
      for (std::size_t j = 0; j < windows.size() && !merged; ++j) {
        if (windows[i].weekday != windows[j].weekday || windows[i].weeks != windows[j].weeks) continue;
        if (windows[i].end_minute != windows[j].start_minute) continue;
        windows[i].end_minute = windows[j].end_minute;
        windows.erase(windows.begin() + static_cast<std::ptrdiff_t>(j));
        merged = true;
      }
    }
  }
  std::vector<Window> net;
  for (Window window : windows) {
    window.start_minute += margin;
    window.end_minute -= margin;
    if (window.start_minute < window.end_minute) net.push_back(window);
  }
  return net;
}

std::vector<Window> SharedBlocks(const std::vector<Window>& a, const std::vector<Window>& b) {
  std::vector<Window> blocks;
  for (const Window& x : a) {
    for (const Window& y : b) {
      if (x.weekday != y.weekday) continue;
      if (x.weeks != y.weeks && x.weeks != Weeks::kEvery && y.weeks != Weeks::kEvery) continue;
      const Window block = {x.weekday, std::max(x.start_minute, y.start_minute), std::min(x.end_minute, y.end_minute),
                            x.weeks == Weeks::kEvery ? y.weeks : x.weeks};
      if (block.start_minute < block.end_minute) blocks.push_back(block);
    }
  }
  std::sort(blocks.begin(), blocks.end(), [](const Window& x, const Window& y) {
    return std::tuple(x.start_minute - x.end_minute, x.weekday, x.start_minute, x.weeks) <
           std::tuple(y.start_minute - y.end_minute, y.weekday, y.start_minute, y.weeks);
  });
  return blocks;
}

std::vector<Window> WindowsOf(const Pair& pair, const Party& party, const Journey& journey) {
  const bool travels = journey.fetched ? party.person != nullptr : journey.mover == &party;
  const int margin = travels ? journey.minutes : 0;
  if (party.person != nullptr) return NetWindows(party.person->availability.windows, margin);
  const engine::Sessions& sessions = party.activity->sessions;
  if (sessions.end_date && *sessions.end_date < pair.question.moment.today) return {};
  return NetWindows(sessions.hours.windows, margin);
}

Fact FactOf(const Party& party, AccessNeed need) {
  const auto& facts = party.activity != nullptr ? party.activity->access : party.volunteer->access;
  for (const engine::AccessFact& fact : facts) {
    if (fact.need == need) return fact.fact;
  }
  return Fact::kUnknown;
}

bool HasNeed(const Party& party, AccessNeed need) {
  const auto& needs = party.person->access_needs;
  return std::find(needs.begin(), needs.end(), need) != needs.end();
}

void JudgeAccess(const Pair& pair, Meeting& meeting) {
  if (meeting.setting == Setting::kRemote || pair.peers()) return;
  const Party& asker = pair.activity() != nullptr ? pair.visitor() : *pair.resident();
  const Party& other = pair.OtherOf(asker);
  const std::pair<AccessNeed, const char*> names[] = {
      {AccessNeed::kStepFree, "STEP_FREE"},       {AccessNeed::kAccessibleToilet, "ACCESSIBLE_TOILET"},
      {AccessNeed::kHearingLoop, "HEARING_LOOP"}, {AccessNeed::kNoAnimals, "NO_ANIMALS"},
      {AccessNeed::kSmokeFree, "SMOKE_FREE"},     {AccessNeed::kQuiet, "QUIET"}};
  std::vector<std::string> refused;
  bool unsettled = false;
  for (const auto& [need, name] : names) {
    if (!HasNeed(asker, need)) continue;
    const Fact fact = FactOf(other, need);
    if (fact == Fact::kNo) refused.push_back(name);
    const bool counts = other.activity != nullptr || need == AccessNeed::kNoAnimals || need == AccessNeed::kSmokeFree;
    if (counts && fact != Fact::kYes) unsettled = true;
  }
  if (!refused.empty()) {
    meeting.bars.push_back({BarCode::kAccessibility, asker.side, {{"needs", absl::StrJoin(refused, ",")}}});
  }
  meeting.ask_first = unsettled && (refused.empty() || other.activity == nullptr);
}

void JudgeVog(const Pair& pair, Meeting& meeting) {
  if (pair.peers() || pair.activity() != nullptr) return;
  const bool minor = CountsAsMinor(*pair.resident()->person, pair.question.moment);
  meeting.needs_vog = meeting.setting == Setting::kHome || minor;
  if (!meeting.needs_vog) return;
  const engine::Vog& vog = pair.volunteer()->volunteer->vog;
  const Side side = pair.volunteer()->side;
  if (vog.state != engine::VogState::kValid) {
    const std::string state = vog.state == engine::VogState::kRequested ? "requested" : "none";
    meeting.bars.push_back({BarCode::kVogMissing, side, {{"state", state}}});
  } else if (LastDayOf(vog, pair.question.policy) < pair.question.moment.today) {
    meeting.bars.push_back({BarCode::kVogExpired, side, {{"issued", absl::FormatCivilTime(*vog.issued_date)}}});
  }
}

void JudgeTravelAndTime(const Pair& pair, Meeting& meeting) {
  const Journey& journey = meeting.journey;
  if (!journey.possible && !journey.shortest_ride) {
    meeting.bars.push_back({BarCode::kTransport, Side::kPair, {}});
  } else if (!journey.possible) {
    meeting.bars.push_back({BarCode::kTravel, Side::kPair, {{"minutes", std::to_string(*journey.shortest_ride)}}});
  }
  const int needed = pair.question.policy.min_block_minutes;
  const int longest = LongestBlock(meeting);
  if (longest < needed) {
    meeting.bars.push_back({BarCode::kTimeOverlap,
                            Side::kPair,
                            {{"minutes", std::to_string(longest)}, {"needed_minutes", std::to_string(needed)}}});
  }
}

Meeting Judge(const Pair& pair, Setting setting, ContactForm form, const std::vector<Bar>& lasting) {
  Meeting meeting;
  meeting.setting = setting;
  meeting.form = form;
  meeting.bars = lasting;
  meeting.journey = PlanJourney(pair, setting);
  meeting.blocks =
      SharedBlocks(WindowsOf(pair, pair.subject, meeting.journey), WindowsOf(pair, pair.candidate, meeting.journey));
  if (setting == Setting::kHome && (CountsAsMinor(*pair.subject.person, pair.question.moment) ||
                                    CountsAsMinor(*pair.candidate.person, pair.question.moment))) {
    meeting.bars.push_back({BarCode::kAgeRule, Side::kPair, {{"rule", "never_alone_at_home"}}});
  }
  JudgeVog(pair, meeting);
  JudgeTravelAndTime(pair, meeting);
  JudgeAccess(pair, meeting);
  meeting.score = ScoreOf(pair, meeting);
  return meeting;
}

}  // namespace

std::int64_t StraightLineCm(const engine::Place& a, const engine::Place& b) {
  constexpr double kRadiusCm = 637'100'880.0;
  std::int64_t squares = 0;
  std::int64_t coordinates[2][3];
  for (int i = 0; i < 2; ++i) {
    const engine::GeoPoint& point = i == 0 ? a.point : b.point;
    const double latitude = point.latitude_e6 / 1e6 * M_PI / 180;
    const double longitude = point.longitude_e6 / 1e6 * M_PI / 180;
    coordinates[i][0] = std::llround(kRadiusCm * std::cos(latitude) * std::cos(longitude));
    coordinates[i][1] = std::llround(kRadiusCm * std::cos(latitude) * std::sin(longitude));
    coordinates[i][2] = std::llround(kRadiusCm * std::sin(latitude));
  }
  for (int axis = 0; axis < 3; ++axis) {
    const std::int64_t difference = coordinates[0][axis] - coordinates[1][axis];
    squares += difference * difference;
  }
  auto root = static_cast<std::int64_t>(std::sqrt(static_cast<double>(squares)));
  while (root * root > squares) --root;
  while ((root + 1) * (root + 1) <= squares) ++root;
  return root;
}

absl::CivilDay LastDayOf(const engine::Vog& vog, const engine::Policy& policy) {
  return absl::CivilDay(vog.issued_date->year(), vog.issued_date->month() + policy.vog_validity_months,
                        vog.issued_date->day());
}

int LongestBlock(const Meeting& meeting) {
  return meeting.blocks.empty() ? 0 : meeting.blocks.front().end_minute - meeting.blocks.front().start_minute;
}

std::vector<Meeting> WaysToMeet(const Pair& pair) {
  std::vector<Bar> bars = LastingBars(pair);
  if (pair.activity() != nullptr) {
    const Party& visitor = pair.visitor();
    const auto& forms = visitor.person->contact_forms;
    if (!forms.empty() && !Contains(forms, ContactForm::kGroup)) {
      bars.push_back({BarCode::kContactForm, visitor.side, {}});
    }
    return {Judge(pair, Setting::kActivity, ContactForm::kGroup, bars)};
  }
  const std::vector<ContactForm> open =
      FormsOpenToBoth(pair.subject.person->contact_forms, pair.candidate.person->contact_forms);
  std::vector<Setting> settings = SettingsOf(open, pair.peers());
  if (settings.empty()) {
    bars.push_back({BarCode::kContactForm, Side::kPair, {}});
    std::vector<ContactForm> own;
    for (const Party* party : {&pair.subject, &pair.candidate}) {
      if (party->resident == nullptr) continue;
      const auto& forms = party->person->contact_forms;
      own.insert(own.end(), forms.begin(), forms.end());
    }
    settings = SettingsOf(own, pair.peers());
  }
  if (settings.empty()) settings = SettingsOf(FormsOpenToBoth({}, {}), pair.peers());
  std::vector<Meeting> meetings;
  for (const Setting setting : settings) {
    ContactForm form = FormsOf(setting).front();
    for (const ContactForm candidate : FormsOf(setting)) {
      if (Contains(open, candidate)) {
        form = candidate;
        break;
      }
    }
    meetings.push_back(Judge(pair, setting, form, bars));
  }
  return meetings;
}

}  // namespace klik::testing
