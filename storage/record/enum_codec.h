// The engine's enums as the numbers on disk: their own, which are append only.
//
// A new enumerator is added here too. Forgetting it aborts at the first write of the new value, so that a record this
// build could not read back never gets to disk.
#ifndef KLIK_STORAGE_RECORD_ENUM_CODEC_H_
#define KLIK_STORAGE_RECORD_ENUM_CODEC_H_

#include <cstdint>
#include <cstdlib>
#include <optional>

#include "engine/model/enums.h"

namespace klik::storage {

template <typename Enum>
struct EnumBounds;

#define KLIK_ENUM_BOUNDS(Enum, first_value, last_value)               \
  template <>                                                         \
  struct EnumBounds<engine::Enum> {                                   \
    static constexpr engine::Enum kFirst = engine::Enum::first_value; \
    static constexpr engine::Enum kLast = engine::Enum::last_value;   \
  }

KLIK_ENUM_BOUNDS(Kind, kResident, kReferral);
KLIK_ENUM_BOUNDS(ProfileState, kUnspecified, kWithdrawn);
KLIK_ENUM_BOUNDS(Gender, kUnspecified, kNonBinary);
KLIK_ENUM_BOUNDS(PlaceAccuracy, kUnspecified, kPc4);
KLIK_ENUM_BOUNDS(Weekday, kUnspecified, kSunday);
KLIK_ENUM_BOUNDS(Weeks, kUnspecified, kEven);
KLIK_ENUM_BOUNDS(TravelMode, kUnspecified, kWheelchairTaxi);
KLIK_ENUM_BOUNDS(Attitude, kUnspecified, kNever);
KLIK_ENUM_BOUNDS(LanguageLevel, kUnspecified, kFluent);
KLIK_ENUM_BOUNDS(ContactForm, kUnspecified, kGroup);
KLIK_ENUM_BOUNDS(AccessNeed, kUnspecified, kQuiet);
KLIK_ENUM_BOUNDS(Fact, kUnspecified, kUnknown);
KLIK_ENUM_BOUNDS(Experience, kUnspecified, kGrieving);
KLIK_ENUM_BOUNDS(Intergenerational, kUnspecified, kNotWanted);
KLIK_ENUM_BOUNDS(Purpose, kUnspecified, kContact);
KLIK_ENUM_BOUNDS(Basis, kUnspecified, kLegalTask);
KLIK_ENUM_BOUNDS(NeedType, kUnspecified, kUnknown);
KLIK_ENUM_BOUNDS(Role, kUnspecified, kBoth);
KLIK_ENUM_BOUNDS(VogState, kUnspecified, kValid);
KLIK_ENUM_BOUNDS(ActivityFormat, kUnspecified, kDropIn);
KLIK_ENUM_BOUNDS(WorkingElement, kUnspecified, kMeaningfulRole);
KLIK_ENUM_BOUNDS(OrganisationKind, kUnspecified, kOther);
KLIK_ENUM_BOUNDS(MatchState, kUnspecified, kWaiting);
KLIK_ENUM_BOUNDS(EndReason, kUnspecified, kOther);
KLIK_ENUM_BOUNDS(ExclusionCategory, kUnspecified, kCaseWorker);
KLIK_ENUM_BOUNDS(MatchSide, kUnspecified, kCompanion);
KLIK_ENUM_BOUNDS(Answer, kUnspecified, kNo);
KLIK_ENUM_BOUNDS(Mood, kUnspecified, kNotReached);
KLIK_ENUM_BOUNDS(Farewell, kUnspecified, kNotPossible);
KLIK_ENUM_BOUNDS(ReferralState, kUnspecified, kFailed);
KLIK_ENUM_BOUNDS(Urgency, kUnspecified, kUrgent);
KLIK_ENUM_BOUNDS(ReferralReason, kUnspecified, kOther);

#undef KLIK_ENUM_BOUNDS

// nullopt when this build does not know the number.
template <typename Enum>
constexpr std::optional<Enum> EnumOf(std::int32_t number) {
  if (number < static_cast<std::int32_t>(EnumBounds<Enum>::kFirst)) return std::nullopt;
  if (number > static_cast<std::int32_t>(EnumBounds<Enum>::kLast)) return std::nullopt;
  return static_cast<Enum>(number);
}

template <typename Enum>
constexpr std::int32_t NumberOf(Enum value) {
  const auto number = static_cast<std::int32_t>(value);
  if (!EnumOf<Enum>(number).has_value()) std::abort();
  return number;
}

}  // namespace klik::storage

#endif  // KLIK_STORAGE_RECORD_ENUM_CODEC_H_
