// The values of single terms, where they depend on one fact of either side: a pair's score is made of them, and the
// bound of what a pair can score is too.
//
// 0 to kTermScale each; RULES.md section 3 is the definition. Pure; any thread.
#ifndef KLIK_ENGINE_SCORE_TERM_VALUES_H_
#define KLIK_ENGINE_SCORE_TERM_VALUES_H_

#include <cstdint>

#include "absl/time/time.h"
#include "engine/index/row.h"
#include "engine/model/enums.h"
#include "engine/model/policy.h"

namespace klik::engine {

// COMMITMENT, and TRAVEL of a meeting from afar.
inline constexpr int kNeutralCommitment = 700;
inline constexpr int kRemoteTravel = 700;
// FRESHNESS of a resident that was confirmed some time, long ago, and of whoever says nothing; what an unanswered
// request takes off a volunteer's.
inline constexpr int kStale = 300;
inline constexpr int kFreshnessNotKnown = 700;
inline constexpr int kPerUnanswered = 200;
// INTERGENERATIONAL of an activity's side, NEED_FIT of a volunteer at an activity.
inline constexpr int kNoGeneration = 500;
inline constexpr int kNoNeed = 500;

// Of months or of times a month; 0: not stated.
int CommitmentPart(int wished, int offered);

int IntergenerationalValue(Intergenerational wish, bool another_generation);

// Whole 24 hours; the future counts as 0 days.
std::int64_t WholeDaysSince(absl::Time then, absl::Time now);

// Of a volunteer, from the days since the last request, before unanswered ones are taken off.
int RestedValue(std::int64_t days, const Policy& policy);
// About `row`.
int FreshnessValue(const Row& row, const Policy& policy, absl::Time now);

enum class Offer { kOneToOne, kRemote, kSmallGroup, kGroup, kNeighbour };
int NeedFit(NeedType need, Offer offer);

struct GroupOffer {
  bool meaningful_role = false;
  bool practical_support = false;
  bool small = false;
};
GroupOffer GroupOfferOf(const Row& activity, const Policy& policy);
int NeedFitInGroup(NeedType need, const GroupOffer& offer);

// TRAVEL of the one who moves.
int MovingValue(int minutes, const Policy& policy);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_SCORE_TERM_VALUES_H_
