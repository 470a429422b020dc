// A row: one resident, volunteer or activity as matching reads it, compiled once from the plain value.
//
// Immutable; any thread may read it. It keeps its source alive, so the full profile is one pointer away for
// explanations.
#ifndef KLIK_ENGINE_INDEX_ROW_H_
#define KLIK_ENGINE_INDEX_ROW_H_

#include <array>
#include <bitset>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/model/activity.h"
#include "engine/model/match.h"
#include "engine/model/person.h"
#include "engine/taxonomy/taxonomy.h"

namespace klik::engine {

// On a sphere of 6,371,008.8 m, in whole centimetres from its centre: the distance of two points is then whole-number
// arithmetic and the same on every machine.
struct SpherePoint {
  std::int32_t x_cm = 0;
  std::int32_t y_cm = 0;
  std::int32_t z_cm = 0;
};
SpherePoint ToSphere(const GeoPoint& point);
// The chord, which is the way over ground to within a metre at 100 km.
std::int64_t DistanceCm(const SpherePoint& a, const SpherePoint& b);

// A stretch of one weekday. `weeks`: 1 odd, 2 even, 3 every.
struct Stretch {
  std::uint8_t day = 0;  // 0 is Monday.
  std::uint8_t weeks = 3;
  std::int16_t start_minute = 0;
  std::int16_t end_minute = 0;
};

// A day as a number, for quick comparison: 0 is 1 January 1970.
using DayNumber = std::int32_t;
inline DayNumber NumberOf(absl::CivilDay day) { return static_cast<DayNumber>(day - absl::CivilDay(1970, 1, 1)); }
inline absl::CivilDay DayOf(DayNumber number) { return absl::CivilDay(1970, 1, 1) + number; }

// Before and after every day.
inline constexpr DayNumber kDawnOfTime = std::numeric_limits<DayNumber>::min();
inline constexpr DayNumber kEndOfTime = std::numeric_limits<DayNumber>::max();

// Row::free_hours: nine pairs of hours a day.
inline constexpr int kFreeFrom = 6 * 60;
inline constexpr int kFreeMinutes = 120;

// Days on which somebody, or an activity, is not there; both included.
struct Absence {
  DayNumber first = kDawnOfTime;
  DayNumber last = kEndOfTime;
};

struct Strength {
  TopicIndex topic;
  std::int16_t value = 0;  // Thousandths.
};

// Matches that use or reserve capacity. Open ones lapse by themselves, so their ends are kept rather than their number.
struct Load {
  int running = 0;
  std::vector<absl::Time> open_until;  // absl::InfiniteFuture() when it does not lapse.

  int OpenAt(absl::Time now) const;
};

struct Row {
  Kind kind = Kind::kResident;
  std::shared_ptr<const Resident> resident;
  std::shared_ptr<const Volunteer> volunteer;
  std::shared_ptr<const Activity> activity;
  const Person* person = nullptr;  // Of the resident or the volunteer; nullptr for an activity.
  const Metadata* meta = nullptr;

  SpherePoint point;
  std::array<std::int16_t, 6> max_minutes{};  // By TravelMode; 0: not in this mode.
  std::uint32_t daylight_modes = 0;           // Bit by TravelMode: only while it is light.
  std::vector<Stretch> stretches;             // In order of day, weeks and start; touching ones are one.
  std::uint64_t day_parts = 0;                // Which ninths of which days the stretches touch.
  std::uint64_t free_hours = 0;               // Which pairs of hours, from kFreeFrom on, they hold whole every week.
  std::vector<Absence> absences;              // Away, before the start, after the end; empty for most.
  DayNumber starts = kDawnOfTime;             // Of an activity's sessions: days are looked at from then on.
  std::bitset<256> languages;                 // By LanguageIndex, at CONVERSATIONAL or better.
  std::uint32_t contact_forms = 0;            // Bit by ContactForm; 0: none stated.
  std::uint32_t experiences = 0;              // Bit by Experience.
  std::uint32_t needs = 0;                    // Bit by AccessNeed: what the person needs.
  std::uint32_t facts_yes = 0;                // Bit by AccessNeed: what is there.
  std::uint32_t facts_no = 0;                 // Bit by AccessNeed: what is certainly not.
  std::vector<Strength> liked;                // Everything the side would do, teach or learn; an activity's topics.
  std::vector<TopicIndex> can_teach;
  std::vector<TopicIndex> wants_to_learn;
  std::vector<TopicIndex> dislikes;  // DISLIKES.
  std::vector<TopicIndex> nevers;    // NEVER.
  Load load;
};

std::shared_ptr<const Row> MakeRow(std::shared_ptr<const Resident> resident);
std::shared_ptr<const Row> MakeRow(std::shared_ptr<const Volunteer> volunteer, Load load);
std::shared_ptr<const Row> MakeRow(std::shared_ptr<const Activity> activity, Load load);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_INDEX_ROW_H_
