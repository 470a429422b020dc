#include "engine/match/best_first.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "engine/match/bound.h"

namespace klik::engine {
namespace {

// How many rows are kept at first, beside two for each that is sought: enough to find them among, mostly.
constexpr std::size_t kKeptAtLeast = 48;
// In the second round, visits are made once so many are collected: what is found makes the rest of the blocks shorter.
constexpr std::size_t kCollectedAtOnce = 256;

struct NextBlock {
  ScoreBound bound = 0;
  std::uint8_t kind = 0;  // Of the question's.
  const RowBlock* block = nullptr;
};

// A row that may be among the best.
struct Perhaps {
  Standing standing = kNobody;
  const Row* row = nullptr;
};
bool Below(const Perhaps& a, const Perhaps& b) { return a.standing < b.standing; }
bool Above(const Perhaps& a, const Perhaps& b) { return a.standing > b.standing; }

// Rows lie all over the memory, and what there is of one in several places: while one is worked out, the next ones are
// fetched.
constexpr std::size_t kFetchRow = 16;  // How many rows ahead.
constexpr std::size_t kFetchProfile = 8;
constexpr std::size_t kCacheLine = 64;

void Fetch(const void* from, std::size_t bytes) {
  const char* line = static_cast<const char*>(from);
  for (std::size_t at = 0; at < bytes; at += kCacheLine) __builtin_prefetch(line + at);
}

void FetchProfile(const Row& row) {
  Fetch(row.stretches.data(), row.stretches.size() * sizeof(Stretch));
  Fetch(row.wishes.data(), row.wishes.size_bytes());
}

Needed NeededFor(Standing standing) {
  constexpr ScoreBound kOutOfReach = 0xffff;
  if (standing >= kSettledStanding) {
    return {.settled = std::max<ScoreBound>(1, static_cast<ScoreBound>(standing & 0xffffU)), .unsettled = kOutOfReach};
  }
  return {.settled = 1, .unsettled = std::max<ScoreBound>(1, static_cast<ScoreBound>(standing))};
}

class Walk {
 public:
  Walk(const Snapshot& snapshot, const BestFirstQuestion& question, absl::FunctionRef<Standing(const Row&)> visit)
      : question_(question),
        visit_(visit),
        bound_(question.subject, question.day, question.moment, snapshot.taxonomy()) {
    for (std::size_t i = 0; i < question.kinds.size(); ++i) AddBlocks(snapshot.spatial(question.kinds[i]), i);
    std::sort(blocks_.begin(), blocks_.end(), [](const NextBlock& a, const NextBlock& b) { return a.bound > b.bound; });
  }

  void Go() {
    KeepTheBest();
    VisitCollected();
    if (!passed_over_ || needed_ > kept_from_) return;
    GoThroughAgain();
  }

 private:
  void AddBlocks(const SpatialTable& table, std::size_t kind) {
    if (!bound_.SetKind(question_.kinds[kind], question_.max_distance_metres, kinds_[kind])) return;
    for (std::size_t b = 0; b < table.block_count(); ++b) {
      const ScoreBound bound = kinds_[kind].Of(table.summary(b));
      if (bound > 0) blocks_.push_back({bound, static_cast<std::uint8_t>(kind), &table.block(b)});
    }
  }

  // Whoever stands at `least` or above: take(standing, row).
  template <typename Take>
  void ForEachFrom(Standing least, const NextBlock& next, Take&& take) {
    const RowBlock& block = *next.block;
    const SlotMask mask = BoundSlots(question_.instructions, kinds_[next.kind].tables, block, NeededFor(least), slots_);
    for (std::size_t word = 0; word < mask.size(); ++word) {
      for (std::uint64_t rest = mask[word]; rest != 0; rest &= rest - 1) {
        const std::size_t slot = 64 * word + static_cast<std::size_t>(__builtin_ctzll(rest));
        take(StandingOf(slots_.settled[slot], slots_.unsettled[slot]), *block.rows[slot]);
      }
    }
  }

  // Whether nobody in the block can stand at `least`.
  static bool IsBelow(const NextBlock& block, Standing least) {
    return least >= kSettledStanding && block.bound < (least & 0xffffU);
  }

