// The most that each candidate of a block can score for one question, worked out for the whole block at once.
//
// A total of one side is kept in units of kTotalUnit, rounded up, and the totals of both sides in one word: one look-up
// and one addition then do for both. What a question means is compiled into tables by match/bound.h; this file only
// adds up numbers. It is compiled once for every instruction set there may be, from the same text, and every step of it
// is either in whole numbers or rounded as IEEE 754 says: the bounds are the same to the bit on all.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_INDEX_SLOT_BOUNDS_H_
#define KLIK_ENGINE_INDEX_SLOT_BOUNDS_H_

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/index/row_block.h"

namespace klik::engine {

enum class InstructionSet : std::uint8_t { kPlain, kAvx2, kAvx512 };
bool IsSupported(InstructionSet set);
// Of those that this processor has, the widest.
InstructionSet BestInstructionSet();

// Weight times value of a term, 0 to 1,000,000, in totals.
inline constexpr int kTotalUnit = 32;
constexpr std::int32_t InUnits(std::int32_t points) { return (points + kTotalUnit - 1) / kTotalUnit; }
constexpr std::int32_t Totals(std::int32_t subject, std::int32_t candidate) { return subject << 16 | candidate; }
// In place of totals, or added to them in a table: the pair is barred.
inline constexpr std::int32_t kBar = std::numeric_limits<std::int32_t>::min();

// Bounds of score, in units too: three times the lower total and once the higher. kSettled is added when it is not sure
// that something has to be asked first, for such a pair stands before all others.
inline constexpr std::int32_t kSettled = 1 << 20;
__attribute__((always_inline)) constexpr std::int32_t ScoreOfTotals(std::int32_t totals) {
  const std::int32_t subject = totals >> 16;
  const std::int32_t candidate = totals & 0xffff;
  return subject + candidate + 2 * (subject < candidate ? subject : candidate);
}

// Ways in which two may get together, as bits.
inline constexpr std::int32_t kSubjectGoes = 1;
inline constexpr std::int32_t kCandidateGoes = 2;
inline constexpr std::int32_t kRemotely = 4;

// Distances grow by steps: step s begins at s * s units.
inline constexpr int kDistanceSteps = 64;
inline constexpr int kModeSets = 32;
// Days since something happened, and one more for what never happened.
inline constexpr int kDays = 511;

// Of one question and one kind of candidate.
struct BoundTables {
  SpherePoint point;
  std::int32_t max_distance = kFarthest;
  std::int32_t max_reach = 65'535;  // However far a candidate goes.
  std::uint64_t day_parts = 0;
  std::uint16_t languages = 0;
  std::uint16_t experiences = 0;
  std::uint8_t barring_flags = 0;
  std::int16_t full_day = kAlwaysDay;  // Candidates that are full on this day are barred; kAlwaysDay: none is.
  std::int32_t today = 0;
  // What bars a meeting in person, and what makes it one to ask first about.
  std::uint8_t subject_needs = 0, subject_lacks = 0;
  std::uint8_t asked_of_candidate = 0, asked_of_subject = 0;

  // Totals that are the same for all, by whether they meet in person.
  std::int32_t in_person = 0, remotely = 0;
  std::int32_t experience = 0;  // For one shared, and as much again for more.
  std::int32_t unanswered = 0;  // Taken off for each.
  // What interests add at most; left out of `SlotBounds::ways`.
  std::int32_t interests = 0;

  Table<std::int32_t, kDistanceSteps> subject_goes{};  // kBar: cannot.
  Table<std::int32_t, std::size_t{kModeSets} * kDistanceSteps>
      candidate_goes{};  // Of the one side, not yet in its place.
  std::int32_t candidate_goes_shift = 0, candidate_goes_other = 0;
  Table<std::int32_t, 128> ways{};  // By Packed::forms.
  Table<std::int32_t, 512> year_and_gender{};
  Table<std::int32_t, 512> year_and_generation{};
  Table<std::int32_t, 256> commitment{};
  Table<std::int32_t, 256> offer{};         // By Packed::offer, in person.
  Table<std::int32_t, 256> remote_offer{};  // The same, remotely.
  Table<std::int32_t, kDays + 1> touched{};
};

struct alignas(64) SlotBounds {
  Column<std::int32_t> bound;           // Negative: barred.
  Table<Column<std::int32_t>, 3> ways;  // Totals without interests: subject goes, candidate goes, remotely; or kBar.
  Column<std::int32_t> settled;         // kSettled, or 0 when somebody must surely be asked first in person.
};

// Of the slots in use; the others are left as they are, or set to anything.
void BoundSlots(InstructionSet set, const BoundTables& tables, const RowBlock& block, SlotBounds& out);

// The bound of totals by way of meeting.
constexpr std::int32_t BoundOf(const std::array<std::int32_t, 3>& ways, std::int32_t settled) {
  std::int32_t best = kBar;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    if (ways[i] < 0) continue;
    const std::int32_t score = ScoreOfTotals(ways[i]) + (i == 2 ? kSettled : settled);
    best = score > best ? score : best;
  }
  return best;
}

// What the topics of a candidate are worth to the subject and to the candidate, by code.
//
// The candidate's points are a sum over its topics. The subject's are, for each of its own topics, the best of the
// candidate's: a lane of a byte for each, of which the largest is taken over the candidate's topics and then the sum.
class InterestTables {
 public:
  static constexpr int kLanes = 16;
  static constexpr int kLaneUnit = 4;

  // For codes below `codes`; `lanes` is how many topics the subject brings.
  InterestTables(std::size_t codes, std::size_t lanes);

  // Points of interest, rounded up.
  void AddForSubject(std::uint16_t code, std::size_t lane, std::int32_t points);
  void AddForCandidate(std::uint16_t code, std::int32_t points);

  struct Points {
    std::int32_t subject = 0;
    std::int32_t candidate = 0;
  };
  // Of a candidate with more topics than a slot holds, on both sides.
  static constexpr std::int32_t kManyPoints = 1'000'000;
  Points Of(const RowBlock& block, int slot) const;
  // More than any candidate gives the subject.
  std::int32_t most_for_subject() const;

 private:
  typedef std::uint8_t Lanes __attribute__((vector_size(kLanes)));

  std::size_t words_;
  std::vector<Lanes> lanes_;  // By code, `words_` each.
  std::vector<std::int32_t> candidate_;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_INDEX_SLOT_BOUNDS_H_
