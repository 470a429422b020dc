// The closed vocabularies of the engine's values.
//
// Numbers are append only: records on disk and the API carry the same ones, and a test in services holds them together.
// Zero is "not stated" wherever the API has an unspecified value.
#ifndef KLIK_ENGINE_MODEL_ENUMS_H_
#define KLIK_ENGINE_MODEL_ENUMS_H_

#include <cstdint>

namespace klik::engine {

enum class Kind : std::uint8_t {
  kResident = 1,
  kVolunteer = 2,
  kActivity = 3,
  kOrganisation = 4,
  kMatch = 5,
  kExclusion = 6,
  kReferral = 7
};

enum class ProfileState : std::uint8_t { kUnspecified, kActive, kPaused, kWithdrawn };

enum class Gender : std::uint8_t { kUnspecified, kFemale, kMale, kNonBinary };

enum class PlaceAccuracy : std::uint8_t { kUnspecified, kCoordinates, kPc6, kSettlement, kPc4 };

// kUnspecified is not used: a weekday is always stated.
enum class Weekday : std::uint8_t {
  kUnspecified,
  kMonday,
  kTuesday,
  kWednesday,
  kThursday,
  kFriday,
  kSaturday,
  kSunday
};

enum class Weeks : std::uint8_t { kUnspecified, kEvery, kOdd, kEven };

enum class TravelMode : std::uint8_t { kUnspecified, kWalk, kBike, kCar, kPublicTransport, kWheelchairTaxi };

enum class Attitude : std::uint8_t { kUnspecified, kLikes, kUsedTo, kWantsToLearn, kCanTeach, kDislikes, kNever };

enum class LanguageLevel : std::uint8_t { kUnspecified, kBasic, kConversational, kFluent };

enum class ContactForm : std::uint8_t { kUnspecified, kHomeVisit, kPublicPlace, kOutdoors, kPhone, kOnline, kGroup };

enum class AccessNeed : std::uint8_t {
  kUnspecified,
  kStepFree,
  kAccessibleToilet,
  kHearingLoop,
  kNoAnimals,
  kSmokeFree,
  kQuiet
};

enum class Fact : std::uint8_t { kUnspecified, kYes, kNo, kUnknown };

enum class Experience : std::uint8_t {
  kUnspecified,
  kWidowed,
  kMigrated,
  kCarer,
  kChronicIllness,
  kNewInTown,
  kDivorced,
  kLostWork,
  kRetired,
  kParent,
  kGrieving
};

enum class Intergenerational : std::uint8_t { kUnspecified, kNoPreference, kWelcome, kWanted, kNotWanted };

enum class Purpose : std::uint8_t { kUnspecified, kMatching, kSharingWithPartner, kEvaluation, kContact };

enum class Basis : std::uint8_t { kUnspecified, kConsent, kAgreement, kLegalTask };

enum class NeedType : std::uint8_t {
  kUnspecified,
  kEmotional,
  kSocial,
  kBoth,
  kMeaning,
  kPractical,
  kProfessionalFirst,
  kUnknown
};

enum class Role : std::uint8_t { kUnspecified, kReceive, kGive, kBoth };

enum class VogState : std::uint8_t { kUnspecified, kNone, kRequested, kValid };

enum class ActivityFormat : std::uint8_t { kUnspecified, kGroup, kWorkshop, kMeal, kWalk, kCourse, kDropIn };

enum class WorkingElement : std::uint8_t {
  kUnspecified,
  kPastime,
  kMeetingPeople,
  kPracticalSupport,
  kMeaningfulContact,
  kSocialSkills,
  kRealisticExpectations,
  kMeaningfulRole
};

enum class OrganisationKind : std::uint8_t {
  kUnspecified,
  kSchool,
  kEmployer,
  kClub,
  kCare,
  kWelfare,
  kMunicipality,
  kFaith,
  kOther
};

enum class MatchState : std::uint8_t {
  kUnspecified,
  kProposed,
  kShown,
  kTrial,
  kActive,
  kPaused,
  kEnded,
  kDeclined,
  kExpired,
  kRetracted,
  kWaiting
};

enum class EndReason : std::uint8_t {
  kUnspecified,
  kGoalReached,
  kMovedHouse,
  kNoTime,
  kNoClick,
  kIllness,
  kDeceased,
  kConflict,
  kConsentWithdrawn,
  kOther
};

enum class MatchSide : std::uint8_t { kUnspecified, kResident, kOther, kCompanion };

enum class Answer : std::uint8_t { kUnspecified, kYes, kNo };

enum class Mood : std::uint8_t { kUnspecified, kGood, kFair, kPoor, kNotReached };

enum class Farewell : std::uint8_t { kUnspecified, kHeld, kNotWanted, kNotPossible };

enum class ReferralState : std::uint8_t {
  kUnspecified,
  kDraft,
  kRequested,
  kAccepted,
  kRejected,
  kInProgress,
  kOnHold,
  kCompleted,
  kCancelled,
  kFailed
};

enum class Urgency : std::uint8_t { kUnspecified, kRoutine, kSoon, kUrgent };

enum class ReferralReason : std::uint8_t {
  kUnspecified,
  kContactFound,
  kNotForUs,
  kOutsideMunicipality,
  kProfessionalHelpFirst,
  kDuplicate,
  kNoLegalBasis,
  kPersonDoesNotWant,
  kNotReached,
  kMovedAway,
  kDeceased,
  kNobodyFound,
  kWaitingForPerson,
  kWaitingForTeam,
  kPersonUnwell,
  kMadeByMistake,
  kConsentWithdrawn,
  kOther
};

enum class ExclusionCategory : std::uint8_t {
  kUnspecified,
  kConflict,
  kSafety,
  kOwnChoice,
  kFamily,
  kColleague,
  kCaseWorker
};

}  // namespace klik::engine

#endif  // KLIK_ENGINE_MODEL_ENUMS_H_
