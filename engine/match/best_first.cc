#include "engine/match/best_first.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "engine/match/bound.h"

namespace klik::engine {
namespace {

// How many blocks are bounded before the best of them are visited. To bound a block takes about as long as to work out
// one pair: with few at a time, rows are visited that a later block puts in the shade.
constexpr std::size_t kBlocksAtOnce = 32;

struct NextBlock {
  std::int32_t bound = 0;
  const KindBound* kind = nullptr;
  const RowBlock* block = nullptr;
};

// A row that may be among the best.
struct Perhaps {
  std::int32_t bound = 0;
  std::int32_t settled = 0;
  std::array<std::int32_t, 3> ways{};  // As SlotBounds::ways, with interests.
  bool timed = false;                  // Whether the common time is in it.
  const Row* row = nullptr;
};
// Which of those collected, with its bound in the upper half: heaps are made of these.
using Turn = std::uint64_t;
Turn TurnOf(std::int32_t bound, std::size_t index) { return static_cast<Turn>(bound) << 32 | index; }
std::int32_t BoundOfTurn(Turn turn) { return static_cast<std::int32_t>(turn >> 32); }

std::vector<NextBlock> BlocksInOrder(const Snapshot& snapshot, const std::vector<Kind>& kinds,
                                     const std::array<std::optional<KindBound>, 3>& bounds) {
  std::vector<NextBlock> blocks;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (!bounds[i]) continue;
    const SpatialTable& table = snapshot.spatial(kinds[i]);
    for (std::size_t b = 0; b < table.block_count(); ++b) {
      const std::int32_t bound = bounds[i]->Of(table.block(b));
      if (bound >= 0) blocks.push_back({bound, &*bounds[i], &table.block(b)});
    }
  }
  std::sort(blocks.begin(), blocks.end(), [](const NextBlock& a, const NextBlock& b) { return a.bound > b.bound; });
  return blocks;
}

class Walk {
 public:
  Walk(const BestFirstQuestion& question, const QuestionBound& bound,
       const std::function<std::int32_t(const Row&)>& visit)
      : question_(question), bound_(bound), visit_(visit) {}

  std::int32_t needed() const { return needed_; }

  // Collects the slots that may still win.
  void Bound(const NextBlock& next) {
    const RowBlock& block = *next.block;
    BoundSlots(question_.instructions, next.kind->tables, block, slots_);
    for (std::size_t i = 0; i < static_cast<std::size_t>(block.size); ++i) {
      if (slots_.bound[i] < needed_) continue;
      const std::int32_t interests = bound_.Interests(block, static_cast<int>(i));
      Perhaps perhaps;
      perhaps.settled = slots_.settled[i];
      for (std::size_t way = 0; way < perhaps.ways.size(); ++way) {
        const std::int32_t totals = slots_.ways[way][i];
        perhaps.ways[way] = totals < 0 ? kBar : totals + interests;
      }
      perhaps.bound = BoundOf(perhaps.ways, perhaps.settled);
      if (perhaps.bound < needed_) continue;
      perhaps.row = block.rows[i];
      turns_.push_back(TurnOf(perhaps.bound, collected_.size()));
      collected_.push_back(perhaps);
    }
  }

  // Visits what was collected, as far as it may still win.
  void VisitCollected() {
    std::make_heap(turns_.begin(), turns_.end());
    while (!turns_.empty() && BoundOfTurn(turns_.front()) >= needed_) {
      std::pop_heap(turns_.begin(), turns_.end());
      const auto index = static_cast<std::size_t>(turns_.back() & 0xffff'ffff);
      turns_.pop_back();
      Perhaps& best = collected_[index];
      if (!best.timed && !TakeOffMissingTime(best)) continue;
      if (best.bound < needed_) continue;
      if (!turns_.empty() && best.bound < BoundOfTurn(turns_.front())) {
        turns_.push_back(TurnOf(best.bound, index));
        std::push_heap(turns_.begin(), turns_.end());
        continue;
      }
      needed_ = visit_(*best.row);
    }
    turns_.clear();
    collected_.clear();
  }

 private:
  // False: they have no time together.
  bool TakeOffMissingTime(Perhaps& perhaps) const {
    const std::optional<std::int32_t> missing = bound_.MissingTime(*perhaps.row);
    if (!missing) return false;
    for (std::int32_t& totals : perhaps.ways) {
      if (totals >= 0) totals -= *missing;
    }
    perhaps.bound = BoundOf(perhaps.ways, perhaps.settled);
    perhaps.timed = true;
    return true;
  }

  const BestFirstQuestion& question_;
  const QuestionBound& bound_;
  const std::function<std::int32_t(const Row&)>& visit_;
  std::int32_t needed_ = kNothingNeeded;
  std::vector<Perhaps> collected_;
  std::vector<Turn> turns_;
  SlotBounds slots_;
};

}  // namespace

std::int32_t NeededBeside(bool ask_first, std::int64_t score) {
  return static_cast<std::int32_t>((score + kTotalUnit - 1) / kTotalUnit) + (ask_first ? 0 : kSettled);
}

void VisitBestFirst(const Snapshot& snapshot, const BestFirstQuestion& question,
                    const std::function<std::int32_t(const Row&)>& visit) {
  const QuestionBound bound(question.subject, question.policy, question.moment, snapshot.taxonomy());
  std::array<std::optional<KindBound>, 3> kinds;
  for (std::size_t i = 0; i < question.kinds.size(); ++i) {
    kinds[i] = bound.ForKind(question.kinds[i], question.max_distance_metres);
  }
  const std::vector<NextBlock> blocks = BlocksInOrder(snapshot, question.kinds, kinds);
  Walk walk(question, bound, visit);
  for (std::size_t i = 0; i < blocks.size() && blocks[i].bound >= walk.needed();) {
    const std::size_t end = std::min(blocks.size(), i + kBlocksAtOnce);
    for (; i < end && blocks[i].bound >= walk.needed(); ++i) walk.Bound(blocks[i]);
    walk.VisitCollected();
  }
}

}  // namespace klik::engine
