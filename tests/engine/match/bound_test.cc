// A bound must never be below what a pair really scores, whatever the world, the weights and the instructions.
#include "engine/match/bound.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/match/best_first.h"
#include "engine/match/evaluate.h"
#include "engine/match/search.h"
#include "tests/engine/match/every_answer.h"
#include "tests/testing/oracle.h"
#include "tests/testing/random_world.h"

namespace klik::engine {
namespace {

constexpr InstructionSet kSets[] = {InstructionSet::kPlain, InstructionSet::kAvx2, InstructionSet::kAvx512};

using Eligible = std::map<EntityId, const PairResult*>;

Eligible EligibleOf(const SearchResult& result) {
  Eligible eligible;
  for (const RankedCandidate& candidate : result.candidates) eligible[candidate.id] = &candidate.pair;
  return eligible;
}

struct Checked {
  int eligible = 0;
  int barred = 0;
  std::int64_t slack = 0;
};

// The bounds of a slot from the loosest to the tightest: of its block, of its columns, with its interests, and with the
// time that is missing.
void CheckSlot(const QuestionBound& question, const KindBound& kind, const RowBlock& block, int slot,
               const SlotBounds& bounds, std::int32_t needed, Checked& checked) {
  const auto at = static_cast<std::size_t>(slot);
  std::array<std::int32_t, 3> ways{};
  const std::int32_t interests = question.Interests(block, slot);
  for (std::size_t way = 0; way < ways.size(); ++way) {
    const std::int32_t totals = bounds.ways[way][at];
    ways[way] = totals < 0 ? kBar : totals + interests;
  }
  const std::int32_t with_interests = BoundOf(ways, bounds.settled[at]);
  const auto missing = question.MissingTime(*block.rows[at]);
  ASSERT_TRUE(missing.has_value());
  for (std::int32_t& totals : ways) {
    if (totals >= 0) totals -= *missing;
  }
  const std::int32_t with_time = BoundOf(ways, bounds.settled[at]);
  ASSERT_LE(needed, with_time);
  ASSERT_LE(with_time, with_interests);
  ASSERT_LE(needed, bounds.bound[at]);
  ASSERT_LE(bounds.bound[at], kind.Of(block));
  ++checked.eligible;
  checked.slack += with_time % kSettled - needed % kSettled;
}

void CheckBlocks(const testing::Case& it, const Snapshot& snapshot, const Row& subject, Kind kind,
                 const Eligible& eligible, Checked& checked) {
  const QuestionBound question(subject, it.policy, it.moment, snapshot.taxonomy());
  const std::optional<KindBound> bound = question.ForKind(kind, 0);
  if (!bound) {
    for (const auto& [id, pair] : eligible) ASSERT_NE(id.kind, kind);
    return;
  }
  const SpatialTable& table = snapshot.spatial(kind);
  for (std::size_t b = 0; b < table.block_count(); ++b) {
    const RowBlock& block = table.block(b);
    const auto bounds = std::make_unique<SlotBounds>();
    BoundSlots(InstructionSet::kPlain, bound->tables, block, *bounds);
    for (int slot = 0; slot < block.size; ++slot) {
      const auto at = static_cast<std::size_t>(slot);
      if (bounds->bound[at] < 0) ++checked.barred;
      const auto found = eligible.find(block.rows[at]->meta->id);
      if (found == eligible.end()) continue;
      const std::int32_t needed = NeededBeside(found->second->ask_first, found->second->score.score);
      CheckSlot(question, *bound, block, slot, *bounds, needed, checked);
    }
    for (const InstructionSet set : kSets) {
      if (!IsSupported(set)) continue;
      const auto same = std::make_unique<SlotBounds>();
      BoundSlots(set, bound->tables, block, *same);
      ASSERT_EQ(same->bound, bounds->bound);
      ASSERT_EQ(same->ways, bounds->ways);
      ASSERT_EQ(same->settled, bounds->settled);
    }
  }
}

TEST(BoundTest, NoEligiblePairIsAboveItsBound) {
  Checked checked;
  testing::ForEveryAnswer([&](testing::Case& it, const EntityId& subject, const SearchResult& result) {
    const auto snapshot = testing::SnapshotOf(it.world);
    // Asked by kind, so that residents are there whoever asked for neighbours.
    SearchQuery query;
    query.subject = subject;
    query.kinds = {Kind::kVolunteer, Kind::kActivity, Kind::kResident};
    query.limit = 100;
    query.prune = false;
    query.moment = it.moment;
    const SearchResult all = Search(*snapshot, it.policy, query);
    ASSERT_GE(all.candidates.size(), result.candidates.size());
    const Eligible eligible = EligibleOf(all);
    for (const Kind kind : query.kinds) {
      if (!CanLink(subject.kind, kind)) continue;
      CheckBlocks(it, *snapshot, *snapshot->FindRow(subject), kind, eligible, checked);
      if (::testing::Test::HasFatalFailure()) FAIL() << "seed " << it.seed << " " << NameOf(subject);
    }
  });
  // The worlds must put both sides of a bound to the test, and the bounds be worth something.
  EXPECT_GT(checked.eligible, 2000);
  EXPECT_GT(checked.barred, 10'000);
  EXPECT_LT(checked.slack / checked.eligible, 25'000) << "of " << kScoreScale / kTotalUnit;
}

TEST(BoundTest, TheBestInstructionsAreSupported) { EXPECT_TRUE(IsSupported(BestInstructionSet())); }

}  // namespace
}  // namespace klik::engine
