// The days ahead that count for meeting: which weekdays and weeks they are, where the clock changes, and how long it is
// light. RULES.md section 2 (Days, Daylight) is the definition.
//
// A calendar is prepared once for a day of questions, and works out what only some pairs ask for when the first one
// does. Any thread.
#ifndef KLIK_ENGINE_RULES_CALENDAR_H_
#define KLIK_ENGINE_RULES_CALENDAR_H_

#include <cstdint>
#include <map>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/index/row.h"
#include "engine/rules/daylight.h"

namespace klik::engine {

// A stretch of a weekday that two share, as Stretch.
struct Block {
  int day = 0;
  int weeks = 0;
  int start_minute = 0;
  int end_minute = 0;
};

// The days of one first day on.
class Horizon {
 public:
  Horizon(DayNumber first, int days, const absl::TimeZone& zone);

  // Whether every block falls on some day, so that none needs to be looked at: the rule, as only dates of the two and a
  // very short horizon make an exception.
  bool AllBlocksCount(const Row& a, const Row& b) const {
    return is_regular_ && !IsAwaySometime(a) && !IsAwaySometime(b);
  }
  bool HasClockChanges() const { return !clock_changes_.empty(); }
  // Whether the block falls on a day on which both are there.
  bool FallsOn(const Block& block, const Row& a, const Row& b) const;

  const Daylight& daylight() const { return daylight_; }

 private:
  // On the clock, since the start of 1970: what is skipped, or comes twice.
  struct ClockChange {
    std::int64_t start_minute;
    std::int64_t end_minute;
  };

  bool IsAwaySometime(const Row& row) const {
    for (const DaySpan& absence : row.absences) {
      if (absence.first <= last_ && first_ <= absence.last) return true;
    }
    return false;
  }
  int WeeksOf(DayNumber day) const { return weeks_[static_cast<std::size_t>((day - first_monday_) / 7)]; }
  bool IsRegular() const;
  void FindClockChanges();
  bool ClockChangesWithin(DayNumber day, int start_minute, int end_minute) const;

  DayNumber first_;
  DayNumber last_;
  DayNumber first_monday_;  // Of the week of the first day.
  absl::TimeZone zone_;
  std::vector<std::uint8_t> weeks_;  // 1 odd, 2 even; from the week of the first day on.
  std::vector<ClockChange> clock_changes_;
  bool is_regular_ = false;
  Daylight daylight_;
};

class Calendar {
 public:
  Calendar(int horizon_days, absl::CivilDay today, const absl::TimeZone& zone);

  DayNumber today() const { return today_; }

  // From today on, or from when the one that starts later starts.
  const Horizon& HorizonOf(const Row& a, const Row& b) const;

 private:
  int horizon_days_;
  DayNumber today_;
  absl::TimeZone zone_;
  Horizon from_today_;
  mutable absl::Mutex mutex_;
  // Where they are they stay: none is ever taken out.
  mutable std::map<DayNumber, Horizon> later_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_RULES_CALENDAR_H_
