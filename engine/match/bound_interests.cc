#include "engine/match/bound_interests.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace klik::engine {
namespace {

std::int32_t LikedPoints(int weight, std::int64_t own, std::int64_t others) {
  return static_cast<std::int32_t>(weight * own * others / 1'000'000'000);
}

// Some topics share a byte: it stands for the best of them.
void Raise(InterestTables::Worth& worth, TopicIndex topic, std::int32_t points) {
  std::uint8_t& byte = worth[TopicByte(topic)];
  byte = std::max(byte, InterestTables::WorthOf(points));
}

void AddLiked(const Row& subject, const Taxonomy& taxonomy, InterestTables& tables) {
  // By topic: the subject's strength times likeness.
  std::vector<std::int32_t> best(subject.liked.empty() ? 0 : taxonomy.topics().size());
  tables.lanes.resize(subject.liked.size());
  for (std::size_t i = 0; i < subject.liked.size(); ++i) {
    const Strength& mine = subject.liked[i];
    const int weight = taxonomy.Weight(mine.topic);
    for (const Likeness& other : taxonomy.Alike(mine.topic)) {
      best[other.topic.value] = std::max(best[other.topic.value], std::int32_t{mine.value} * other.similarity);
      Raise(tables.lanes[i], other.topic, LikedPoints(weight, mine.value, std::int64_t{1000} * other.similarity));
    }
  }
  for (std::size_t i = 0; i < best.size(); ++i) {
    if (best[i] == 0) continue;
    const TopicIndex topic{static_cast<std::uint16_t>(i)};
    Raise(tables.candidate, topic, LikedPoints(taxonomy.Weight(topic), 1000, best[i]));
  }
}

// `stance`: of those who have the other part in teaching what is among `topics`.
void AddTaught(std::span<const TopicIndex> topics, Stance stance, const Taxonomy& taxonomy, InterestTables& tables) {
  if (topics.empty()) return;
  StanceWorth& worth = tables.stances[static_cast<std::size_t>(stance)].emplace();
  for (const TopicIndex topic : topics) {
    for (const Likeness& other : taxonomy.Alike(topic)) {
      const std::size_t at = TopicByte(other.topic);
      // Of its own topics the subject counts each, of the candidate's the best.
      worth.subject[at] = static_cast<std::uint16_t>(
          worth.subject[at] + InterestTables::WorthOf(taxonomy.Weight(topic) * other.similarity / 1000));
      worth.candidate[at] = std::max<std::uint16_t>(
          worth.candidate[at], InterestTables::WorthOf(taxonomy.Weight(other.topic) * other.similarity / 1000));
    }
  }
}

void AddShunned(const Row& subject, const Taxonomy& taxonomy, InterestTables& tables) {
  if (subject.topics.dislikes().empty() && subject.topics.nevers().empty()) return;
  StanceWorth& worth = tables.stances[static_cast<std::size_t>(Stance::kShuns)].emplace();
  for (const std::span<const TopicIndex> topics : {subject.topics.dislikes(), subject.topics.nevers()}) {
    for (const TopicIndex topic : topics) {
      const std::size_t at = TopicByte(topic);
      const std::uint8_t points = InterestTables::WorthOf(taxonomy.Weight(topic) / 5);
      worth.subject[at] = static_cast<std::uint16_t>(worth.subject[at] + points);
      worth.candidate[at] = std::max<std::uint16_t>(worth.candidate[at], points);
    }
  }
}

}  // namespace

InterestTables InterestTablesOf(const Row& subject, const Taxonomy& taxonomy) {
  InterestTables tables;
  AddLiked(subject, taxonomy, tables);
  AddTaught(subject.topics.wants_to_learn(), Stance::kTeaches, taxonomy, tables);
  AddTaught(subject.topics.can_teach(), Stance::kLearns, taxonomy, tables);
  AddShunned(subject, taxonomy, tables);
  return tables;
}

}  // namespace klik::engine
