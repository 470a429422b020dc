// A pair in the order in which the rules speak of it, and the list its bars are collected in.
//
// Values of one evaluation on one thread.
#ifndef KLIK_ENGINE_RULES_PAIR_CONTEXT_H_
#define KLIK_ENGINE_RULES_PAIR_CONTEXT_H_

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/index/row.h"
#include "engine/model/availability.h"
#include "engine/model/enums.h"
#include "engine/model/policy.h"
#include "engine/rules/bar.h"
#include "engine/rules/calendar.h"
#include "engine/taxonomy/taxonomy.h"

namespace klik::engine {

// The moment a question is asked; `today` is its date in `zone`, Europe/Amsterdam but in tests.
struct Moment {
  absl::Time now;
  absl::CivilDay today;
  absl::TimeZone zone = absl::UTCTimeZone();
};

// The days ahead of that moment.
inline Calendar CalendarAt(const Moment& moment, const Policy& policy) {
  return Calendar(policy.horizon_days, moment.today, moment.zone);
}

// Which kinds meet: the first is the one named first.
enum class PairKind : std::uint8_t { kResidentVolunteer, kResidentActivity, kVolunteerActivity, kPeers };

// Where two meet.
enum class Setting : std::uint8_t { kHome, kPublic, kRemote, kActivity };

enum class Party : std::uint8_t { kFirst, kSecond };

struct PairContext {
  PairKind kind;
  const Row& first;  // Of peers: the one whose id comes first.
  const Row& second;
  bool subject_is_first;
  const Policy& policy;
  const Moment& moment;
  const Taxonomy& taxonomy;
  const Calendar& calendar;
  std::int64_t distance_cm;  // In a straight line.
  // From the matches of the two.
  bool already_matched = false;
  bool excluded = false;                                             // From their exclusions, too.
  ExclusionCategory own_relation = ExclusionCategory::kUnspecified;  // From their exclusions; kUnspecified: none.
  // Blocks longer than this need not be told apart: what a search that only ranks can spare itself.
  int enough_minutes = kMinutesPerDay;

  const Row& row(Party party) const { return party == Party::kFirst ? first : second; }
  Side side(Party party) const {
    return (party == Party::kFirst) == subject_is_first ? Side::kSubject : Side::kCandidate;
  }
  bool with_activity() const { return kind == PairKind::kResidentActivity || kind == PairKind::kVolunteerActivity; }
};

inline constexpr Party kParties[] = {Party::kFirst, Party::kSecond};
constexpr Party OtherParty(Party party) { return party == Party::kFirst ? Party::kSecond : Party::kFirst; }

// Somebody counts as a minor until surely 18: only the year of birth is known.
inline constexpr int kAdultAge = 18;
inline int AgeOf(const Row& person, const Moment& moment) {
  return static_cast<int>(moment.today.year()) - person.birth_year;
}
inline bool IsMinor(const Row& person, const Moment& moment) { return AgeOf(person, moment) <= kAdultAge; }

// A day that the month lacks is the first of the next: in the favour of whoever has until then.
inline absl::CivilDay AddMonths(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  return std::min(absl::CivilDay(month) + (day.day() - 1), absl::CivilDay(month + 1));
}

// Collects bars. A search that only ranks needs to know no more than that there is one: it keeps none, and costs no
// memory.
class BarList {
 public:
  enum class Mode : std::uint8_t { kWhether, kAll };
  explicit BarList(Mode mode) : mode_(mode) {}

  // `params` is called only when the facts are wanted.
  template <typename MakeParams>
  void Add(BarCode code, Side side, MakeParams&& params) {
    barred_ = true;
    if (mode_ == Mode::kAll) bars_.push_back({code, side, params()});
  }
  void Add(BarCode code, Side side) {
    Add(code, side, [] { return BarParams{}; });
  }

  bool barred() const { return barred_; }
  std::vector<Bar> Take() { return std::move(bars_); }

 private:
  Mode mode_;
  bool barred_ = false;
  std::vector<Bar> bars_;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_RULES_PAIR_CONTEXT_H_
