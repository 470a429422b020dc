// The policy: weights and limits of matching. They are chosen, not science; whoever changes one gives the policy a new
// version.
#ifndef KLIK_ENGINE_MODEL_POLICY_H_
#define KLIK_ENGINE_MODEL_POLICY_H_

#include <array>
#include <cstdint>
#include <string>

namespace klik::engine {

// Numbers are append only and the same as in the API, less one.
enum class Term : std::uint8_t {
  kInterests,
  kTravel,
  kAvailability,
  kCommitment,
  kExperience,
  kWishes,
  kNeedFit,
  kIntergenerational,
  kFreshness,
};
inline constexpr int kTermCount = 9;

// A term's value for one side: 0 to kTermScale.
inline constexpr int kTermScale = 1000;
// The sum of the weights.
inline constexpr int kWeightScale = 1000;
// A pair's score: 3 times the lower total and once the higher.
inline constexpr std::int64_t kScoreScale = std::int64_t{4} * kTermScale * kWeightScale;

struct Policy {
  std::string version = "2026-11";
  // By Term; they add up to kWeightScale.
  std::array<int, kTermCount> weights = {300, 100, 100, 80, 70, 50, 200, 50, 50};

  int min_block_minutes = 30;
  int good_block_minutes = 120;
  int intergenerational_gap_years = 25;
  int vog_validity_months = 36;
  int near_minutes = 15;         // Up to here travel costs nothing.
  int far_minutes = 60;          // This much beyond near, nothing is left of the term.
  int max_pick_up_minutes = 45;  // How far an activity fetches somebody, one way.
  int small_group_capacity = 8;
  int stale_profile_days = 365;
  int rested_days = 90;  // After this long a volunteer counts as not asked lately.
  int confirm_first_requests = 2;
  int default_commitment_months = 6;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MODEL_POLICY_H_
