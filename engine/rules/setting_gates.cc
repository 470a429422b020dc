// The gates that depend on how the two would meet, and the settings they can choose from.
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/rules/common_time.h"
#include "engine/rules/gates.h"

namespace klik::engine {
namespace {

constexpr std::uint32_t BitOf(ContactForm form) { return std::uint32_t{1} << static_cast<unsigned>(form); }
constexpr std::uint32_t BitOf(AccessNeed need) { return std::uint32_t{1} << static_cast<unsigned>(need); }

constexpr std::uint32_t kHomeForms = BitOf(ContactForm::kHomeVisit);
constexpr std::uint32_t kPublicForms = BitOf(ContactForm::kPublicPlace) | BitOf(ContactForm::kOutdoors);
constexpr std::uint32_t kRemoteForms = BitOf(ContactForm::kPhone) | BitOf(ContactForm::kOnline);
constexpr std::uint32_t kInPersonForms = kHomeForms | kPublicForms;
constexpr std::uint32_t kPersonalForms = kInPersonForms | kRemoteForms;

// What somebody brings along, as against what a building has.
constexpr std::uint32_t kBroughtAlong = BitOf(AccessNeed::kNoAnimals) | BitOf(AccessNeed::kSmokeFree);
// What matters in somebody else's home, which nobody described.
constexpr std::uint32_t kAtHome = BitOf(AccessNeed::kStepFree) | BitOf(AccessNeed::kAccessibleToilet) | kBroughtAlong;

std::uint32_t FormsOf(Setting setting) {
  switch (setting) {
    case Setting::kHome:
      return kHomeForms;
    case Setting::kPublic:
      return kPublicForms;
    case Setting::kRemote:
      return kRemoteForms;
    case Setting::kActivity:
      return BitOf(ContactForm::kGroup);
  }
  return 0;
}

ContactForm FirstOf(std::uint32_t forms) { return static_cast<ContactForm>(__builtin_ctz(forms)); }

std::string NeedNames(std::uint32_t needs) {
  constexpr const char* kNames[] = {"",           "STEP_FREE", "ACCESSIBLE_TOILET", "HEARING_LOOP", "NO_ANIMALS",
                                    "SMOKE_FREE", "QUIET"};
  std::string names;
  for (std::size_t i = 1; i < std::size(kNames); ++i) {
    if ((needs >> i & 1U) != 0) absl::StrAppend(&names, names.empty() ? "" : ",", kNames[i]);
  }
  return names;
}

// False when what was issued that day surely still holds on `day`, so many months after.
bool MayLapseBefore(DayNumber issued, int months, DayNumber day) {
  constexpr int kFewestDaysOfMonth = 28;
  return issued + months * kFewestDaysOfMonth < day;
}

bool LapsesBefore(DayNumber issued, int months, DayNumber day) {
  return MayLapseBefore(issued, months, day) && NumberOf(AddMonths(DayOf(issued), months)) < day;
}

void AgeAtHomeGate(const PairContext& pair, const Meeting& meeting, BarList& bars) {
  if (meeting.setting != Setting::kHome) return;
  if (IsMinor(pair.first, pair.moment) || IsMinor(pair.second, pair.moment)) {
    bars.Add(BarCode::kAgeRule, Side::kPair, [] { return BarParams{{"rule", "never_alone_at_home"}}; });
  }
}

void VogGate(const PairContext& pair, const Meeting& meeting, BarList& bars) {
  if (!NeedsVog(pair, meeting.setting)) return;
  const DayNumber issued = pair.second.vog_issued;
  if (issued == kDawnOfTime) {
    bars.Add(BarCode::kVogMissing, pair.side(Party::kSecond), [&] {
      const VogState state = pair.second.volunteer->vog.state;
      return BarParams{{"state", state == VogState::kRequested ? "requested" : "none"}};
    });
  } else if (LapsesBefore(issued, pair.policy.vog_validity_months, pair.calendar.today())) {
    bars.Add(BarCode::kVogExpired, pair.side(Party::kSecond), [&] {
      return BarParams{{"issued", absl::FormatCivilTime(DayOf(issued))}};
    });
  }
}

void TravelGate(const PairContext& pair, const Meeting& meeting, BarList& bars) {
  if (meeting.journey.possible) return;
  const std::optional<int> minutes = VehicleMinutes(pair, meeting.setting);
  if (!minutes) {
    bars.Add(BarCode::kTransport, Side::kPair);
  } else {
    bars.Add(BarCode::kTravel, Side::kPair, [&] { return BarParams{{"minutes", absl::StrCat(*minutes)}}; });
  }
}

void TimeGate(const PairContext& pair, const Meeting& meeting, BarList& bars) {
  if (meeting.longest_block_minutes >= pair.policy.min_block_minutes) return;
  bars.Add(BarCode::kTimeOverlap, Side::kPair, [&] {
    return BarParams{{"minutes", absl::StrCat(meeting.longest_block_minutes)},
                     {"needed_minutes", absl::StrCat(pair.policy.min_block_minutes)}};
  });
}

void AccessibilityGate(const PairContext& pair, const Meeting& meeting, BarList& bars) {
  if (meeting.setting == Setting::kRemote) return;
  for (const Party party : kParties) {
    const std::uint32_t unmet = pair.row(party).needs & pair.row(OtherParty(party)).facts_no;
    if (unmet == 0) continue;
    bars.Add(BarCode::kAccessibility, pair.side(party), [&] { return BarParams{{"needs", NeedNames(unmet)}}; });
  }
}

constexpr MeetingGate kMeetingGates[] = {TravelGate, TimeGate, VogGate, AgeAtHomeGate, AccessibilityGate};

// Who comes along is counted; of a group that has a bound it is the bound that counts.
int GroupSize(const Row& activity, absl::Time now) {
  return activity.capacity.value_or(activity.enrolled + activity.load.running + activity.load.OpenAt(now) + 1);
}

// The facts name the size of the group, never what the resident can bear.
void GroupGate(const PairContext& pair, BarList& bars) {
  const std::uint32_t forms = pair.first.contact_forms;
  const int most = pair.first.max_group_size;
  if (most > 0) {
    const int size = GroupSize(pair.second, pair.moment.now);
    if (size > most) {
      bars.Add(BarCode::kContactForm, pair.side(Party::kFirst), [&] {
        return BarParams{{"group_size", absl::StrCat(size)}};
      });
      return;
    }
  }
  if (forms != 0 && (forms & BitOf(ContactForm::kGroup)) == 0) {
    bars.Add(BarCode::kContactForm, pair.side(Party::kFirst));
  }
}

// Of who comes to the home of the other, or, when nobody can, might.
std::uint32_t NeedsOfGuests(const PairContext& pair, const Journey& journey) {
  if (pair.kind == PairKind::kResidentVolunteer) return pair.second.needs;
  return journey.mover ? pair.row(*journey.mover).needs : pair.first.needs | pair.second.needs;
}

Journey JourneyBy(const Way& way, const Horizon& horizon, std::int64_t distance_cm) {
  Journey journey;
  journey.mover = way.mover;
  journey.mode = way.mode;
  journey.minutes = way.minutes;
  journey.distance_cm = distance_cm;
  journey.fetched = way.fetched;
  if (way.daylight_only) journey.light = horizon.daylight();
  return journey;
}

// Whether a way can be better than those tried before it: the later ones take longer and what they leave counts no
// sooner, so only another side's, or one that is not bound to daylight, can.
class WaysTried {
 public:
  bool MayLeaveMore(const Way& way) const {
    const bool* tried = tried_[static_cast<int>(way.mover)];
    return !tried[0] && !(way.daylight_only && tried[1]);
  }
  void Add(const Way& way) { tried_[static_cast<int>(way.mover)][way.daylight_only ? 1 : 0] = true; }

