// What the two peers read: RULES.md for a resident against volunteers and activities, flattened, with everything that
// one side and the moment decide alone worked out beforehand. That spares the peers work and so favours them.
//
// Written from RULES.md like the oracle: of the engine it shares the plain values, the taxonomy, the policy and where
// the sun stands. Built on one thread; then any thread may read it.
#ifndef KLIK_TESTS_BENCH_PACKED_H_
#define KLIK_TESTS_BENCH_PACKED_H_

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/index/row.h"
#include "engine/index/snapshot.h"
#include "engine/model/policy.h"
#include "engine/rules/pair_context.h"
#include "engine/taxonomy/taxonomy.h"

namespace klik::bench {

inline constexpr int kModes = 6;  // By engine::TravelMode, the first of which is none.
// Of the grid: candidates stand in order of row, and within a row of longitude.
inline constexpr int kRowHeightE6 = 10'000;

struct Topic {
  std::uint16_t topic = 0;
  std::int16_t strength = 0;
  bool taught = false;
  bool wanted = false;
};

// A stretch of a weekday (0 is Monday) in odd (1), even (2) or all (3) weeks.
struct Stretch {
  std::int16_t start = 0;
  std::int16_t end = 0;
  std::uint8_t day = 0;
  std::uint8_t weeks = 3;
};

struct Wish {
  std::uint8_t min_age = 0;
  std::uint8_t max_age = 255;
  std::uint8_t genders = 15;  // Bit by engine::Gender.

  bool IsMet(int age, unsigned gender) const { return min_age <= age && age <= max_age && (genders >> gender & 1U); }
};

// The part of a person that volunteers and residents share. Limits of -1: not in this mode.
struct PersonPart {
  std::int16_t birth_year = 0;
  std::uint8_t age = 0;
  std::uint8_t gender = 0;
  std::uint16_t forms = 0;  // Bit by engine::ContactForm; 0: none stated.
  std::uint16_t experiences = 0;
  std::uint16_t needs = 0;
  std::int16_t months = 0;
  std::int16_t times = 0;
  std::array<std::int16_t, kModes> limits{-1, -1, -1, -1, -1, -1};
  std::uint8_t daylight_modes = 0;  // Bit by mode.
  bool minor = false;
  bool generation_not_wanted = false;
  std::int16_t gap_value = 500;  // INTERGENERATIONAL with and without a gap.
  std::int16_t no_gap_value = 500;
  std::int16_t freshness = 700;  // FRESHNESS about this person.
  Wish hard;
};

// Where something of a candidate stands in its pool.
struct Range {
  std::uint32_t begin = 0;
  std::uint16_t count = 0;
};

inline constexpr int kNoLastDay = std::numeric_limits<std::int16_t>::max();

struct Candidate {
  engine::SpherePoint point;
  std::int32_t latitude_e6 = 0;
  std::int32_t longitude_e6 = 0;
  std::int32_t place = 0;  // Among equals, by everything the score does not decide.
  bool is_activity = false;
  bool open = false;  // Nothing bars it whoever asks.
  std::uint16_t horizon = 0;
  std::uint64_t languages = 0;
  std::uint64_t day_parts = 0;
  std::uint64_t there = 0;  // Bit by day of the horizon.
  std::uint16_t facts_yes = 0;
  std::uint16_t facts_no = 0;
  Range topics;
  Range stretches;
  Range dislikes;
  Range nevers;
  Range soft_wishes;
  // Of a volunteer.
  PersonPart person;
  bool vog_holds = false;
  std::int16_t last_day = kNoLastDay;  // Days from today.
  // Of an activity.
  std::uint8_t min_age = 0;
  std::uint8_t max_age = 255;
  bool supervised = false;
  bool fetches = false;
  bool for_generations = false;
  std::uint8_t offer = 0;  // Bits: small group, MEANINGFUL_ROLE, PRACTICAL_SUPPORT.
  std::int32_t cost_cents = 0;
  std::int32_t group_size = 0;
  std::uint32_t vouchers = 0;
};

// The days of a horizon and when they are light.
struct Horizon {
  // By weekday and weeks, bit by day.
  std::array<std::array<std::uint64_t, 4>, 7> days{};
  int first_light = 0;
  int last_light = engine::kMinutesPerDay;
};

struct Subject {
  engine::EntityId id;
  engine::SpherePoint point;
  std::int32_t latitude_e6 = 0;
  std::int32_t longitude_e6 = 0;
  PersonPart person;
  // Of these kinds of candidate nobody is open to the resident.
  bool barred_from_volunteers = false;
  bool barred_from_activities = false;
  bool barred_from_supervised = false;
  int needed_months = 0;
  std::int16_t needed_until = 0;  // The day until which a volunteer must be there, in days from today.
  std::uint64_t languages = 0;
  std::uint64_t day_parts = 0;
  std::vector<std::uint64_t> there;  // By horizon.
  std::vector<Topic> topics;
  std::vector<Stretch> stretches;
  std::vector<std::uint16_t> dislikes;
  std::vector<std::uint16_t> nevers;
  std::vector<Wish> soft_wishes;
  std::int32_t max_cost_cents = std::numeric_limits<std::int32_t>::max();
  std::int32_t max_group_size = std::numeric_limits<std::int32_t>::max();
  std::uint32_t vouchers = 0;
  int one_to_one_fit = 0;
  int remote_fit = 0;
  std::array<int, 8> activity_fit{};     // By Candidate::offer.
  std::vector<std::uint32_t> not_these;  // Candidates linked already, or kept apart.
  std::int64_t max_distance_cm = 0;      // 0: no bound.
};

// All volunteers and activities of a snapshot, in order of cell.
class PackedWorld {
 public:
  PackedWorld(const engine::Snapshot& snapshot, const engine::Policy& policy, const engine::Moment& moment);

