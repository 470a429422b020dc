#include "services/outcomes/instruments.h"

#include <algorithm>
#include <array>
#include <span>

namespace klik::services {
namespace {

using storage::Instrument;
using storage::ItemAnswer;
using storage::Reply;

// Negatively worded, `I miss having people around`: yes and more or less score.
constexpr std::array kEmotionalOf11 = {2, 3, 5, 6, 9, 10};
constexpr std::array kEmotionalOf6 = {3, 9, 10};
constexpr std::array kEmotionalReplies = {Reply::kYes, Reply::kMoreOrLess};
// Positively worded, `There are many people I can trust completely`: no and more or less score.
constexpr std::array kSocialOf11 = {1, 4, 7, 8, 11};
constexpr std::array kSocialOf6 = {4, 7, 8};
constexpr std::array kSocialReplies = {Reply::kNo, Reply::kMoreOrLess};

struct LevelStart {
  int total;
  LonelinessLevel level;
};
constexpr std::array kLevelsOf11 = {
    LevelStart{0, LonelinessLevel::kNotLonely}, LevelStart{kModerateOf11, LonelinessLevel::kModerate},
    LevelStart{kSevereOf11, LonelinessLevel::kSevere}, LevelStart{kVerySevereOf11, LonelinessLevel::kVerySevere}};
constexpr std::array kLevelsOf6 = {LevelStart{0, LonelinessLevel::kNotLonely},
                                   LevelStart{kModerateOf6, LonelinessLevel::kModerate},
                                   LevelStart{kSevereOf6, LonelinessLevel::kSevere}};

constexpr int kUclaItems = 3;

struct Scale {
  std::span<const int> emotional;
  std::span<const int> social;
  std::span<const LevelStart> levels;
};

Scale ScaleOf(Instrument instrument) {
  if (instrument == Instrument::kDeJongGierveld11) return {kEmotionalOf11, kSocialOf11, kLevelsOf11};
  if (instrument == Instrument::kDeJongGierveld6) return {kEmotionalOf6, kSocialOf6, kLevelsOf6};
  return {};
}

template <typename Value>
bool Contains(std::span<const Value> values, Value value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

struct Count {
  int points = 0;
  int missing = 0;

  std::optional<int> PointsUnlessMissing(int more_than) const {
    return missing > more_than ? std::nullopt : std::optional(points);
  }
};

Count CountOf(std::span<const int> items, std::span<const Reply> scoring, const std::vector<ItemAnswer>& answers) {
  Count count{.missing = static_cast<int>(items.size())};
  for (const ItemAnswer& answer : answers) {
    if (!Contains(items, answer.item)) continue;
    --count.missing;
    if (Contains(scoring, answer.reply)) ++count.points;
  }
  return count;
}

Score ScoreOfDeJongGierveld(const Scale& scale, const std::vector<ItemAnswer>& answers) {
  const Count emotional = CountOf(scale.emotional, kEmotionalReplies, answers);
  const Count social = CountOf(scale.social, kSocialReplies, answers);
  const Count both{emotional.points + social.points, emotional.missing + social.missing};
  Score score{.total = both.PointsUnlessMissing(kMaxMissingOfTotal),
              .emotional = emotional.PointsUnlessMissing(kMaxMissingOfPart),
              .social = social.PointsUnlessMissing(kMaxMissingOfPart)};
  for (const LevelStart& start : scale.levels) {
    if (score.total.has_value() && *score.total >= start.total) score.level = start.level;
  }
  return score;
}

// 1, 2 or 3 for an item, from hardly ever to often; all three are needed.
Score ScoreOfUcla(const std::vector<ItemAnswer>& answers) {
  if (answers.size() != kUclaItems) return {};
  int total = 0;
  for (const ItemAnswer& answer : answers) {
    total += static_cast<int>(answer.reply) - static_cast<int>(Reply::kHardlyEver) + 1;
  }
  return {.total = total};
}

}  // namespace

bool HasItem(Instrument instrument, int item) {
  if (instrument == Instrument::kUcla3) return item >= 1 && item <= kUclaItems;
  const Scale scale = ScaleOf(instrument);
  return Contains(scale.emotional, item) || Contains(scale.social, item);
}

bool TakesReply(Instrument instrument, Reply reply) {
  const bool of_ucla = reply >= Reply::kHardlyEver;
  return reply != Reply::kUnspecified && of_ucla == (instrument == Instrument::kUcla3);
}

std::vector<LonelinessLevel> LevelsOf(Instrument instrument) {
  std::vector<LonelinessLevel> levels;
  for (const LevelStart& start : ScaleOf(instrument).levels) levels.push_back(start.level);
  return levels;
}

Score ScoreOf(Instrument instrument, const std::vector<ItemAnswer>& answers) {
  if (instrument == Instrument::kUcla3) return ScoreOfUcla(answers);
  return ScoreOfDeJongGierveld(ScaleOf(instrument), answers);
}

}  // namespace klik::services
