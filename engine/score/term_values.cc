#include "engine/score/term_values.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

namespace klik::engine {

std::int64_t WholeDaysSince(absl::Time then, absl::Time now) {
  return std::max<std::int64_t>(0, absl::ToInt64Hours(now - then) / 24);
}

int CommitmentPart(int wished, int offered) {
  if (wished == 0) return 700;
  if (offered == 0) return 500;
  return std::min(wished, offered) * kTermScale / wished;
}

int IntergenerationalValue(Intergenerational wish, bool another_generation) {
  switch (wish) {
    case Intergenerational::kWanted:
      return another_generation ? 1000 : 200;
    case Intergenerational::kWelcome:
      return another_generation ? 700 : 500;
    case Intergenerational::kNotWanted:
      return another_generation ? 0 : 500;
    case Intergenerational::kNoPreference:
    case Intergenerational::kUnspecified:
      return 500;
  }
  std::abort();
}

int RestedValue(std::int64_t days, const Policy& policy) {
  return static_cast<int>(std::min<std::int64_t>(days, policy.rested_days) * kTermScale / policy.rested_days);
}

int FreshnessValue(const Row& row, const Policy& policy, absl::Time now) {
  if (row.kind == Kind::kVolunteer) {
    const std::optional<absl::Time>& asked = row.last_asked_time;
    const int rested = asked ? RestedValue(WholeDaysSince(*asked, now), policy) : kTermScale;
    return std::max(0, rested - kPerUnanswered * row.unanswered_requests);
  }
  if (!row.confirm_time) return kFreshnessNotKnown;
  return WholeDaysSince(*row.confirm_time, now) <= policy.stale_profile_days ? kTermScale : kStale;
}

int NeedFit(NeedType need, Offer offer) {
  const auto by_offer = [offer](std::array<int, 5> values) { return values[static_cast<std::size_t>(offer)]; };
  switch (need) {
    case NeedType::kEmotional:
      return by_offer({1000, 600, 700, 200, 700});
    case NeedType::kSocial:
      return by_offer({500, 300, 900, 1000, 850});
    case NeedType::kBoth:
      return by_offer({900, 500, 850, 850, 850});
    case NeedType::kMeaning:
      return by_offer({300, 200, 600, 600, 800});
    case NeedType::kPractical:
      return by_offer({800, 400, 400, 400, 600});
    case NeedType::kUnknown:
    case NeedType::kUnspecified:
      return by_offer({500, 300, 500, 500, 500});
    case NeedType::kProfessionalFirst:
      return 0;
  }
  std::abort();
}

GroupOffer GroupOfferOf(const Row& activity, const Policy& policy) {
  return {activity.meaningful_role, activity.practical_support,
          activity.capacity && *activity.capacity <= policy.small_group_capacity};
}

int NeedFitInGroup(NeedType need, const GroupOffer& offer) {
  if (need == NeedType::kMeaning && offer.meaningful_role) return 1000;
  if (need == NeedType::kPractical && offer.practical_support) return 800;
  return NeedFit(need, offer.small ? Offer::kSmallGroup : Offer::kGroup);
}

int MovingValue(int minutes, const Policy& policy) {
  const int beyond_near = std::max(0, minutes - policy.near_minutes);
  return std::max(0, kTermScale - beyond_near * kTermScale / policy.far_minutes);
}

}  // namespace klik::engine
