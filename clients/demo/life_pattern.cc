#include "clients/demo/life_pattern.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "clients/demo/calendar.h"

namespace klik::demo {
namespace {

using v1::Availability;

// How likely a part of the day is free, per mille.
struct Rhythm {
  int weekday_morning;
  int weekday_afternoon;
  int weekday_evening;
  int weekend_morning;
  int weekend_afternoon;
  int weekend_evening;
  // Of a free part, that it is so only every other week.
  int biweekly;
};

constexpr Rhythm RhythmOf(LifePattern pattern) {
  switch (pattern) {
    case LifePattern::kPupil:
      return {0, 380, 250, 250, 450, 80, 10};
    case LifePattern::kStudent:
      return {180, 300, 430, 250, 450, 250, 40};
    case LifePattern::kWorker:
      return {30, 50, 480, 300, 430, 220, 40};
    case LifePattern::kShiftWorker:
      return {260, 260, 240, 200, 250, 120, 650};
    case LifePattern::kPartTimer:
      return {300, 280, 330, 220, 330, 130, 80};
    case LifePattern::kCarer:
      return {210, 230, 150, 130, 160, 60, 330};
    case LifePattern::kAtHome:
      return {430, 500, 280, 260, 330, 170, 30};
    case LifePattern::kRetired:
      return {520, 600, 130, 160, 320, 60, 20};
  }
  return {};
}

struct Part {
  int earliest_start;
  int latest_start;
  int latest_end;
};

constexpr int kQuarter = 15;
constexpr int kShortestMinutes = 60;
constexpr int kLongestMinutes = 240;
constexpr Part kMorning = {8 * 60 + 30, 10 * 60 + 30, 12 * 60 + 30};
constexpr Part kAfternoon = {13 * 60, 15 * 60, 17 * 60 + 45};
constexpr Part kAfterSchool = {15 * 60, 16 * 60 + 15, 17 * 60 + 45};
constexpr Part kEvening = {18 * 60 + 30, 20 * 60, 22 * 60 + 30};

Availability::Window MakeWindow(int weekday, const Part& part, int biweekly, Random& random) {
  // Most people think in quarters of an hour, some in the minutes of their bus or their child's school.
  const int step = random.Chance(850) ? kQuarter : 5;
  const int start = part.earliest_start + random.Below((part.latest_start - part.earliest_start) / step + 1) * step;
  const int longest = std::min(kLongestMinutes, part.latest_end - start);
  const int end = start + kShortestMinutes + random.Below((longest - kShortestMinutes) / step + 1) * step;
  Availability::Window window;
  window.set_weekday(static_cast<Availability::Weekday>(weekday));
  window.set_start_time(TimeText(start));
  window.set_end_time(TimeText(end));
  window.set_weeks(!random.Chance(biweekly) ? Availability::EVERY
                   : random.Chance(500)     ? Availability::ODD
                                            : Availability::EVEN);
  return window;
}

// At most one window a part of the day, so that none can overlap.
std::vector<Availability::Window> MakeWeek(LifePattern pattern, Random& random) {
  const Rhythm rhythm = RhythmOf(pattern);
  const Part afternoon = pattern == LifePattern::kPupil ? kAfterSchool : kAfternoon;
  std::vector<Availability::Window> windows;
  for (int weekday = Availability::MONDAY; weekday <= Availability::SUNDAY; ++weekday) {
    const bool weekend = weekday >= Availability::SATURDAY;
    const std::array<std::pair<Part, int>, 3> parts = {
        {{kMorning, weekend ? rhythm.weekend_morning : rhythm.weekday_morning},
         {weekend ? kAfternoon : afternoon, weekend ? rhythm.weekend_afternoon : rhythm.weekday_afternoon},
         {kEvening, weekend ? rhythm.weekend_evening : rhythm.weekday_evening}}};
    for (const auto& [part, likely] : parts) {
      if (random.Chance(likely)) windows.push_back(MakeWindow(weekday, part, rhythm.biweekly, random));
    }
  }
  return windows;
}

void AddAway(absl::CivilDay today, Random& random, Availability& availability) {
  absl::CivilDay start = today + random.Between(-10, 90);
  const int times = random.Chance(200) ? 2 : 1;
  for (int i = 0; i < times; ++i) {
    const absl::CivilDay end = start + random.Between(4, 20);
    v1::DateRange& range = *availability.add_away();
    range.set_start_date(DateText(start));
    range.set_end_date(DateText(end));
    start = end + random.Between(20, 90);
  }
}

void AddTravel(v1::TravelOption::Mode mode, int max_minutes, bool daylight_only,
               google::protobuf::RepeatedPtrField<v1::TravelOption>& travel) {
  v1::TravelOption& option = *travel.Add();
  option.set_mode(mode);
  option.set_max_minutes(max_minutes);
  option.set_daylight_only(daylight_only);
}

// Per mille of people with a car at hand.
int CarLikely(int age, Mobility mobility, bool low_budget) {
  if (age < 18 || mobility == Mobility::kWheelchair) return 0;
  if (mobility == Mobility::kFrail) return 120;
  const int by_age = age < 24 ? 220 : age < 75 ? 680 : age < 83 ? 450 : 180;
  return low_budget ? by_age / 3 : by_age;
}

int BikeLikely(int age, Mobility mobility) {
  if (mobility == Mobility::kWheelchair) return 0;
  if (mobility == Mobility::kFrail) return 80;
  return age < 70 ? 860 : age < 78 ? 700 : age < 85 ? 420 : 130;
}

}  // namespace

LifePattern PickLifePattern(int age, Random& random) {
  using enum LifePattern;
  if (age <= 17) return kPupil;
  if (age >= 68) return random.Chance(70) ? kCarer : kRetired;
  if (age <= 23) return std::array{kStudent, kWorker, kShiftWorker, kAtHome}[random.PickWeighted({600, 250, 60, 90})];
  constexpr std::array kGrown = {kWorker, kShiftWorker, kPartTimer, kCarer, kAtHome, kRetired};
  const int retired = age >= 62 ? 350 : 0;
  return kGrown[random.PickWeighted({400, 90, 220, 110, 180, retired})];
}

Availability MakeAvailability(LifePattern pattern, int most_windows, absl::CivilDay today, Random& random) {
  std::vector<Availability::Window> windows = MakeWeek(pattern, random);
  if (windows.empty()) windows.push_back(MakeWindow(Availability::SATURDAY, kAfternoon, 0, random));
  while (windows.size() > static_cast<std::size_t>(most_windows)) {
    windows.erase(windows.begin() + random.Below(static_cast<int>(windows.size())));
  }
  Availability availability;
  for (Availability::Window& window : windows) *availability.add_windows() = std::move(window);
  if (random.Chance(120)) AddAway(today, random, availability);
  return availability;
}

Mobility PickMobility(int age, Random& random) {
  const int wheelchair = age < 65 ? 8 : age < 80 ? 20 : 60;
  const int frail = age < 65 ? 15 : age < 75 ? 60 : age < 82 ? 180 : 380;
  if (random.Chance(wheelchair)) return Mobility::kWheelchair;
  return random.Chance(frail) ? Mobility::kFrail : Mobility::kGood;
}

google::protobuf::RepeatedPtrField<v1::TravelOption> MakeTravel(int age, Mobility mobility, bool low_budget,
                                                                Random& random) {
  google::protobuf::RepeatedPtrField<v1::TravelOption> travel;
  const bool careful = age >= 72;
  if (mobility == Mobility::kWheelchair) {
    if (random.Chance(800)) AddTravel(v1::TravelOption::WHEELCHAIR_TAXI, 5 * random.Between(5, 9), false, travel);
    return travel;
  }
  if (mobility == Mobility::kFrail && random.Chance(450)) return travel;
  const int longest_walk = mobility == Mobility::kFrail ? 2 : careful ? 4 : 6;
  AddTravel(v1::TravelOption::WALK, 5 * random.Between(mobility == Mobility::kFrail ? 1 : 2, longest_walk),
            careful && random.Chance(350), travel);
  if (random.Chance(BikeLikely(age, mobility))) {
    AddTravel(v1::TravelOption::BIKE, 5 * random.Between(careful ? 2 : 3, careful ? 5 : 7),
              careful && random.Chance(450), travel);
  }
  if (random.Chance(CarLikely(age, mobility, low_budget))) {
    AddTravel(v1::TravelOption::CAR, 5 * random.Between(3, 7), careful && random.Chance(400), travel);
  }
  if (age >= 14 && random.Chance(age < 25 ? 500 : 180)) {
    AddTravel(v1::TravelOption::PUBLIC_TRANSPORT, 5 * random.Between(6, 12), false, travel);
  }
  return travel;
}

}  // namespace klik::demo
