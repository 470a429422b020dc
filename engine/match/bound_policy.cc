#include "engine/match/bound_policy.h"

#include <algorithm>

#include "engine/rules/travel.h"

namespace klik::engine {
namespace {

constexpr std::int64_t kUnitCm = std::int64_t{1} << kDistanceShift;

// Of a term that falls or rises evenly: as many classes as there are, each standing for the most of its values.
constexpr std::size_t kRestedClasses = kClasses - 1;

std::int32_t PickUpReach(int max_minutes) {
  std::int32_t within = -1;
  std::int32_t beyond = kFarthest + 1;
  while (beyond - within > 1) {
    const std::int32_t middle = within + (beyond - within) / 2;
    const bool can = TravelMinutes(TravelMode::kCar, middle * kUnitCm) <= max_minutes;
    (can ? within : beyond) = middle;
  }
  return within == kFarthest ? kAnyDistance : within;
}

}  // namespace

std::int64_t BoundPolicy::StepCm(std::size_t step) { return static_cast<std::int64_t>(step * step) * kUnitCm; }

int BoundPolicy::StepMinutes(std::size_t mode, std::size_t step) {
  static const auto* const kMinutes = [] {
    auto* minutes = new std::array<std::array<std::int16_t, kDistanceSteps>, kModes>;
    for (std::size_t m = 0; m < kModes; ++m) {
      for (std::size_t s = 0; s < kDistanceSteps; ++s) {
        (*minutes)[m][s] = static_cast<std::int16_t>(TravelMinutes(static_cast<TravelMode>(m + 1), StepCm(s)));
      }
    }
    return minutes;
  }();
  return (*kMinutes)[mode][step];
}

BoundPolicy::BoundPolicy(const Policy& policy)
    : weights_(policy.weights), pick_up_reach_(PickUpReach(policy.max_pick_up_minutes)) {
  for (std::size_t mode = 0; mode < kModes; ++mode) {
    for (std::size_t step = 0; step < kDistanceSteps; ++step) {
      going_[mode][step] = UnitsOf(Term::kTravel, MovingValue(StepMinutes(mode, step), policy));
    }
  }
  for (std::size_t i = 0; i < InterestUnits::kSteps; ++i) {
    const int most = static_cast<int>(i) * InterestUnits::kWorthsToStep * InterestTables::kPointUnit;
    const bool is_last = i + 1 == InterestUnits::kSteps;
    const int value = is_last ? kTermScale : (kTermScale * most + most + 999) / (most + 1000);
    const Units units = UnitsOf(Term::kInterests, value);
    interests_.low[i] = static_cast<std::uint8_t>(units & 255U);
    interests_.high[i] = static_cast<std::uint8_t>(units >> 8U);
  }
  SetFreshness(policy);
  SetGroupClasses(policy);
}

void BoundPolicy::SetFreshness(const Policy& policy) {
  const auto units = [&](int value) { return UnitsOf(Term::kFreshness, value); };
  // Nobody says how fresh an activity is.
  freshness_[static_cast<std::size_t>(Kind::kActivity)].units[0] = units(kFreshnessNotKnown);

  Freshness& resident = freshness_[static_cast<std::size_t>(Kind::kResident)];
  resident.units[0] = units(kTermScale);
  resident.units[1] = units(kStale);
  resident.units[2] = units(kFreshnessNotKnown);
  // Counted from days in UTC, it may be a day less, and a step is two days: who was confirmed in the last of them may
  // be stale or not. The last step but one stands for all before it as well.
  const int stale = std::min((std::max(0, policy.stale_profile_days) + 3) / 2 + 1, kDaySteps - 1);
  for (std::size_t step = 0; step < kDaySteps; ++step) {
    resident.steps[step] = static_cast<std::uint8_t>(static_cast<int>(step) < stale ? 0 : 1);
  }
  resident.steps[kDaySteps - 1] = 2;

  Freshness& volunteer = freshness_[static_cast<std::size_t>(Kind::kVolunteer)];
  const auto value_of = [&](std::size_t step) {
    // The later of the two days, and the day more that it may be.
    const int days = static_cast<int>(2 * step + 2);
    return step >= kDaySteps - 2 ? kTermScale : std::min(kTermScale, RestedValue(days, policy));
  };
  for (std::size_t step = 0; step < kDaySteps; ++step) {
    const auto index = static_cast<std::size_t>(value_of(step)) * kRestedClasses / kTermScale;
    volunteer.steps[step] = static_cast<std::uint8_t>(index);
    volunteer.units[index] = std::max(volunteer.units[index], units(value_of(step)));
  }
  unanswered_ = static_cast<Units>(weights_[static_cast<std::size_t>(Term::kFreshness)] * kPerUnanswered / kTotalUnit);
}

void BoundPolicy::SetGroupClasses(const Policy& policy) {
  for (unsigned offer = 0; offer < group_classes_.size(); ++offer) {
    const int capacity = static_cast<int>(offer & static_cast<unsigned>(kOfferCapacityMax));
    const bool small = capacity <= policy.small_group_capacity;
    // The largest that fits stands for more, and for no bound.
    const unsigned size = !small ? 0U : capacity == kOfferCapacityMax ? 1U : 2U;
    group_classes_[offer] = static_cast<std::uint8_t>(size * 8 + ((offer & kOfferMeaning) != 0 ? 1U : 0U) +
                                                      ((offer & kOfferPractical) != 0 ? 2U : 0U) +
                                                      ((offer & kOfferGenerations) != 0 ? 4U : 0U));
  }
}

BoundPolicy::GroupClass BoundPolicy::GroupClassOf(std::size_t index) {
  const std::size_t size = index / 8;
  return {.generations = (index & 4U) != 0,
          .offer = {.meaningful_role = (index & 1U) != 0, .practical_support = (index & 2U) != 0, .small = size > 0},
          .may_be_large = size < 2};
}

}  // namespace klik::engine
