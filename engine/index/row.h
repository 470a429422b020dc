// A row: one resident, volunteer or activity as matching reads it, compiled once from the plain value.
//
// Immutable; any thread may read it. It keeps its source alive, so the full profile is one pointer away for
// explanations. Whatever decides over a pair is in the row itself: a search looks at rows all over the memory, and each
// pointer it follows from there costs it as much as the rules do.
#ifndef KLIK_ENGINE_INDEX_ROW_H_
#define KLIK_ENGINE_INDEX_ROW_H_

#include <array>
#include <bitset>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/index/week.h"
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

// A day as a number, for quick comparison: 0 is 1 January 1970.
using DayNumber = std::int32_t;
inline DayNumber NumberOf(absl::CivilDay day) { return static_cast<DayNumber>(day - absl::CivilDay(1970, 1, 1)); }
inline absl::CivilDay DayOf(DayNumber number) { return absl::CivilDay(1970, 1, 1) + number; }

// Before and after every day.
inline constexpr DayNumber kDawnOfTime = std::numeric_limits<DayNumber>::min();
inline constexpr DayNumber kEndOfTime = std::numeric_limits<DayNumber>::max();

// Both included.
struct DaySpan {
  DayNumber first = kDawnOfTime;
  DayNumber last = kEndOfTime;

  bool Has(DayNumber day) const { return first <= day && day <= last; }
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

// Topics by what somebody thinks of them, in one place: most have none or one of each group.
class TopicGroups {
 public:
  std::span<const TopicIndex> can_teach() const { return Of(kCanTeach); }
  std::span<const TopicIndex> wants_to_learn() const { return Of(kWantsToLearn); }
  std::span<const TopicIndex> dislikes() const { return Of(kDislikes); }
  std::span<const TopicIndex> nevers() const { return Of(kNevers); }

  void AddCanTeach(TopicIndex topic) { Add(kCanTeach, topic); }
  void AddWantsToLearn(TopicIndex topic) { Add(kWantsToLearn, topic); }
  void AddDislikes(TopicIndex topic) { Add(kDislikes, topic); }
  void AddNever(TopicIndex topic) { Add(kNevers, topic); }

 private:
  enum Group : std::uint8_t { kCanTeach, kWantsToLearn, kDislikes, kNevers };
  static constexpr std::size_t kGroups = 4;

  std::span<const TopicIndex> Of(Group group) const {
    const std::size_t from = group == 0 ? 0 : ends_[group - 1U];
    return {topics_.data() + from, ends_[group] - from};
  }
  void Add(Group group, TopicIndex topic);

  absl::InlinedVector<TopicIndex, 8> topics_;
  std::array<std::uint16_t, kGroups> ends_{};
};

struct Row {
  // As in the profile. What a kind does not have keeps the value it has here, and no rule reads it.
  Kind kind = Kind::kResident;
  ProfileState state = ProfileState::kActive;
  Gender gender = Gender::kUnspecified;
  Intergenerational intergenerational = Intergenerational::kUnspecified;  // Also of an activity.
  NeedType need = NeedType::kUnknown;
  Role role = Role::kUnspecified;
  bool peer_links = false;
  bool guardian_consent = false;
  bool supervised = false;
  bool transport_offered = false;
  bool meaningful_role = false;
  bool practical_support = false;
  int birth_year = 0;
  Commitment commitment;
  std::uint32_t contact_forms = 0;  // Bit by ContactForm; 0: none stated.
  std::bitset<256> languages;       // By LanguageIndex, at CONVERSATIONAL or better.

  std::uint64_t day_parts = 0;  // Which ninths of which days the stretches touch.
  SpherePoint point;
  std::array<std::int16_t, 6> max_minutes{};  // By TravelMode; 0: not in this mode.
  std::uint32_t daylight_modes = 0;           // Bit by TravelMode: only while it is light.
  DayNumber starts = kDawnOfTime;             // Of an activity's sessions: days are looked at from then on.
  absl::InlinedVector<DaySpan, 1> consents;   // When a basis for MATCHING holds that is not withdrawn.
  std::uint32_t experiences = 0;              // Bit by Experience.
  std::uint32_t needs = 0;                    // Bit by AccessNeed: what the person needs.
  std::uint32_t facts_yes = 0;                // Bit by AccessNeed: what is there.
  std::uint32_t facts_no = 0;                 // Bit by AccessNeed: what is certainly not.

  Week week;                                 // The stretches, for quick comparison.
  absl::InlinedVector<DaySpan, 2> absences;  // Away, before the start, after the end; empty for most.

  absl::InlinedVector<Strength, 8> liked;  // Everything the side would do, teach or learn; an activity's topics.
  TopicGroups topics;
  std::span<const Wish> wishes;

  DayNumber vog_issued = kDawnOfTime;  // When valid.
  DayNumber available_until = kEndOfTime;
  std::optional<absl::Time> confirm_time;
  std::optional<absl::Time> last_asked_time;
  int unanswered_requests = 0;
  int max_matches = 0;
  int max_open_requests = 0;
  Load load;
  std::optional<int> capacity;
  int enrolled = 0;
  int min_age = 0;
  int max_age = 0;
  int max_group_size = 0;
  // An activity's, and the most that a resident can pay.
  int cost_cents = 0;
  int max_cost_cents = std::numeric_limits<int>::max();

  std::vector<Stretch> stretches;  // In order of day, weeks and start; touching ones are one.

  std::shared_ptr<const Resident> resident;
  std::shared_ptr<const Volunteer> volunteer;
  std::shared_ptr<const Activity> activity;
  const Person* person = nullptr;  // Of the resident or the volunteer; nullptr for an activity.
  const Metadata* meta = nullptr;

  bool is_person() const { return kind != Kind::kActivity; }
};

std::shared_ptr<const Row> MakeRow(std::shared_ptr<const Resident> resident);
std::shared_ptr<const Row> MakeRow(std::shared_ptr<const Volunteer> volunteer, Load load);
std::shared_ptr<const Row> MakeRow(std::shared_ptr<const Activity> activity, Load load);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_INDEX_ROW_H_
