// RULES.md section 2: when the two have time for each other.
#include <algorithm>
#include <tuple>

#include "tests/testing/oracle_pair.h"

namespace klik::testing {
namespace {

using engine::Weeks;
using engine::Window;

const engine::Availability& AvailabilityOf(const Party& party) {
  return party.activity != nullptr ? party.activity->sessions.hours : party.person->availability;
}

bool IsThere(const Party& party, absl::CivilDay date) {
  for (const engine::DateRange& range : AvailabilityOf(party).away) {
    if (range.first <= date && date <= range.last) return false;
  }
  if (party.volunteer != nullptr) {
    const auto& until = party.volunteer->available_until;
    return !until || date <= *until;
  }
  if (party.activity != nullptr) {
    const engine::Sessions& sessions = party.activity->sessions;
    return (!sessions.start_date || *sessions.start_date <= date) && (!sessions.end_date || date <= *sessions.end_date);
  }
  return true;
}

const Horizon& HorizonOf(const Pair& pair) {
  absl::CivilDay first = pair.question.moment.today;
  if (pair.activity() != nullptr) {
    const auto& start = pair.activity()->activity->sessions.start_date;
    if (start && *start > first) first = *start;
  }
  return pair.question.calendar.From(first);
}

// Windows that touch are one.
std::vector<Window> Joined(std::vector<Window> windows) {
  bool joined = true;
  while (joined) {
    joined = false;
    for (std::size_t i = 0; i < windows.size() && !joined; ++i) {
      for (std::size_t j = 0; j < windows.size() && !joined; ++j) {
        if (windows[i].weekday != windows[j].weekday || windows[i].weeks != windows[j].weeks) continue;
        if (windows[i].end_minute != windows[j].start_minute) continue;
        windows[i].end_minute = windows[j].end_minute;
        windows.erase(windows.begin() + static_cast<std::ptrdiff_t>(j));
        joined = true;
      }
    }
  }
  return windows;
}

// What is left for the meeting: not in the dark for who travels by daylight, and not on the way.
std::vector<Window> NetWindows(const Pair& pair, const Party& party, const Journey& journey) {
  const bool travels = journey.fetched ? party.person != nullptr : journey.mover == &party;
  const Horizon& horizon = HorizonOf(pair);
  std::vector<Window> net;
  for (Window window : Joined(AvailabilityOf(party).windows)) {
    if (travels && journey.daylight_only) {
      window.start_minute = std::max(window.start_minute, horizon.light_from);
      window.end_minute = std::min(window.end_minute, horizon.light_until);
    }
    if (travels) {
      window.start_minute += journey.minutes;
      window.end_minute -= journey.minutes;
    }
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
  return blocks;
}

}  // namespace

std::vector<Window> CommonBlocks(const Pair& pair, const Journey& journey) {
  std::vector<const CalendarDay*> days;
  for (const CalendarDay* day : HorizonOf(pair).days) {
    if (IsThere(pair.subject, day->date) && IsThere(pair.candidate, day->date)) days.push_back(day);
  }
  std::vector<Window> blocks;
  for (const Window& block :
       SharedBlocks(NetWindows(pair, pair.subject, journey), NetWindows(pair, pair.candidate, journey))) {
    const auto holds = [&](const CalendarDay* day) { return FallsOn(block, *day); };
    if (std::any_of(days.begin(), days.end(), holds)) blocks.push_back(block);
  }
  std::sort(blocks.begin(), blocks.end(), [](const Window& x, const Window& y) {
    return std::tuple(x.start_minute - x.end_minute, x.weekday, x.start_minute, x.weeks) <
           std::tuple(y.start_minute - y.end_minute, y.weekday, y.start_minute, y.weeks);
  });
  return blocks;
}

int LongestOf(const std::vector<Window>& blocks) {
  int longest = 0;
  for (const Window& block : blocks) longest = std::max(longest, block.end_minute - block.start_minute);
  return longest;
}

}  // namespace klik::testing
