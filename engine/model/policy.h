// The policy: weights and limits of matching. They are chosen, not science; whoever changes one gives the policy a new
// version.
#ifndef KLIK_ENGINE_MODEL_POLICY_H_
#define KLIK_ENGINE_MODEL_POLICY_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

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

// What it takes to lift a bar, in any unit: only their order and sums count. RULES.md section 5.
struct ChangeCosts {
  int consent_missing = 2;
  int vog_requested = 1;
  int vog_missing = 3;
  int vog_expired = 2;
  int capacity = 4;
  int capacity_reserved = 1;
  int activity_full = 4;
  int time_overlap = 3;
  int ride = 3;  // travel and transport
  int pending_guardian = 2;
  int cost = 2;
  int contact_form = 2;
  int paused = 2;

  friend bool operator==(const ChangeCosts&, const ChangeCosts&) = default;
};

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
  int horizon_days = 56;   // How far ahead times are looked at; kMinHorizonDays at least.
  int steady_months = 6;   // What one-to-one contact asks of a volunteer when somebody misses a confidant.
  int lasting_months = 3;  // The same for other needs but PRACTICAL, which asks nothing.
  ChangeCosts change_costs;
  int companion_visits = 3;   // How often a companion goes along before fading out.
  int triad_activities = 10;  // How many of a resident's activities triads are sought for when none is named.
  int circle_block_minutes = 60;
  int min_circle_size = 3;
  int max_circle_size = 8;
  int proposal_days = 14;       // How long a proposal holds a place.
  int waitlist_offer_days = 7;  // The same of a place that came free.
  // After how many weeks of contact both sides are asked how it goes, in order.
  std::vector<int> check_in_weeks = {2, 6, 13, 26, 52};
  int circle_waiting_days = 500;  // A day of waiting is a point, up to this many; an interest is 1000 at most.
};

// A triad's score: 3 times the lowest total and once each of the three.
inline constexpr std::int64_t kTriadScoreScale = std::int64_t{6} * kTermScale * kWeightScale;

// Every weekday of an odd and of an even week is among these, also where an ISO year of 53 weeks ends.
inline constexpr int kMinHorizonDays = 28;

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MODEL_POLICY_H_
