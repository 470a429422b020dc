// The terms of a pair's score: for each side a value of 0 to 1000. RULES.md section 3 is the definition.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_SCORE_TERMS_H_
#define KLIK_ENGINE_SCORE_TERMS_H_

#include <cstdint>

#include "engine/match/pair.h"
#include "engine/model/enums.h"
#include "engine/model/person.h"
#include "engine/rules/gates.h"
#include "engine/rules/pair_context.h"

namespace klik::engine {

bool MeetsAge(const Wish& wish, int age);
bool MeetsGender(const Wish& wish, Gender gender);

// An age gap between two persons, or an activity that is meant for young and old together.
bool OfAnotherGeneration(const PairContext& pair);

struct SideValues {
  TermValues first{};
  TermValues second{};

  TermValues& of(Party party) { return party == Party::kFirst ? first : second; }
  const TermValues& of(Party party) const { return party == Party::kFirst ? first : second; }
  void Set(Term term, int first_value, int second_value) {
    first[static_cast<std::size_t>(term)] = static_cast<std::int16_t>(first_value);
    second[static_cast<std::size_t>(term)] = static_cast<std::int16_t>(second_value);
  }
};

// The terms that do not depend on how the two would meet.
SideValues LastingTerms(const PairContext& pair);

// Fills in the others: TRAVEL, AVAILABILITY and NEED_FIT.
void SetMeetingTerms(const PairContext& pair, const Meeting& meeting, SideValues& values);

// Totals and score by the policy's weights.
PairScore ScoreOf(const PairContext& pair, const SideValues& values);

}  // namespace klik::engine

#endif  // KLIK_ENGINE_SCORE_TERMS_H_
