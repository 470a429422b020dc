// Bars: why a pair is not eligible, as plain values. RULES.md says when each holds.
#ifndef KLIK_ENGINE_RULES_BAR_H_
#define KLIK_ENGINE_RULES_BAR_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace klik::engine {

// Numbers are append only and the same as in the API.
enum class BarCode : std::uint8_t {
  kUnspecified,
  kConsentMissing,
  kConsentWithdrawn,
  kVogMissing,
  kVogExpired,
  kCapacity,
  kCapacityReserved,
  kActivityFull,
  kLanguage,
  kTimeOverlap,
  kTravel,
  kTransport,
  kAccessibility,
  kExcludedPair,
  kCommitment,
  kAgeRule,
  kPendingGuardian,
  kCost,
  kHardWish,
  kContactForm,
  kPaused,
  kOwnRelation,
  kScope,
  kAlreadyMatched,
  kRole,
  kTopicNever,
};
inline constexpr int kBarCodeCount = 26;

// Numbers are append only and the same as in the API.
enum class WarningCode : std::uint8_t {
  kUnspecified,
  kVogExpiresDuring,
  kAccessibilityUnknown,
  kStaleProfile,
  kConfirmFirst,
  kNeedUnknown,
  kWaitlistPosition,
};
inline constexpr int kWarningCodeCount = 7;

// Whose circumstance the bar is. kPair: of the two together.
enum class Side : std::uint8_t { kPair, kSubject, kCandidate };

// Facts for the sentence: minutes, dates, codes. Never a text about a person.
//
// Keys: `cause` (professional_first) · `wish` (age, gender, intergenerational) · `rule` (never_alone_at_home, min_age,
// max_age) · `until`, `issued` (YYYY-MM-DD) · `running`, `open`, `max`, `capacity`, `minutes`, `needed_minutes`,
// `min_age`, `max_age`, `cost_cents`, `months`, `needed_months`, `group_size` (whole numbers) · `topic` (id) · `state`
// (requested, none) · `needs` (enum names, comma separated) · `relation` (family, colleague, case_worker).
//
// `needed_months` follows from what the resident misses, which is not for the other side to read: no sentence has it.
using BarParams = std::map<std::string, std::string>;

struct Bar {
  BarCode code = BarCode::kUnspecified;
  Side side = Side::kPair;
  BarParams params;

  friend bool operator==(const Bar&, const Bar&) = default;
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_RULES_BAR_H_
