#include "engine/match/best_first.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "engine/match/bound.h"

namespace klik::engine {
namespace {

// How many rows are kept at first, beside two for each that is sought: enough to find them among, mostly, also when
// many of them turn out to have little time in common.
constexpr std::size_t kKeptAtLeast = 120;
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
  const Member* member = nullptr;
};
bool Above(const Perhaps& a, const Perhaps& b) { return a.standing > b.standing; }

// Rows lie all over the memory, and what there is of one in several places: while one is worked out, the next ones are
// fetched.
constexpr std::size_t kFetchRow = 16;  // How many rows ahead.
constexpr std::size_t kFetchWishes = 8;
constexpr std::size_t kCacheLine = 64;

void Fetch(const void* from, std::size_t bytes) {
  const char* line = static_cast<const char*>(from);
  for (std::size_t at = 0; at < bytes; at += kCacheLine) __builtin_prefetch(line + at);
}

void FetchWishes(const Row& row) { Fetch(row.wishes.data(), row.wishes.size_bytes()); }

Needed NeededFor(Standing standing) {
  constexpr ScoreBound kOutOfReach = 0xffff;
  if (standing >= kSettledStanding) {
    return {.settled = std::max<ScoreBound>(1, static_cast<ScoreBound>(standing & 0xffffU)), .unsettled = kOutOfReach};
  }
  return {.settled = 1, .unsettled = std::max<ScoreBound>(1, static_cast<ScoreBound>(standing))};
}

// Of the same settledness; nobody falls below those who are surely barred.
Standing Lowered(Standing standing, int by) {
  const auto score = static_cast<int>(standing & (kSettledStanding - 1));
  return (standing & kSettledStanding) | static_cast<Standing>(std::max(1, score - by));
}

template <typename Take>
void ForEachSlot(const SlotMask& mask, Take&& take) {
  for (std::size_t word = 0; word < mask.size(); ++word) {
    for (std::uint64_t rest = mask[word]; rest != 0; rest &= rest - 1) {
      take(64 * word + static_cast<std::size_t>(__builtin_ctzll(rest)));
    }
  }
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

  // Whoever stands at `least` or above, were there time enough: take(standing, member).
  template <typename Take>
  void ForEachFrom(Standing least, const NextBlock& next, Take&& take) {
    const RowBlock& block = *next.block;
    const SlotMask mask = BoundSlots(question_.instructions, kinds_[next.kind].tables, block, NeededFor(least), slots_);
    ForEachSlot(mask, [&](std::size_t slot) {
      take(StandingOf(slots_.settled[slot], slots_.unsettled[slot]), block.members[slot]);
    });
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
      ForEachFrom(kept_from_, next, [&](Standing standing, const Member& member) {
        collected_.push_back({standing, &member});
      });
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
    const auto is_visited = [this, end = visited_.size()](const Member& member) {
      return std::binary_search(visited_.begin(), visited_.begin() + static_cast<std::ptrdiff_t>(end), &member);
    };
    for (const NextBlock& next : blocks_) {
      if (IsBelow(next, needed_)) break;
      ForEachFrom(needed_, next, [&](Standing standing, const Member& member) {
        if (standing <= kept_from_ && !is_visited(member)) collected_.push_back({standing, &member});
      });
      if (collected_.size() >= kCollectedAtOnce) VisitCollected();
    }
    VisitCollected();
  }

  // Visits what was collected, as far as it may still win. Mostly few are visited: only so many are put in order at
  // once.
  void VisitCollected() {
    TakeOffMissingTime();
    const std::size_t at_once = 2 * question_.wanted;
    for (std::size_t from = 0; from < collected_.size(); from += at_once) {
      const std::size_t end = std::min(from + at_once, collected_.size());
      const auto at = [this](std::size_t i) { return collected_.begin() + static_cast<std::ptrdiff_t>(i); };
      std::partial_sort(at(from), at(end), collected_.end(), Above);
      if (!VisitInOrder(from, end)) break;
    }
    collected_.clear();
  }

  // Leaves those who have time together, and may still win.
  void TakeOffMissingTime() {
    for (const Perhaps& one : collected_) __builtin_prefetch(one.member);
    std::size_t left = 0;
    for (const Perhaps& one : collected_) {
      const std::optional<int> missing = bound_.MissingTime(*one.member);
      const Standing standing = missing ? Lowered(one.standing, *missing) : kNobody;
      collected_[left] = {standing, one.member};
      left += standing > kNobody && standing >= needed_ ? 1 : 0;
    }
    collected_.resize(left);
  }

  // False when the rest can no longer win.
  bool VisitInOrder(std::size_t from, std::size_t end) {
    const auto row = [this](std::size_t i) { return collected_[i].member->row; };
    for (std::size_t i = from; i < std::min(from + kFetchRow, end); ++i) Fetch(row(i), sizeof(Row));
    for (std::size_t i = from; i < end; ++i) {
      if (i + kFetchRow < end) Fetch(row(i + kFetchRow), sizeof(Row));
      if (i + kFetchWishes < end) FetchWishes(*row(i + kFetchWishes));
      if (collected_[i].standing < needed_) return false;
      visited_.push_back(collected_[i].member);
      needed_ = visit_(*row(i));
    }
    return true;
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
  std::vector<const Member*> visited_;
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
