// The parts of a bound that a policy alone makes, whoever asks: worked out once for many questions.
//
// Immutable after construction; any thread may read it.
#ifndef KLIK_ENGINE_MATCH_BOUND_POLICY_H_
#define KLIK_ENGINE_MATCH_BOUND_POLICY_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/index/slot_bounds.h"
#include "engine/model/enums.h"
#include "engine/model/policy.h"
#include "engine/score/term_values.h"

namespace klik::engine {

class BoundPolicy {
 public:
  explicit BoundPolicy(const Policy& policy);

  // Of a term's value, 0 to kTermScale.
  Units UnitsOf(Term term, int value) const { return InUnits(weights_[static_cast<std::size_t>(term)] * value); }

  // How far a step of distance begins, and the minutes that takes by a mode (less one).
  static std::int64_t StepCm(std::size_t step);
  static int StepMinutes(std::size_t mode, std::size_t step);
  const GoingTables& going() const { return going_; }
  // The farthest, in units of distance, that an activity fetches somebody; negative: not even next door.
  std::int32_t pick_up_reach() const { return pick_up_reach_; }

  const InterestUnits& interests() const { return interests_; }

  // FRESHNESS about a candidate, by steps of days.
  struct Freshness {
    Table<std::uint8_t, kDaySteps> steps{};
    ByClass units{};
  };
  const Freshness& freshness(Kind candidate) const { return freshness_[static_cast<std::size_t>(candidate)]; }
  // What each unanswered request takes off.
  Units unanswered() const { return unanswered_; }

  // What activities offer: Packed::offer leads to one of these.
  struct GroupClass {
    bool generations = false;
    GroupOffer offer;
    bool may_be_large = true;
  };
  static constexpr std::size_t kGroupClasses = 24;
  const Table<std::uint8_t, 256>& group_classes() const { return group_classes_; }
  static GroupClass GroupClassOf(std::size_t index);

 private:
  void SetFreshness(const Policy& policy);
  void SetGroupClasses(const Policy& policy);

  std::array<int, kTermCount> weights_;
  GoingTables going_{};
  std::int32_t pick_up_reach_ = -1;
  InterestUnits interests_{};
  std::array<Freshness, 4> freshness_{};
  Units unanswered_ = 0;
  Table<std::uint8_t, 256> group_classes_{};
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MATCH_BOUND_POLICY_H_
