// Takes most of the trouble out of a random world, so that many candidates are left to be put in order.
#ifndef KLIK_TESTS_TESTING_RANDOM_WORLD_CALM_H_
#define KLIK_TESTS_TESTING_RANDOM_WORLD_CALM_H_

#include "tests/testing/oracle.h"
#include "tests/testing/random_world.h"

namespace klik::testing {

void CalmDown(Random& random, World& world);

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_RANDOM_WORLD_CALM_H_
