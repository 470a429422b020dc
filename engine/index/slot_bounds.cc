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
using Halves = Table<std::uint16_t, kSlots>;

KLIK_INLINE std::int32_t Smaller(std::int32_t a, std::int32_t b) { return a < b ? a : b; }
KLIK_INLINE std::int32_t Larger(std::int32_t a, std::int32_t b) { return a > b ? a : b; }

// Totals of either side, and the bit kBarred of who is barred.
struct Sums {
  alignas(64) Halves subject;
  alignas(64) Halves candidate;
  alignas(64) Halves bars;
};

KLIK_INLINE void FindBars(const BoundTables& tables, const RowBlock& block, std::size_t at, Halves& bars) {
  for (std::size_t i = 0; i < kSlots; ++i) {
    bars[i] = (block.day_parts[at + i] & tables.day_parts) != 0 ? std::uint16_t{0} : kBarred;
  }
  for (std::size_t i = 0; i < kSlots; ++i) {
    const int speaks = (block.languages[at + i] & tables.languages) != 0 ? 1 : 0;
    const int has_room = block.free_from[at + i] <= tables.full_day ? 1 : 0;
    const int free = (block.flags[at + i] & tables.barring_flags) == 0 ? 1 : 0;
    bars[i] = (speaks & has_room & free) != 0 ? bars[i] : kBarred;
  }
}

KLIK_INLINE float UnitsApart(std::int32_t a, std::int32_t b) {
  const std::int32_t apart = a > b ? a - b : b - a;
  return static_cast<float>(Smaller(apart >> kDistanceShift, kFarthest));
}

KLIK_INLINE void FindDistances(const BoundTables& tables, const RowBlock& block, std::size_t at, Words& distances,
                               Words& steps) {
  for (std::size_t i = 0; i < kSlots; ++i) {
    const float x = UnitsApart(block.x[at + i], tables.point.x_cm);
    const float y = UnitsApart(block.y[at + i], tables.point.y_cm);
    const float z = UnitsApart(block.z[at + i], tables.point.z_cm);
    // The root of a rounded number may be a hair too much.
    distances[i] = static_cast<std::int32_t>(__builtin_sqrtf(x * x + y * y + z * z) * 0.9999F);
  }
  for (std::size_t i = 0; i < kSlots; ++i) {
    const auto root = static_cast<std::int32_t>(__builtin_sqrtf(static_cast<float>(distances[i])));
    steps[i] = Smaller(root, kDistanceSteps - 1);
  }
}

KLIK_INLINE SideUnits InterestsOf(const BoundTables& tables, const internal::BlockTopics& topics, std::size_t slot) {
  std::size_t own = 0;
  while (own < topics.liked_size && slot < static_cast<std::size_t>(topics.liked[own].length)) ++own;
  std::int32_t for_subject = topics.more_for_subject != nullptr ? (*topics.more_for_subject)[slot] : 0;
  std::int32_t for_candidate = topics.more_for_candidate != nullptr ? (*topics.more_for_candidate)[slot] : 0;
  for (std::size_t l = 0; l < topics.lanes_size; ++l) {
    std::int32_t best = 0;
    for (std::size_t k = 0; k < own; ++k) best = Larger(best, topics.lanes[l][topics.liked[k].topics[slot]]);
    for_subject += best;
  }
  for (std::size_t k = 0; k < own; ++k) for_candidate += (*topics.candidate)[topics.liked[k].topics[slot]];
  return {tables.interest_units->Of(for_subject), tables.interest_units->Of(for_candidate)};
}

// All terms but interests, travel and what depends on the way.
KLIK_INLINE void AddTerms(const BoundTables& tables, const RowBlock& block, std::size_t at, Sums& sums) {
  for (std::size_t i = 0; i < kSlots; ++i) {
    const std::size_t year = block.year[at + i];
    const unsigned who = block.who[at + i];
    const Units wishes = tables.wishes_units[tables.wishes[std::size_t{GenderOf(who)} * kYears + year]];
    const Units generation = tables.generation_units[GenerationOf(who) + 4U * tables.generations[year]];
    const unsigned months = block.commitment[at + i] & 15U;
    const unsigned times = block.commitment[at + i] >> 4U;
    const std::uint32_t shared = static_cast<std::uint32_t>(block.experiences[at + i]) & tables.experiences;
    const int experience =
        (shared != 0 ? tables.experience : 0) + ((shared & (shared - 1)) != 0 ? tables.experience : 0);
    sums.bars[i] = static_cast<std::uint16_t>(sums.bars[i] | wishes | generation | tables.months_subject[months]);
    sums.subject[i] =
        static_cast<std::uint16_t>(wishes + tables.months_subject[months] + tables.times_subject[times] + experience);
    sums.candidate[i] = static_cast<std::uint16_t>(generation + tables.months_candidate[months] +
                                                   tables.times_candidate[times] + experience);
  }
  for (std::size_t i = 0; i < kSlots; ++i) {
    const std::int32_t day = block.touched_day[at + i];
    const std::int32_t since = Smaller(Larger(tables.today - day, 0) >> 1, kDaySteps - 2);
    const std::size_t step = static_cast<std::size_t>(day == kNeverDay ? kDaySteps - 1 : since);
    const std::int32_t fresh = tables.touched_units[tables.touched[step]];
    sums.subject[i] =
        static_cast<std::uint16_t>(sums.subject[i] + Larger(fresh - block.unanswered[at + i] * tables.unanswered, 0));
  }
}

