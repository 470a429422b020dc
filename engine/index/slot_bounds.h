// The most that each candidate of a block can score for one question, worked out for the whole block at once.
//
// Totals of a side are kept in units of kTotalUnit, rounded up, so that a score fits 16 bits and what somebody's
// columns say of it fits a byte. What a question means is compiled into tables by match/bound.h; this file only looks
// up and adds. slot_bounds.cc has the text, compiled as it stands and for AVX2; slot_bounds_avx512.cc says the same
// with the instructions that look 64 bytes up at once. Every step is in whole numbers or rounded as IEEE 754 says: the
// bounds are the same to the bit on all.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_INDEX_SLOT_BOUNDS_H_
#define KLIK_ENGINE_INDEX_SLOT_BOUNDS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/index/row_block.h"

namespace klik::engine {

enum class InstructionSet : std::uint8_t { kPlain, kAvx2, kAvx512 };
bool IsSupported(InstructionSet set);
// Of those that this processor has, the widest.
InstructionSet BestInstructionSet();

// Weight times value of a term, 0 to 1,000,000, in units. All terms of a side are below kBarred, so its bit is free.
inline constexpr int kTotalUnit = 64;
using Units = std::uint16_t;
constexpr Units InUnits(std::int32_t points) { return static_cast<Units>((points + kTotalUnit - 1) / kTotalUnit); }
// Added to or in place of units: it cannot be.
inline constexpr Units kBarred = 0x8000;

// A bound of score: three times the lower total and once the higher, in units, and one more; 0 for who is barred.
using ScoreBound = std::uint16_t;
__attribute__((always_inline)) constexpr ScoreBound BoundOfTotals(std::uint32_t subject, std::uint32_t candidate) {
  return static_cast<ScoreBound>(subject + candidate + 2 * (subject < candidate ? subject : candidate) + 1);
}
// By what `units` off both totals lower it.
constexpr int OffBoth(int units) { return 4 * units; }

// What a bound must reach: of meetings before which nothing is to be asked, and of the others. Never 0.
struct Needed {
  ScoreBound settled = 1;
  ScoreBound unsettled = 1;
};

// Ways in which two may get together, as bits.
inline constexpr std::uint8_t kSubjectGoes = 1;
inline constexpr std::uint8_t kCandidateGoes = 2;
inline constexpr std::uint8_t kRemotely = 4;

// Distances grow by steps: step s begins at s * s units of distance.
inline constexpr int kDistanceSteps = 64;
// More than any distance, and than any reach.
inline constexpr std::int32_t kAnyDistance = 65'535;
inline constexpr int kModes = 5;
// How many different values a term may take among candidates; what is between is rounded up.
inline constexpr int kClasses = 32;
using ByClass = Table<Units, kClasses>;
// TRAVEL of who moves by each mode, by steps.
using GoingTables = std::array<Table<Units, kDistanceSteps>, kModes>;
// Days since something happened, two to a step; the last for what never happened.
inline constexpr int kDaySteps = 256;

// What a topic in one stance is worth to either side, in points as below.
struct StanceWorth {
  Table<std::uint16_t, 256> subject{};
  Table<std::uint16_t, 256> candidate{};
};

// What the topics of a candidate are worth to the subject and to the candidate, in kPointUnit points of interest.
//
// What the candidate likes: the candidate's points are a sum over its topics. The subject's are, for each topic that it
// likes itself, the best of the candidate's: a lane for each, of which the largest is taken over the candidate's
// topics, and then the sum. What is taught and shunned is summed up on both sides.
class InterestTables {
 public:
  static constexpr int kPointUnit = 4;
  // By topic.
  using Worth = Table<std::uint8_t, 256>;

  static std::uint8_t WorthOf(std::int32_t points) {
    return static_cast<std::uint8_t>((points + kPointUnit - 1) / kPointUnit);
  }

  std::vector<Worth> lanes;
  Worth candidate{};
  // By stance; what nobody gains by is left out.
  std::array<std::optional<StanceWorth>, kStances> stances;

  // More than any candidate gives the subject, in kPointUnit points.
  int MostForSubject() const;
};

// INTERESTS by points, in steps of kWorthsToStep times kPointUnit; the last stands for all above. In two bytes, as wide
// look-ups want it.
struct InterestUnits {
  static constexpr int kWorthsToStep = 4;
  static constexpr int kSteps = 256;
  Table<std::uint8_t, kSteps> low, high;

