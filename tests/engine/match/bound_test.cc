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
  int with_more_times = 0;
  std::int64_t slack = 0;
};

// The bounds of a slot from the loosest to the tightest: of its block, of its columns, and with the time that is
// missing.
void CheckSlot(const QuestionBound& question, const KindBound& kind, const RowBlock& block, std::size_t slot,
               const SlotBounds& bounds, Standing needed, Checked& checked) {
  const Standing standing = StandingOf(bounds.settled[slot], bounds.unsettled[slot]);
  const auto missing = question.MissingTime(block.members[slot]);
  ASSERT_TRUE(missing.has_value());
  const Standing with_time = standing - static_cast<Standing>(*missing);
  ASSERT_LE(needed, with_time);
  ASSERT_LE(standing, kSettledStanding | kind.Of(block.summary));
  ++checked.eligible;
  if (block.members[slot].has_more_times) ++checked.with_more_times;
  checked.slack += with_time % kSettledStanding - needed % kSettledStanding;
}

// Those that reach what is needed, and no others, in the mask, whatever the instructions.
void CheckInstructions(const BoundTables& tables, const RowBlock& block, const SlotBounds& wanted, std::uint64_t seed) {
  const Needed needed = {static_cast<ScoreBound>(1 + seed % 50'000), static_cast<ScoreBound>(1 + seed % 40'000)};
  for (const InstructionSet set : kSets) {
    if (!IsSupported(set)) continue;
    const auto bounds = std::make_unique<SlotBounds>();
    const SlotMask mask = BoundSlots(set, tables, block, needed, *bounds);
    for (std::size_t slot = 0; slot < kBlockSlots; ++slot) {
      const bool reaches = wanted.settled[slot] >= needed.settled || wanted.unsettled[slot] >= needed.unsettled;
      ASSERT_EQ((mask[slot / 64] >> slot % 64 & 1U) != 0, reaches);
      if (!reaches) continue;
      ASSERT_EQ(bounds->settled[slot], wanted.settled[slot]);
      ASSERT_EQ(bounds->unsettled[slot], wanted.unsettled[slot]);
    }
  }
}

void CheckBlocks(const testing::Case& it, const Snapshot& snapshot, const Row& subject, Kind kind,
                 const Eligible& eligible, Checked& checked) {
  const MatchingDay day(it.policy, it.moment);
  const QuestionBound question(subject, day, it.moment, snapshot.taxonomy());
  KindBound bound;
  if (!question.SetKind(kind, 0, bound)) {
    for (const auto& [id, pair] : eligible) ASSERT_NE(id.kind, kind);
    return;
  }
  const SpatialTable& table = snapshot.spatial(kind);
  for (std::size_t b = 0; b < table.block_count(); ++b) {
    const RowBlock& block = table.block(b);
    // Whoever is not surely barred; 0 for the others.
    const auto bounds = std::make_unique<SlotBounds>();
    const SlotMask mask = BoundSlots(InstructionSet::kPlain, bound.tables, block, {}, *bounds);
    for (std::size_t slot = 0; slot < kBlockSlots; ++slot) {
      if ((mask[slot / 64] >> slot % 64 & 1U) == 0) bounds->settled[slot] = bounds->unsettled[slot] = 0;
    }
    for (std::size_t slot = 0; slot < static_cast<std::size_t>(block.size); ++slot) {
      if (StandingOf(bounds->settled[slot], bounds->unsettled[slot]) == kNobody) ++checked.barred;
      const auto found = eligible.find(block.members[slot].row->meta->id);
      if (found == eligible.end()) continue;
      const Standing needed = StandingBeside(found->second->ask_first, found->second->score.score);
      CheckSlot(question, bound, block, slot, *bounds, needed, checked);
    }
    CheckInstructions(bound.tables, block, *bounds, it.seed);
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
    const SearchResult all = Search(*snapshot, {it.policy, query.moment}, query);
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
  EXPECT_GT(checked.with_more_times, 50);
  EXPECT_LT(checked.slack / checked.eligible, 12'000) << "of " << kScoreScale / kTotalUnit;
}

TEST(BoundTest, TheBestInstructionsAreSupported) { EXPECT_TRUE(IsSupported(BestInstructionSet())); }

}  // namespace
}  // namespace klik::engine