// Which ways are open, as bits, and whether a meeting in person is surely one to ask first about.
KLIK_INLINE void FindWays(const BoundTables& tables, const RowBlock& block, std::size_t at, const Words& distances,
                          Words& open, Words& asked) {
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
    asked[i] = (~block.facts_yes[at + i] & tables.asked_of_candidate) | (block.needs[at + i] & tables.asked_of_subject);
  }
}

KLIK_INLINE std::uint32_t QuickestGoing(const GoingTables& going, std::uint8_t modes, std::size_t step) {
  std::uint32_t best = 0;
  for (std::size_t mode = 0; mode < kModes; ++mode) {
    const std::uint32_t units = (modes >> mode & 1U) != 0 ? going[mode][step] : 0;
    best = units > best ? units : best;
  }
  return best;
}

// Of a meeting where `rider` is what TRAVEL is worth to the one who moves.
KLIK_INLINE ScoreBound BoundOfWay(const BoundTables& tables, std::uint32_t subject, std::uint32_t candidate,
                                  std::uint32_t rider, bool subject_rides) {
  return BoundOfTotals(subject + (subject_rides ? rider : tables.whole_travel),
                       candidate + (subject_rides ? tables.whole_travel : rider));
}

struct Bounds {
  ScoreBound settled = 0;
  ScoreBound unsettled = 0;
};

// One slot, of which all is known but its interests.
struct Sketch {
  std::uint32_t subject, candidate;  // Totals without what depends on the way.
  std::size_t offer, step;
  std::uint8_t modes;
  std::int32_t open, asked;
};
KLIK_INLINE Bounds BoundsOf(const BoundTables& tables, const Sketch& slot, const SideUnits& interests) {
  const std::uint32_t subject_total = slot.subject + interests.subject;
  const std::uint32_t candidate_total = slot.candidate + interests.candidate;
  const std::uint32_t subject = subject_total + tables.offer_subject[slot.offer] + tables.in_person.subject;
  const std::uint32_t candidate = candidate_total + tables.offer_candidate[slot.offer] + tables.in_person.candidate;
  const Units goes = tables.subject_goes[slot.step];
  ScoreBound in_person = 0;
  if ((slot.open & kSubjectGoes) != 0 && goes < kBarred) {
    in_person = BoundOfWay(tables, subject, candidate, goes, tables.subject_rides_when_it_goes);
  }
  if ((slot.open & kCandidateGoes) != 0) {
    const std::uint32_t going = QuickestGoing(*tables.candidate_goes, slot.modes, slot.step);
    const ScoreBound bound = BoundOfWay(tables, subject, candidate, going, tables.subject_rides_when_candidate_goes);
    in_person = bound > in_person ? bound : in_person;
  }
  ScoreBound remote = 0;
  if ((slot.open & kRemotely) != 0) {
    remote = BoundOfTotals(subject_total + tables.remote_offer_subject[slot.offer] + tables.remotely.subject,
                           candidate_total + tables.remote_offer_candidate[slot.offer] + tables.remotely.candidate);
  }
  if (slot.asked != 0) return {remote, in_person};
  return {remote > in_person ? remote : in_person, 0};
}

KLIK_INLINE bool Reaches(const Bounds& bounds, const Needed& needed) {
  return bounds.settled >= needed.settled || bounds.unsettled >= needed.unsettled;
}

