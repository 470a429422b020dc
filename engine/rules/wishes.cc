#include "engine/rules/wishes.h"

#include <cstdlib>

namespace klik::engine {

bool MeetsAge(const Wish& wish, int age) {
  return (wish.min_age == 0 || age >= wish.min_age) && (wish.max_age == 0 || age <= wish.max_age);
}

bool MeetsGender(const Wish& wish, Gender gender) {
  return wish.gender == Gender::kUnspecified || wish.gender == gender;
}

bool OfAnotherGeneration(const PairContext& pair) {
  if (pair.with_activity()) return pair.second.intergenerational == Intergenerational::kWanted;
  return std::abs(pair.first.birth_year - pair.second.birth_year) >= pair.policy.intergenerational_gap_years;
}

}  // namespace klik::engine
