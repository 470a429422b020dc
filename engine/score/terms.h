// The terms of a pair's score: for each side a value of 0 to 1000. RULES.md section 3 is the definition.
//
// Pure; any thread.
#ifndef KLIK_ENGINE_SCORE_TERMS_H_
#define KLIK_ENGINE_SCORE_TERMS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/model/policy.h"
#include "engine/rules/gates.h"
#include "engine/rules/pair_context.h"

namespace klik::engine {

// Values of a side by Term, 0 to kTermScale each.
using TermValues = std::array<std::int16_t, kTermCount>;

struct PairScore {
  TermValues subject{};
  TermValues candidate{};
  std::int32_t subject_total = 0;    // 0 to kTermScale * kWeightScale
  std::int32_t candidate_total = 0;  // idem
  std::int64_t score = 0;            // 0 to kScoreScale

  friend bool operator==(const PairScore&, const PairScore&) = default;
};

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
