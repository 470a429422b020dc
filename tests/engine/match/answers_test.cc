// What an answer says of itself: that it adds up, and that it is the same from both sides.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "engine/match/search.h"
#include "tests/engine/match/every_answer.h"
#include "tests/testing/oracle.h"
#include "tests/testing/random_world.h"

namespace klik::testing {
namespace {

using engine::EntityId;
using engine::PairResult;
using engine::SearchResult;
using engine::Side;

TEST(AnswersTest, NobodyIsBothACandidateAndLeftOutAndRanksCountFromOne) {
  ForEveryAnswer([](Case& it, const EntityId&, const SearchResult& result) {
    std::map<EntityId, int> seen;
    int rank = 0;
    for (const auto& candidate : result.candidates) {
      ASSERT_TRUE(candidate.pair.bars.empty()) << "seed " << it.seed;
      ASSERT_EQ(candidate.rank, ++rank);
      ASSERT_EQ(++seen[candidate.id], 1);
    }
    for (const auto& excluded : result.excluded) {
      ASSERT_FALSE(excluded.pair.bars.empty()) << "seed " << it.seed;
      ASSERT_EQ(++seen[excluded.id], 1);
    }
    ASSERT_EQ(result.excluded_total, static_cast<int>(result.excluded.size()));
  });
}

TEST(AnswersTest, TheTermsAddUpToTheScoreExactly) {
  ForEveryAnswer([](Case& it, const EntityId&, const SearchResult& result) {
    for (const auto& candidate : result.candidates) {
      const engine::PairScore& score = candidate.pair.score;
      const bool subject_is_lower = score.subject_total <= score.candidate_total;
      const auto& lower = subject_is_lower ? score.subject : score.candidate;
      const auto& higher = subject_is_lower ? score.candidate : score.subject;
      std::int64_t sum = 0;
      for (std::size_t term = 0; term < engine::kTermCount; ++term) {
        ASSERT_GE(std::min(lower[term], higher[term]), 0);
        ASSERT_LE(std::max(lower[term], higher[term]), engine::kTermScale);
        sum += std::int64_t{it.policy.weights[term]} * (3 * lower[term] + higher[term]);
      }
      ASSERT_EQ(sum, score.score) << "seed " << it.seed;
    }
  });
}

Side Flipped(Side side) {
  if (side == Side::kPair) return side;
  return side == Side::kSubject ? Side::kCandidate : Side::kSubject;
}

PairResult Flipped(PairResult pair) {
  std::swap(pair.score.subject, pair.score.candidate);
  std::swap(pair.score.subject_total, pair.score.candidate_total);
  pair.travel.mover = Flipped(pair.travel.mover);
  for (engine::Bar& bar : pair.bars) bar.side = Flipped(bar.side);
  SortBars(pair.bars);
  return pair;
}

TEST(AnswersTest, APairIsTheSameFromBothSides) {
  for (std::uint64_t seed = 1; seed <= kPropertyWorlds; ++seed) {
    Case it = MakeCase(seed);
    const auto snapshot = SnapshotOf(it.world);
    const std::vector<EntityId> ids = IdsOf(it.world);
    for (const EntityId& a : ids) {
      for (const EntityId& b : ids) {
        if (!(a < b)) continue;
        const auto one = engine::Explain(*snapshot, {it.policy, it.moment}, a, b, it.moment);
        const auto other = engine::Explain(*snapshot, {it.policy, it.moment}, b, a, it.moment);
        ASSERT_EQ(one.has_value(), other.has_value());
        if (!one) continue;
        ASSERT_EQ(one->candidate.has_value(), other->candidate.has_value()) << "seed " << seed;
        const PairResult& there = one->candidate ? one->candidate->pair : one->excluded->pair;
        PairResult back = Flipped(other->candidate ? other->candidate->pair : other->excluded->pair);
        SortBars(back.bars);
        PairResult sorted = there;
        SortBars(sorted.bars);
        ASSERT_TRUE(sorted == back) << "seed " << seed << " " << engine::NameOf(a) << " and " << engine::NameOf(b);
      }
    }
  }
}

// Sorted by the engine itself: whoever compares with the oracle sorts first, and would not see it.
TEST(AnswersTest, BarsComeInOrderOfCodeAndSide) {
  ForEveryAnswer([](Case& it, const EntityId&, const SearchResult& result) {
    for (const auto& excluded : result.excluded) {
      const auto& bars = excluded.pair.bars;
      ASSERT_TRUE(std::is_sorted(bars.begin(), bars.end(),
                                 [](const engine::Bar& a, const engine::Bar& b) {
                                   return std::pair(a.code, a.side) < std::pair(b.code, b.side);
                                 }))
          << "seed " << it.seed;
    }
  });
}

}  // namespace
}  // namespace klik::testing
