#include "services/outcomes/summary.h"

#include <algorithm>
#include <cstddef>

namespace klik::services {
namespace {

bool MayTell(int people) { return people == 0 || people >= kLeastPeopleTold; }

// The smallest class that is told and has somebody in it.
std::vector<LevelCount>::iterator SmallestTold(std::vector<LevelCount>& levels) {
  auto smallest = levels.end();
  for (auto level = levels.begin(); level != levels.end(); ++level) {
    if (!level->people.has_value() || *level->people == 0) continue;
    if (smallest == levels.end() || *level->people < *smallest->people) smallest = level;
  }
  return smallest;
}

// The classes add up to what is told of all, so what is withheld of them together is no secret.
void Withhold(std::vector<LevelCount>& levels) {
  int withheld = 0;
  for (LevelCount& level : levels) {
    if (MayTell(*level.people)) continue;
    withheld += *level.people;
    level.people.reset();
  }
  while (!MayTell(withheld)) {
    const auto next = SmallestTold(levels);
    if (next == levels.end()) return;
    withheld += *next->people;
    next->people.reset();
  }
}

std::vector<LevelCount> CountLevels(storage::Instrument instrument, const std::vector<std::vector<Score>>& people) {
  std::vector<LevelCount> levels;
  for (const LonelinessLevel level : LevelsOf(instrument)) levels.push_back({level, 0});
  if (levels.empty()) return levels;
  levels.push_back({LonelinessLevel::kUnspecified, 0});
  for (const std::vector<Score>& scores : people) {
    const auto level = std::find_if(levels.begin(), levels.end(),
                                    [&](const LevelCount& it) { return it.level == scores.back().level; });
    ++*level->people;
  }
  return levels;
}

}  // namespace

OutcomeSummary Summarise(storage::Instrument instrument, const std::vector<std::vector<Score>>& people) {
  OutcomeSummary summary;
  summary.levels = CountLevels(instrument, people);
  const int all = static_cast<int>(people.size());
  if (!MayTell(all)) {
    for (LevelCount& level : summary.levels) level.people.reset();
    return summary;
  }
  summary.people = all;
  Withhold(summary.levels);

  int followed = 0;
  int first_sum = 0;
  int last_sum = 0;
  for (const std::vector<Score>& scores : people) {
    std::vector<int> totals;
    for (const Score& score : scores) {
      if (score.total.has_value()) totals.push_back(*score.total);
    }
    if (totals.size() < 2) continue;
    ++followed;
    first_sum += totals.front();
    last_sum += totals.back();
  }
  // Who is not followed is the rest.
  if (!MayTell(followed) || !MayTell(all - followed)) return summary;
  summary.followed = followed;
  if (followed == 0) return summary;
  summary.first_mean = static_cast<double>(first_sum) / followed;
  summary.last_mean = static_cast<double>(last_sum) / followed;
  return summary;
}

}  // namespace klik::services