  // The first round: leaves in `collected_` the best of all by their bounds.
  void KeepTheBest() {
    const std::size_t kept = 2 * question_.wanted + kKeptAtLeast;
    collected_.reserve(2 * kept + kBlockSlots);
    visited_.reserve(kept);
    for (const NextBlock& next : blocks_) {
      if (IsBelow(next, kept_from_)) return;  // As are those after it.
      ForEachFrom(kept_from_, next, [&](Standing standing, const Row& row) { collected_.push_back({standing, &row}); });
      if (collected_.size() < 2 * kept) continue;
      const auto last = collected_.begin() + static_cast<std::ptrdiff_t>(kept) - 1;
      std::nth_element(collected_.begin(), last, collected_.end(), Above);
      kept_from_ = last->standing;
      passed_over_ = true;
      collected_.resize(kept);
    }
  }

  // The second: whoever was passed over and may be among the best all the same.
  void GoThroughAgain() {
    std::sort(visited_.begin(), visited_.end());
    const auto is_visited = [this, end = visited_.size()](const Row& row) {
      return std::binary_search(visited_.begin(), visited_.begin() + static_cast<std::ptrdiff_t>(end), &row);
    };
    for (const NextBlock& next : blocks_) {
      if (IsBelow(next, needed_)) break;
      ForEachFrom(needed_, next, [&](Standing standing, const Row& row) {
        if (standing <= kept_from_ && !is_visited(row)) collected_.push_back({standing, &row});
      });
      if (collected_.size() >= kCollectedAtOnce) VisitCollected();
    }
    VisitCollected();
  }

  // Visits what was collected, as far as it may still win.
  void VisitCollected() {
    std::sort(collected_.begin(), collected_.end(), Above);
    for (std::size_t i = 0; i < std::min(kFetchRow, collected_.size()); ++i) Fetch(collected_[i].row, sizeof(Row));
    for (std::size_t i = 0; i < collected_.size() && collected_[i].standing >= needed_; ++i) {
      if (i + kFetchRow < collected_.size()) Fetch(collected_[i + kFetchRow].row, sizeof(Row));
      if (i + kFetchProfile < collected_.size()) FetchProfile(*collected_[i + kFetchProfile].row);
      VisitTimed(collected_[i].standing);
      Perhaps next = collected_[i];
      if (next.standing < needed_) break;
      visited_.push_back(next.row);
      const std::optional<int> missing = bound_.MissingTime(*next.row);
      if (!missing) continue;
      const auto score = static_cast<int>(next.standing & (kSettledStanding - 1));
      next.standing = (next.standing & kSettledStanding) | static_cast<Standing>(std::max(1, score - *missing));
      timed_.push_back(next);
      std::push_heap(timed_.begin(), timed_.end(), Below);
    }
    VisitTimed(kNobody);
    timed_.clear();
    collected_.clear();
  }

  // Of those whose common time is looked at already, all that stand at `least` or above and may still win.
  void VisitTimed(Standing least) {
    while (!timed_.empty() && timed_.front().standing >= std::max(needed_, least)) {
      std::pop_heap(timed_.begin(), timed_.end(), Below);
      needed_ = visit_(*timed_.back().row);
      timed_.pop_back();
    }
  }

  const BestFirstQuestion& question_;
  const absl::FunctionRef<Standing(const Row&)> visit_;
  const QuestionBound bound_;
  std::array<KindBound, 3> kinds_;
  std::vector<NextBlock> blocks_;  // The best first.
  Standing needed_ = kNobody;
  // In the first round those below are passed over, and some of those that stand there.
  Standing kept_from_ = kNobody + 1;
  bool passed_over_ = false;
  std::vector<Perhaps> collected_;
  std::vector<Perhaps> timed_;  // A heap, the best on top: their standing is without the time they lack.
  std::vector<const Row*> visited_;
  SlotBounds slots_;
};

}  // namespace

Standing StandingBeside(bool ask_first, std::int64_t score) {
  const auto bound = static_cast<Standing>((score + kTotalUnit - 1) / kTotalUnit) + 1;
  return ask_first ? bound : kSettledStanding | bound;
}

void VisitBestFirst(const Snapshot& snapshot, const BestFirstQuestion& question,
                    absl::FunctionRef<Standing(const Row&)> visit) {
  Walk(snapshot, question, visit).Go();
}

}  // namespace klik::engine