  Subject Pack(const engine::Resident& resident, int max_distance_metres) const;

  const engine::Taxonomy& taxonomy() const { return snapshot_.taxonomy(); }
  const engine::Policy& policy() const { return policy_; }
  const std::vector<Candidate>& candidates() const { return candidates_; }
  const engine::EntityId& IdOf(std::size_t index) const { return metas_[index]->id; }
  const std::vector<Horizon>& horizons() const { return horizons_; }

  std::span<const Topic> Topics(const Candidate& it) const { return Of(topics_, it.topics); }
  std::span<const Stretch> Stretches(const Candidate& it) const { return Of(stretches_, it.stretches); }
  std::span<const std::uint16_t> Dislikes(const Candidate& it) const { return Of(refused_, it.dislikes); }
  std::span<const std::uint16_t> Nevers(const Candidate& it) const { return Of(refused_, it.nevers); }
  std::span<const Wish> SoftWishes(const Candidate& it) const { return Of(wishes_, it.soft_wishes); }

  std::size_t bytes() const;

 private:
  template <typename T>
  static std::span<const T> Of(const std::vector<T>& pool, const Range& range) {
    return {pool.data() + range.begin, range.count};
  }
  template <typename T>
  static Range Keep(const std::vector<T>& items, std::vector<T>& pool);

  void AddVolunteer(const engine::Volunteer& volunteer);
  void AddActivity(const engine::Activity& activity);
  void Add(const Candidate& candidate, const engine::Metadata& meta);
  void SetPlaces();
  std::uint16_t HorizonFrom(absl::CivilDay first);
  std::uint64_t There(const std::vector<engine::DateRange>& away, std::size_t horizon) const;
  std::uint64_t Languages(const std::vector<engine::LanguageSkill>& skills) const;
  std::uint32_t Vouchers(const std::vector<std::string>& vouchers) const;
  PersonPart PackPerson(const engine::Person& person) const;
  bool HasBasis(const engine::Person& person) const;
  std::vector<std::uint32_t> PartedFrom(const engine::EntityId& resident) const;
  int LiveMatches(const engine::EntityId& id, int& open) const;

  const engine::Snapshot& snapshot_;
  const engine::Policy policy_;
  const engine::Moment moment_;
  std::vector<Candidate> candidates_;
  std::vector<const engine::Metadata*> metas_;
  absl::flat_hash_map<const engine::Metadata*, std::uint32_t> linked_;  // Candidates with matches or exclusions.
  std::vector<Topic> topics_;
  std::vector<Stretch> stretches_;
  std::vector<std::uint16_t> refused_;
  std::vector<Wish> wishes_;
  std::vector<Horizon> horizons_;
  std::vector<absl::CivilDay> horizon_starts_;
  // Bits are given out as codes come by.
  mutable absl::flat_hash_map<std::string, int> language_bits_;
  mutable absl::flat_hash_map<std::string, int> voucher_bits_;
};

}  // namespace klik::bench

#endif  // KLIK_TESTS_BENCH_PACKED_H_