 private:
  bool tried_[2][2] = {};  // By mover; at any hour, by daylight.
};

// The meetings by these ways that leave time enough; by the first of all when none does.
Meetings MeetingsBy(const PairContext& pair, const Ways& ways, const Meeting& draft) {
  const Horizon& horizon = pair.calendar.HorizonOf(pair.first, pair.second);
  const CommonTime common(pair.first, pair.second, horizon);
  const bool can_skip = common.LongerBlocksCountToo();
  Meetings meetings;
  std::optional<Meeting> first;
  WaysTried tried;
  for (const Way& way : ways) {
    if (can_skip && !tried.MayLeaveMore(way)) continue;
    tried.Add(way);
    Meeting meeting = draft;
    meeting.journey = JourneyBy(way, horizon, draft.journey.distance_cm);
    meeting.longest_block_minutes = common.Longest(MarginsOf(meeting.journey), pair.enough_minutes);
    if (meeting.longest_block_minutes >= pair.policy.min_block_minutes) {
      meetings.push_back(meeting);
    } else if (!first) {
      first = meeting;
    }
  }
  // When none leaves enough, what was put aside first is the first of all.
  if (meetings.empty()) meetings.push_back(*first);
  return meetings;
}

}  // namespace

std::span<const MeetingGate> MeetingGates() { return kMeetingGates; }

bool AnyMeetingGateBars(const PairContext& pair, const Meeting& meeting) {
  BarList bars(BarList::Mode::kWhether);
  const auto any = [&]<std::size_t... kGates>(std::index_sequence<kGates...>) {
    return ((kMeetingGates[kGates](pair, meeting, bars), bars.barred()) || ...);
  };
  return any(std::make_index_sequence<std::size(kMeetingGates)>());
}

SettingOptions OpenSettings(const PairContext& pair, BarList& bars) {
  SettingOptions options;
  const std::uint32_t first = pair.first.contact_forms;
  const std::uint32_t second = pair.second.contact_forms;
  if (pair.with_activity()) {
    GroupGate(pair, bars);
    options.Add({Setting::kActivity, ContactForm::kGroup});
    return options;
  }
  std::uint32_t shared = kInPersonForms;
  if (first != 0 || second != 0) {
    shared = (first == 0 ? kPersonalForms : first) & (second == 0 ? kPersonalForms : second) & kPersonalForms;
  }
  std::uint32_t judged = shared;
  if (shared == 0) {
    bars.Add(BarCode::kContactForm, Side::kPair);
    judged = (pair.kind == PairKind::kPeers ? first | second : first) & kPersonalForms;
    if (judged == 0) judged = kInPersonForms;
  }
  // Neighbours first meet on open ground; for a volunteer's visit the resident's own chair comes first.
  const bool peers = pair.kind == PairKind::kPeers;
  for (const Setting setting :
       {peers ? Setting::kPublic : Setting::kHome, peers ? Setting::kHome : Setting::kPublic, Setting::kRemote}) {
    if ((judged & FormsOf(setting)) == 0) continue;
    const std::uint32_t forms = shared & FormsOf(setting);
    options.Add({setting, FirstOf(forms != 0 ? forms : FormsOf(setting))});
  }
  return options;
}

Meetings PlanMeetings(const PairContext& pair, const SettingOption& option) {
  Meeting meeting;
  meeting.setting = option.setting;
  meeting.form = option.form;
  meeting.journey.distance_cm = pair.distance_cm;
  if (option.setting != Setting::kRemote) {
    const Ways ways = WaysTo(pair, option.setting, meeting.journey.distance_cm);
    if (!ways.empty()) return MeetingsBy(pair, ways, meeting);
    meeting.journey.possible = false;
  }
  meeting.longest_block_minutes = LongestBlockAfter(pair, meeting.journey);
  return {meeting};
}

Margins MarginsOf(const Journey& journey) {
  if (!journey.possible || !journey.mover) return {};
  // Whoever is fetched sits in the car too.
  const bool first = journey.fetched || journey.mover == Party::kFirst;
  return {.first = first ? journey.minutes : 0,
          .second = first ? 0 : journey.minutes,
          .earliest = journey.light.from + journey.minutes,
          .latest = journey.light.until - journey.minutes};
}

int LongestBlockAfter(const PairContext& pair, const Journey& journey) {
  const CommonTime common(pair.first, pair.second, pair.calendar.HorizonOf(pair.first, pair.second));
  return common.Longest(MarginsOf(journey), pair.enough_minutes);
}

bool AskFirst(const PairContext& pair, const Meeting& meeting) {
  if (pair.with_activity()) {
    const std::uint32_t needs = pair.first.needs;
    return (needs & ~pair.second.facts_yes) != 0 && (needs & pair.second.facts_no) == 0;
  }
  if (meeting.setting == Setting::kRemote) return false;
  if (pair.kind == PairKind::kResidentVolunteer && (pair.first.needs & kBroughtAlong & ~pair.second.facts_yes) != 0) {
    return true;
  }
  return meeting.setting == Setting::kHome && (NeedsOfGuests(pair, meeting.journey) & kAtHome) != 0;
}

bool NeedsVog(const PairContext& pair, Setting setting) {
  if (pair.kind != PairKind::kResidentVolunteer) return false;
  return setting == Setting::kHome || IsMinor(pair.first, pair.moment);
}

bool VogExpiresDuring(const PairContext& pair, Setting setting) {
  if (!NeedsVog(pair, setting)) return false;
  const DayNumber issued = pair.second.vog_issued;
  if (issued == kDawnOfTime) return false;
  const int stated = pair.first.commitment.months;
  const int months = stated > 0 ? stated : pair.policy.default_commitment_months;
  const int lasts = pair.policy.vog_validity_months;
  // Mostly it lapses so late that the days need not be counted.
  constexpr int kMostDaysOfMonth = 31;
  if (!MayLapseBefore(issued, lasts, pair.calendar.today() + months * kMostDaysOfMonth + 1)) return false;
  return LapsesBefore(issued, lasts, NumberOf(AddMonths(pair.moment.today, months)));
}

}  // namespace klik::engine
