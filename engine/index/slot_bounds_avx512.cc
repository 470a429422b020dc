// The text of slot_bounds.cc once more, in instructions that look 64 bytes up at once: AVX-512 with VBMI. Written by
// hand, for no compiler finds a look-up in a loop.
#include "engine/index/slot_bounds.h"

#if defined(__x86_64__)
#include <immintrin.h>

namespace klik::engine::internal {
namespace {

#define KLIK_WIDE \
  inline __attribute__((always_inline, target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,tune=skylake-avx512")))

// 64 slots, a byte each, or twice 32, 16 bits each.
struct Pair {
  __m512i low, high;
};

KLIK_WIDE __m512i Load(const void* from) { return _mm512_loadu_si512(from); }
KLIK_WIDE __m512i Joined(__m256i low, __m256i high) { return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1); }
KLIK_WIDE Pair Widened(__m512i bytes) {
  return {_mm512_cvtepu8_epi16(_mm512_castsi512_si256(bytes)),
          _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(bytes, 1))};
}
KLIK_WIDE __m512i Narrowed(const Pair& halves) {
  return Joined(_mm512_cvtepi16_epi8(halves.low), _mm512_cvtepi16_epi8(halves.high));
}
KLIK_WIDE Pair LoadPair(const std::uint16_t* from) { return {Load(from), Load(from + 32)}; }
KLIK_WIDE Pair Sum(const Pair& a, const Pair& b) {
  return {_mm512_add_epi16(a.low, b.low), _mm512_add_epi16(a.high, b.high)};
}
KLIK_WIDE Pair Either(const Pair& a, const Pair& b) {
  return {_mm512_or_si512(a.low, b.low), _mm512_or_si512(a.high, b.high)};
}
KLIK_WIDE __m512i AllBytes(std::uint8_t byte) { return _mm512_set1_epi8(static_cast<char>(byte)); }
KLIK_WIDE Pair Same(Units units) {
  const __m512i all = _mm512_set1_epi16(static_cast<short>(units));
  return {all, all};
}

// Tables of 128 and of 256 bytes.
KLIK_WIDE __m512i LookUp128(const std::uint8_t* table, __m512i at) {
  return _mm512_permutex2var_epi8(Load(table), at, Load(table + 64));
}
KLIK_WIDE __m512i LookUp256(const std::uint8_t* table, __m512i at) {
  return _mm512_mask_mov_epi8(LookUp128(table, at), _mm512_movepi8_mask(at), LookUp128(table + 128, at));
}
KLIK_WIDE Pair UnitsOf(const ByClass& units, __m512i classes) {
  const __m512i table = Load(&units);
  const Pair at = Widened(classes);
  return {_mm512_permutexvar_epi16(at.low, table), _mm512_permutexvar_epi16(at.high, table)};
}
KLIK_WIDE Pair UnitsOf(const Table<Units, kDistanceSteps>& units, const Pair& steps) {
  const __m512i first = Load(&units);
  const __m512i second = Load(&units[32]);
  return {_mm512_permutex2var_epi16(first, steps.low, second), _mm512_permutex2var_epi16(first, steps.high, second)};
}

// Which of 64 slots are barred.
KLIK_WIDE std::uint64_t FindBars(const BoundTables& tables, const RowBlock& block, std::size_t at) {
  const __m512i parts = _mm512_set1_epi64(static_cast<long long>(tables.day_parts));
  std::uint64_t together = 0;
  for (std::size_t i = 0; i < 64; i += 8) {
    together |= std::uint64_t{_mm512_test_epi64_mask(Load(&block.day_parts[at + i]), parts)} << i;
  }
  const __m512i languages = _mm512_set1_epi16(static_cast<short>(tables.languages));
  const __m512i full_day = _mm512_set1_epi16(tables.full_day);
  std::uint64_t fine = 0;
  for (std::size_t i = 0; i < 64; i += 32) {
    const __mmask32 speaks = _mm512_test_epi16_mask(Load(&block.languages[at + i]), languages);
    fine |= std::uint64_t{_mm512_mask_cmple_epi16_mask(speaks, Load(&block.free_from[at + i]), full_day)} << i;
  }
  const __m512i flags = _mm512_set1_epi8(static_cast<char>(tables.barring_flags));
  return ~(together & fine) | _mm512_test_epi8_mask(Load(&block.flags[at]), flags);
}

KLIK_WIDE __m512 UnitsApart(const std::int32_t* theirs, __m512i own) {
  const __m512i apart = _mm512_abs_epi32(_mm512_sub_epi32(Load(theirs), own));
  return _mm512_cvtepi32_ps(_mm512_min_epi32(_mm512_srai_epi32(apart, kDistanceShift), _mm512_set1_epi32(kFarthest)));
}

struct Distances {
  Pair units, steps;
};
KLIK_WIDE Distances FindDistances(const BoundTables& tables, const RowBlock& block, std::size_t at) {
  const __m512i own_x = _mm512_set1_epi32(tables.point.x_cm);
  const __m512i own_y = _mm512_set1_epi32(tables.point.y_cm);
  const __m512i own_z = _mm512_set1_epi32(tables.point.z_cm);
  __m256i units[4];
  __m256i steps[4];
  for (std::size_t i = 0; i < 4; ++i) {
    const __m512 x = UnitsApart(&block.x[at + 16 * i], own_x);
    const __m512 y = UnitsApart(&block.y[at + 16 * i], own_y);
    const __m512 z = UnitsApart(&block.z[at + 16 * i], own_z);
    const __m512 squares = _mm512_add_ps(_mm512_add_ps(_mm512_mul_ps(x, x), _mm512_mul_ps(y, y)), _mm512_mul_ps(z, z));
    const __m512i distance = _mm512_cvttps_epi32(_mm512_mul_ps(_mm512_sqrt_ps(squares), _mm512_set1_ps(0.9999F)));
    const __m512i root = _mm512_cvttps_epi32(_mm512_sqrt_ps(_mm512_cvtepi32_ps(distance)));
    units[i] = _mm512_cvtepi32_epi16(distance);
    steps[i] = _mm512_cvtepi32_epi16(_mm512_min_epi32(root, _mm512_set1_epi32(kDistanceSteps - 1)));
  }
  return {{Joined(units[0], units[1]), Joined(units[2], units[3])},
          {Joined(steps[0], steps[1]), Joined(steps[2], steps[3])}};
}

KLIK_WIDE Pair InterestOf(const InterestUnits& units, const Pair& points) {
  static_assert(InterestUnits::kWorthsToStep == 4 && InterestUnits::kSteps == 256);
  const __m512i three = _mm512_set1_epi16(InterestUnits::kWorthsToStep - 1);
  const __m512i most = _mm512_set1_epi16(InterestUnits::kSteps - 1);
  const __m512i at = Narrowed({_mm512_min_epu16(_mm512_srli_epi16(_mm512_add_epi16(points.low, three), 2), most),
                               _mm512_min_epu16(_mm512_srli_epi16(_mm512_add_epi16(points.high, three), 2), most)});
  const Pair low = Widened(LookUp256(&units.low[0], at));
  const Pair high = Widened(LookUp256(&units.high[0], at));
  return Either(low, {_mm512_slli_epi16(high.low, 8), _mm512_slli_epi16(high.high, 8)});
}

// Those of a column that reaches 64 slots from `at` on, kNoTopic beyond its length.
KLIK_WIDE __m512i TopicsFrom(const RowBlock::Topics& column, std::size_t at) {
  const std::size_t filled = static_cast<std::size_t>(column.length) - at;
  const std::uint64_t mask = filled >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << filled) - 1;
  return _mm512_mask_loadu_epi8(AllBytes(kNoTopic), mask, &column.topics[at]);
}

struct Points {
  Pair subject, candidate;
};
KLIK_WIDE Points PointsOf(const BlockTopics& topics, std::size_t at) {
  // The longest columns come first.
  std::size_t columns = 0;
  while (columns<topics.liked_size&& static_cast<std::size_t>(topics.liked[columns].length)> at) ++columns;
  Points points;
  points.subject = points.candidate = {_mm512_setzero_si512(), _mm512_setzero_si512()};
  for (std::size_t l = 0; l < topics.lanes_size; ++l) {
    const std::uint8_t* worth = &topics.lanes[l][0];
    __m512i best = _mm512_setzero_si512();
    for (std::size_t k = 0; k < columns; ++k) {
      best = _mm512_max_epu8(best, LookUp256(worth, TopicsFrom(topics.liked[k], at)));
    }
    points.subject = Sum(points.subject, Widened(best));
  }
  const std::uint8_t* worth = &(*topics.candidate)[0];
  for (std::size_t k = 0; k < columns; ++k) {
    points.candidate = Sum(points.candidate, Widened(LookUp256(worth, TopicsFrom(topics.liked[k], at))));
  }
  if (topics.more_for_subject != nullptr) {
    points.subject = Sum(points.subject, LoadPair(&(*topics.more_for_subject)[at]));
    points.candidate = Sum(points.candidate, LoadPair(&(*topics.more_for_candidate)[at]));
  }
  return points;
}

// Totals of either side, and the bit kBarred of who is barred.
struct Sums {
  Pair subject, candidate, bars;
};

KLIK_WIDE Pair Freshness(const BoundTables& tables, const RowBlock& block, std::size_t at) {
  const __m512i today = _mm512_set1_epi16(tables.today);
  const __m512i never = _mm512_set1_epi16(kNeverDay);
  const __m512i last = _mm512_set1_epi16(kDaySteps - 2);
  __m256i steps[2];
  for (std::size_t i = 0; i < 2; ++i) {
    const __m512i day = Load(&block.touched_day[at + 32 * i]);
    const __m512i since = _mm512_max_epi16(_mm512_subs_epi16(today, day), _mm512_setzero_si512());
    const __m512i step = _mm512_min_epi16(_mm512_srli_epi16(since, 1), last);
    const __mmask32 is_never = _mm512_cmpeq_epi16_mask(day, never);
    steps[i] = _mm512_cvtepi16_epi8(_mm512_mask_mov_epi16(step, is_never, _mm512_set1_epi16(kDaySteps - 1)));
  }
  const Pair fresh = UnitsOf(tables.touched_units, LookUp256(&tables.touched[0], Joined(steps[0], steps[1])));
  const Pair times = Widened(Load(&block.unanswered[at]));
  const __m512i each = _mm512_set1_epi16(static_cast<short>(tables.unanswered));
  return {_mm512_subs_epu16(fresh.low, _mm512_mullo_epi16(times.low, each)),
          _mm512_subs_epu16(fresh.high, _mm512_mullo_epi16(times.high, each))};
}

KLIK_WIDE __m512i Experience(const BoundTables& tables, const std::uint16_t* theirs) {
  const __m512i each = _mm512_set1_epi16(static_cast<short>(tables.experience));
  const __m512i shared = _mm512_and_si512(Load(theirs), _mm512_set1_epi16(static_cast<short>(tables.experiences)));
  const __m512i more = _mm512_and_si512(shared, _mm512_sub_epi16(shared, _mm512_set1_epi16(1)));
  const __m512i first = _mm512_maskz_mov_epi16(_mm512_test_epi16_mask(shared, shared), each);
  return _mm512_add_epi16(first, _mm512_maskz_mov_epi16(_mm512_test_epi16_mask(more, more), each));
}

KLIK_WIDE __m512i WishClasses(const BoundTables& tables, __m512i year, __m512i who) {
  __m512i classes = LookUp128(&tables.wishes[0], year);
  if (!tables.by_gender) return classes;
  const __m512i gender = _mm512_and_si512(who, _mm512_set1_epi8(3));
  for (int g = 1; g < 4; ++g) {
    const __mmask64 is = _mm512_cmpeq_epi8_mask(gender, _mm512_set1_epi8(static_cast<char>(g)));
    classes = _mm512_mask_mov_epi8(classes, is, LookUp128(&tables.wishes[static_cast<std::size_t>(g) * kYears], year));
  }
  return classes;
}

KLIK_WIDE Sums AddTerms(const BoundTables& tables, const RowBlock& block, std::size_t at) {
  const __m512i year = Load(&block.year[at]);
  const __m512i who = Load(&block.who[at]);
  const __m512i commitment = Load(&block.commitment[at]);
  const __m512i nibble = _mm512_set1_epi8(15);
  const __m512i months = _mm512_and_si512(commitment, nibble);
  const __m512i times = _mm512_and_si512(_mm512_srli_epi16(commitment, 4), nibble);
  const __m512i wish = _mm512_and_si512(_mm512_srli_epi16(who, 2), _mm512_set1_epi8(3));
  const __m512i gap = LookUp128(&tables.generations[0], year);
  const __m512i fourfold = _mm512_slli_epi16(gap, 2);  // Below 4, so nothing leaves its byte.
  const Pair wishes = UnitsOf(tables.wishes_units, WishClasses(tables, year, who));
  const Pair generation = UnitsOf(tables.generation_units, _mm512_add_epi8(wish, fourfold));
  const Pair months_subject = UnitsOf(tables.months_subject, months);
  const Pair experience = {Experience(tables, &block.experiences[at]), Experience(tables, &block.experiences[at + 32])};
  Sums sums;
  sums.bars = Either(Either(wishes, generation), months_subject);
  sums.subject = Sum(Sum(Sum(wishes, months_subject), UnitsOf(tables.times_subject, times)),
                     Sum(experience, Freshness(tables, block, at)));
  sums.candidate = Sum(Sum(generation, UnitsOf(tables.months_candidate, months)),
                       Sum(UnitsOf(tables.times_candidate, times), experience));
  return sums;
}

KLIK_WIDE Pair QuickestGoing(const GoingTables& going, std::uint8_t any_modes, __m512i modes, const Pair& steps) {
  Pair best = {_mm512_setzero_si512(), _mm512_setzero_si512()};
  for (std::size_t mode = 0; mode < kModes; ++mode) {
    if ((any_modes >> mode & 1U) == 0) continue;
    const std::uint64_t has = _mm512_test_epi8_mask(modes, _mm512_set1_epi8(static_cast<char>(1U << mode)));
    const Pair units = UnitsOf(going[mode], steps);
    best.low = _mm512_mask_max_epu16(best.low, static_cast<__mmask32>(has), best.low, units.low);
    best.high = _mm512_mask_max_epu16(best.high, static_cast<__mmask32>(has >> 32U), best.high, units.high);
  }
  return best;
}

KLIK_WIDE __m512i BoundOfTotals(__m512i subject, __m512i candidate) {
  const __m512i lower = _mm512_min_epu16(subject, candidate);
  const __m512i sum = _mm512_add_epi16(subject, candidate);
  return _mm512_add_epi16(_mm512_add_epi16(sum, _mm512_slli_epi16(lower, 1)), _mm512_set1_epi16(1));
}

// Masks of 64 slots.
struct OpenWays {
  std::uint64_t subject_goes, candidate_goes, remotely, asked;
};
KLIK_WIDE OpenWays FindWays(const BoundTables& tables, const RowBlock& block, std::size_t at, const Pair& distances) {
  const __m512i ways = LookUp128(&tables.ways[0], Load(&block.forms[at]));
  const __m512i most = _mm512_set1_epi16(static_cast<short>(tables.max_reach));
  const std::uint64_t near_low = _mm512_cmple_epu16_mask(distances.low, _mm512_min_epu16(Load(&block.reach[at]), most));
  const std::uint64_t near_high =
      _mm512_cmple_epu16_mask(distances.high, _mm512_min_epu16(Load(&block.reach[at + 32]), most));
  const __m512i modes = Load(&block.modes[at]);
  const __m512i needs = Load(&block.needs[at]);
  const std::uint64_t unmet = _mm512_test_epi8_mask(Load(&block.facts_no[at]), AllBytes(tables.subject_needs)) |
                              _mm512_test_epi8_mask(needs, AllBytes(tables.subject_lacks));
  const __m512i unasked = _mm512_andnot_si512(Load(&block.facts_yes[at]), AllBytes(tables.asked_of_candidate));
  return {_mm512_test_epi8_mask(ways, AllBytes(kSubjectGoes)) & ~unmet,
          _mm512_test_epi8_mask(ways, AllBytes(kCandidateGoes)) & ~unmet & (near_low | near_high << 32U) &
              _mm512_test_epi8_mask(modes, modes),
          _mm512_test_epi8_mask(ways, AllBytes(kRemotely)),
          _mm512_test_epi8_mask(unasked, unasked) | _mm512_test_epi8_mask(needs, AllBytes(tables.asked_of_subject))};
}

// Half of 64 slots: whatever is still 16 bits wide.
struct Half {
  __m512i subject, candidate, subject_goes, going, remote_subject, remote_candidate;
  __mmask32 may_subject_go, may_candidate_go, remotely, asked, barred;
};
KLIK_WIDE __m512i BoundOfWay(const BoundTables& tables, const Half& half, __m512i rider, bool subject_rides,
                             __mmask32 open) {
  const __m512i whole = _mm512_set1_epi16(static_cast<short>(tables.whole_travel));
  const __m512i subject = _mm512_add_epi16(half.subject, subject_rides ? rider : whole);
  const __m512i candidate = _mm512_add_epi16(half.candidate, subject_rides ? whole : rider);
  return _mm512_maskz_mov_epi16(open, BoundOfTotals(subject, candidate));
}

KLIK_WIDE std::uint32_t BoundHalf(const BoundTables& tables, const Half& half, const Needed& needed,
                                  ScoreBound* settled_out, ScoreBound* unsettled_out) {
  const __mmask32 may_subject_go = half.may_subject_go & ~_mm512_movepi16_mask(half.subject_goes);
  const __m512i in_person = _mm512_max_epu16(
      BoundOfWay(tables, half, half.subject_goes, tables.subject_rides_when_it_goes, may_subject_go),
      BoundOfWay(tables, half, half.going, tables.subject_rides_when_candidate_goes, half.may_candidate_go));
  const __m512i remote =
      _mm512_maskz_mov_epi16(half.remotely, BoundOfTotals(half.remote_subject, half.remote_candidate));
  const __m512i settled =
      _mm512_maskz_mov_epi16(~half.barred, _mm512_mask_max_epu16(remote, ~half.asked, remote, in_person));
  const __m512i unsettled = _mm512_maskz_mov_epi16(~half.barred & half.asked, in_person);
  _mm512_storeu_si512(settled_out, settled);
  _mm512_storeu_si512(unsettled_out, unsettled);
  return _mm512_cmpge_epu16_mask(settled, _mm512_set1_epi16(static_cast<short>(needed.settled))) |
         _mm512_cmpge_epu16_mask(unsettled, _mm512_set1_epi16(static_cast<short>(needed.unsettled)));
}

KLIK_WIDE std::uint64_t BoundPart(const BoundTables& tables, const RowBlock& block, const BlockTopics& topics,
                                  std::size_t at, const Needed& needed, SlotBounds& out) {
  const Distances distances = FindDistances(tables, block, at);
  Sums sums = AddTerms(tables, block, at);
  const Pair max_distance = Same(static_cast<Units>(tables.max_distance));
  const std::uint64_t too_far = std::uint64_t{_mm512_cmpgt_epu16_mask(distances.units.low, max_distance.low)} |
                                std::uint64_t{_mm512_cmpgt_epu16_mask(distances.units.high, max_distance.high)} << 32U;
  const std::uint64_t barred = FindBars(tables, block, at) | too_far | _mm512_movepi16_mask(sums.bars.low) |
                               std::uint64_t{_mm512_movepi16_mask(sums.bars.high)} << 32U;
  if (barred == ~std::uint64_t{0}) return 0;
  const Points points = PointsOf(topics, at);
  sums.subject = Sum(sums.subject, InterestOf(*tables.interest_units, points.subject));
  sums.candidate = Sum(sums.candidate, InterestOf(*tables.interest_units, points.candidate));
  const OpenWays open = FindWays(tables, block, at, distances.units);
  const Pair goes = UnitsOf(tables.subject_goes, distances.steps);
  const Pair going =
      QuickestGoing(*tables.candidate_goes, block.summary.any_modes, Load(&block.modes[at]), distances.steps);
  const __m512i offers = LookUp256(&tables.offers[0], Load(&block.offer[at]));
  const Pair subject = Sum(Sum(sums.subject, UnitsOf(tables.offer_subject, offers)), Same(tables.in_person.subject));
  const Pair candidate =
      Sum(Sum(sums.candidate, UnitsOf(tables.offer_candidate, offers)), Same(tables.in_person.candidate));
  const Pair remote_subject =
      Sum(Sum(sums.subject, UnitsOf(tables.remote_offer_subject, offers)), Same(tables.remotely.subject));
  const Pair remote_candidate =
      Sum(Sum(sums.candidate, UnitsOf(tables.remote_offer_candidate, offers)), Same(tables.remotely.candidate));
  const auto low = [](std::uint64_t mask) { return static_cast<__mmask32>(mask); };
  const auto high = [](std::uint64_t mask) { return static_cast<__mmask32>(mask >> 32U); };
  const std::uint64_t first =
      BoundHalf(tables,
                {subject.low, candidate.low, goes.low, going.low, remote_subject.low, remote_candidate.low,
                 low(open.subject_goes), low(open.candidate_goes), low(open.remotely), low(open.asked), low(barred)},
                needed, &out.settled[at], &out.unsettled[at]);
  const std::uint64_t second = BoundHalf(
      tables,
      {subject.high, candidate.high, goes.high, going.high, remote_subject.high, remote_candidate.high,
       high(open.subject_goes), high(open.candidate_goes), high(open.remotely), high(open.asked), high(barred)},
      needed, &out.settled[at + 32], &out.unsettled[at + 32]);
  return first | second << 32U;
}

}  // namespace

__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,tune=skylake-avx512"))) std::uint64_t
BoundPartAvx512(const BoundTables& tables, const RowBlock& block, const BlockTopics& topics, std::size_t at,
                const Needed& needed, SlotBounds& out) {
  return BoundPart(tables, block, topics, at, needed, out);
}

}  // namespace klik::engine::internal
#endif
