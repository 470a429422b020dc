// What is told of outcomes over many people, so that it tells of none of them.
//
// No number of people from 1 to 9 is told, nor can one be worked out from what is: when a class is withheld, so many
// others are that together they hold ten or more. Downside: two questions that differ by a day can still be held
// against each other.
//
// Pure functions; any thread.
#ifndef KLIK_SERVICES_OUTCOMES_SUMMARY_H_
#define KLIK_SERVICES_OUTCOMES_SUMMARY_H_

#include <optional>
#include <vector>

#include "services/outcomes/instruments.h"
#include "storage/record/outcome_record.h"

namespace klik::services {

// The smallest number of people, but none, that is told.
inline constexpr int kLeastPeopleTold = 10;

struct LevelCount {
  LonelinessLevel level = LonelinessLevel::kUnspecified;
  std::optional<int> people;  // nullopt, here and below: not told.

  friend bool operator==(const LevelCount&, const LevelCount&) = default;
};

struct OutcomeSummary {
  std::optional<int> people;
  // From the lowest on, then kUnspecified: who has no total. Empty when the instrument has no classes.
  std::vector<LevelCount> levels;
  std::optional<int> followed;  // Who has a total twice or more.
  std::optional<double> first_mean;
  std::optional<double> last_mean;
};

// `people` holds the scores of each person, one at least, in order of time.
OutcomeSummary Summarise(storage::Instrument instrument, const std::vector<std::vector<Score>>& people);

}  // namespace klik::services

#endif  // KLIK_SERVICES_OUTCOMES_SUMMARY_H_
