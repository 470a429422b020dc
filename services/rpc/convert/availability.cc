#include "services/rpc/convert/availability.h"

#include <optional>
#include <vector>

#include "services/rpc/convert/limits.h"
#include "services/rpc/convert/scalars.h"

namespace klik::services {
namespace {

using Windows = google::protobuf::RepeatedPtrField<v1::Availability::Window>;
using Ranges = google::protobuf::RepeatedPtrField<v1::DateRange>;

// nullopt when it has no weekday or no time from start to end.
std::optional<engine::Window> ReadWindow(const v1::Availability::Window& window, const Field& field) {
  engine::Window out;
  out.weekday = ReadRequiredEnum<engine::Weekday>(window.weekday(), field.Member("weekday"));
  out.start_minute = ReadTimeOfDay(window.start_time(), /*is_end=*/false, field.Member("start_time"));
  out.end_minute = ReadTimeOfDay(window.end_time(), /*is_end=*/true, field.Member("end_time"));
  out.weeks = ReadEnumOr(window.weeks(), engine::Weeks::kEvery, field.Member("weeks"));
  if (out.start_minute < 0 || out.end_minute < 0) return std::nullopt;
  if (!field.Member("end_time").Require(out.end_minute > out.start_minute, "is not after the start")) {
    return std::nullopt;
  }
  if (out.weekday == engine::Weekday::kUnspecified) return std::nullopt;
  return out;
}

bool ShareWeek(engine::Weeks a, engine::Weeks b) {
  return a == b || a == engine::Weeks::kEvery || b == engine::Weeks::kEvery;
}

bool Overlap(const engine::Window& a, const engine::Window& b) {
  return a.weekday == b.weekday && ShareWeek(a.weeks, b.weeks) && a.start_minute < b.end_minute &&
         b.start_minute < a.end_minute;
}

std::vector<engine::Window> ReadWindows(const Windows& windows, const Field& field) {
  field.Require(!windows.empty(), "needs at least one window");
  CheckLength(windows, kMaxWindows, field);
  std::vector<engine::Window> out;
  for (int i = 0; i < windows.size(); ++i) {
    const std::optional<engine::Window> window = ReadWindow(windows[i], field.Item(i));
    if (!window.has_value()) continue;
    bool overlaps = false;
    for (const engine::Window& earlier : out) overlaps = overlaps || Overlap(earlier, *window);
    field.Item(i).Require(!overlaps, "overlaps an earlier window");
    // One that is left out here is in nobody's way: the whole is refused.
    if (out.size() < static_cast<std::size_t>(kMaxWindows)) out.push_back(*window);
  }
  return out;
}

std::vector<engine::DateRange> ReadRanges(const Ranges& ranges, const Field& field) {
  CheckLength(ranges, kMaxAwayRanges, field);
  std::vector<engine::DateRange> out;
  for (int i = 0; i < ranges.size(); ++i) {
    const Field start = field.Item(i).Member("start_date");
    const Field end = field.Item(i).Member("end_date");
    start.Require(!ranges[i].start_date().empty(), "is required");
    end.Require(!ranges[i].end_date().empty(), "is required");
    const auto first = ReadDay(ranges[i].start_date(), start);
    const auto last = ReadDay(ranges[i].end_date(), end);
    if (!first.has_value() || !last.has_value()) continue;
    if (end.Require(*first <= *last, "is before the start")) out.push_back({*first, *last});
  }
  return out;
}

void SetWindows(const engine::Availability& availability, Windows& windows, Ranges& away) {
  for (const engine::Window& window : availability.windows) SetWindow(window, *windows.Add());
  for (const engine::DateRange& range : availability.away) {
    v1::DateRange& added = *away.Add();
    added.set_start_date(DayText(range.first));
    added.set_end_date(DayText(range.last));
  }
}

}  // namespace

engine::Availability ReadAvailability(bool stated, const v1::Availability& availability, const Field& field) {
  if (!field.Require(stated, "is required")) return {};
  return {ReadWindows(availability.windows(), field.Member("windows")),
          ReadRanges(availability.away(), field.Member("away"))};
}

void SetAvailability(const engine::Availability& availability, v1::Availability& out) {
  SetWindows(availability, *out.mutable_windows(), *out.mutable_away());
}

engine::Sessions ReadSessions(bool stated, const v1::Sessions& sessions, const Field& field) {
  if (!field.Require(stated, "is required")) return {};
  engine::Sessions out;
  out.hours = {ReadWindows(sessions.windows(), field.Member("windows")),
               ReadRanges(sessions.away(), field.Member("away"))};
  out.start_date = ReadDay(sessions.start_date(), field.Member("start_date"));
  out.end_date = ReadDay(sessions.end_date(), field.Member("end_date"));
  if (out.start_date.has_value() && out.end_date.has_value()) {
    field.Member("end_date").Require(*out.start_date <= *out.end_date, "is before the start");
  }
  return out;
}

void SetSessions(const engine::Sessions& sessions, v1::Sessions& out) {
  SetWindows(sessions.hours, *out.mutable_windows(), *out.mutable_away());
  out.set_start_date(DayText(sessions.start_date));
  out.set_end_date(DayText(sessions.end_date));
}

void SetWindow(const engine::Window& window, v1::Availability::Window& out) {
  out.set_weekday(ToApiEnum<v1::Availability::Weekday>(window.weekday));
  out.set_start_time(TimeOfDayText(window.start_minute));
  out.set_end_time(TimeOfDayText(window.end_minute));
  out.set_weeks(ToApiEnum<v1::Availability::Weeks>(window.weeks));
}

}  // namespace klik::services
