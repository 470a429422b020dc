#include "engine/index/slot_bounds.h"

#include <algorithm>
#include <cmath>

namespace klik::engine {
namespace {

// The text below is compiled for each instruction set, so whatever it calls must become part of it: a call would be to
// something that is compiled for none of them, and would keep a loop from becoming wide.
#define KLIK_INLINE inline __attribute__((always_inline))

// Slots are done a few at a time, so that the empty end of a block costs nothing.
constexpr std::size_t kSlots = 64;
static_assert(kBlockSlots % kSlots == 0);
using Words = Table<std::int32_t, kSlots>;

KLIK_INLINE std::int32_t Smaller(std::int32_t a, std::int32_t b) { return a < b ? a : b; }
KLIK_INLINE std::int32_t Larger(std::int32_t a, std::int32_t b) { return a > b ? a : b; }

// Negative where a pair is surely barred.
KLIK_INLINE void FindBars(const BoundTables& tables, const RowBlock& block, std::size_t at, Words& bars) {
  for (std::size_t i = 0; i < kSlots; ++i) {
    bars[i] = (block.day_parts[at + i] & tables.day_parts) != 0 ? 0 : kBar;
  }
  for (std::size_t i = 0; i < kSlots; ++i) {
    const int speaks = (block.languages[at + i] & tables.languages) != 0 ? 1 : 0;
    const int has_room = block.free_from[at + i] <= tables.full_day ? 1 : 0;
    const int free = (block.flags[at + i] & tables.barring_flags) == 0 ? 1 : 0;
    bars[i] |= (speaks & has_room & free) != 0 ? 0 : kBar;
  }
}

KLIK_INLINE std::int32_t UnitsApart(std::int32_t a, std::int32_t b) {
  const std::int32_t apart = a > b ? a - b : b - a;
  return Smaller(apart >> kDistanceShift, kFarthest);
}

KLIK_INLINE void FindDistances(const BoundTables& tables, const RowBlock& block, std::size_t at, Words& distances) {
  for (std::size_t i = 0; i < kSlots; ++i) {
    const std::int32_t x = UnitsApart(block.x[at + i], tables.point.x_cm);
    const std::int32_t y = UnitsApart(block.y[at + i], tables.point.y_cm);
    const std::int32_t z = UnitsApart(block.z[at + i], tables.point.z_cm);
    // The root of a rounded number may be a hair too much.
    const float root = __builtin_sqrtf(static_cast<float>(x * x + y * y + z * z));
    distances[i] = static_cast<std::int32_t>(root * 0.9999F);
  }
}

// Totals of all terms but interests and travel; bars by year or commitment go to `bars`.
KLIK_INLINE void AddTerms(const BoundTables& tables, const RowBlock& block, std::size_t at, Words& totals,
                          Words& bars) {
  constexpr std::int32_t kNotBar = ~kBar;
  for (std::size_t i = 0; i < kSlots; ++i) {
    const std::int32_t by_gender = tables.year_and_gender[YearAndGender(block.who[at + i])];
    const std::int32_t by_generation = tables.year_and_generation[YearAndGeneration(block.who[at + i])];
    bars[i] |= (by_gender | by_generation) & kBar;
    totals[i] = (by_gender & kNotBar) + (by_generation & kNotBar);
  }
  for (std::size_t i = 0; i < kSlots; ++i) totals[i] += tables.commitment[block.commitment[at + i]];
  const std::int32_t experience = tables.experience;
  for (std::size_t i = 0; i < kSlots; ++i) {
    const std::int32_t shared = block.experiences[at + i] & tables.experiences;
    const std::int32_t more = shared & (shared - 1);
    totals[i] += (shared != 0 ? experience : 0) + (more != 0 ? experience : 0);
  }
  for (std::size_t i = 0; i < kSlots; ++i) {
    const std::int32_t day = block.touched_day[at + i];
    const std::int32_t since = Smaller(Larger(tables.today - day, 0), kDays - 1);
    const std::int32_t fresh = tables.touched[static_cast<std::size_t>(day == kNeverDay ? kDays : since)];
    totals[i] += Larger(fresh - block.unanswered[at + i] * tables.unanswered, 0);
  }
}

// Which ways are open, as bits, and whether a meeting in person is surely one to ask first about.
KLIK_INLINE void FindWays(const BoundTables& tables, const RowBlock& block, std::size_t at, const Words& distances,
                          Words& open, Words& settled) {
  for (std::size_t i = 0; i < kSlots; ++i) {
    const std::int32_t reach = Smaller(block.reach[at + i], tables.max_reach);
    const int has_modes = block.modes[at + i] != 0 ? 1 : 0;
    const int in_reach = distances[i] <= reach ? 1 : 0;
    const std::int32_t ways = tables.ways[block.forms[at + i] & 127U];
    open[i] = (has_modes & in_reach) != 0 ? ways : ways & ~kCandidateGoes;
  }
  for (std::size_t i = 0; i < kSlots; ++i) {
    const std::int32_t unmet =
        (block.facts_no[at + i] & tables.subject_needs) | (block.needs[at + i] & tables.subject_lacks);
    open[i] = unmet != 0 ? open[i] & kRemotely : open[i];
    const std::int32_t asked =
        (~block.facts_yes[at + i] & tables.asked_of_candidate) | (block.needs[at + i] & tables.asked_of_subject);
    settled[i] = asked != 0 ? 0 : kSettled;
  }
}

// What offer and travel add to the totals, by way. The looked up go to arrays of their own first: where a table and
// what is written could be the same memory, a loop stays narrow.
KLIK_INLINE void AddWays(const BoundTables& tables, const RowBlock& block, std::size_t at, const Words& distances,
                         const Words& open, Words& totals, Words& second, Words& third) {
  alignas(64) Words steps;
  for (std::size_t i = 0; i < kSlots; ++i) {
    const auto root = static_cast<std::int32_t>(__builtin_sqrtf(static_cast<float>(distances[i])));
    steps[i] = Smaller(root, kDistanceSteps - 1);
  }
  for (std::size_t i = 0; i < kSlots; ++i) {
    const std::int32_t remote = totals[i] + tables.remote_offer[block.offer[at + i]] + tables.remotely;
    third[i] = (open[i] & kRemotely) != 0 ? remote : kBar;
  }
  for (std::size_t i = 0; i < kSlots; ++i) totals[i] += tables.offer[block.offer[at + i]] + tables.in_person;
  for (std::size_t i = 0; i < kSlots; ++i) {
    const std::int32_t modes = block.modes[at + i] & (kModeSets - 1);
    const std::int32_t place = modes * kDistanceSteps + steps[i];
    const std::int32_t goes = tables.candidate_goes[static_cast<std::size_t>(place)];
    const std::int32_t placed = (goes << tables.candidate_goes_shift) + tables.candidate_goes_other;
    second[i] = (open[i] & kCandidateGoes) != 0 ? totals[i] + placed : kBar;
  }
  for (std::size_t i = 0; i < kSlots; ++i) {
    const std::int32_t goes = tables.subject_goes[static_cast<std::size_t>(steps[i])];
    const std::int32_t gone = totals[i] + goes;
    totals[i] = goes < 0 || (open[i] & kSubjectGoes) == 0 ? kBar : gone;
  }
}

KLIK_INLINE std::int32_t BoundOfWay(std::int32_t totals, std::int32_t interests, std::int32_t settled) {
  const std::int32_t score = ScoreOfTotals(totals + interests) + settled;
  return totals < 0 ? kBar : score;
}

KLIK_INLINE void BoundPart(const BoundTables& tables, const RowBlock& block, std::size_t at, SlotBounds& out) {
  alignas(64) Words settled;
  alignas(64) Words bars;
  alignas(64) Words distances;
  alignas(64) Words totals;
  alignas(64) Words open;
  alignas(64) Words second;
  alignas(64) Words third;
  FindBars(tables, block, at, bars);
  FindDistances(tables, block, at, distances);
  AddTerms(tables, block, at, totals, bars);
  FindWays(tables, block, at, distances, open, settled);
  AddWays(tables, block, at, distances, open, totals, second, third);
  for (std::size_t i = 0; i < kSlots; ++i) {
    const std::int32_t best = Larger(Larger(BoundOfWay(totals[i], tables.interests, settled[i]),
                                            BoundOfWay(second[i], tables.interests, settled[i])),
                                     BoundOfWay(third[i], tables.interests, kSettled));
    out.bound[at + i] = distances[i] <= tables.max_distance ? best | bars[i] : kBar;
  }
  for (std::size_t i = 0; i < kSlots; ++i) out.ways[0][at + i] = totals[i];
  for (std::size_t i = 0; i < kSlots; ++i) out.ways[1][at + i] = second[i];
  for (std::size_t i = 0; i < kSlots; ++i) out.ways[2][at + i] = third[i];
  for (std::size_t i = 0; i < kSlots; ++i) out.settled[at + i] = settled[i];
}

KLIK_INLINE void BoundAll(const BoundTables& tables, const RowBlock& block, SlotBounds& out) {
  for (std::size_t at = 0; at < static_cast<std::size_t>(block.size); at += kSlots) BoundPart(tables, block, at, out);
}

void BoundPlain(const BoundTables& tables, const RowBlock& block, SlotBounds& out) { BoundAll(tables, block, out); }

#if defined(__x86_64__)
__attribute__((target("avx2,tune=haswell"))) void BoundAvx2(const BoundTables& tables, const RowBlock& block,
                                                            SlotBounds& out) {
  BoundAll(tables, block, out);
}

// Clang, which only looks at this, does not know the last of them.
#if defined(__clang__)
#define KLIK_AVX512 "avx512f,avx512bw,avx512dq,avx512vl"
#else
#define KLIK_AVX512 "avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512"
#endif
__attribute__((target("tune=skylake-avx512," KLIK_AVX512))) void BoundAvx512(const BoundTables& tables,
                                                                             const RowBlock& block, SlotBounds& out) {
  BoundAll(tables, block, out);
}
#endif

}  // namespace

bool IsSupported(InstructionSet set) {
  switch (set) {
    case InstructionSet::kPlain:
      return true;
#if defined(__x86_64__)
    case InstructionSet::kAvx2:
      return __builtin_cpu_supports("avx2");
    case InstructionSet::kAvx512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#else
    case InstructionSet::kAvx2:
    case InstructionSet::kAvx512:
      return false;
#endif
  }
  return false;
}

InstructionSet BestInstructionSet() {
  // Asking the processor costs more than a block does.
  static const InstructionSet best = IsSupported(InstructionSet::kAvx512) ? InstructionSet::kAvx512
                                     : IsSupported(InstructionSet::kAvx2) ? InstructionSet::kAvx2
                                                                          : InstructionSet::kPlain;
  return best;
}

void BoundSlots(InstructionSet set, const BoundTables& tables, const RowBlock& block, SlotBounds& out) {
#if defined(__x86_64__)
  if (set == InstructionSet::kAvx512) return BoundAvx512(tables, block, out);
  if (set == InstructionSet::kAvx2) return BoundAvx2(tables, block, out);
#endif
  BoundPlain(tables, block, out);
}

InterestTables::InterestTables(std::size_t codes, std::size_t lanes)
    : words_((lanes + kLanes - 1) / kLanes), lanes_(codes * words_), candidate_(codes) {}

void InterestTables::AddForSubject(std::uint16_t code, std::size_t lane, std::int32_t points) {
  std::uint8_t& byte = reinterpret_cast<std::uint8_t*>(&lanes_[code * words_ + lane / kLanes])[lane % kLanes];
  byte = std::max(byte, static_cast<std::uint8_t>((points + kLaneUnit - 1) / kLaneUnit));
}

void InterestTables::AddForCandidate(std::uint16_t code, std::int32_t points) { candidate_[code] += points; }

InterestTables::Points InterestTables::Of(const RowBlock& block, int slot) const {
  const auto at = static_cast<std::size_t>(slot);
  const std::size_t count = block.topic_count[at];
  if (count > kBlockTopics) return {kManyPoints, kManyPoints};
  Points points;
  const auto& topics = block.topics[at];
  for (std::size_t i = 0; i < count; ++i) points.candidate += candidate_[topics[i]];
  for (std::size_t word = 0; word < words_; ++word) {
    Lanes best = {};
    for (std::size_t i = 0; i < count; ++i) {
      const Lanes& lanes = lanes_[topics[i] * words_ + word];
      best = lanes > best ? lanes : best;
    }
    std::int32_t sum = 0;
    for (int lane = 0; lane < kLanes; ++lane) sum += best[lane];
    points.subject += sum * kLaneUnit;
  }
  return points;
}

std::int32_t InterestTables::most_for_subject() const {
  std::int32_t most = 0;
  for (std::size_t word = 0; word < words_; ++word) {
    Lanes best = {};
    for (std::size_t code = 0; code < candidate_.size(); ++code) {
      const Lanes& lanes = lanes_[code * words_ + word];
      best = lanes > best ? lanes : best;
    }
    for (int lane = 0; lane < kLanes; ++lane) most += best[lane] * kLaneUnit;
  }
  return most;
}

}  // namespace klik::engine