KLIK_INLINE std::uint64_t BoundPart(const BoundTables& tables, const RowBlock& block,
                                    const internal::BlockTopics& topics, std::size_t at, const Needed& needed,
                                    SlotBounds& out) {
  Sums sums;
  alignas(64) Words distances;
  alignas(64) Words steps;
  alignas(64) Words open;
  alignas(64) Words asked;
  FindBars(tables, block, at, sums.bars);
  FindDistances(tables, block, at, distances, steps);
  AddTerms(tables, block, at, sums);
  FindWays(tables, block, at, distances, open, asked);
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < kSlots; ++i) {
    if ((sums.bars[i] & kBarred) != 0 || distances[i] > tables.max_distance) continue;
    const Sketch slot = {sums.subject[i],
                         sums.candidate[i],
                         tables.offers[block.offer[at + i]],
                         static_cast<std::size_t>(steps[i]),
                         block.modes[at + i],
                         open[i],
                         asked[i]};
    // Interests take the longest: whoever is too low with all that they can add is spared them.
    if (!Reaches(BoundsOf(tables, slot, tables.most_interests), needed)) continue;
    const Bounds bounds = BoundsOf(tables, slot, InterestsOf(tables, topics, at + i));
    out.settled[at + i] = bounds.settled;
    out.unsettled[at + i] = bounds.unsettled;
    mask |= std::uint64_t{Reaches(bounds, needed) ? 1U : 0U} << i;
  }
  return mask;
}

using BoundPartFunction = std::uint64_t (*)(const BoundTables&, const RowBlock&, const internal::BlockTopics&,
                                            std::size_t, const Needed&, SlotBounds&);

std::uint64_t BoundPartPlain(const BoundTables& tables, const RowBlock& block, const internal::BlockTopics& topics,
                             std::size_t at, const Needed& needed, SlotBounds& out) {
  return BoundPart(tables, block, topics, at, needed, out);
}

#if defined(__x86_64__)
__attribute__((target("avx2,tune=haswell"))) std::uint64_t BoundPartAvx2(const BoundTables& tables,
                                                                         const RowBlock& block,
                                                                         const internal::BlockTopics& topics,
                                                                         std::size_t at, const Needed& needed,
                                                                         SlotBounds& out) {
  return BoundPart(tables, block, topics, at, needed, out);
}
#endif

BoundPartFunction FunctionOf(InstructionSet set) {
#if defined(__x86_64__)
  if (set == InstructionSet::kAvx512) return internal::BoundPartAvx512;
  if (set == InstructionSet::kAvx2) return BoundPartAvx2;
#endif
  return BoundPartPlain;
}

// What is taught and shunned is stated by few: it is added up one by one.
struct MoreTopics {
  Column<std::uint16_t> for_subject;
  Column<std::uint16_t> for_candidate;
};

internal::BlockTopics TopicsOf(const InterestTables& interests, const RowBlock& block, MoreTopics& more) {
  internal::BlockTopics topics = {block.liked.data(),
                                  block.liked.size(),
                                  interests.lanes.data(),
                                  interests.lanes.size(),
                                  &interests.candidate,
                                  nullptr,
                                  nullptr};
  for (std::size_t stance = 0; stance < kStances; ++stance) {
    if (!interests.stances[stance] || block.stances[stance].empty()) continue;
    if (topics.more_for_subject == nullptr) {
      more = {};
      topics.more_for_subject = &more.for_subject;
      topics.more_for_candidate = &more.for_candidate;
    }
    const StanceWorth& worth = *interests.stances[stance];
    for (const RowBlock::Statement& statement : block.stances[stance]) {
      const auto add = [](std::uint16_t& points, std::uint16_t found) {
        points = static_cast<std::uint16_t>(points + found);
      };
      add(more.for_subject[statement.slot], worth.subject[statement.topic]);
      add(more.for_candidate[statement.slot], worth.candidate[statement.topic]);
    }
  }
  return topics;
}

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
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
             __builtin_cpu_supports("avx512vbmi");
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

SlotMask BoundSlots(InstructionSet set, const BoundTables& tables, const RowBlock& block, const Needed& needed,
                    SlotBounds& out) {
  const BoundPartFunction bound_part = FunctionOf(set);
  MoreTopics more;
  const internal::BlockTopics topics = TopicsOf(*tables.interests, block, more);
  SlotMask mask{};
  const auto size = static_cast<std::size_t>(block.size);
  for (std::size_t at = 0; at < size; at += kSlots) {
    const std::uint64_t in_use = size - at >= kSlots ? ~std::uint64_t{0} : (std::uint64_t{1} << (size - at)) - 1;
    mask[at / kSlots] = bound_part(tables, block, topics, at, needed, out) & in_use;
  }
  return mask;
}

int InterestTables::MostForSubject() const {
  const auto most_of = [](const Worth& worth) {
    std::uint8_t best = 0;
    for (const std::uint8_t byte : worth) best = byte > best ? byte : best;
    return best;
  };
  int most = 0;
  for (const Worth& lane : lanes) most += most_of(lane);
  // Of what is taught and shunned, somebody may state every topic.
  for (const std::optional<StanceWorth>& sides : stances) {
    if (!sides) continue;
    for (const std::uint16_t points : sides->subject) most += points;
  }
  return most;
}

}  // namespace klik::engine
