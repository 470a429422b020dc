// The dates of a random world: who is away when, until when, from when; and the moment at which it is asked.
//
// Used by one thread, like the Random they are drawn from.
#ifndef KLIK_TESTS_TESTING_RANDOM_WORLD_DATES_H_
#define KLIK_TESTS_TESTING_RANDOM_WORLD_DATES_H_

#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "engine/model/activity.h"
#include "engine/model/availability.h"
#include "tests/testing/random_world.h"

namespace klik::testing {

// Mostly none; some are away for a while, some for as long as anybody looks ahead, some are there on a single day.
std::vector<engine::DateRange> SomeAway(Random& random);

// Past, soon, about as many months on as contact has to last, or never.
std::optional<absl::CivilDay> SomeLastDay(Random& random);

// First and last day and exceptions; the hours are left alone.
void SetSomeDates(Random& random, engine::Sessions& sessions);

// Where the clock changes soon, now and then most are up that night, and many have no other day.
void StayUp(Random& random, World& world);

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_RANDOM_WORLD_DATES_H_
