#include "engine/match/bound_interests.h"

#include <algorithm>
#include <cstddef>
#include <utility>
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

class Builder {
 public:
  Builder(const Row& subject, const Taxonomy& taxonomy)
      : subject_(subject),
        taxonomy_(taxonomy),
        tables_(subject.liked.size() + subject.can_teach.size() + subject.wants_to_learn.size() +
                subject.dislikes.size() + subject.nevers.size()) {}

  InterestTables Build() && {
    AddLiked();
    AddTaught(subject_.wants_to_learn, Stance::kTeaches);
    AddTaught(subject_.can_teach, Stance::kLearns);
    AddShunned();
    return std::move(tables_);
  }

 private:
  void AddLiked() {
    if (subject_.liked.empty()) return;
    std::vector<std::int32_t> best(taxonomy_.topics().size());  // By topic: the subject's strength times likeness.
    for (const Strength& mine : subject_.liked) {
      tables_.BeginLane();
      InterestTables::Worth& wholly = tables_.ForSubject(Stance::kWholly);
      InterestTables::Worth& partly = tables_.ForSubject(Stance::kPartly);
      const int weight = taxonomy_.Weight(mine.topic);
      for (const Likeness& other : taxonomy_.Alike(mine.topic)) {
        best[other.topic.value] = std::max(best[other.topic.value], std::int32_t{mine.value} * other.similarity);
        Raise(wholly, other.topic, LikedPoints(weight, mine.value, std::int64_t{1000} * other.similarity));
        Raise(partly, other.topic, LikedPoints(weight, mine.value, std::int64_t{kPartlyStrength} * other.similarity));
      }
    }
    InterestTables::Worth& wholly = tables_.ForCandidate(Stance::kWholly);
    InterestTables::Worth& partly = tables_.ForCandidate(Stance::kPartly);
    for (std::size_t i = 0; i < best.size(); ++i) {
      if (best[i] == 0) continue;
      const TopicIndex topic{static_cast<std::uint16_t>(i)};
      Raise(wholly, topic, LikedPoints(taxonomy_.Weight(topic), 1000, best[i]));
      Raise(partly, topic, LikedPoints(taxonomy_.Weight(topic), kPartlyStrength, best[i]));
    }
  }

  // `stance`: of those who have the other part in teaching what is among `topics`.
  void AddTaught(const std::vector<TopicIndex>& topics, Stance stance) {
    if (topics.empty()) return;
    InterestTables::Worth& for_candidate = tables_.ForCandidate(stance);
    for (const TopicIndex topic : topics) {
      tables_.BeginLane();
      InterestTables::Worth& for_subject = tables_.ForSubject(stance);
      for (const Likeness& other : taxonomy_.Alike(topic)) {
        Raise(for_subject, other.topic, taxonomy_.Weight(topic) * other.similarity / 1000);
        Raise(for_candidate, other.topic, taxonomy_.Weight(other.topic) * other.similarity / 1000);
      }
    }
  }

  void AddShunned() {
    if (subject_.dislikes.empty() && subject_.nevers.empty()) return;
    InterestTables::Worth& for_candidate = tables_.ForCandidate(Stance::kShuns);
    for (const std::vector<TopicIndex>* topics : {&subject_.dislikes, &subject_.nevers}) {
      for (const TopicIndex topic : *topics) {
        const std::int32_t points = taxonomy_.Weight(topic) / 5;
        tables_.BeginLane();
        Raise(tables_.ForSubject(Stance::kShuns), topic, points);
        Raise(for_candidate, topic, points);
      }
    }
  }

  const Row& subject_;
  const Taxonomy& taxonomy_;
  InterestTables tables_;
};

}  // namespace

InterestTables InterestTablesOf(const Row& subject, const Taxonomy& taxonomy) {
  return Builder(subject, taxonomy).Build();
}

}  // namespace klik::engine
