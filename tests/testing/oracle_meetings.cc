// RULES.md section 2: how the two meet, and the bars that follow from that.
#include <algorithm>
#include <cmath>
#include <string>

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

// Each mode with which somebody who might go can, in the order in which they are tried. `goers` are in theirs.
std::vector<Journey> WaysOf(const std::vector<const Party*>& goers, std::int64_t distance_cm) {
  std::vector<Journey> ways;
  for (const Party* party : goers) {
    for (const TravelMode mode : {TravelMode::kWalk, TravelMode::kBike, TravelMode::kCar, TravelMode::kPublicTransport,
                                  TravelMode::kWheelchairTaxi}) {
      for (const engine::TravelOption& option : party->person->travel) {
        const int minutes = MinutesOf(option.mode, distance_cm);
        if (option.mode != mode || minutes > option.max_minutes) continue;
        ways.push_back({true, party, mode, minutes, option.daylight_only, false, {}});
      }
    }
  }
  std::stable_sort(ways.begin(), ways.end(), [](const Journey& a, const Journey& b) { return a.minutes < b.minutes; });
  return ways;
}

// When nobody can go by own means: the activity fetches the visitor, or it is said how long a ride would take.
Journey WithoutOwnMeans(const Pair& pair, Setting setting, std::int64_t distance_cm) {
  Journey journey;
  journey.possible = false;
  for (const Party* party : WhoMightGo(pair, setting)) {
    for (const engine::TravelOption& option : party->person->travel) {
      if (option.mode == TravelMode::kWalk) continue;
      const int minutes = MinutesOf(option.mode, distance_cm);
      journey.shortest_ride = std::min(journey.shortest_ride.value_or(minutes), minutes);
    }
  }
  if (setting == Setting::kActivity && pair.activity()->activity->transport_offered) {
    const int minutes = MinutesOf(TravelMode::kCar, distance_cm);
    journey.shortest_ride = std::min(journey.shortest_ride.value_or(minutes), minutes);
    if (minutes <= pair.question.policy.max_pick_up_minutes) {
      journey = {true, pair.activity(), TravelMode::kCar, minutes, false, true, {}};
    }
  }
  return journey;
}

// The first way that leaves them time enough; when none does, the first.
Journey PlanJourney(const Pair& pair, Setting setting) {
  if (setting == Setting::kRemote) return {};
  const std::int64_t distance = StraightLineCm(*pair.subject.place, *pair.candidate.place);
  const std::vector<Journey> ways = WaysOf(WhoMightGo(pair, setting), distance);
  for (const Journey& way : ways) {
    if (LongestOf(CommonBlocks(pair, way)) >= pair.question.policy.min_block_minutes) return way;
  }
  return ways.empty() ? WithoutOwnMeans(pair, setting, distance) : ways.front();
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

// What the one needs of the other, of whom or which facts are known. A resident has none.
void JudgeFacts(const Pair& pair, Meeting& meeting) {
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
  if (unsettled && (refused.empty() || other.activity == nullptr)) meeting.ask_first = true;
}

// Nobody has described the home in which the guest would be.
void JudgeHome(const Pair& pair, Meeting& meeting) {
  if (meeting.setting != Setting::kHome) return;
  std::vector<const Party*> guests;
  if (!pair.peers()) {
    guests = {pair.volunteer()};
  } else if (meeting.journey.possible) {
    guests = {meeting.journey.mover};
  } else {
    guests = {&pair.subject, &pair.candidate};
  }
  for (const Party* guest : guests) {
    for (const AccessNeed need :
         {AccessNeed::kStepFree, AccessNeed::kAccessibleToilet, AccessNeed::kNoAnimals, AccessNeed::kSmokeFree}) {
      if (HasNeed(*guest, need)) meeting.ask_first = true;
    }
  }
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
  const int longest = LongestOf(meeting.blocks);
  if (longest < needed) {
    meeting.bars.push_back({BarCode::kTimeOverlap,
                            Side::kPair,
                            {{"minutes", std::to_string(longest)}, {"needed_minutes", std::to_string(needed)}}});
  }
}

// The visitor does not come to groups, or not to one that large.
void GroupBar(const Pair& pair, std::vector<Bar>& bars) {
  const Party& visitor = pair.visitor();
  const engine::Activity& activity = *pair.activity()->activity;
  const auto& forms = visitor.person->contact_forms;
  const int group = activity.capacity.value_or(activity.enrolled + LiveMatches(pair.question, *pair.activity()) + 1);
  const int most = visitor.resident != nullptr ? visitor.resident->max_group_size : 0;
  if (most != 0 && group > most) {
    bars.push_back({BarCode::kContactForm, visitor.side, {{"group_size", std::to_string(group)}}});
  } else if (!forms.empty() && !Contains(forms, ContactForm::kGroup)) {
    bars.push_back({BarCode::kContactForm, visitor.side, {}});
  }
}

Meeting Judge(const Pair& pair, Setting setting, ContactForm form, const std::vector<Bar>& lasting) {
  Meeting meeting;
  meeting.setting = setting;
  meeting.form = form;
  meeting.bars = lasting;
  meeting.journey = PlanJourney(pair, setting);
  meeting.blocks = CommonBlocks(pair, meeting.journey);
  if (setting == Setting::kHome && (CountsAsMinor(*pair.subject.person, pair.question.moment) ||
                                    CountsAsMinor(*pair.candidate.person, pair.question.moment))) {
    meeting.bars.push_back({BarCode::kAgeRule, Side::kPair, {{"rule", "never_alone_at_home"}}});
  }
  JudgeVog(pair, meeting);
  JudgeTravelAndTime(pair, meeting);
  JudgeFacts(pair, meeting);
  JudgeHome(pair, meeting);
  meeting.score = ScoreOf(pair, meeting);
  meeting.change = ChangeFor(pair, meeting);
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
  return MonthsAfter(*vog.issued_date, policy.vog_validity_months);
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

Journey RideTo(const Pair& pair, Setting setting) {
  const Party* driven = nullptr;
  if (pair.peers()) {
    driven = WhoMightGo(pair, setting).front();
  } else if (pair.resident() == nullptr || setting == Setting::kHome) {
    driven = pair.volunteer();
  } else {
    driven = pair.resident();
  }
  const int minutes = MinutesOf(TravelMode::kCar, StraightLineCm(*pair.subject.place, *pair.candidate.place));
  const bool near_enough = minutes <= pair.question.policy.max_pick_up_minutes;
  return {near_enough, driven, TravelMode::kCar, minutes, false, false, {}};
}

std::vector<Meeting> WaysToMeet(const Pair& pair) {
  std::vector<Bar> bars = LastingBars(pair);
  if (pair.activity() != nullptr) {
    GroupBar(pair, bars);
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