  // Of points as InterestTables counts them.
  __attribute__((always_inline)) Units Of(std::int32_t worths) const {
    const std::int32_t above = (worths + kWorthsToStep - 1) / kWorthsToStep;
    const auto step = static_cast<std::size_t>(above < kSteps ? above : kSteps - 1);
    return static_cast<Units>(low[step] | high[step] << 8);
  }
};

// Units of either side.
struct SideUnits {
  Units subject = 0;
  Units candidate = 0;
};

// Of one question and one kind of candidate.
struct BoundTables {
  SpherePoint point;
  std::int32_t max_distance = kAnyDistance;
  std::int32_t max_reach = kAnyDistance;  // However far a candidate goes.
  std::uint64_t day_parts = 0;
  std::uint16_t languages = 0;
  std::uint16_t experiences = 0;
  std::uint8_t barring_flags = 0;
  std::int16_t full_day = kAlwaysDay;  // Candidates that are full on this day are barred; kAlwaysDay: none is.
  std::int16_t today = 0;
  // What bars a meeting in person, and what makes it one to ask first about.
  std::uint8_t subject_needs = 0, subject_lacks = 0;
  std::uint8_t asked_of_candidate = 0, asked_of_subject = 0;
  // Whose TRAVEL is that of who moves, when the subject goes and when the candidate does.
  bool subject_rides_when_it_goes = true;
  bool subject_rides_when_candidate_goes = false;
  bool by_gender = false;  // Whether the four parts of `wishes` differ.

  // The same for all, by whether they meet in person.
  SideUnits in_person, remotely;
  Units whole_travel = 0;  // TRAVEL of who stays.
  Units experience = 0;    // For one shared, of either side, and as much again for more.
  Units unanswered = 0;    // Taken off for each.

  const InterestTables* interests = nullptr;
  SideUnits most_interests;  // What they add at most.
  const InterestUnits* interest_units = nullptr;
  const GoingTables* candidate_goes = nullptr;
  Table<Units, kDistanceSteps> subject_goes{};  // kBarred: cannot.
  Table<std::uint8_t, 128> ways{};              // By Packed::forms.

  // A byte of a column leads to a class, and that to units.
  Table<std::uint8_t, std::size_t{4} * kYears> wishes{};  // By gender and year.
  ByClass wishes_units{};                                 // The subject's.
  Table<std::uint8_t, kYears> generations{};              // 0: the same, 1: another, 2: either.
  ByClass generation_units{};  // The candidate's, by GenerationOf, and four for each of those.
  ByClass months_subject{}, months_candidate{}, times_subject{}, times_candidate{};
  Table<std::uint8_t, 256> offers{};
  ByClass offer_subject{}, offer_candidate{}, remote_offer_subject{}, remote_offer_candidate{};
  Table<std::uint8_t, kDaySteps> touched{};
  ByClass touched_units{};
};

// Of slots that reach what is needed; what it says of the others is of no use.
struct alignas(64) SlotBounds {
  Column<ScoreBound> settled;    // Of meetings before which nothing has to be asked.
  Column<ScoreBound> unsettled;  // Of the others.
};
// Slots, a bit each.
using SlotMask = std::array<std::uint64_t, kBlockSlots / 64>;

// Bounds of the slots in use, and which of them reach what is needed.
SlotMask BoundSlots(InstructionSet set, const BoundTables& tables, const RowBlock& block, const Needed& needed,
                    SlotBounds& out);

namespace internal {

// What the loops run over, without a vector between: they are compiled for several instruction sets, and what belongs
// to a vector for none of those.
struct BlockTopics {
  const RowBlock::Topics* liked = nullptr;
  std::size_t liked_size = 0;
  const InterestTables::Worth* lanes = nullptr;
  std::size_t lanes_size = 0;
  const InterestTables::Worth* candidate = nullptr;
  // By slot, what is taught and shunned adds; nullptr: nothing.
  const Column<std::uint16_t>* more_for_subject = nullptr;
  const Column<std::uint16_t>* more_for_candidate = nullptr;
};

// Of 64 slots from `at` on; the mask counts those beyond the block's size as well.
std::uint64_t BoundPartAvx512(const BoundTables& tables, const RowBlock& block, const BlockTopics& topics,
                              std::size_t at, const Needed& needed, SlotBounds& out);

}  // namespace internal

}  // namespace klik::engine

#endif  // KLIK_ENGINE_INDEX_SLOT_BOUNDS_H_
