// How people's weeks look, and how they get about: retired on weekday mornings, at work until the evening, a carer with
// odd gaps.
#ifndef KLIK_CLIENTS_DEMO_LIFE_PATTERN_H_
#define KLIK_CLIENTS_DEMO_LIFE_PATTERN_H_

#include "absl/time/civil_time.h"
#include "clients/demo/random.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "klik/v1/common.pb.h"

namespace klik::demo {

enum class LifePattern { kPupil, kStudent, kWorker, kShiftWorker, kPartTimer, kCarer, kAtHome, kRetired };

LifePattern PickLifePattern(int age, Random& random);

// Windows by the pattern: at least one, never overlapping; `most_windows` keeps that many at most, spread over the
// week.
v1::Availability MakeAvailability(LifePattern pattern, int most_windows, absl::CivilDay today, Random& random);

enum class Mobility { kGood, kFrail, kWheelchair };

Mobility PickMobility(int age, Random& random);

// The ways of travel: few for the frail, and no car for most on a low budget. May be none.
google::protobuf::RepeatedPtrField<v1::TravelOption> MakeTravel(int age, Mobility mobility, bool low_budget,
                                                                Random& random);

}  // namespace klik::demo

#endif  // KLIK_CLIENTS_DEMO_LIFE_PATTERN_H_
