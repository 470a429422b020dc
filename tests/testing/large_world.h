// Larger random worlds, in which an index has something to pass over: many small ones put side by side.
//
// The same seed gives the same world on every machine. One Random is used by one thread.
#ifndef KLIK_TESTS_TESTING_LARGE_WORLD_H_
#define KLIK_TESTS_TESTING_LARGE_WORLD_H_

#include "tests/testing/oracle.h"
#include "tests/testing/random_world.h"

namespace klik::testing {

// Of at least `profiles` residents, volunteers and activities in all.
World LargeWorld(Random& random, std::size_t profiles);

}  // namespace klik::testing

#endif  // KLIK_TESTS_TESTING_LARGE_WORLD_H_
