#include "engine/match/bound_interests.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace klik::engine {
namespace {

// Strength of a topic by stance, in thousandths.
constexpr std::array<std::int64_t, kStances> kStrengths = {1000, 600, 800, 800, 1000, 0};
constexpr Stance kLiking[] = {Stance::kLikes, Stance::kUsedTo, Stance::kWantsToLearn, Stance::kCanTeach,
                              Stance::kTeachesAll};

std::int32_t LikedPoints(int weight, std::int64_t own, std::int64_t others) {
  return static_cast<std::int32_t>(weight * own * others / 1'000'000'000);
}

class Builder {
 public:
  Builder(const Row& subject, const Taxonomy& taxonomy)
      : subject_(subject),
        taxonomy_(taxonomy),
        tables_(taxonomy.topics().size() * kStances, subject.liked.size() + subject.can_teach.size() +
                                                         subject.wants_to_learn.size() + subject.dislikes.size() +
                                                         subject.nevers.size()),
        best_liked_(taxonomy.topics().size()) {}

  InterestTables Build() && {
    for (const Strength& mine : subject_.liked) AddLiked(mine);
    for (std::size_t u = 0; u < best_liked_.size(); ++u) {
      if (best_liked_[u] == 0) continue;
      const TopicIndex topic{static_cast<std::uint16_t>(u)};
      for (const Stance stance : kLiking) {
        tables_.AddForCandidate(TopicCode(topic, stance),
                                LikedPoints(taxonomy_.Weight(topic), StrengthOf(stance), best_liked_[u]));
      }
    }
    AddTaught(subject_.wants_to_learn, {Stance::kCanTeach, Stance::kTeachesAll});
    AddTaught(subject_.can_teach, {Stance::kWantsToLearn});
    AddShunned(subject_.dislikes);
    AddShunned(subject_.nevers);
    return std::move(tables_);
  }

 private:
  static std::int64_t StrengthOf(Stance stance) { return kStrengths[static_cast<std::size_t>(stance)]; }

  template <typename Visitor>
  void ForEachAlike(TopicIndex topic, Visitor&& visit) const {
    for (std::size_t u = 0; u < best_liked_.size(); ++u) {
      const TopicIndex other{static_cast<std::uint16_t>(u)};
      if (const int similarity = taxonomy_.Similarity(topic, other); similarity > 0) visit(other, similarity);
    }
  }

  void AddLiked(const Strength& mine) {
    const int weight = taxonomy_.Weight(mine.topic);
    ForEachAlike(mine.topic, [&](TopicIndex other, int similarity) {
      std::int64_t& best = best_liked_[other.value];
      best = std::max(best, std::int64_t{mine.value} * similarity);
      for (const Stance stance : kLiking) {
        const std::int32_t points = LikedPoints(weight, mine.value, StrengthOf(stance) * similarity);
        tables_.AddForSubject(TopicCode(other, stance), lane_, points);
      }
    });
    ++lane_;
  }

  // `stances`: of those who have the other part in teaching what is among `topics`.
  void AddTaught(const std::vector<TopicIndex>& topics, const std::vector<Stance>& stances) {
    std::vector<int> best(best_liked_.size());
    for (const TopicIndex topic : topics) {
      ForEachAlike(topic, [&](TopicIndex other, int similarity) {
        best[other.value] = std::max(best[other.value], similarity);
        for (const Stance stance : stances) {
          tables_.AddForSubject(TopicCode(other, stance), lane_, taxonomy_.Weight(topic) * similarity / 1000);
        }
      });
      ++lane_;
    }
    if (topics.empty()) return;
    for (std::size_t u = 0; u < best.size(); ++u) {
      const TopicIndex topic{static_cast<std::uint16_t>(u)};
      for (const Stance stance : stances) {
        tables_.AddForCandidate(TopicCode(topic, stance), taxonomy_.Weight(topic) * best[u] / 1000);
      }
    }
  }

  void AddShunned(const std::vector<TopicIndex>& topics) {
    for (const TopicIndex topic : topics) {
      const std::int32_t points = taxonomy_.Weight(topic) / 5;
      tables_.AddForSubject(TopicCode(topic, Stance::kShuns), lane_++, points);
      tables_.AddForCandidate(TopicCode(topic, Stance::kShuns), points);
    }
  }

  const Row& subject_;
  const Taxonomy& taxonomy_;
  InterestTables tables_;
  std::vector<std::int64_t> best_liked_;  // By topic: the subject's strength times likeness.
  std::size_t lane_ = 0;
};

}  // namespace

InterestTables InterestTablesOf(const Row& subject, const Taxonomy& taxonomy) {
  return Builder(subject, taxonomy).Build();
}

}  // namespace klik::engine
