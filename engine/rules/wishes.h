// Wishes about the other side, as gates and terms both read them.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_RULES_WISHES_H_
#define KLIK_ENGINE_RULES_WISHES_H_

#include "engine/model/enums.h"
#include "engine/model/person.h"
#include "engine/rules/pair_context.h"

namespace klik::engine {

bool MeetsAge(const Wish& wish, int age);
bool MeetsGender(const Wish& wish, Gender gender);

// An age gap between two persons, or an activity that is meant for young and old together.
bool OfAnotherGeneration(const PairContext& pair);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_RULES_WISHES_H_
