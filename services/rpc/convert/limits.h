// The largest size of every value a client may send, as the comments of the API's protos promise.
#ifndef KLIK_SERVICES_RPC_CONVERT_LIMITS_H_
#define KLIK_SERVICES_RPC_CONVERT_LIMITS_H_

#include <cstddef>

#include "absl/time/time.h"

namespace klik::services {

// Texts, in characters (Unicode code points).
inline constexpr std::size_t kMaxExternalIdCharacters = 100;
inline constexpr std::size_t kMaxDisplayNameCharacters = 100;
inline constexpr std::size_t kMaxTitleCharacters = 200;
inline constexpr std::size_t kMaxDescriptionCharacters = 2000;
inline constexpr std::size_t kMaxReferralReasonCharacters = 2000;
inline constexpr std::size_t kMaxContactCharacters = 200;
inline constexpr std::size_t kMaxRecorderCharacters = 200;  // Who recorded, confirmed or checked something.
inline constexpr std::size_t kMaxSettlementCharacters = 80;
inline constexpr std::size_t kMaxCodeCharacters = 40;

// Lists, in items.
inline constexpr int kMaxTravelOptions = 5;
inline constexpr int kMaxWindows = 42;
inline constexpr int kMaxAwayRanges = 50;
inline constexpr int kMaxLanguages = 20;
inline constexpr int kMaxCapacityLanguages = 10;
inline constexpr int kMaxInterests = 60;
inline constexpr int kMaxTopics = 20;
inline constexpr int kMaxVouchers = 10;
inline constexpr int kMaxWishes = 10;
inline constexpr int kMaxTargetGroups = 20;
inline constexpr int kMaxTrainings = 20;
inline constexpr int kMaxSteps = 100;  // Of a referral or a match; as many check-ins.
inline constexpr int kMaxOutcomeAnswers = 11;
inline constexpr int kMaxFilterTopics = 20;
inline constexpr int kMaxCircleTopics = 20;
inline constexpr int kMaxCircleSettlements = 20;

// Numbers.
inline constexpr int kMaxAgeYears = 120;
inline constexpr int kMinTravelMinutes = 1;
inline constexpr int kMaxTravelMinutes = 240;
inline constexpr int kMinGroupSize = 2;  // Persons.
inline constexpr int kMaxGroupSize = 1000;
inline constexpr int kMaxCommitmentMonths = 120;
inline constexpr int kMaxTimesPerMonth = 31;
inline constexpr int kMaxMatchesAtOnce = 50;
inline constexpr int kMaxOpenRequestsAtOnce = 50;
inline constexpr int kMaxUnansweredRequests = 1000;
inline constexpr int kMaxCheckInWeek = 520;
inline constexpr int kMaxCheckInWeeks = 20;  // In a policy.
inline constexpr int kMaxProposalDays = 60;
inline constexpr int kMaxCapacity = 10'000;  // Persons.
inline constexpr int kMaxEnrolled = 10'000;  // Persons.
inline constexpr int kMaxActivityCostCents = 100'000;

// Points in time. The store counts nanoseconds in 64 bits, which reach from 1678 to 2262.
inline constexpr absl::Time kEarliestTime = absl::FromUnixSeconds(-2'208'988'800);  // 1900-01-01T00:00:00Z
inline constexpr absl::Time kLatestTime = absl::FromUnixSeconds(7'258'118'399);     // 2199-12-31T23:59:59Z

}  // namespace klik::services

#endif  // KLIK_SERVICES_RPC_CONVERT_LIMITS_H_
